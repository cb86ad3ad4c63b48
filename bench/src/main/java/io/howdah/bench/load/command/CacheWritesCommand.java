package io.howdah.bench.load.command;

import io.howdah.bench.load.LoadPlan;
import io.howdah.bench.load.LoadProgress;
import io.howdah.bench.load.LoadResult;
import io.howdah.bench.load.LoadRun;
import io.howdah.bench.load.LoadTable;
import io.howdah.bench.load.login.Target;
import io.howdah.bench.load.workload.KeySpread;
import io.howdah.bench.load.workload.Workload;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a write costs that other Howdahs have to confirm, beside the same write through a Howdah without a cache, in turns. */
@Command(name = "writes", mixinStandardHelpOptions = true,
        description = "Measures an UPDATE of one client in the mode writes, while all Howdahs of the group keep answers from the table, "
                + "beside the same UPDATE through a Howdah without a cache, in turns.")
final class CacheWritesCommand implements Callable<Integer> {

    private static final int READERS = 2;

    @Option(names = "--instances", defaultValue = "1,2,8", split = ",",
            description = "Howdahs in the group; ${DEFAULT-VALUE} by default.")
    private List<Integer> instances;

    @Option(names = "--rows", defaultValue = "100", description = "${DEFAULT-VALUE} by default.")
    private int rows;

    @Option(names = "--reads", defaultValue = "50", paramLabel = "PER_SECOND",
            description = "Through each Howdah of the group; ${DEFAULT-VALUE} by default.")
    private int reads;

    @Option(names = "--rounds", defaultValue = "5", description = "Turns; ${DEFAULT-VALUE} by default.")
    private int rounds;

    @Option(names = "--duration", paramLabel = "SECONDS", defaultValue = "3",
            description = "Of each measurement; ${DEFAULT-VALUE} by default.")
    private double seconds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        long errors = 0;
        for (int count : instances) {
            errors += measure(count);
        }
        return errors == 0 ? 0 : 1;
    }

    private long measure(int count) throws IOException, InterruptedException {
        List<String> caches = new ArrayList<>(Collections.nCopies(count,
                "cache: {mode: writes, ttl: 1h, redis: {url: \"%s\"}}\n"));
        caches.add(""); // The last one has no cache.
        try (Rig rig = Rig.sharing(READERS + 1, READERS + 1, caches)) {
            new LoadTable(rig.server().orElseThrow()).prepare(rows);
            for (Target target : rig.targets()) {
                warmUp(target);
            }
            List<LoadRun> readers = new ArrayList<>();
            List<CompletableFuture<LoadResult>> reading = new ArrayList<>();
            for (Target target : rig.targets().subList(0, count)) {
                LoadRun run = new LoadRun(LoadPlan.to(target).withClients(READERS).withRate(reads)
                        .withWorkload(new Workload.Select(KeySpread.uniform(rows)))
                        .withTimes(Duration.ZERO, Duration.ofHours(1)), LoadProgress.NONE);
                readers.add(run);
                reading.add(run.begin());
            }
            TurnSum shared = new TurnSum();
            TurnSum plain = new TurnSum();
            for (int round = 0; round < rounds; round++) {
                shared.add(write(rig.targets().get(0)));
                plain.add(write(rig.targets().get(count)));
            }
            readers.forEach(LoadRun::stop);
            long errors = shared.errors() + plain.errors();
            for (CompletableFuture<LoadResult> read : reading) {
                errors += read.join().errorCount();
            }
            System.out.printf(Locale.ROOT,
                    "UPDATE, 1 client, %d Howdahs keep answers from the table%n%s%s  added at p50 %.3f ms%n", count,
                    shared.line("shared"), plain.line("no cache"), shared.medianMillis() - plain.medianMillis());
            return errors;
        }
    }

    /** A Howdah that has just started takes the processors for itself, to compile what it runs. */
    private void warmUp(Target target) throws IOException, InterruptedException {
        LoadRun.run(LoadPlan.to(target).withClients(READERS).withWorkload(new Workload.Mixed(KeySpread.uniform(rows), 90))
                .withTimes(Duration.ZERO, LoadPlan.seconds(seconds)), LoadProgress.NONE);
    }

    private LoadResult write(Target target) throws IOException, InterruptedException {
        return LoadRun.run(LoadPlan.to(target).withWorkload(new Workload.Mixed(KeySpread.uniform(rows), 0))
                .withTurn(seconds), LoadProgress.NONE);
    }
}
