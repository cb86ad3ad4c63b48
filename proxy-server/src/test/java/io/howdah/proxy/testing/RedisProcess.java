package io.howdah.proxy.testing;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import redis.embedded.core.ExecutableProvider;

/**
 * A redis-server as a child process, with a folder and a port of its own, that keeps nothing on disk. The program comes with
 * embedded-redis; where that does not run, the machine's own redis-server does, and where there is none, the test is skipped.
 */
public final class RedisProcess implements AutoCloseable {

    private static final String OWN = "/usr/bin/redis-server";

    private static volatile Optional<String> program = Optional.empty();

    private final Path folder;
    private final int port;
    private final List<String> command = new ArrayList<>();
    private Process process;

    private RedisProcess(int port, List<String> options) throws IOException {
        this.port = port;
        this.folder = Files.createTempDirectory("howdah-redis");
        command.add(program());
        command.addAll(options);
        command.addAll(List.of("--bind", "127.0.0.1", "--dir", folder.toString(), "--save", "", "--appendonly", "no"));
        begin();
    }

    /** A server of its own, at a free port. @param options as on redis-server's command line */
    public static RedisProcess start(String... options) throws IOException {
        int port = FreePort.choose();
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--port", Integer.toString(port)));
        return new RedisProcess(port, all);
    }

    /** A server that speaks TLS alone. */
    public static RedisProcess startTls(Path certificate, Path key) throws IOException {
        int port = FreePort.choose();
        return new RedisProcess(port, List.of("--port", "0", "--tls-port", Integer.toString(port), "--tls-cert-file",
                certificate.toString(), "--tls-key-file", key.toString(), "--tls-ca-cert-file", certificate.toString(),
                "--tls-auth-clients", "no"));
    }

    /** A server of a cluster, which knows no other and has no slot. */
    public static RedisProcess startInCluster() throws IOException {
        // The port between the servers is 10000 higher, and must be none that the system gives to others.
        int port = FreePort.choose();
        while (port > 22_767) {
            port = FreePort.choose();
        }
        return new RedisProcess(port, List.of("--port", Integer.toString(port), "--cluster-enabled", "yes",
                "--cluster-node-timeout", "2000"));
    }

    /** A sentinel for one master, alone of its kind. */
    public static RedisProcess startSentinel(String name, RedisProcess master, String... more) throws IOException {
        int port = FreePort.choose();
        Path file = Files.createTempFile("sentinel", ".conf");
        file.toFile().deleteOnExit();
        List<String> lines = new ArrayList<>(List.of("port " + port,
                "sentinel monitor " + name + " 127.0.0.1 " + master.port + " 1",
                "sentinel down-after-milliseconds " + name + " 60000", "sentinel failover-timeout " + name + " 5000"));
        lines.addAll(List.of(more));
        Files.write(file, lines);
        return new RedisProcess(port, List.of(file.toString(), "--sentinel"));
    }

    private static synchronized String program() throws IOException {
        if (program.isEmpty()) {
            File directory = Files.createTempDirectory("howdah-redis-program").toFile();
            directory.deleteOnExit();
            List<String> programs = new ArrayList<>();
            try {
                File unpacked = ExecutableProvider.newJarResourceProvider(directory).get();
                unpacked.deleteOnExit();
                programs.add(unpacked.getPath());
            } catch (IOException | RuntimeException e) {
                // It has no program for this kind of machine.
            }
            programs.add(OWN);
            program = programs.stream().filter(RedisProcess::runs).findFirst();
            Assumptions.assumeTrue(program.isPresent(), "no redis-server runs here");
        }
        return program.orElseThrow();
    }

    private static boolean runs(String path) {
        try {
            Process version = new ProcessBuilder(path, "--version").redirectErrorStream(true).start();
            version.getInputStream().readAllBytes();
            return version.waitFor(100, TimeUnit.SECONDS) && version.exitValue() == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private void begin() throws IOException {
        process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        try {
            Await.until("redis-server", () -> "\n" + log(), () -> {
                if (!process.isAlive()) {
                    throw new IOException("redis-server has ended: " + log());
                }
                try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    return true;
                } catch (IOException e) {
                    return false;
                }
            });
        } catch (RuntimeException | AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /**
     * The server has had the list of a group's members for long: nobody has to fear that somebody is missing there. A server that starts
     * again knows that still, and nothing else.
     */
    public RedisProcess withOldMembers() throws IOException {
        ask("HSET", "howdah:members", "since", "0");
        if (!Files.exists(folder.resolve("dump.rdb"))) {
            ask("SAVE");
        }
        return this;
    }

    /** What the server has logged since its last start. */
    public String log() {
        try {
            return Files.readString(folder.resolve("log"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return e.toString();
        }
    }

    public int port() {
        return port;
    }

    /** Ends the server without a word. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts the server anew, at the same port and without data. */
    public void startAgain() throws IOException {
        begin();
    }

    /** Stops the process, which keeps its connections. */
    public void pause() throws Exception {
        signal("STOP");
    }

    /** Lets the process go on. */
    public void goOn() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
        if (!kill.waitFor(100, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new AssertionError("kill failed");
        }
    }

    /**
     * Sends a command on a connection of its own.
     *
     * @return the answer as text: an array as its elements in lines, an error with a minus before it, null as "(nil)"
     */
    public String ask(String... words) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
            for (String word : words) {
                request.append("$").append(word.getBytes(StandardCharsets.UTF_8).length).append("\r\n").append(word)
                        .append("\r\n");
            }
            OutputStream out = socket.getOutputStream();
            out.write(request.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
            return answer(new BufferedInputStream(socket.getInputStream()));
        }
    }

    private static String answer(InputStream in) throws IOException {
        String line = line(in);
        String rest = line.substring(1);
        switch (line.charAt(0)) {
            case '$':
                if (rest.equals("-1")) {
                    return "(nil)";
                }
                String value = new String(in.readNBytes(Integer.parseInt(rest)), StandardCharsets.UTF_8);
                in.readNBytes(2);
                return value;
            case '*':
                List<String> elements = new ArrayList<>();
                for (int i = 0; i < Integer.parseInt(rest); i++) {
                    elements.add(answer(in));
                }
                return String.join("\n", elements);
            default:
                return line.charAt(0) == '-' ? line : rest;
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the server closed the connection");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> file.toFile().delete());
        }
        Files.delete(folder);
    }
}
