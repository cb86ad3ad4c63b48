package io.howdah.bench.shows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.bench.process.Programs;
import io.howdah.bench.shows.Finding.Verdict;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares Howdah's console with the console of the first PgBouncer in {@code PATH}, under the same load. Names, types, texts and
 * counts may differ only for a known reason. {@code howdah bench shows} compares means and times.
 */
class ConsoleParityIT {

    private static final int CLIENTS = 20;
    private static final int POOL_SIZE = 5;
    private static final int TRANSACTIONS = 50;

    /** So many transactions that even on a busy machine all clients are there for {@link #SETTLED_READINGS} readings. */
    private static final int LONGER = 150;

    private static final long BETWEEN_READINGS_NANOS = 50_000_000;
    private static final long LONGEST_TO_REST_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** After so many readings no client is logging in any more. */
    private static final int SETTLED_READINGS = 10;

    /** Columns whose values are the same for all connections of the load. */
    private static final List<String> CLIENT_FACTS = List.of("type", "user", "database", "replication", "addr", "local_addr",
            "remote_pid",
            "close_needed", "tls", "application_name");
    private static final List<String> SERVER_FACTS = List.of("type", "user", "database", "replication", "addr", "port",
            "local_addr",
            "close_needed", "tls", "application_name");

    /** Rows of SHOW LISTS that count objects in use, not free objects in memory. */
    private static final List<String> LISTS = List.of("databases", "peers", "pools", "peer_pools", "used_clients",
            "login_clients",
            "used_servers", "dns_zones", "dns_queries", "dns_pending");

    private static Pair pair;
    private static Version version;

    @BeforeAll
    static void startBoth() throws Exception {
        for (String program : new String[] {"pgbouncer", "pgbench"}) {
            assumeTrue(Programs.find(program).isPresent(), program + " is not installed");
        }
        pair = Pair.start(POOL_SIZE, CLIENTS);
        version = Version.of(pair.show("VERSION").theirs().rows().get(0).get("version"));
        // A pool exists from its first use on.
        run("simple");
    }

    @AfterAll
    static void stopBoth() throws IOException {
        if (pair != null) {
            pair.close();
        }
    }

    private static void run(String protocol) throws IOException, InterruptedException {
        try (SameLoad load = SameLoad.start(pair, protocol, CLIENTS, TRANSACTIONS)) {
            load.await();
        }
    }

    private static void assertNoneDiffers(List<Finding> findings) {
        assertThat(findings).isNotEmpty().filteredOn(finding -> finding.verdict() == Verdict.DIFFERENT).isEmpty();
    }

    static Stream<String> shows() {
        return Columns.SHOWS.stream();
    }

    @ParameterizedTest
    @MethodSource("shows")
    void theColumnsOfAShowAreItsColumns(String show) throws Exception {
        Pair.Both both = pair.show(show);
        assertNoneDiffers(List.of(new Columns(version).compare(show, both.pgbouncer(), both.howdah())));
    }

    @Test
    void theSettingsOfTheSameFileAreItsSettings() throws Exception {
        Pair.Both config = pair.show("CONFIG");
        assertNoneDiffers(Settings.compare(version, config.theirs(), config.ours()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "prepared"})
    void theSameLoadIsCountedToTheLastOne(String protocol) throws Exception {
        assumePrepares(protocol);
        Pair.Both before = pair.show("STATS");
        run(protocol);
        Pair.Both after = pair.show("STATS");
        assertThat(added(before.ours(), after.ours(), after.theirs().names()))
                .isEqualTo(added(before.theirs(), after.theirs(), after.theirs().names())).containsKey("total_query_count");
    }

    private static void assumePrepares(String protocol) {
        assumeTrue(!protocol.equals("prepared") || !version.isBefore(new Version(1, 21)),
                () -> "PgBouncer " + version + " has no named statements in transaction mode");
    }

    /**
     * What a run has added to the counts. Times and bytes depend on the machine, or on queries that PgBouncer sends for itself.
     */
    private static Map<String, Long> added(Table before, Table after, List<String> columns) {
        Map<String, Long> added = new LinkedHashMap<>();
        columns.stream().filter(column -> column.startsWith("total_") && !Pair.isMeasured(column))
                .forEach(column -> added.put(column, Pair.total(after, column) - Pair.total(before, column)));
        return added;
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "prepared"})
    void whatIsSaidOfClientsAndServersUnderALoadIsTheSame(String protocol) throws Exception {
        assumePrepares(protocol);
        Map<String, String> theirs = null;
        Map<String, String> ours = Map.of();
        int settled = 0;
        try (SameLoad load = SameLoad.start(pair, protocol, CLIENTS, LONGER)) {
            // A connection that is just being opened lacks some values, so the test reads the tables again until they agree.
            while (load.isRunning() && !ours.equals(theirs)) {
                Pair.Both pools = pair.show("POOLS");
                boolean complete = Stream.of(pools.theirs(), pools.ours())
                        .allMatch(table -> Pair.pool(table).filter(pool -> Pair.clients(pool) == CLIENTS).isPresent());
                if (complete && ++settled > SETTLED_READINGS) {
                    Pair.Both clients = pair.show("CLIENTS");
                    Pair.Both servers = pair.show("SERVERS");
                    theirs = facts(clients.theirs(), servers.theirs(), clients.theirs(), servers.theirs());
                    ours = facts(clients.ours(), servers.ours(), clients.theirs(), servers.theirs());
                }
                LockSupport.parkNanos(BETWEEN_READINGS_NANOS);
            }
            load.await();
        }
        assertThat(ours).isEqualTo(theirs).isNotEmpty();
    }

    /** The set of values in each column that PgBouncer has. */
    private static Map<String, String> facts(Table clients, Table servers, Table theirClients, Table theirServers) {
        Map<String, String> facts = new LinkedHashMap<>();
        CLIENT_FACTS.stream().filter(theirClients.names()::contains)
                .forEach(column -> facts.put("CLIENTS " + column, values(clients.withoutConsole(), column)));
        SERVER_FACTS.stream().filter(theirServers.names()::contains)
                .forEach(column -> facts.put("SERVERS " + column, values(servers.withoutConsole(), column)));
        return facts;
    }

    private static String values(Table table, String column) {
        TreeSet<String> values = new TreeSet<>();
        table.rows().forEach(row -> values.add(String.valueOf(row.get(column))));
        return values.toString();
    }

    /** Compares the tables once both poolers have noticed that their clients have gone. */
    @Test
    void whatStandsThereAtRestIsTheSame() throws Exception {
        long deadline = System.nanoTime() + LONGEST_TO_REST_NANOS;
        Map<String, String> theirs = new LinkedHashMap<>();
        Map<String, String> ours = new LinkedHashMap<>();
        readAtRest(theirs, ours);
        while (!ours.equals(theirs) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(BETWEEN_READINGS_NANOS);
            readAtRest(theirs, ours);
        }
        assertThat(ours).isEqualTo(theirs).containsKeys("DATABASES name", "USERS pool_mode", "POOLS cl_active",
                "LISTS used_servers");
    }

    private static void readAtRest(Map<String, String> theirs, Map<String, String> ours) throws Exception {
        theirs.clear();
        ours.clear();
        for (String[] each : new String[][] {{"DATABASES", "name", Pair.DATABASE}, {"USERS", "name", Pair.USER},
            {"POOLS", "database", Pair.DATABASE}}) {
            Pair.Both both = pair.show(each[0]);
            Map<String, String> found = both.ours().row(each[1], each[2]).orElseThrow();
            both.theirs().row(each[1], each[2]).orElseThrow().forEach((column, value) -> {
                // Another test compares the columns' names.
                if (found.containsKey(column)) {
                    theirs.put(each[0] + " " + column, value);
                    ours.put(each[0] + " " + column, found.get(column));
                }
            });
        }
        Pair.Both lists = pair.show("LISTS");
        compare("LISTS", LISTS, "list", "items", lists.theirs(), lists.ours(), theirs, ours);
        Pair.Both state = pair.show("STATE");
        if (state.pgbouncer().isPresent()) {
            List<String> keys = state.theirs().rows().stream().map(row -> row.get("key")).toList();
            compare("STATE", keys, "key", "value", state.theirs(), state.ours(), theirs, ours);
        }
    }

    /** Compares rows with a name and a value, of the names that PgBouncer has. */
    private static void compare(String show, List<String> names, String name, String value, Table theirTable, Table ourTable,
            Map<String, String> theirs, Map<String, String> ours) {
        for (String each : names) {
            theirTable.row(name, each).ifPresent(row -> {
                theirs.put(show + " " + each, row.get(value));
                ours.put(show + " " + each, ourTable.row(name, each).map(found -> found.get(value)).orElse("not there"));
            });
        }
    }
}
