package io.howdah.console.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.howdah.console.metrics.Exposition;
import io.howdah.console.metrics.Exposition.Sample;
import io.howdah.console.metrics.Metrics;
import io.howdah.console.metrics.MetricsNames;
import io.howdah.console.show.TestView;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Reads OTLP/JSON back and compares it with the metrics. */
class OtlpDocumentTest {

    private static final Instant STARTED = Instant.ofEpochSecond(1_000, 5);
    private static final Instant NOW = Instant.ofEpochSecond(2_000_000_000, 7);

    private static Map<String, Object> document(MetricSnapshots snapshots) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        OtlpDocument.write(snapshots, OtlpResource.of("1.2"), STARTED, NOW, bytes);
        return JSON.std.mapFrom(bytes.toByteArray());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Object value) {
        return (List<Map<String, Object>>) value;
    }

    private static Map<String, Object> only(Object value) {
        assertThat(list(value)).hasSize(1);
        return list(value).get(0);
    }

    static List<Map<String, Object>> metrics(Map<String, Object> document) {
        return list(only(only(document.get("resourceMetrics")).get("scopeMetrics")).get("metrics"));
    }

    private static Map<String, Object> metric(MetricSnapshot snapshot) throws IOException {
        return metrics(document(new MetricSnapshots(snapshot))).get(0);
    }

    private static Map<String, String> attributes(Map<String, Object> of) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Map<String, Object> attribute : list(of.get("attributes"))) {
            Map<String, Object> value = map(attribute.get("value"));
            assertThat(value).hasSize(1);
            all.put((String) attribute.get("key"), (String) value.values().iterator().next());
        }
        return all;
    }

    private static double number(Object value) {
        return value instanceof String text ? Double.parseDouble(text) : ((Number) value).doubleValue();
    }

    @Test
    void aGauge() throws IOException {
        Map<String, Object> metric = metric(new GaugeSnapshot(new MetricMetadata("pool_bytes", "Help."), List.of(
                new GaugeSnapshot.GaugeDataPointSnapshot(1.5, Labels.of("a", "b"), null),
                new GaugeSnapshot.GaugeDataPointSnapshot(Double.NaN, Labels.of("a", "c"), null),
                new GaugeSnapshot.GaugeDataPointSnapshot(Double.POSITIVE_INFINITY, Labels.of("a", "d"), null))));
        assertThat(metric).containsEntry("name", "pool_bytes").containsEntry("description", "Help.").containsEntry("unit", "By");
        List<Map<String, Object>> points = list(map(metric.get("gauge")).get("dataPoints"));
        assertThat(points.get(0)).containsEntry("asDouble", 1.5).containsEntry("timeUnixNano", "2000000000000000007")
                .doesNotContainKey("startTimeUnixNano");
        assertThat(attributes(points.get(0))).isEqualTo(Map.of("a", "b"));
        assertThat(points.get(1)).containsEntry("asDouble", "NaN");
        assertThat(points.get(2)).containsEntry("asDouble", "Infinity");
    }

    @Test
    void aCounter() throws IOException {
        Map<String, Object> metric = metric(new CounterSnapshot(new MetricMetadata("waits_seconds", "Help."), List.of(
                new CounterSnapshot.CounterDataPointSnapshot(7, Labels.EMPTY, null, 0))));
        assertThat(metric).containsEntry("name", "waits_seconds_total").containsEntry("unit", "s");
        Map<String, Object> sum = map(metric.get("sum"));
        assertThat(sum).containsEntry("isMonotonic", true).containsEntry("aggregationTemporality", 2);
        assertThat(only(sum.get("dataPoints"))).containsEntry("asDouble", 7.0).containsEntry("startTimeUnixNano", "1000000000005")
                .containsEntry("timeUnixNano", "2000000000000000007").containsEntry("attributes", List.of());
    }

    @Test
    void aHistogramCountsEachBucketByItself() throws IOException {
        Map<String, Object> metric = metric(new HistogramSnapshot(new MetricMetadata("times", "Help."), List.of(
                new HistogramSnapshot.HistogramDataPointSnapshot(ClassicHistogramBuckets.of(
                        new double[] {0.1, 1, Double.POSITIVE_INFINITY}, new long[] {3, 0, 5}), 12.5, Labels.EMPTY,
                        Exemplars.EMPTY, 0))));
        assertThat(metric).doesNotContainKey("unit");
        Map<String, Object> histogram = map(metric.get("histogram"));
        assertThat(histogram).containsEntry("aggregationTemporality", 2);
        assertThat(only(histogram.get("dataPoints"))).containsEntry("bucketCounts", List.of("3", "0", "5"))
                .containsEntry("explicitBounds", List.of(0.1, 1.0)).containsEntry("count", "8").containsEntry("sum", 12.5)
                .containsEntry("startTimeUnixNano", "1000000000005");
    }

    @Test
    void hostileLabelsComeThroughAndHalfACharacterIsNone() throws IOException {
        String hostile = "a\"b\\c\nd\u0000{}é\u2028\uD83D\uDE00</script>" + "x".repeat(100_000);
        Map<String, Object> metric = metric(new GaugeSnapshot(new MetricMetadata("g", "Help \uDC00."), List.of(
                new GaugeSnapshot.GaugeDataPointSnapshot(1, Labels.of("a", hostile, "b", "x\uD83D"), null))));
        assertThat(attributes(only(map(metric.get("gauge")).get("dataPoints")))).isEqualTo(Map.of("a", hostile, "b", "x?"));
        assertThat(metric).containsEntry("description", "Help ?.");
    }

    @Test
    void theResourceSaysWhoseTheyAre() throws IOException {
        Map<String, Object> resource = map(only(document(new MetricSnapshots()).get("resourceMetrics")).get("resource"));
        assertThat(attributes(resource)).containsEntry("service.name", "howdah").containsEntry("service.version", "1.2")
                .containsEntry("process.pid", Long.toString(ProcessHandle.current().pid()));
        assertThat(attributes(resource).get("service.instance.id")).hasSize(36)
                .isEqualTo(attributes(map(only(document(new MetricSnapshots()).get("resourceMetrics")).get("resource")))
                        .get("service.instance.id"));
    }

    /** The document has every series of every vocabulary, and no other. */
    @Test
    void itTellsWhatThePageTells() throws Exception {
        MetricSnapshots snapshots = new Metrics(new TestView(), () -> new MetricsNames(true, true, true)).read(Runnable::run)
                .toCompletableFuture().join();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, snapshots);
        Exposition page = Exposition.of(text.toString(StandardCharsets.UTF_8));
        List<Sample> pushed = new ArrayList<>();
        metrics(document(snapshots)).forEach(metric -> pushed.addAll(samples(metric)));
        assertThat(series(pushed)).isEqualTo(series(page.samples())).hasSizeGreaterThan(150);
    }

    private static Map<String, Double> series(List<Sample> samples) {
        Map<String, Double> all = new TreeMap<>();
        samples.forEach(sample -> assertThat(all.put(sample.name() + new TreeMap<>(sample.labels()), sample.value())).isNull());
        return all;
    }

    /** A metric's samples as Prometheus would write them. */
    private static List<Sample> samples(Map<String, Object> metric) {
        List<Sample> all = new ArrayList<>();
        String name = (String) metric.get("name");
        for (String kind : List.of("gauge", "sum", "histogram", "summary")) {
            if (!metric.containsKey(kind)) {
                continue;
            }
            for (Map<String, Object> point : list(map(metric.get(kind)).get("dataPoints"))) {
                Map<String, String> labels = attributes(point);
                if (kind.equals("gauge") || kind.equals("sum")) {
                    all.add(new Sample(name, labels, number(point.get("asDouble"))));
                    continue;
                }
                all.add(new Sample(name + "_count", labels, number(point.get("count"))));
                all.add(new Sample(name + "_sum", labels, number(point.get("sum"))));
                List<?> counts = (List<?>) point.getOrDefault("bucketCounts", List.of());
                List<?> bounds = (List<?>) point.get("explicitBounds");
                double below = 0;
                for (int i = 0; i < counts.size(); i++) {
                    below += number(counts.get(i));
                    Map<String, String> withBound = new LinkedHashMap<>(labels);
                    withBound.put("le", i < bounds.size() ? bounds.get(i).toString() : "+Inf");
                    all.add(new Sample(name + "_bucket", withBound, below));
                }
            }
        }
        return all;
    }
}
