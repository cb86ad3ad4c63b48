package io.howdah.bench.shows;

import io.howdah.bench.process.Interruption;
import io.howdah.bench.process.Programs;
import io.howdah.bench.shows.Finding.Verdict;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Puts the same load on a PgBouncer and a Howdah and holds every SHOW of theirs side by side. */
@Command(name = "shows", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Every SHOW of Howdah's console beside the installed PgBouncer's, under the same load at the same time.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:no difference but those that are known", "1:a difference", "2:it could not be compared"})
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

    @Option(names = "--counts-only", description = "Leaves out what depends on the machine too: means, times and bytes.")
    private boolean countsOnly;

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
        String running = pair.show("VERSION").pgbouncer().orElseThrow().rows().get(0).get("version");
        Version version = Version.of(running);
        System.out.printf("%s and Howdah, the same ini, %d clients, pool_size %d, %d transactions of each client%n%n", running, clients,
                poolSize, transactions);
        Values values = new Values(pair, version, clients, !countsOnly);
        for (String protocol : protocols) {
            if (!protocol.equals("prepared") || !version.isBefore(new Version(1, 21))) {
                values.warmUp(protocol, transactions);
                values.underLoad(protocol, transactions);
            }
        }
        values.atRest();
        List<Finding> findings = new ArrayList<>();
        Columns columns = new Columns(version);
        for (String show : Columns.SHOWS) {
            Pair.Both both = pair.show(show);
            findings.add(columns.compare(show, both.pgbouncer(), both.howdah()));
        }
        Pair.Both config = pair.show("CONFIG");
        findings.addAll(Settings.compare(version, config.pgbouncer().orElseThrow(), config.howdah().orElseThrow()));
        findings.addAll(values.findings());
        return tell(findings);
    }

    private int tell(List<Finding> findings) {
        for (Finding finding : findings) {
            if (all || finding.verdict() != Verdict.SAME || finding.what().contains("SHOW POOLS")) {
                System.out.printf(Locale.ROOT, "%-9s %-62s %20s %20s  %s%n", word(finding.verdict()), finding.what(), finding.pgbouncer(),
                        finding.howdah(), finding.allowed());
            }
        }
        long different = count(findings, Verdict.DIFFERENT);
        System.out.printf("%n%d compared: %d the same, %d known to differ, %d different%n", findings.size(), count(findings, Verdict.SAME),
                count(findings, Verdict.KNOWN), different);
        return different == 0 ? 0 : DIFFERENT;
    }

    private static long count(List<Finding> findings, Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case SAME -> "same";
            case KNOWN -> "known";
            case DIFFERENT -> "DIFFERENT";
        };
    }

    private static int notCompared(String reason) {
        System.err.println("howdah bench shows: not compared: " + reason);
        return NOT_COMPARED;
    }
}
