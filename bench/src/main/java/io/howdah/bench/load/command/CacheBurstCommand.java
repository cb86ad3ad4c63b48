package io.howdah.bench.load.command;

import io.howdah.bench.load.LoadPlan;
import io.howdah.bench.load.LoadProgress;
import io.howdah.bench.load.LoadResult;
import io.howdah.bench.load.LoadRun;
import io.howdah.bench.load.LoadTable;
import io.howdah.bench.load.login.Rows;
import io.howdah.bench.load.login.Target;
import io.howdah.bench.load.workload.Workload;
import io.howdah.protocol.backend.DataRow;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Bursts of statements of which many come again, through a Howdah with a cache and through one without, in turns. */
@Command(name = "burst", mixinStandardHelpOptions = true,
        description = "Measures a load with bursts, of whose statements 60 percent come again, with a cache and without, in turns: latency, "
                + "hit ratio, and how evenly PostgreSQL gets its work.")
final class CacheBurstCommand implements Callable<Integer> {

    private static final int ROWS = 10_000;
    private static final int SUMMED_ROWS = 5_000;
    private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    @Option(names = "--rate", defaultValue = "150",
            description = "Statements per second between bursts; ${DEFAULT-VALUE} by default.")
    private int rate;

    @Option(names = "--burst-rate", defaultValue = "900", description = "In a burst; ${DEFAULT-VALUE} by default.")
    private int burstRate;

    @Option(names = "--share", defaultValue = "60",
            description = "Percent of statements that come again; ${DEFAULT-VALUE} by default.")
    private int share;

    @Option(names = "--popular", defaultValue = "50", description = "How many come again; ${DEFAULT-VALUE} by default.")
    private int popular;

    @Option(names = "--bursts", defaultValue = "5", description = "Each 1 s long, 4 s apart; ${DEFAULT-VALUE} by default.")
    private int bursts;

    @Option(names = "--rounds", defaultValue = "2", description = "Turns; ${DEFAULT-VALUE} by default.")
    private int rounds;

    @Option(names = "--clients", defaultValue = "64", converter = ClientCount.class, description = "${DEFAULT-VALUE} by default.")
    private int clients;

    @Option(names = "--pool-size", defaultValue = "4", description = "${DEFAULT-VALUE} by default.")
    private int poolSize;

    /** Each load asks for other keys, but for the popular ones. */
    private long seed = 1;

    /** What one way has shown. */
    private static final class Seen {
        private final Histogram latencies = new Histogram(3);
        private final List<Double> serverRates = new ArrayList<>();
        private long errors;

        void add(LoadResult result) {
            latencies.add(result.latencies());
            errors += result.errorCount();
        }

        double p95() {
            return latencies.getValueAtPercentile(95) / 1000.0;
        }

        double meanRate() {
            return serverRates.stream().mapToDouble(each -> each).average().orElse(0);
        }

        double variance() {
            double mean = meanRate();
            return serverRates.stream().mapToDouble(each -> (each - mean) * (each - mean)).average().orElse(0);
        }

        String line(String name) {
            return String.format(Locale.ROOT, "  %-8s p50 %.2f ms   p95 %.2f ms   p99 %.2f ms   PostgreSQL: %.0f statements/s, "
                    + "standard deviation %.0f%n", name, latencies.getValueAtPercentile(50) / 1000.0, p95(),
                    latencies.getValueAtPercentile(99) / 1000.0, meanRate(), Math.sqrt(variance()));
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> caches = List.of("cache: {mode: ttl, ttl: 1h}\n", "");
        try (Rig rig = Rig.sharing(2 * clients, poolSize, caches)) {
            new LoadTable(rig.server().orElseThrow()).prepare(ROWS);
            Seen cached = new Seen();
            Seen plain = new Seen();
            for (int round = 0; round < rounds; round++) {
                load(rig.targets().get(0), cached);
                load(rig.targets().get(1), plain);
            }
            double hits = column(rig.target(), "SHOW CACHE", "hits_memory").orElse(0.0);
            double misses = column(rig.target(), "SHOW CACHE", "misses").orElse(0.0);
            System.out.printf(Locale.ROOT, "%d/s, bursts of %d/s, %d %% of the statements come again%n%s%s"
                    + "  hit ratio %.1f %%; cached against plain: p95 %+.0f %%, variance at PostgreSQL %+.0f %%%n", rate,
                    burstRate, share,
                    cached.line("cached"), plain.line("plain"), 100 * hits / Math.max(1, hits + misses),
                    100 * (cached.p95() / plain.p95() - 1), 100 * (cached.variance() / Math.max(1, plain.variance()) - 1));
            return cached.errors + plain.errors == 0 ? 0 : 1;
        }
    }

    /** The base load without a break, and the bursts on top of it. */
    private void load(Target target, Seen seen) throws IOException, InterruptedException {
        LoadPlan plan = LoadPlan.to(target).withClients(clients).withWorkload(new Workload.Sums(SUMMED_ROWS, popular, share));
        LoadRun base = new LoadRun(
                plan.withSeed(seed++).withRate(rate).withTimes(Duration.ofSeconds(1), Duration.ofSeconds(4L * bursts + 1)),
                LoadProgress.NONE);
        CompletableFuture<LoadResult> all = base.begin();
        CompletableFuture<Void> sampling = CompletableFuture.runAsync(() -> sample(target, seen, all),
                command -> new Thread(command).start());
        for (int burst = 0; burst < bursts; burst++) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
            seen.add(LoadRun.run(plan.withSeed(seed++).withRate(burstRate).withTimes(Duration.ZERO, Duration.ofSeconds(1)),
                    LoadProgress.NONE));
        }
        seen.add(all.join());
        sampling.join();
    }

    /** Notes how many statements PostgreSQL gets, twice a second, until the load ends. */
    private static void sample(Target target, Seen seen, CompletableFuture<?> load) {
        try {
            double before = column(target, "SHOW STATS", "total_query_count").orElse(0.0);
            long at = System.nanoTime();
            while (!load.isDone()) {
                LockSupport.parkNanos(SAMPLE_NANOS);
                double after = column(target, "SHOW STATS", "total_query_count").orElse(before);
                long now = System.nanoTime();
                seen.serverRates.add((after - before) / ((now - at) / 1e9));
                before = after;
                at = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<Double> column(Target target, String command, String column) throws InterruptedException {
        return PoolerConsole.ask(target, command, rows -> sum(rows, target.database(), column));
    }

    private static Optional<Double> sum(Rows rows, String database, String column) {
        int name = rows.columns().indexOf("database");
        int value = rows.columns().indexOf(column);
        double sum = 0;
        for (DataRow row : rows.rows()) {
            if (database.equals(row.text(name))) {
                sum += Double.parseDouble(row.text(value));
            }
        }
        return Optional.of(sum);
    }
}
