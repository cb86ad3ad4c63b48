package io.howdah.console.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/**
 * The metrics as OTLP's ExportMetricsServiceRequest in Protocol Buffers' JSON, which writes 64-bit integers as strings. Names are
 * those of {@code /metrics}. A metric has a unit if its name contains one.
 */
final class OtlpDocument {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int CUMULATIVE = 2;
    private static final String TOTAL = "_total";

    private final JsonGenerator json;
    private final String started;
    private final String now;

    private OtlpDocument(JsonGenerator json, Instant started, Instant now) {
        this.json = json;
        this.started = nanos(started);
        this.now = nanos(now);
    }

    /**
     * Writes the document.
     *
     * @param resource attributes of the resource by name: texts and whole numbers
     * @param started the beginning of all counters
     * @param out closed at the end
     */
    static void write(MetricSnapshots snapshots, Map<String, Object> resource, Instant started, Instant now, OutputStream out)
            throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            new OtlpDocument(json, started, now).request(snapshots, resource);
        }
    }

    private static String nanos(Instant time) {
        return Long.toString(Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano()));
    }

    private void request(MetricSnapshots snapshots, Map<String, Object> resource) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("resourceMetrics");
        json.writeStartObject();
        json.writeObjectFieldStart("resource");
        json.writeArrayFieldStart("attributes");
        for (Map.Entry<String, Object> attribute : resource.entrySet()) {
            attribute(attribute.getKey(), attribute.getValue());
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeArrayFieldStart("scopeMetrics");
        json.writeStartObject();
        json.writeObjectFieldStart("scope");
        json.writeStringField("name", "io.howdah");
        json.writeEndObject();
        json.writeArrayFieldStart("metrics");
        for (MetricSnapshot snapshot : snapshots) {
            if (!snapshot.getDataPoints().isEmpty()) {
                metric(snapshot);
            }
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private void metric(MetricSnapshot snapshot) throws IOException {
        String name = snapshot.getMetadata().getPrometheusName();
        if (snapshot instanceof CounterSnapshot counter) {
            begin(snapshot, name.endsWith(TOTAL) ? name : name + TOTAL, name, "sum");
            json.writeNumberField("aggregationTemporality", CUMULATIVE);
            json.writeBooleanField("isMonotonic", true);
            json.writeArrayFieldStart("dataPoints");
            for (CounterSnapshot.CounterDataPointSnapshot point : counter.getDataPoints()) {
                number(point, point.getValue(), true);
            }
        } else if (snapshot instanceof GaugeSnapshot gauge) {
            begin(snapshot, name, name, "gauge");
            json.writeArrayFieldStart("dataPoints");
            for (GaugeSnapshot.GaugeDataPointSnapshot point : gauge.getDataPoints()) {
                number(point, point.getValue(), false);
            }
        } else if (snapshot instanceof InfoSnapshot info) {
            begin(snapshot, name + "_info", name, "gauge");
            json.writeArrayFieldStart("dataPoints");
            for (InfoSnapshot.InfoDataPointSnapshot point : info.getDataPoints()) {
                number(point, 1, false);
            }
        } else if (snapshot instanceof HistogramSnapshot histogram) {
            begin(snapshot, name, name, "histogram");
            json.writeNumberField("aggregationTemporality", CUMULATIVE);
            json.writeArrayFieldStart("dataPoints");
            for (HistogramSnapshot.HistogramDataPointSnapshot point : histogram.getDataPoints()) {
                histogram(point);
            }
        } else if (snapshot instanceof SummarySnapshot summary) {
            begin(snapshot, name, name, "summary");
            json.writeArrayFieldStart("dataPoints");
            for (SummarySnapshot.SummaryDataPointSnapshot point : summary.getDataPoints()) {
                summary(point);
            }
        } else if (snapshot instanceof UnknownSnapshot unknown) {
            begin(snapshot, name, name, "gauge");
            json.writeArrayFieldStart("dataPoints");
            for (UnknownSnapshot.UnknownDataPointSnapshot point : unknown.getDataPoints()) {
                number(point, point.getValue(), false);
            }
        } else {
            // Howdah has no state sets.
            return;
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
    }

    /** @param base the name without the suffix of its type */
    private void begin(MetricSnapshot snapshot, String name, String base, String kind) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        String help = snapshot.getMetadata().getHelp();
        if (help != null) {
            json.writeStringField("description", whole(help));
        }
        String unit = base.endsWith("_seconds") ? "s" : base.endsWith("_bytes") ? "By" : "";
        if (!unit.isEmpty()) {
            json.writeStringField("unit", unit);
        }
        json.writeObjectFieldStart(kind);
    }

    private void number(DataPointSnapshot point, double value, boolean sinceStart) throws IOException {
        json.writeStartObject();
        point(point, sinceStart);
        json.writeFieldName("asDouble");
        number(value);
        json.writeEndObject();
    }

    private void histogram(HistogramSnapshot.HistogramDataPointSnapshot point) throws IOException {
        json.writeStartObject();
        point(point, true);
        ClassicHistogramBuckets buckets = point.getClassicBuckets();
        json.writeStringField("count", Long.toString(point.getCount()));
        if (point.hasSum()) {
            json.writeFieldName("sum");
            number(point.getSum());
        }
        // OTLP wants the upper bounds of all buckets but the last, which has none.
        json.writeArrayFieldStart("bucketCounts");
        for (int i = 0; i < buckets.size(); i++) {
            json.writeString(Long.toString(buckets.getCount(i)));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("explicitBounds");
        for (int i = 0; i < buckets.size() - 1; i++) {
            json.writeNumber(buckets.getUpperBound(i));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void summary(SummarySnapshot.SummaryDataPointSnapshot point) throws IOException {
        json.writeStartObject();
        point(point, true);
        json.writeStringField("count", Long.toString(point.hasCount() ? point.getCount() : 0));
        json.writeFieldName("sum");
        number(point.hasSum() ? point.getSum() : 0);
        json.writeArrayFieldStart("quantileValues");
        for (Quantile quantile : point.getQuantiles()) {
            json.writeStartObject();
            json.writeNumberField("quantile", quantile.getQuantile());
            json.writeFieldName("value");
            number(quantile.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Writes the parts common to all kinds of data points. */
    private void point(DataPointSnapshot point, boolean sinceStart) throws IOException {
        if (sinceStart) {
            json.writeStringField("startTimeUnixNano", started);
        }
        json.writeStringField("timeUnixNano", now);
        json.writeArrayFieldStart("attributes");
        for (Label label : point.getLabels()) {
            attribute(label.getName(), label.getValue());
        }
        json.writeEndArray();
    }

    private void attribute(String key, Object value) throws IOException {
        json.writeStartObject();
        json.writeStringField("key", key);
        json.writeObjectFieldStart("value");
        if (value instanceof Long number) {
            json.writeStringField("intValue", number.toString());
        } else {
            json.writeStringField("stringValue", whole(value.toString()));
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    /** JSON has no NaN and no infinity. */
    private void number(double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeString(Double.toString(value));
        }
    }

    /** Replaces an unpaired surrogate by a question mark: UTF-8 has no such character, and the JSON generator refuses it. */
    private static String whole(String text) {
        return text.chars().anyMatch(c -> Character.isSurrogate((char) c))
                ? new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8) : text;
    }
}
