package io.howdah.bench.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that signals stop and continue. It has a session of its own, for the kernel schedules by session, and never outlives
 * this JVM, however that ends.
 */
public final class PausableProgram implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 10;

    private final Process process;
    private final OrphanGuard guard;
    private final Path output;

    private PausableProgram(Process process, Path output) {
        this.process = process;
        this.guard = OrphanGuard.watch(process);
        this.output = output;
    }

    /** @param output takes what the program writes, errors among it */
    public static PausableProgram start(List<String> command, Path output) throws IOException {
        List<String> whole = new ArrayList<>(Programs.find("setsid").map(setsid -> List.of(setsid.toString())).orElse(List.of()));
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole).redirectErrorStream(true).redirectOutput(Redirect.to(output.toFile()));
        return new PausableProgram(builder.start(), output);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has written so far. */
    public String text() throws IOException {
        return Files.readString(output);
    }

    /** It gets no processor until {@link #resume}. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** By the shell's own {@code kill}, which is everywhere. Nothing happens where the program has ended. */
    private void signal(String name) throws IOException, InterruptedException {
        String kill = "kill -" + name + " " + process.pid();
        new ProcessBuilder("/bin/sh", "-c", kill).redirectError(Redirect.DISCARD).start().waitFor();
    }

    /**
     * Has it end in good order, also where it is paused.
     *
     * @param signal which asks for that, without {@code SIG}
     * @param seconds how long it may take
     * @throws IOException where it takes longer
     */
    public Programs.Ended end(String signal, long seconds) throws IOException, InterruptedException {
        signal(signal);
        resume();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new IOException("a program did not end at SIG" + signal + ":\n" + text());
        }
        return new Programs.Ended(process.exitValue(), text());
    }

    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            guard.close();
        }
    }
}
