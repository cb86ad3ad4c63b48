package io.howdah.proxy.traps;

import io.howdah.config.ConfigException;
import io.howdah.config.ConfigFormat;
import io.howdah.config.ConfigLoader;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.Script;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.protocol.fixtures.ScriptedServer;
import io.howdah.proxy.Pooler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A pooler before one scripted server: one event loop, one server connection, transaction mode and no passwords, unless a test
 * changes the settings.
 *
 * <pre>{@code
 * try (Rig rig = Rig.of(Script.begin().acceptLogin().answer("SELECT 1", Frames.oneRow("a", "1", 'I')))) {
 *     ScriptedClient client = rig.client();
 *     client.query("SELECT 1");
 *     rig.verify();
 * }
 * }</pre>
 */
final class Rig implements AutoCloseable {

    static final String USER = "app";
    static final String DATABASE = "sales";
    static final int TIMEOUT_MILLIS = 10_000;

    private final ScriptedServer server;
    private final Pooler pooler;
    private final List<ScriptedClient> clients = new ArrayList<>();

    private Rig(ScriptedServer server, String settings) {
        this.server = server;
        String defaults = "";
        for (String setting : List.of("event_loops: 1", "default_pool_size: 1", "pool_mode: transaction", "auth_type: trust",
                "users: {" + USER + ": {}}")) {
            if (!settings.contains(setting.substring(0, setting.indexOf(':') + 1))) {
                defaults += setting + "\n";
            }
        }
        String yaml = "listen_addr: 127.0.0.1\nlisten_port: 0\nadmin_listen_addr: ''\nhttp_listen_addr: ''\n" + defaults
                + settings
                + "\ndatabases:\n  " + DATABASE + ": {host: " + server.host() + ", port: " + server.port() + "}\n";
        try {
            pooler = Pooler.start(ConfigLoader.load(yaml, ConfigFormat.YAML, Path.of("").toAbsolutePath(), Map.of()));
        } catch (ConfigException e) {
            server.close();
            throw new AssertionError(e.getMessage() + "\nin\n" + yaml, e);
        }
    }

    /** The n-th server connection follows the n-th script. */
    static Rig of(Script... scripts) {
        return with("", scripts);
    }

    /** @param settings lines of YAML */
    static Rig with(String settings, Script... scripts) {
        return new Rig(ScriptedServer.start(TIMEOUT_MILLIS, scripts), settings);
    }

    /** The beginning of a script: the server accepts the login. */
    static Script login() {
        return Script.begin().acceptLogin();
    }

    ScriptedServer server() {
        return server;
    }

    int port() {
        return pooler.port();
    }

    /** A client that has logged in. */
    ScriptedClient client(String... parameters) throws IOException {
        ScriptedClient client = stranger();
        client.login(USER, DATABASE, parameters);
        return client;
    }

    /** A connection on which the client has sent nothing. */
    ScriptedClient stranger() throws IOException {
        ScriptedClient client = ScriptedClient.connect("127.0.0.1", pooler.port(), TIMEOUT_MILLIS);
        clients.add(client);
        return client;
    }

    /** Checks that all scripts have ended as they should. */
    void verify() {
        server.verify();
    }

    PoolSnapshot pool() {
        try {
            return pooler.view().pools().toCompletableFuture().get().stream()
                    .filter(pool -> pool.database().equals(DATABASE) && pool.user().equals(USER)).findFirst()
                    .orElse(new PoolSnapshot(DATABASE, USER, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "", ""));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Bytes received from clients so far. */
    long received() {
        try {
            return pooler.view().stats().toCompletableFuture().get().stream().mapToLong(stats -> stats.totals().received()).sum();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    void awaitIdle() {
        await("an idle server", () -> pool().svIdle() == 1);
    }

    void awaitNoServer() {
        await("no server", () -> {
            PoolSnapshot pool = pool();
            return pool.svActive() + pool.svIdle() + pool.svTested() + pool.svBeingCanceled() + pool.svLogin()
                    + pool.svUsed() == 0;
        });
    }

    void awaitWaiting(int clients) {
        await(clients + " waiting", () -> pool().clWaiting() == clients);
    }

    /** Waits for a condition, not for a fixed time. */
    void await(String what, Callable<Boolean> condition) {
        long end = System.nanoTime() + Duration.ofMillis(TIMEOUT_MILLIS).toNanos();
        try {
            while (!condition.call()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError(
                            "waited for " + what + "; pool: " + pool() + "; server received: " + server.received());
                }
                LockSupport.parkNanos(500_000);
            }
        } catch (Exception e) {
            throw new IllegalStateException("while waiting for " + what, e);
        }
    }

    /** The frames' types in order, such as {@code "1 2 C Z"}. */
    static String types(List<Frame> frames) {
        return frames.stream().map(frame -> Character.toString((char) frame.type())).collect(Collectors.joining(" "));
    }

    /** The answer to a simple query: one row with this value. */
    static byte[] row(String value) {
        return Frames.oneRow("a", value, 'I');
    }

    @Override
    public void close() {
        for (ScriptedClient client : clients) {
            try {
                client.close();
            } catch (IOException e) {
                // The client is closed even so.
            }
        }
        pooler.close();
        server.close();
    }
}
