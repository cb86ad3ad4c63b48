package io.howdah.config;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The push of the metrics by OTLP.
 *
 * @param endpoint the whole URL, path included; empty for no push
 * @param interval from one push to the next; at least a second
 * @param headers HTTP headers of each push; secret
 */
public record OtlpSettings(Optional<URI> endpoint, Duration interval, Map<String, String> headers) {

    public OtlpSettings {
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(interval, "interval");
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
        return "OtlpSettings[endpoint=" + endpoint + " interval=" + interval + " headers=" + headers.keySet() + "]";
    }
}
