package io.howdah.bench.shows;

import io.howdah.bench.shows.Finding.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Compares both consoles' means, times and bytes under the same load. A busy machine changes these values. */
final class Values {

    private static final long BETWEEN_READINGS_NANOS = 50_000_000;

    /** The allowed relative difference of times, which contain the pooler's own work. */
    private static final double TIMES = 0.1;

    /**
     * The allowed relative difference of bytes: PgBouncer counts the answers to its own SETs, and does not count a client's
     * Terminate.
     */
    private static final double BYTES = 0.002;

    /** The columns of SHOW POOLS that count connections. */
    private static final List<String> POOL_COUNTS = List.of("cl_active", "cl_waiting", "cl_active_cancel_req",
            "cl_waiting_cancel_req",
            "sv_active", "sv_active_cancel", "sv_being_canceled", "sv_idle", "sv_used", "sv_tested", "sv_login", "maxwait");

    private final Pair pair;
    private final Version version;
    private final int clients;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * @param version version of PgBouncer
     * @param clients number of clients of each load
     */
    Values(Pair pair, Version version, int clients) {
        this.pair = pair;
        this.version = version;
        this.clients = clients;
    }

    List<Finding> findings() {
        return findings;
    }

    /**
     * Runs the load once without readings. A new JVM compiles on the load's cores. This was seen to take half a second of the
     * first five seconds, more than {@link #TIMES} allows.
     */
    void warmUp(String protocol, int transactions) throws IOException, InterruptedException {
        try (SameLoad load = SameLoad.start(pair, protocol, clients, transactions)) {
            load.await();
        }
    }

    /** Runs the load through both poolers and reads both consoles meanwhile. */
    void underLoad(String protocol, int transactions) throws IOException, InterruptedException {
        Pair.Both before = pair.show("STATS");
        Readings readings = new Readings();
        try (SameLoad load = SameLoad.start(pair, protocol, clients, transactions)) {
            while (load.isRunning()) {
                read(protocol, readings);
                LockSupport.parkNanos(BETWEEN_READINGS_NANOS);
            }
            load.await();
        }
        findings.addAll(readings.findings());
        totals(protocol, before, pair.show("STATS"));
    }

    /** Takes one reading if all clients are connected on both sides. */
    private void read(String protocol, Readings readings) throws IOException, InterruptedException {
        Pair.Both pools = pair.show("POOLS");
        Optional<Map<String, String>> theirs = Pair.pool(pools.theirs());
        Optional<Map<String, String>> ours = Pair.pool(pools.ours());
        if (!Stream.of(theirs, ours).allMatch(pool -> pool.isPresent() && Pair.clients(pool.get()) == clients)) {
            return;
        }
        for (String column : POOL_COUNTS) {
            readings.count(protocol + ": SHOW POOLS " + column, number(theirs.get(), column), number(ours.get(), column));
        }
        readings.rate(protocol + ": SHOW POOLS maxwait_us", number(theirs.get(), "maxwait_us"), number(ours.get(), "maxwait_us"));
        Pair.Both clientTables = pair.show("CLIENTS");
        Pair.Both serverTables = pair.show("SERVERS");
        readings.states(protocol + ": SHOW CLIENTS", clientTables.theirs().withoutConsole(),
                clientTables.ours().withoutConsole());
        readings.states(protocol + ": SHOW SERVERS", serverTables.theirs(), serverTables.ours());
        Pair.Both stats = pair.show("STATS");
        Map<String, String> theirStats = stats.theirs().row("database", Pair.DATABASE).orElseThrow();
        Map<String, String> ourStats = stats.ours().row("database", Pair.DATABASE).orElseThrow();
        for (String column : theirStats.keySet()) {
            if (column.startsWith("avg_") && isSteady(column)) {
                readings.rate(protocol + ": SHOW STATS " + column, number(theirStats, column), number(ourStats, column));
            }
        }
    }

    /** All logins are in the first second of a run. PgBouncer 1.18 was seen to report the average wait in another unit. */
    private boolean isSteady(String column) {
        return !column.equals("avg_client_login_count")
                && !(column.equals("avg_wait_time") && version.isBefore(new Version(1, 24)));
    }

    private static double number(Map<String, String> row, String column) {
        return Double.parseDouble(row.get(column));
    }

    /** Compares the bytes and times that a run has added to the totals. */
    private void totals(String protocol, Pair.Both before, Pair.Both after) {
        for (String column : after.theirs().names()) {
            if (Pair.isMeasured(column)) {
                long theirs = Pair.total(after.theirs(), column) - Pair.total(before.theirs(), column);
                long ours = Pair.total(after.ours(), column) - Pair.total(before.ours(), column);
                double allowed = (column.endsWith("_time") ? TIMES : BYTES) * Math.max(theirs, ours);
                findings.add(new Finding(protocol + ": SHOW STATS " + column, Long.toString(theirs), Long.toString(ours),
                        String.format(Locale.ROOT, "±%.0f", allowed),
                        Math.abs(theirs - ours) <= allowed ? Verdict.SAME : Verdict.DIFFERENT));
            }
        }
    }
}
