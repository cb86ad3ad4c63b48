package io.howdah.bench.shows;

import io.howdah.bench.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The same transactions through both poolers at the same time: pgbench with a fixed number of them and fixed random numbers, so that
 * counts have to agree to the last byte. A transaction mostly sleeps, so that how many wait and how long is set by the pool's size and not
 * by what a pooler costs.
 */
final class SameLoad implements AutoCloseable {

    private static final long LONGEST_SECONDS = 300;

    private static final String SCRIPT = """
            \\set id random(1, 1000)
            BEGIN;
            SELECT pg_sleep(0.01);
            SELECT :id;
            END;
            """;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final List<Future<String>> runs = new ArrayList<>();

    /** @param protocol as pgbench calls it */
    static SameLoad start(Pair pair, String protocol, int clients, int transactions) throws IOException {
        Path pgbench = Programs.find("pgbench").orElseThrow(() -> new IOException("pgbench is not installed"));
        Path script = Files.writeString(pair.folder().resolve("load.sql"), SCRIPT);
        SameLoad load = new SameLoad();
        for (int port : pair.ports()) {
            List<String> command = List.of(pgbench.toString(), "-n", "-f", script.toString(), "-M", protocol, "-c", Integer.toString(clients),
                    // A thread each: pgbench prepares while it waits, and would hold up those it has a transaction open for.
                    "-j", Integer.toString(clients),
                    "-t", Integer.toString(transactions), "--random-seed=1", "-h", "127.0.0.1", "-p", Integer.toString(port),
                    "-U", Pair.USER, Pair.DATABASE);
            load.runs.add(load.threads.submit(() -> Programs.run(LONGEST_SECONDS, command)));
        }
        return load;
    }

    /** Whether neither has come to its end. */
    boolean isRunning() {
        return runs.stream().noneMatch(Future::isDone);
    }

    /** Waits for both, and fails when one failed. */
    void await() throws IOException, InterruptedException {
        for (Future<String> run : runs) {
            try {
                run.get();
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
