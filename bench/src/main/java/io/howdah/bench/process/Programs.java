package io.howdah.bench.process;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Finds and runs programs of the machine. */
public final class Programs {

    private Programs() {
    }

    /**
     * The program's path; empty if the program is not installed. The search includes /usr/sbin, which a user's PATH often lacks.
     */
    public static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * How a program ended.
     *
     * @param status 0 if the program reports success
     * @param text the program's output, errors included
     */
    public record Ended(int status, String text) {
    }

    /** Runs a program to its end and returns its output. Throws IOException if the program fails or takes too long. */
    public static String run(long seconds, List<String> command) throws IOException, InterruptedException {
        Ended ended = end(seconds, command);
        if (ended.status != 0) {
            throw new IOException(String.join(" ", command) + " failed:\n" + ended.text);
        }
        return ended.text;
    }

    /**
     * Runs a program to its end, with any exit status. Throws IOException if the program does not start or takes too long. The
     * program does not outlive this call.
     */
    public static Ended end(long seconds, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("howdah-bench-", ".txt");
        Process process = null;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new IOException(String.join(" ", command) + " took too long:\n" + Files.readString(output));
            }
            return new Ended(process.exitValue(), Files.readString(output));
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
            Files.deleteIfExists(output);
        }
    }

    /**
     * Calls the shell's built-in {@code kill}, which every machine has. A program that has ended gets no signal.
     *
     * @param name without {@code SIG}
     */
    static void signal(Process process, String name) throws IOException, InterruptedException {
        if (process.isAlive()) {
            String kill = "kill -" + name + " " + process.pid();
            new ProcessBuilder("/bin/sh", "-c", kill).redirectError(Redirect.DISCARD).start().waitFor();
        }
    }
}
