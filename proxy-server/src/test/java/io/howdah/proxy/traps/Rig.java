package io.howdah.proxy.traps;

import io.howdah.config.ConfigSource;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.Script;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.protocol.fixtures.ScriptedServer;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.TestConfig;
import io.howdah.proxy.testing.TestPooler;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
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
    private static final int TIMEOUT_MILLIS = 10_000;

    private final ScriptedServer server;
    private final TestPooler pooler;

    private Rig(ScriptedServer server, String settings) {
        this.server = server;
        String yaml = TestConfig.withDefaults(settings, "default_pool_size: 1", "users: {" + USER + ": {}}")
                + "databases:\n  " + DATABASE + ": {host: " + server.host() + ", port: " + server.port() + "}";
        try {
            pooler = TestPooler.on(ConfigSource.fixed(TestConfig.of(yaml)), USER, DATABASE);
        } catch (RuntimeException | AssertionError e) {
            server.close();
            throw e;
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

    /** A client that has logged in. */
    ScriptedClient client(String... parameters) throws IOException {
        return pooler.client(parameters);
    }

    /** A connection on which the client has sent nothing. */
    ScriptedClient stranger() throws IOException {
        return pooler.unconnected();
    }

    /** Checks that all scripts have ended as they should. */
    void verify() {
        server.verify();
    }

    PoolSnapshot pool() {
        return pooler.pool();
    }

    /** Bytes received from clients so far. */
    long received() {
        try {
            return pooler.pooler().view().stats().toCompletableFuture().get().stream()
                    .mapToLong(stats -> stats.totals().received()).sum();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    void awaitIdle() {
        pooler.awaitIdle(1);
    }

    void awaitNoServer() {
        pooler.awaitNoServer();
    }

    void awaitWaiting(int clients) {
        pooler.awaitWaiting(clients);
    }

    /** Waits for a condition; if it never holds, the error tells what pool and server look like. */
    void await(String what, Callable<Boolean> condition) {
        Await.until(what, () -> "; pool: " + pool() + "; server received: " + server.received(), condition);
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
        pooler.close();
        server.close();
    }
}
