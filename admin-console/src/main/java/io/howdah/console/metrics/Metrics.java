package io.howdah.console.metrics;

import io.howdah.console.view.PoolerView;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All metrics, as objects of Prometheus' client and in Prometheus' formats. They are read on request. Requests during a read
 * share its result, so many at once cost as much as one.
 */
public final class Metrics {

    /**
     * A document.
     *
     * @param type of the content, as in HTTP
     */
    public record Text(String type, byte[] bytes) {}

    private final PoolerView view;
    private final Supplier<MetricsNames> asked;
    private final Names.Bounds bounds = new Names.Bounds();
    private @Nullable CompletableFuture<MetricSnapshots> underWay;
    private @Nullable JvmMeters jvm;
    private long collections;

    /** @param asked the names to use, read at each request */
    public Metrics(PoolerView view, Supplier<MetricsNames> asked) {
        this.view = view;
        this.asked = asked;
    }

    /**
     * Reads and writes all metrics.
     *
     * @param accept HTTP's Accept header: OpenMetrics if the header asks for it, otherwise Prometheus' text format
     * @param work runs the work
     */
    public CompletionStage<Text> text(String accept, Executor work) {
        ExpositionFormatWriter writer = accept.contains("application/openmetrics-text")
                ? OpenMetricsTextFormatWriter.create() : PrometheusTextFormatWriter.create();
        return read(work).thenApplyAsync(snapshots -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
            try {
                writer.write(bytes, snapshots);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Text(writer.getContentType(), bytes.toByteArray());
        }, work);
    }

    /** Reads all metrics. @param work runs the work */
    public synchronized CompletionStage<MetricSnapshots> read(Executor work) {
        if (underWay == null || underWay.isDone()) {
            underWay = Reading.of(view, work).thenApply(this::snapshots);
        }
        return underWay;
    }

    /** Runs once at a time: {@link #read} starts no second reading during the first. */
    private MetricSnapshots snapshots(Reading reading) {
        if (jvm == null) {
            jvm = new JvmMeters();
        }
        collections++;
        MetricsNames now = asked.get();
        Names names = new Names(bounds, reading);
        List<MetricSnapshot> all = new ArrayList<>(ExporterFamilies.of(reading, names, now));
        if (now.cloudNative()) {
            all.addAll(CloudNativeFamilies.of(reading, names, collections));
        }
        all.addAll(OwnFamilies.of(reading, names));
        jvm.snapshots().forEach(all::add);
        return new MetricSnapshots(all);
    }
}
