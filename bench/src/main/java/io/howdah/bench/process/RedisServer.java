package io.howdah.bench.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The machine's own redis-server as a child process on a port of 127.0.0.1, which keeps nothing on disk. It never outlives this JVM. */
public final class RedisServer implements AutoCloseable {

    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long PAUSE_NANOS = 20_000_000;
    private static final int TIMEOUT_MILLIS = 1_000;

    private final ProcessBuilder builder;
    private final Path log;
    private final int port;
    private Process process;
    private OrphanGuard guard;

    private RedisServer(ProcessBuilder builder, int port, Path log) throws IOException {
        this.builder = builder;
        this.log = log;
        this.port = port;
        this.process = builder.start();
        this.guard = OrphanGuard.watch(process);
    }

    /** Starts a server. @param folder gets the log */
    public static RedisServer start(Path folder) throws IOException {
        Path binary = Programs.find("redis-server").orElseThrow(() -> new IOException("redis-server is not installed"));
        int port = FreePort.choose();
        Path log = folder.resolve("redis.log");
        ProcessBuilder builder = new ProcessBuilder(
                List.of(binary.toString(), "--port", Integer.toString(port), "--bind", "127.0.0.1",
                        "--save", "", "--appendonly", "no", "--dir", folder.toString()))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()));
        RedisServer server = new RedisServer(builder, port, log);
        // Nobody has used the server before, so Howdahs need not wait for those that it might not know.
        server.awaitAnswer("HSET howdah:members since 0");
        return server;
    }

    /** Waits until the server answers. */
    private void awaitAnswer(String command) throws IOException {
        try {
            sendUntilAnswered(command);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void sendUntilAnswered(String command) throws IOException {
        long end = System.nanoTime() + START_NANOS;
        while (true) {
            try {
                send(command);
                return;
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException("redis-server does not answer; its log:\n" + Files.readString(log), notYet);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void send(String command) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            int first = in.read();
            if (first != ':' && first != '+') {
                throw new IOException("redis-server refuses " + command);
            }
        }
    }

    /** The address as Howdah's configuration has it. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** FLUSHALL: the server forgets everything. */
    public void flush() throws IOException {
        send("FLUSHALL");
    }

    /** SIGSTOP: takes the processor from the server until {@link #resume}. */
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

    /** Starts the server again, empty, after {@link #kill}. */
    public void startAgain() throws IOException {
        process = builder.start();
        guard = OrphanGuard.watch(process);
        awaitAnswer("PING");
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        guard.close();
    }
}
