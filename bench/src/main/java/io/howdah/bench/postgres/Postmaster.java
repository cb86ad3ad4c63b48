package io.howdah.bench.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds the postmaster of a data folder by its {@code postmaster.pid}, and stops it. */
final class Postmaster {

    private static final long STOP_SECONDS = 10;

    private Postmaster() {
    }

    static Optional<ProcessHandle> running(Path data) throws IOException {
        try {
            return Files.readAllLines(data.resolve("postmaster.pid")).stream().findFirst()
                    .flatMap(firstLine -> ProcessHandle.of(Long.parseLong(firstLine.strip())))
                    // After a crash the file stays, and another process may have got the number since.
                    .filter(process -> process.info().command().orElse("").endsWith("postgres"));
        } catch (NoSuchFileException notRunning) {
            return Optional.empty();
        }
    }

    /** Stops an earlier run's postmaster, left behind because its {@link io.howdah.bench.process.OrphanGuard} was killed too. */
    static void stopLeftover(Path data) throws IOException {
        Optional<ProcessHandle> postmaster = running(data);
        if (postmaster.isPresent()) {
            // SIGINT asks for PostgreSQL's fast shutdown. ProcessHandle.destroy sends SIGTERM, and the smart shutdown would wait
            // for every client.
            new ProcessBuilder("kill", "-INT", Long.toString(postmaster.get().pid())).start();
            awaitEnd(postmaster.get());
        }
    }

    /** Waits for the end of a postmaster that was told to stop. Kills a postmaster that does not end in time. */
    static void awaitEnd(ProcessHandle postmaster) throws IOException {
        try {
            postmaster.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException stuck) {
            postmaster.destroyForcibly();
            throw new IOException("PostgreSQL (pid " + postmaster.pid() + ") did not stop and was killed", stuck);
        } catch (ExecutionException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            postmaster.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
