package io.howdah.console.otlp;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Where to push.
 *
 * @param endpoint http or https, path included
 * @param interval from one push to the next
 * @param headers that each push carries; secret
 */
public record OtlpTarget(URI endpoint, Duration interval, Map<String, String> headers) {

    public OtlpTarget {
        headers = Map.copyOf(headers);
    }

    /** The endpoint without its query, which may have a key in it. */
    String place() {
        String text = endpoint.toString();
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }

    /** The text without the values of the headers: whoever answers may say them back. */
    String withoutSecrets(String text) {
        String masked = text;
        for (String value : headers.values()) {
            // "Bearer x" is told as "x" by some. What is shorter is no secret, and would be found everywhere.
            for (String secret : List.of(value, value.substring(value.lastIndexOf(' ') + 1))) {
                masked = secret.length() < 4 ? masked : masked.replace(secret, "***");
            }
        }
        return masked;
    }

    @Override
    public String toString() {
        return "OtlpTarget[" + place() + " every " + interval + "]";
    }
}
