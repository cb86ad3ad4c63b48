package io.howdah.bench.compare;

import io.howdah.bench.postgres.EmbeddedServer;
import io.howdah.bench.postgres.Folders;
import io.howdah.bench.process.PoolerProcess;
import io.howdah.bench.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs pgbench through both poolers in turn, so that whatever else the machine does meets both alike, and compares run by run:
 * the ratio of a pair says more than the ratio of two averages.
 */
@Command(name = "compare", mixinStandardHelpOptions = true,
        description = "Howdah and PgBouncer side by side: CPU per transaction and throughput. Needs pgbench and pgbouncer.")
public final class CompareCommand implements Callable<Integer> {

    private static final String DATABASE = "postgres";

    @Option(names = "--seconds", defaultValue = "5", description = "Length of one run; ${DEFAULT-VALUE} by default.")
    private int seconds;

    @Option(names = "--pairs", defaultValue = "5", description = "Runs of each pooler; ${DEFAULT-VALUE} by default.")
    private int pairs;

    @Option(names = "--clients", split = ",", defaultValue = "16,64", description = "${DEFAULT-VALUE} by default.")
    private List<Integer> clients;

    @Option(names = "--protocols", split = ",", defaultValue = "simple,extended,prepared",
            description = "${DEFAULT-VALUE} by default; PgBouncer before 1.21 refuses prepared and is then left out.")
    private List<String> protocols;

    @Option(names = "--pool-size", defaultValue = "20", description = "${DEFAULT-VALUE} by default.")
    private int poolSize;

    @Option(names = "--warm-up", defaultValue = "10", description = "Seconds of load before the first run of Howdah, for its "
            + "compiler; ${DEFAULT-VALUE} by default.")
    private int warmUp;

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (String program : List.of("pgbench", "pgbouncer")) {
            if (Programs.find(program).isEmpty()) {
                System.err.println("howdah bench compare: " + program + " is not installed");
                return 1;
            }
        }
        // PgBouncer changes to another account and must still read its files.
        Path folder = Files.createTempDirectory("howdah-compare-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (EmbeddedServer postgres = EmbeddedServer.start(folder, false, Map.of())) {
            Workload.initialise(postgres.port(), EmbeddedServer.SUPERUSER, DATABASE);
            int howdahPort = PoolerProcess.freePort();
            int pgbouncerPort = PoolerProcess.freePort();
            try (PoolerProcess howdah = PoolerProcess.howdah(config(howdahPort, postgres.port(), folder), howdahPort,
                            Map.of("HOWDAH_EVENT_LOOPS", "1"), folder);
                    PoolerProcess pgbouncer = PoolerProcess.pgbouncer(config(pgbouncerPort, postgres.port(), folder),
                            pgbouncerPort, folder)) {
                System.out.printf("%s, %d pairs of %d s, pool_size %d, one event loop each%n",
                        Programs.run(10, List.of(Programs.find("pgbouncer").orElseThrow().toString(), "--version")).lines()
                                .findFirst().orElse("PgBouncer"), pairs, seconds, poolSize);
                for (String protocol : protocols) {
                    for (int count : clients) {
                        compare(new Workload(protocol, count), howdah, pgbouncer);
                    }
                }
                System.out.printf("resident memory: howdah %d MB, pgbouncer %d MB%n", howdah.residentBytes() >> 20,
                        pgbouncer.residentBytes() >> 20);
            }
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }

    /** Read by both, unchanged. */
    private String config(int port, int serverPort, Path folder) throws IOException {
        Path users = folder.resolve("userlist.txt");
        Files.writeString(users, "\"" + EmbeddedServer.SUPERUSER + "\" \"\"\n");
        return """
                [databases]
                %s = host=127.0.0.1 port=%d

                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                pool_mode = transaction
                default_pool_size = %d
                max_client_conn = 1000
                ignore_startup_parameters = extra_float_digits
                log_connections = 0
                log_disconnections = 0
                """.formatted(DATABASE, serverPort, port, users, poolSize);
    }

    private void compare(Workload workload, PoolerProcess howdah, PoolerProcess pgbouncer)
            throws IOException, InterruptedException {
        try {
            workload.run(pgbouncer, 1, EmbeddedServer.SUPERUSER, DATABASE);
        } catch (IOException refused) {
            System.out.println(workload + ": left out, for this PgBouncer does not serve it");
            return;
        }
        workload.run(howdah, warmUp, EmbeddedServer.SUPERUSER, DATABASE);
        List<Sample> ours = new ArrayList<>();
        List<Sample> theirs = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            // Who goes first changes, for the second of two may find a warmer or a busier machine.
            boolean oursFirst = pair % 2 == 0;
            if (oursFirst) {
                ours.add(workload.run(howdah, seconds, EmbeddedServer.SUPERUSER, DATABASE));
            }
            theirs.add(workload.run(pgbouncer, seconds, EmbeddedServer.SUPERUSER, DATABASE));
            if (!oursFirst) {
                ours.add(workload.run(howdah, seconds, EmbeddedServer.SUPERUSER, DATABASE));
            }
        }
        System.out.printf("%n%s%n", workload);
        line("CPU us/transaction", "%.2f", Sample::cpuMicros, ours, theirs);
        line("  of it in user mode", "%.2f", Sample::userMicros, ours, theirs);
        line("transactions/s", "%.0f", Sample::tps, ours, theirs);
        line("latency ms", "%.3f", Sample::latencyMillis, ours, theirs);
    }

    private static void line(String name, String format, ToDoubleFunction<Sample> figure, List<Sample> ours,
            List<Sample> theirs) {
        List<Double> ratios = new ArrayList<>();
        for (int pair = 0; pair < ours.size(); pair++) {
            ratios.add(figure.applyAsDouble(ours.get(pair)) / figure.applyAsDouble(theirs.get(pair)));
        }
        System.out.printf("  %-20s howdah %-26s pgbouncer %-26s ratio %s%n", name,
                spread(figure, ours).text(format), spread(figure, theirs).text(format), Spread.of(ratios).text("%.3f"));
    }

    private static Spread spread(ToDoubleFunction<Sample> figure, List<Sample> samples) {
        return Spread.of(samples.stream().map(figure::applyAsDouble).toList());
    }
}
