package io.howdah.bench.shows;

import io.howdah.bench.process.Interruption;
import io.howdah.bench.process.Programs;
import io.howdah.bench.shows.Finding.Verdict;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Puts the same load on a PgBouncer and a Howdah, and compares their consoles' measurements. The test {@code ConsoleParityIT}
 * checks the values that are equal on any machine.
 */
@Command(name = "shows", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Means, times and bytes of Howdah's console beside the installed PgBouncer's, under the same load at the same time.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:no difference beyond what is allowed", "1:a difference", "2:it could not be compared"})
public final class ShowsCommand implements Callable<Integer> {

    private static final int DIFFERENT = 1;
    private static final int NOT_COMPARED = 2;

    @Option(names = "--clients", defaultValue = "20", description = "Of pgbench, for each pooler; ${DEFAULT-VALUE} by default.")
    private int clients;

    @Option(names = "--pool-size", defaultValue = "5", description = "Server connections each; ${DEFAULT-VALUE} by default.")
    private int poolSize;

    @Option(names = "--transactions", defaultValue = "200",
            description = "Of each client and protocol, after as many to warm up; ${DEFAULT-VALUE} by default.")
    private int transactions;

    @Option(names = "--protocols", split = ",", defaultValue = "simple,extended,prepared",
            description = "simple, extended, prepared (not before PgBouncer 1.21); ${DEFAULT-VALUE} by default.")
    private List<String> protocols;

    @Option(names = "--all", description = "Also what is the same, line by line.")
    private boolean all;

    @Override
    public Integer call() {
        if (clients < 1 || poolSize < 1 || transactions < 1) {
            return notCompared("--clients, --pool-size and --transactions must be more than 0");
        }
        for (String program : List.of("pgbouncer", "pgbench")) {
            if (Programs.find(program).isEmpty()) {
                return notCompared(program + " is not installed");
            }
        }
        try (Interruption interruption = Interruption.watch()) {
            interruption.stopWith(Thread.currentThread()::interrupt);
            try (Pair pair = Pair.start(poolSize, clients)) {
                return compare(pair);
            }
        } catch (IOException | SQLException e) {
            return notCompared(e.getMessage());
        } catch (InterruptedException stopped) {
            return notCompared("stopped");
        }
    }

    private int compare(Pair pair) throws IOException, InterruptedException {
        String running = pair.show("VERSION").pgbouncer().orElseThrow().rows().get(0).getOrDefault("version", "");
        Version version = Version.of(running);
        System.out.printf("%s and Howdah, the same ini, %d clients, pool_size %d, %d transactions of each client%n%n", running,
                clients, poolSize, transactions);
        Values values = new Values(pair, version, clients);
        for (String protocol : protocols) {
            if (!protocol.equals("prepared") || !version.isBefore(new Version(1, 21))) {
                values.warmUp(protocol, transactions);
                values.underLoad(protocol, transactions);
            }
        }
        return tell(values.findings());
    }

    private int tell(List<Finding> findings) {
        for (Finding finding : findings) {
            if (all || finding.verdict() != Verdict.SAME || finding.what().contains("SHOW POOLS")) {
                System.out.printf(Locale.ROOT, "%-9s %-62s %20s %20s  %s%n",
                        finding.verdict() == Verdict.SAME ? "same" : "DIFFERENT",
                        finding.what(), finding.pgbouncer(), finding.howdah(), finding.allowed());
            }
        }
        long different = findings.stream().filter(finding -> finding.verdict() == Verdict.DIFFERENT).count();
        System.out.printf("%n%d compared: %d the same, %d different%n", findings.size(), findings.size() - different, different);
        return different == 0 ? 0 : DIFFERENT;
    }

    private static int notCompared(@Nullable String reason) {
        System.err.println("howdah bench shows: not compared: " + reason);
        return NOT_COMPARED;
    }
}
