package io.howdah.proxy;

import io.howdah.config.OtlpSettings;
import io.howdah.console.metrics.Metrics;
import io.howdah.console.otlp.OtlpPush;
import io.howdah.console.otlp.OtlpTarget;

/** The metrics export of otlp_endpoint, otlp_interval and otlp_headers. */
final class OtlpExport implements AutoCloseable {

    private final OtlpPush push;

    /** @param version Howdah's version */
    OtlpExport(Metrics metrics, String version) {
        push = new OtlpPush(metrics, version);
    }

    void configure(OtlpSettings otlp) {
        push.configure(otlp.endpoint().map(endpoint -> new OtlpTarget(endpoint, otlp.interval(), otlp.headers())));
    }

    @Override
    public void close() {
        push.close();
    }
}
