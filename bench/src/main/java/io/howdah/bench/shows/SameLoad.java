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
 * The same transactions through both poolers at the same time. pgbench runs a fixed number of transactions with fixed random
 * numbers, so that counts must agree to the last byte. A transaction mostly sleeps. So the pool's size, and not a pooler's speed,
 * decides how many clients wait and how long.
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

    /** @param protocol pgbench's name of the protocol */
    static SameLoad start(Pair pair, String protocol, int clients, int transactions) throws IOException {
        Path pgbench = Programs.find("pgbench").orElseThrow(() -> new IOException("pgbench is not installed"));
        Path script = Files.writeString(pair.folder().resolve("load.sql"), SCRIPT);
        SameLoad load = new SameLoad();
        for (int port : pair.ports()) {
            List<String> command = List.of(pgbench.toString(), "-n", "-f", script.toString(), "-M", protocol, "-c",
                    Integer.toString(clients),
                    // A thread for each client. A pgbench thread blocks while it prepares a statement, and would hold up the open
                    // transactions of its other clients.
                    "-j", Integer.toString(clients),
                    "-t", Integer.toString(transactions), "--random-seed=1", "-h", "127.0.0.1", "-p", Integer.toString(port),
                    "-U", Pair.USER, Pair.DATABASE);
            load.runs.add(load.threads.submit(() -> Programs.run(LONGEST_SECONDS, command)));
        }
        return load;
    }

    /** Whether both runs are still under way. */
    boolean isRunning() {
        return runs.stream().noneMatch(Future::isDone);
    }

    /** Waits for both runs. Throws IOException if a run failed. */
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
