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

    private final Process process;
    private final OrphanGuard guard;
    private final int port;

    private RedisServer(Process process, int port) {
        this.process = process;
        this.guard = OrphanGuard.watch(process);
        this.port = port;
    }

    /** Starts a server. @param folder gets the log */
    public static RedisServer start(Path folder) throws IOException {
        Path binary = Programs.find("redis-server").orElseThrow(() -> new IOException("redis-server is not installed"));
        int port = FreePort.choose();
        Path log = folder.resolve("redis.log");
        Process process = new ProcessBuilder(List.of(binary.toString(), "--port", Integer.toString(port), "--bind", "127.0.0.1",
                "--save", "", "--appendonly", "no", "--dir", folder.toString())).redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile())).start();
        RedisServer server = new RedisServer(process, port);
        try {
            server.begin(log);
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /** Waits until the server answers. Nobody has used it before, so Howdahs need not wait for those that it might not know. */
    private void begin(Path log) throws IOException {
        long end = System.nanoTime() + START_NANOS;
        while (true) {
            try {
                send("HSET howdah:members since 0\r\n");
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
            socket.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            if (in.read() != ':') {
                throw new IOException("redis-server refuses " + command.strip());
            }
        }
    }

    /** The address as Howdah's configuration has it. */
    public String url() {
        return "redis://127.0.0.1:" + port;
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
