package io.howdah.bench.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A pooler that runs as a child process and listens on a port of 127.0.0.1. The pooler never outlives this JVM, however the JVM
 * ends.
 */
public final class PoolerProcess implements AutoCloseable {

    /** Milliseconds after which a Howdah has given malloc's unused memory back to the system, on a Java that can trim. */
    public static final int TRIM_MILLIS = 5_000;

    private static final Duration START = Duration.ofSeconds(90);
    private static final long STOP_SECONDS = 10;
    private static final long PAUSE_NANOS = 20_000_000;

    private final ProcessBuilder builder;
    private final int port;
    private final Path log;
    private Process process;
    private OrphanGuard guard;

    private PoolerProcess(ProcessBuilder builder, int port, Path log) throws IOException {
        this.builder = builder;
        this.port = port;
        this.log = log;
        this.process = builder.start();
        this.guard = OrphanGuard.watch(process);
    }

    /**
     * Starts Howdah from the jar or the classes of this process, with the launcher's flags.
     *
     * @param config YAML or ini, with the port from {@link FreePort} in it
     */
    public static PoolerProcess howdah(String config, int port, Map<String, String> environment, Path folder)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(flags(Runtime.version()));
        String options = System.getenv("JAVA_OPTS");
        if (options != null && !options.isBlank()) {
            command.addAll(List.of(options.strip().split("\\s+")));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.howdah.proxy.Main"));
        return start("howdah", command, config, port, environment, folder);
    }

    /** The launcher's flags that change measured values. */
    static List<String> flags(Runtime.Version java) {
        List<String> flags = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xms48m", "-Xmx512m", "-Xmn6m"));
        if (canTrim(java)) {
            flags.addAll(List.of("-XX:+UnlockExperimentalVMOptions", "-XX:TrimNativeHeapInterval=" + TRIM_MILLIS));
        }
        return flags;
    }

    private static boolean canTrim(Runtime.Version java) {
        return switch (java.feature()) {
            case 17 -> java.update() >= 12;
            case 21 -> java.update() >= 4;
            default -> java.feature() >= 23;
        };
    }

    /** Starts the distribution's PgBouncer. PgBouncer refuses to run as root. */
    public static PoolerProcess pgbouncer(String config, int port, Path folder) throws IOException {
        Path binary = Programs.find("pgbouncer").orElseThrow(() -> new IOException("pgbouncer is not installed"));
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-u", "postgres"));
        }
        return start("pgbouncer", command, config, port, Map.of(), folder);
    }

    private static PoolerProcess start(String name, List<String> command, String config, int port,
            Map<String, String> environment, Path folder) throws IOException {
        Path file = folder.resolve(name + ".ini");
        Files.writeString(file, config);
        Path log = folder.resolve(name + ".log");
        Files.deleteIfExists(log);
        // The pooler leaves the terminal's process group, so that Ctrl-C reaches only this process. This process then stops the
        // pooler itself.
        List<String> whole = new ArrayList<>(Programs.find("setsid").map(setsid -> List.of(setsid.toString())).orElse(List.of()));
        whole.addAll(command);
        whole.add(file.toString());
        ProcessBuilder builder = new ProcessBuilder(whole).redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        PoolerProcess pooler = new PoolerProcess(builder, port, log);
        pooler.awaitListeningOrEnd();
        return pooler;
    }

    private void awaitListeningOrEnd() throws IOException {
        try {
            awaitListening();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void awaitListening() throws IOException {
        long end = System.nanoTime() + START.toNanos();
        while (true) {
            try (Socket probe = new Socket()) {
                probe.connect(new InetSocketAddress("127.0.0.1", port), 1000);
                return;
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException("the pooler does not listen; its log:\n" + Files.readString(log), notYet);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    public int port() {
        return port;
    }

    /** The memory and the processor time that Linux reports for the pooler. */
    public ProcessFigures figures() {
        return new ProcessFigures(process.pid());
    }

    /** Processor time used so far. */
    public CpuTime cpuTime() throws IOException {
        return figures().cpuTime();
    }

    /** Resident memory in bytes. */
    public long residentBytes() throws IOException {
        return figures().residentBytes();
    }

    /** The pooler's log so far, from its first start on. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    /** SIGSTOP: takes the processor from the pooler until {@link #resume}. */
    public void pause() throws IOException, InterruptedException {
        Programs.signal(process, "STOP");
    }

    /** SIGCONT. */
    public void resume() throws IOException, InterruptedException {
        Programs.signal(process, "CONT");
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        guard.close();
    }

    /** Starts the pooler again, as it was started first, after {@link #kill} or {@link #close}. */
    public void startAgain() throws IOException {
        process = builder.start();
        guard = OrphanGuard.watch(process);
        awaitListeningOrEnd();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            // Clients may still be connected, and a draining pooler would wait for their transactions.
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            guard.close();
        }
    }
}
