package io.howdah.bench.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that SIGSTOP pauses and SIGCONT continues. The program has a session of its own (setsid), because the kernel
 * schedules by session. It never outlives this JVM, however the JVM ends.
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

    /** @param output the file for the program's output, errors included */
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

    /** The program's output so far, errors included. */
    public String text() throws IOException {
        return Files.readString(output);
    }

    /** Takes the processor from the program until {@link #resume}. */
    public void pause() throws IOException, InterruptedException {
        Programs.signal(process, "STOP");
    }

    public void resume() throws IOException, InterruptedException {
        Programs.signal(process, "CONT");
    }

    /**
     * Ends the program in good order, even a paused program.
     *
     * @param signal the signal that asks for the end, without {@code SIG}
     * @param seconds how long the program may take to end
     * @throws IOException if the program takes longer
     */
    public Programs.Ended end(String signal, long seconds) throws IOException, InterruptedException {
        Programs.signal(process, signal);
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
