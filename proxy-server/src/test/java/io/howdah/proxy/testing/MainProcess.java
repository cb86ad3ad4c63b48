package io.howdah.proxy.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pooler as a child process, started by its command line. */
public final class MainProcess implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");

    /** On a machine that is busy with much else, a JVM takes many times its usual second. */
    private static final long PATIENCE_SECONDS = 100;

    private final Process process;
    private final Path output;
    private final Path errors;

    private MainProcess(Process process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /** Runs {@code howdah ARGUMENTS}. The output goes to files in the folder. */
    public static MainProcess start(Path folder, String... arguments) throws IOException {
        return start(folder, List.of(), Map.of(), arguments);
    }

    /**
     * Runs {@code howdah ARGUMENTS} in a chosen environment.
     *
     * @param by a command that gets the pooler's command line as arguments, and executes it in its own process
     */
    public static MainProcess start(Path folder, List<String> by, Map<String, String> environment, String... arguments)
            throws IOException {
        return start(System.getProperty("java.class.path"), folder, by, environment, arguments);
    }

    /** Runs {@code howdah ARGUMENTS} with another class path than this JVM's. */
    public static MainProcess start(String classPath, Path folder, List<String> by, Map<String, String> environment,
            String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        // The launcher's flags. In a jar, the manifest replaces the first flag.
        int version = Runtime.version().feature();
        if (version >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        if (version >= 23) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-cp", classPath, "io.howdah.proxy.Main"));
        command.addAll(Arrays.asList(arguments));
        Path output = folder.resolve("out.txt");
        Path errors = folder.resolve("err.txt");
        command.addAll(0, by);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Process process = builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
        return new MainProcess(process, output, errors);
    }

    /** Waits until the pooler listens, and returns its port. */
    public int port() {
        Await.until("it to listen", () -> LISTENING.matcher(log()).find() || !process.isAlive());
        Matcher matcher = LISTENING.matcher(log());
        if (!matcher.find()) {
            throw new AssertionError("did not start:\n" + log());
        }
        // The pooler handles signals only after this message.
        awaitLog("process up");
        return Integer.parseInt(matcher.group(1));
    }

    public String output() {
        return read(output);
    }

    public String log() {
        return read(errors);
    }

    public void awaitLog(String part) {
        Await.until("\"" + part + "\" in the log", () -> log().contains(part));
    }

    /** How often this text is in the log. */
    public int logged(String part) {
        return log().split(Pattern.quote(part), -1).length - 1;
    }

    public void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
        if (!kill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new AssertionError("kill failed");
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the pooler's end, and returns its exit status. */
    public int status() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end:\n" + log());
        }
        return process.exitValue();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
