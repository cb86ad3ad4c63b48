package io.howdah.bench.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes comparisons for the tests. */
final class Comparisons {

    static final List<String> ALL = List.of("pgbouncer", "howdah", "direct", "hikari");

    private Comparisons() {
    }

    static Header header(String command) {
        return new Header(Instant.parse("2026-11-21T09:30:00Z"), command,
                Map.of("Processor", "a machine with 2 cores", "System", "Linux 6.1"),
                Map.of("Howdah", "Howdah 0.1.0", "PgBouncer", "PgBouncer 1.18.0"),
                Map.of("pool_size", "20"));
    }

    /** All four contenders, three laps, two protocols, three numbers of clients, and the memory of two contenders. */
    static Comparison whole() {
        List<Measured> measured = new ArrayList<>();
        for (String protocol : List.of("simple", "prepared")) {
            for (int clients : new int[] {1, 16, 64}) {
                measured.add(measured(protocol, clients));
            }
        }
        List<MemoryPoint> memory = new ArrayList<>();
        for (int clients : new int[] {0, 1000, 10_000}) {
            memory.add(new MemoryPoint("howdah", clients, 60_000_000L + clients * 4_000L, 70_000_000L + clients * 7_000L));
            memory.add(new MemoryPoint("pgbouncer", clients, 2_000_000L + clients * 1_400L, 2_100_000L + clients * 6_400L));
        }
        return new Comparison(header("./howdah bench compare --with pgbouncer,howdah,direct,hikari"), ALL, measured, memory);
    }

    /** A comparison with every kind of entry: figures, ratios, unknown values and notes. */
    static Comparison everything() {
        Measured bytes = new Measured(new Scenario("bytes:1MB", "simple", 8, 1 << 20),
                List.of(run("pgbouncer", 0, 400, 20, 500, 700), run("howdah", 0, 800, 10, 200, 300),
                        Run.failed("direct", 0, "it \"ended\"\n")),
                List.of());
        return new Comparison(whole().header(), ALL, List.of(measured("prepared", 16), bytes), whole().memory().subList(0, 2));
    }

    static Measured measured(String protocol, int clients) {
        List<Run> runs = new ArrayList<>();
        for (int lap = 0; lap < 3; lap++) {
            double tps = 12_000 * (1 + Math.log(clients) / 4) + 300 * lap;
            double latency = clients * 1000 / tps;
            runs.add(run("pgbouncer", lap, tps, latency, 4, 13 + lap * 0.2));
            runs.add(run("howdah", lap, tps * 1.06, latency / 1.06, 6, 11 + lap * 0.1));
            runs.add(run("direct", lap, tps * 1.9, latency / 1.9, Double.NaN, Double.NaN));
            runs.add(run("hikari", lap, tps * 1.6, latency / 1.6, Double.NaN, Double.NaN));
        }
        List<String> notes = protocol.equals("prepared") ? List.of("PgBouncer 1.18.0 runs extended here.") : List.of();
        return new Measured(new Scenario("select", protocol, clients, 0), runs, notes);
    }

    static Run run(String contender, int lap, double tps, double latency, double cpuUser, double cpuSystem) {
        double resident = Double.isNaN(cpuUser) ? Double.NaN : 80e6;
        return new Run(contender, lap, tps, latency, latency * 0.95, latency * 1.3, latency * 1.9, latency * 1.52, cpuUser,
                cpuSystem, resident, 20, 0, "");
    }
}
