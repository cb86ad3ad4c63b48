package io.howdah.console.otlp;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The target of the pushes.
 *
 * @param endpoint http or https, path included
 * @param interval from one push to the next
 * @param headers of each push; secret
 */
public record OtlpTarget(URI endpoint, Duration interval, Map<String, String> headers) {

    public OtlpTarget {
        headers = Map.copyOf(headers);
    }

    /** The endpoint without its query, which may contain a key. */
    String place() {
        String text = endpoint.toString();
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }

    /** Masks the headers' values in a text: a collector may repeat them in its answer. */
    String withoutSecrets(String text) {
        String masked = text;
        for (String value : headers.values()) {
            // Some collectors repeat only "x" of "Bearer x". A value of fewer than four characters is no secret and would match
            // everywhere.
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
