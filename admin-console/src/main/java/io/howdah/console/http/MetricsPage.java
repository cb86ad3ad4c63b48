package io.howdah.console.http;

import io.howdah.console.metrics.Metrics;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** {@code /metrics}: Prometheus' text format, or OpenMetrics if the request accepts it. */
public final class MetricsPage implements StatusPage {

    private final Metrics metrics;

    /** @param metrics the source of the page */
    public MetricsPage(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public CompletionStage<StatusReply> answer(StatusRequest request, Executor work) {
        return metrics.text(request.header("Accept"), work).thenApply(text -> StatusReply.of(200, text.type(), text.bytes()));
    }
}
