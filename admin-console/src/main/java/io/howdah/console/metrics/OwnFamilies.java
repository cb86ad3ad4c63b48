package io.howdah.console.metrics;

import io.howdah.console.view.MeasuresSnapshot;
import io.howdah.console.view.MeasuresSnapshot.Histogram;
import io.howdah.console.view.MeasuresSnapshot.PoolMeasures;
import io.howdah.console.view.PoolSnapshot;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Metrics that no PgBouncer has: {@code howdah_}. */
final class OwnFamilies {

    private static final Pattern VERSION = Pattern.compile("Howdah ([^)\\s]+)");

    private OwnFamilies() {}

    static List<MetricSnapshot> of(Reading reading, Names names) {
        List<Family> families = new ArrayList<>(pools(reading, names));
        families.addAll(events(reading.measures(), names));
        families.addAll(CacheFamilies.of(reading, names));
        families.addAll(process(reading));
        List<MetricSnapshot> all = new ArrayList<>();
        families.forEach(family -> all.add(family.snapshot()));
        MeasuresSnapshot measures = reading.measures();
        all.add(histogram("howdah_wait_seconds", "How long clients waited for a server, each time they got one.",
                measures, names, PoolMeasures::waits));
        all.add(histogram("howdah_query_seconds", "How long servers took over queries, the wait for the server left out.",
                measures, names, PoolMeasures::queries));
        all.add(histogram("howdah_transaction_seconds",
                "How long clients held a server for a transaction, the wait for it left out.",
                measures, names, PoolMeasures::transactions));
        Matcher version = VERSION.matcher(reading.version());
        all.add(InfoSnapshot.builder().name("howdah_build").help("Which Howdah this is.")
                .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(Labels.of("version", version.find() ? version.group(1) : reading.version())).build())
                .build());
        return all;
    }

    private static List<Family> pools(Reading reading, Names names) {
        Family clients = Family.of("howdah_pool_clients", "Clients of each pool by what they do.");
        Family servers = Family.of("howdah_pool_servers", "Server connections of each pool by what they do.");
        Family maxwait = Family.largest("howdah_pool_maxwait_seconds",
                "How long the oldest waiting client of each pool has been waiting.");
        for (PoolSnapshot pool : reading.pools()) {
            Labels labels = names.of(pool);
            clients.add(labels.add("state", "active"), pool.clActive());
            clients.add(labels.add("state", "waiting"), pool.clWaiting());
            servers.add(labels.add("state", "active"), pool.svActive());
            servers.add(labels.add("state", "idle"), pool.svIdle());
            servers.add(labels.add("state", "used"), pool.svUsed());
            servers.add(labels.add("state", "tested"), pool.svTested());
            servers.add(labels.add("state", "login"), pool.svLogin());
            servers.add(labels.add("state", "being_canceled"), pool.svBeingCanceled() + pool.svActiveCancel());
            maxwait.add(labels, pool.maxwait() + pool.maxwaitUs() / 1e6);
        }
        Family size = Family.of("howdah_pool_size", "Server connections each pool may have; 0 for no limit.");
        reading.measures().pools().forEach(pool -> size.add(names.pool(pool.database(), pool.user()), pool.size()));
        return List.of(clients, servers, maxwait, size);
    }

    private static List<Family> events(MeasuresSnapshot measures, Names names) {
        Family errors = Family.of("howdah_errors_total",
                "Errors told to clients, by SQLSTATE and by whose they are: the server's or the pooler's.");
        Family refusals = Family.of("howdah_refusals_total",
                "Clients that were not let in, or did not get a server, by the reason.");
        Family lookups = Family.of("howdah_auth_query_total",
                "Users looked up by auth_query: asked of a server, answered by what is kept, or failed.");
        measures.authQueries().forEach((result, count) -> lookups.add(Labels.of("result", result), count));
        Family opened = Family.of("howdah_server_connections_opened_total", "Server connections that have logged in.");
        Family closed = Family.of("howdah_server_connections_closed_total", "Server connections that have gone, by the reason.");
        measures.loginRefusals().forEach((reason, count) -> refusals.add(Labels.of("reason", reason), count));
        // Present from the start, so that Prometheus sees the first refusal as an increase.
        refusals.add(Labels.of("reason", "query_wait_timeout"), 0);
        refusals.add(Labels.of("reason", "queue_full"), 0);
        refusals.add(Labels.of("reason", "server_refuses"), 0);
        for (PoolMeasures pool : (Iterable<PoolMeasures>) Stream.concat(measures.pools().stream(),
                measures.gone().stream())::iterator) {
            pool.refusals().forEach((reason, count) -> refusals.add(Labels.of("reason", reason), count));
            if (pool.database().isEmpty()) {
                continue;
            }
            Labels database = names.database(pool.database());
            pool.serverErrors()
                    .forEach((state, count) -> errors.add(database.add("sqlstate", state).add("source", "server"), count));
            pool.poolerErrors()
                    .forEach((state, count) -> errors.add(database.add("sqlstate", state).add("source", "pooler"), count));
            opened.add(database, pool.opened());
            pool.closed().forEach((reason, count) -> closed.add(database.add("reason", reason), count));
        }
        return List.of(errors, refusals, lookups, opened, closed);
    }

    private static List<Family> process(Reading reading) {
        Family lag = Family.of("howdah_loop_lag_seconds", "How long each event loop took to get to a question.");
        for (int i = 0; i < reading.lags().size(); i++) {
            lag.add(Labels.of("loop", Integer.toString(i)), reading.lags().get(i) / 1e9);
        }
        Family memory = Family.of("howdah_memory_bytes",
                "Memory of the process: heap and direct in use, resident of the machine's.");
        told(memory, "heap", ProcessReading.heapBytes());
        told(memory, "direct", ProcessReading.directBytes());
        told(memory, "resident", ProcessReading.residentBytes());
        Family held = Family.of("howdah_ledger_bytes", "Memory held for all clients together, by what for.");
        Family limit = Family.of("howdah_ledger_bytes_limit", "How much of it there may be.");
        reading.accounts().forEach(account -> {
            held.add(Labels.of("kind", account.kind()), account.held());
            limit.add(Labels.of("kind", account.kind()), account.limit());
        });
        Family descriptors = Family.of("howdah_file_descriptors", "File descriptors that are open.");
        Family most = Family.of("howdah_file_descriptors_limit", "How many there may be.");
        told(descriptors, ProcessReading.descriptors());
        told(most, ProcessReading.descriptorLimit());
        return List.of(lag, memory, held, limit, descriptors, most,
                Family.of("howdah_gc_total", "Garbage collections.").add(ProcessReading.collections()),
                Family.of("howdah_gc_seconds_total", "Time they took.").add(ProcessReading.collectionSeconds()));
    }

    private static void told(Family family, String kind, long value) {
        if (value >= 0) {
            family.add(Labels.of("kind", kind), value);
        }
    }

    private static void told(Family family, long value) {
        if (value >= 0) {
            family.add(value);
        }
    }

    /** A pool without counts gets no histogram: of many pools most are idle, and each histogram is twenty lines. */
    private static MetricSnapshot histogram(String name, String help, MeasuresSnapshot measures, Names names,
            Function<PoolMeasures, Histogram> which) {
        Map<Labels, Histogram> byLabels = new LinkedHashMap<>();
        for (PoolMeasures pool : measures.pools()) {
            Histogram histogram = which.apply(pool);
            if (!histogram.isEmpty()) {
                byLabels.merge(names.pool(pool.database(), pool.user()), histogram, OwnFamilies::together);
            }
        }
        List<HistogramSnapshot.HistogramDataPointSnapshot> points = new ArrayList<>(byLabels.size());
        byLabels.forEach((labels, histogram) -> points.add(new HistogramSnapshot.HistogramDataPointSnapshot(
                ClassicHistogramBuckets.of(measures.bounds(), histogram.counts()), histogram.seconds(), labels, Exemplars.EMPTY,
                0)));
        return new HistogramSnapshot(new MetricMetadata(name, help), points);
    }

    private static Histogram together(Histogram one, Histogram other) {
        long[] counts = one.counts().clone();
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts()[i];
        }
        return new Histogram(counts, one.seconds() + other.seconds());
    }
}
