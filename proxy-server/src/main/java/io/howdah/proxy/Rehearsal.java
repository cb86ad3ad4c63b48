package io.howdah.proxy;

import io.howdah.config.ConfigException;
import io.howdah.config.ConfigFormat;
import io.howdah.config.ConfigLoader;
import io.howdah.protocol.ProtocolVersion;
import io.howdah.protocol.frontend.StartupMessage;
import io.howdah.proxy.process.ProcessSignals;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * Starts a pooler without servers, logs in at its console, reads its metrics and ends the pooler. The launcher records the class
 * archive from this run; with the archive, later starts take half the time. The rehearsal has a result cache and a Redis that does not
 * answer, so the archive has the classes of Redis' driver too: without them a start on a busy machine waits for the driver.
 */
final class Rehearsal {

    private static final int PATIENCE_MILLIS = 10_000;

    private Rehearsal() {}

    /** @throws UncheckedIOException if the rehearsal fails on this machine */
    static void run() {
        String config = """
                listen: {addresses: 127.0.0.1, port: 0}
                admin_listen_addr: ""
                http_listen_addr: 127.0.0.1
                http_listen_port: 0
                auth_type: trust
                admin_users: rehearsal
                databases: {rehearsal: {host: 127.0.0.1, port: 1}}
                users: {rehearsal: {}}
                cache: {mode: ttl, redis: {url: "redis://127.0.0.1:1"}}
                """;
        Logging.quiet();
        try (Pooler pooler = Pooler.start(ConfigLoader.load(config, ConfigFormat.YAML, Path.of("").toAbsolutePath(), Map.of()))) {
            ProcessSignals.install(Map.of());
            logIn(pooler.port());
            readMetrics(pooler.httpPort());
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void logIn(int port) throws IOException {
        ByteBuf packet = Unpooled.buffer();
        new StartupMessage(ProtocolVersion.V3_0, Map.of("user", "rehearsal", "database", "howdah")).write(packet);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port); OutputStream out = socket.getOutputStream()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            packet.readBytes(out, packet.readableBytes());
            if (socket.getInputStream().read() != 'R') {
                throw new IOException("the login was refused");
            }
        }
    }

    private static void readMetrics(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port); OutputStream out = socket.getOutputStream()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            out.write(
                    "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            if (!new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).contains("howdah_build_info")) {
                throw new IOException("there were no metrics");
            }
        }
    }
}
