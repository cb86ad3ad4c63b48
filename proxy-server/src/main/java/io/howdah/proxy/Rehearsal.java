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
import java.nio.file.Path;
import java.util.Map;

/**
 * Starts a pooler without servers, logs in at its console and ends the pooler. The launcher records the class archive from this
 * run; with the archive, later starts take half the time.
 */
final class Rehearsal {

    private static final int PATIENCE_MILLIS = 10_000;

    private Rehearsal() {}

    /** @throws UncheckedIOException if the rehearsal fails on this machine */
    static void run() {
        String config = """
                listen: {addresses: 127.0.0.1, port: 0}
                admin_listen_addr: ""
                http_listen_addr: ""
                auth_type: trust
                admin_users: rehearsal
                databases: {rehearsal: {host: 127.0.0.1, port: 1}}
                users: {rehearsal: {}}
                """;
        Logging.quiet();
        try (Pooler pooler = Pooler.start(ConfigLoader.load(config, ConfigFormat.YAML, Path.of("").toAbsolutePath(), Map.of()))) {
            ProcessSignals.install(Map.of());
            logIn(pooler.port());
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
}
