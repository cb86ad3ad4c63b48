package io.howdah.bench.shows;

import io.howdah.bench.shows.Finding.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/** What both consoles say while the same load runs, and after it. */
final class Values {

    private static final long BETWEEN_READINGS_NANOS = 50_000_000;

    /** What times may differ by: a pooler's own work is in them. */
    private static final double TIMES = 0.1;

    /** And bytes: PgBouncer counts the answers to its own SETs, and not a client's farewell. */
    private static final double BYTES = 0.002;

    /** Of SHOW POOLS, what is counted in connections. */
    private static final List<String> POOL_COUNTS = List.of("cl_active", "cl_waiting", "cl_active_cancel_req", "cl_waiting_cancel_req",
            "sv_active", "sv_active_cancel", "sv_being_canceled", "sv_idle", "sv_used", "sv_tested", "sv_login", "maxwait");

    /** What does not change from one connection of the load to the next. */
    private static final List<String> CLIENT_FACTS = List.of("type", "user", "database", "replication", "addr", "local_addr", "remote_pid",
            "close_needed", "tls", "application_name");
    private static final List<String> SERVER_FACTS = List.of("type", "user", "database", "replication", "addr", "port", "local_addr",
            "close_needed", "tls", "application_name");

    /** Rows of SHOW LISTS that count what there is, and not what memory is kept for. */
    private static final List<String> LISTS = List.of("databases", "peers", "pools", "peer_pools", "used_clients", "login_clients",
            "used_servers", "dns_zones", "dns_queries", "dns_pending");

    private static final long LONGEST_TO_REST_NANOS = 10_000_000_000L;

    /** By then nobody is on the way in any more. */
    private static final int SETTLED_READINGS = 10;

    private final Pair pair;
    private final Version version;
    private final int clients;
    private final boolean measuring;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * @param version PgBouncer's
     * @param clients those of each load
     * @param measuring whether means, times and bytes are compared too, which a busy machine changes
     */
    Values(Pair pair, Version version, int clients, boolean measuring) {
        this.pair = pair;
        this.version = version;
        this.clients = clients;
        this.measuring = measuring;
    }

    List<Finding> findings() {
        return findings;
    }

    /**
     * The load once without reading. A JVM that has just started compiles on the cores that the load needs too: seen to be half a second
     * of the first five, which is more than {@link #TIMES} leaves.
     */
    void warmUp(String protocol, int transactions) throws IOException, InterruptedException {
        try (SameLoad load = SameLoad.start(pair, protocol, clients, transactions)) {
            load.await();
        }
    }

    /** Runs the load through both and reads meanwhile. */
    void underLoad(String protocol, int transactions) throws IOException, InterruptedException {
        Pair.Both before = pair.show("STATS");
        Readings readings = new Readings();
        List<Finding> facts = new ArrayList<>();
        int complete = 0;
        try (SameLoad load = SameLoad.start(pair, protocol, clients, transactions)) {
            while (load.isRunning()) {
                // A connection that is just being opened lacks some of its facts: they are read again until they agree.
                boolean factsToo = complete >= SETTLED_READINGS && (facts.isEmpty() || !allSame(facts));
                if (read(protocol, readings, factsToo ? facts : null)) {
                    complete++;
                }
                LockSupport.parkNanos(BETWEEN_READINGS_NANOS);
            }
            load.await();
        }
        findings.addAll(facts);
        if (measuring) {
            findings.addAll(readings.findings());
        }
        totals(protocol, before, pair.show("STATS"));
    }

    private static boolean allSame(List<Finding> findings) {
        return findings.stream().allMatch(finding -> finding.verdict() == Verdict.SAME);
    }

    /**
     * One reading, if all clients are there on both sides.
     *
     * @param facts filled anew with what does not change under a load; null where that is not asked for
     * @return whether all clients were there
     */
    private boolean read(String protocol, Readings readings, List<Finding> facts) throws IOException, InterruptedException {
        Pair.Both pools = pair.show("POOLS");
        Optional<Map<String, String>> theirs = pool(pools.pgbouncer());
        Optional<Map<String, String>> ours = pool(pools.howdah());
        if (theirs.filter(this::isComplete).isEmpty() || ours.filter(this::isComplete).isEmpty()) {
            return false;
        }
        for (String column : POOL_COUNTS) {
            readings.count(protocol + ": SHOW POOLS " + column, number(theirs.get(), column), number(ours.get(), column));
        }
        readings.rate(protocol + ": SHOW POOLS maxwait_us", number(theirs.get(), "maxwait_us"), number(ours.get(), "maxwait_us"));
        Pair.Both clientTables = pair.show("CLIENTS");
        Pair.Both serverTables = pair.show("SERVERS");
        readings.states(protocol + ": SHOW CLIENTS", clientTables.pgbouncer().orElseThrow().withoutConsole(),
                clientTables.howdah().orElseThrow().withoutConsole());
        readings.states(protocol + ": SHOW SERVERS", serverTables.pgbouncer().orElseThrow(), serverTables.howdah().orElseThrow());
        if (facts != null) {
            facts.clear();
            facts(facts, protocol + ": SHOW CLIENTS", CLIENT_FACTS, clientTables);
            facts(facts, protocol + ": SHOW SERVERS", SERVER_FACTS, serverTables);
        }
        Pair.Both stats = pair.show("STATS");
        Map<String, String> theirStats = stats.pgbouncer().orElseThrow().row("database", Pair.DATABASE).orElseThrow();
        Map<String, String> ourStats = stats.howdah().orElseThrow().row("database", Pair.DATABASE).orElseThrow();
        for (String column : theirStats.keySet()) {
            if (column.startsWith("avg_") && isSteady(column)) {
                readings.rate(protocol + ": SHOW STATS " + column, number(theirStats, column), number(ourStats, column));
            }
        }
        return true;
    }

    /** Logins are over in the first second of a run; and PgBouncer 1.18 was seen to tell the wait in another measure. */
    private boolean isSteady(String column) {
        return !column.equals("avg_client_login_count") && !(column.equals("avg_wait_time") && version.isBefore(new Version(1, 24)));
    }

    private static Optional<Map<String, String>> pool(Optional<Table> pools) {
        return pools.orElseThrow().row("user", Pair.USER).filter(row -> row.get("database").equals(Pair.DATABASE));
    }

    private boolean isComplete(Map<String, String> pool) {
        return number(pool, "cl_active") + number(pool, "cl_waiting") == clients;
    }

    private static double number(Map<String, String> row, String column) {
        return Double.parseDouble(row.get(column));
    }

    private static void facts(List<Finding> findings, String what, List<String> columns, Pair.Both both) {
        Table theirs = both.pgbouncer().orElseThrow().withoutConsole();
        Table ours = both.howdah().orElseThrow().withoutConsole();
        for (String column : columns) {
            if (theirs.names().contains(column)) {
                findings.add(Finding.equal(what + " " + column, values(theirs, column), values(ours, column)));
            }
        }
    }

    private static String values(Table table, String column) {
        TreeSet<String> values = new TreeSet<>();
        table.rows().forEach(row -> values.add(String.valueOf(row.get(column))));
        return values.toString();
    }

    /** What a run has added: counts agree to the last one, bytes and times, where they are compared, as far as they can. */
    private void totals(String protocol, Pair.Both before, Pair.Both after) {
        for (String column : after.pgbouncer().orElseThrow().names()) {
            if (column.startsWith("total_")) {
                long theirs = added(before.pgbouncer(), after.pgbouncer(), column);
                long ours = added(before.howdah(), after.howdah(), column);
                String what = protocol + ": SHOW STATS " + column;
                double share = column.endsWith("_time") ? TIMES : column.endsWith("_received") || column.endsWith("_sent") ? BYTES : 0;
                if (share > 0 && !measuring) {
                    continue;
                }
                double allowed = share * Math.max(theirs, ours);
                findings.add(new Finding(what, Long.toString(theirs), Long.toString(ours),
                        share == 0 ? "" : String.format(Locale.ROOT, "±%.0f", allowed),
                        Math.abs(theirs - ours) <= allowed ? Verdict.SAME : Verdict.DIFFERENT));
            }
        }
    }

    private static long added(Optional<Table> before, Optional<Table> after, String column) {
        return total(after, column) - total(before, column);
    }

    /** A database has no row before its first client. */
    private static long total(Optional<Table> stats, String column) {
        return stats.orElseThrow().row("database", Pair.DATABASE).map(row -> Long.parseLong(row.get(column))).orElse(0L);
    }

    /** What stands there when nothing runs: when both poolers have noticed that their clients have gone. */
    void atRest() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_TO_REST_NANOS;
        List<Finding> resting = new ArrayList<>();
        do {
            resting.clear();
            readAtRest(resting);
            if (!allSame(resting)) {
                LockSupport.parkNanos(BETWEEN_READINGS_NANOS);
            }
        } while (!allSame(resting) && System.nanoTime() - deadline < 0);
        findings.addAll(resting);
    }

    private void readAtRest(List<Finding> findings) throws IOException, InterruptedException {
        whole(findings, "DATABASES", "name", Pair.DATABASE);
        whole(findings, "USERS", "name", Pair.USER);
        whole(findings, "POOLS", "database", Pair.DATABASE);
        Pair.Both lists = pair.show("LISTS");
        for (String list : LISTS) {
            lists.pgbouncer().orElseThrow().row("list", list).ifPresent(theirs -> findings.add(Finding.equal("SHOW LISTS " + list,
                    theirs.get("items"), lists.howdah().orElseThrow().row("list", list).map(row -> row.get("items")).orElse("not there"))));
        }
        Pair.Both state = pair.show("STATE");
        state.pgbouncer().ifPresent(table -> table.rows().forEach(theirs -> findings.add(Finding.equal("SHOW STATE " + theirs.get("key"),
                theirs.get("value"), state.howdah().orElseThrow().row("key", theirs.get("key")).map(row -> row.get("value")).orElse("not there")))));
    }

    private void whole(List<Finding> findings, String show, String column, String name) throws IOException, InterruptedException {
        Pair.Both both = pair.show(show);
        Map<String, String> theirs = both.pgbouncer().orElseThrow().row(column, name).orElseThrow();
        Map<String, String> ours = both.howdah().orElseThrow().row(column, name).orElseThrow();
        theirs.forEach((key, value) -> {
            if (ours.containsKey(key)) {
                findings.add(Finding.equal("SHOW " + show + " " + key, String.valueOf(value), String.valueOf(ours.get(key))));
            }
        });
    }
}
