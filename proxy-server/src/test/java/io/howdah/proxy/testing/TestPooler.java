package io.howdah.proxy.testing;

import io.howdah.config.ConfigSource;
import io.howdah.config.PoolerConfig;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.Pooler;
import io.howdah.proxy.ShutdownMode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * A pooler in this JVM, with its clients, its pools and its log. What names no user and no database means the user and the
 * database that the pooler was started for.
 *
 * <pre>{@code
 * try (FakePostgres server = FakePostgres.start();
 *         TestPooler pooler = TestPooler.before(server, "default_pool_size: 1");
 *         ScriptedClient client = pooler.client()) {
 *     client.query("select 1");
 * }
 * }</pre>
 */
public final class TestPooler implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    private final LogWatch log = LogWatch.start();
    private final Queue<ScriptedClient> clients = new ConcurrentLinkedQueue<>();
    private final String user;
    private final String database;
    private final Pooler pooler;

    private TestPooler(ConfigSource source, String user, String database) {
        this.user = user;
        this.database = database;
        try {
            pooler = Pooler.start(source);
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
    }

    // Starting.

    /** A pooler for the user u and the database db. {@code lines} win over the settings of {@link TestConfig#of}. */
    public static TestPooler start(String... lines) {
        return on(TestConfig.of(lines));
    }

    /** A pooler with the users u and v, and with one database "db" on this server. */
    public static TestPooler before(FakePostgres server, String... lines) {
        return start(withDatabase(server, lines));
    }

    public static String[] withDatabase(FakePostgres server, String... lines) {
        String[] all = Arrays.copyOf(lines, lines.length + 2);
        all[lines.length] = "databases: {db: {host: 127.0.0.1, port: " + server.port() + "}}";
        all[lines.length + 1] = "users: {u: {}, v: {}}";
        return all;
    }

    /** A pooler with a given configuration, which the console cannot change, for the user u and the database db. */
    public static TestPooler on(PoolerConfig config) {
        return on(ConfigSource.fixed(config), "u", "db");
    }

    public static TestPooler on(ConfigSource source, String user, String database) {
        return new TestPooler(source, user, database);
    }

    public void reload(String... lines) {
        reload(TestConfig.of(lines));
    }

    public void reload(PoolerConfig config) {
        pooler.reload(config);
    }

    public Pooler pooler() {
        return pooler;
    }

    public int port() {
        return pooler.port();
    }

    public int consolePort() {
        return pooler.consolePort();
    }

    // Clients. The pooler's end closes those that a test has left open.

    /**
     * A client that has logged in, and sends what the test tells it to send.
     *
     * @param parameters names and values in turn of the start-up packet
     */
    public ScriptedClient client(String... parameters) throws IOException {
        return clientOf(user, database, parameters);
    }

    public ScriptedClient clientOf(String user, String database, String... parameters) throws IOException {
        ScriptedClient client = unconnected();
        try {
            client.login(user, database, parameters);
            return client;
        } catch (IOException | AssertionError e) {
            client.close();
            throw e;
        }
    }

    /** A client that has sent nothing yet. */
    public ScriptedClient unconnected() throws IOException {
        ScriptedClient client = ScriptedClient.connect("127.0.0.1", port(), TIMEOUT_MILLIS);
        clients.add(client);
        return client;
    }

    /** A client that has logged in to the console. */
    public Console console(String user) throws IOException {
        return new Console(unconnected(), user, "pgbouncer");
    }

    /** A connection over JDBC, without a password. */
    public Connection connect() throws SQLException {
        return connect(user);
    }

    /** @param parameters names and values in turn of the driver's connection parameters */
    public Connection connect(String user, String... parameters) throws SQLException {
        return connectTo(database, user, parameters);
    }

    public Connection connectTo(String database, String user, String... parameters) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", "");
        properties.setProperty("connectTimeout", "15");
        properties.setProperty("socketTimeout", "30");
        for (int i = 0; i < parameters.length; i += 2) {
            properties.setProperty(parameters[i], parameters[i + 1]);
        }
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port() + "/" + database, properties);
    }

    /** A URL for libpq's programs. */
    public String url(String user) {
        return "postgresql://" + user + "@127.0.0.1:" + port() + "/" + database;
    }

    // The operator's view of the pooler.

    public List<PoolSnapshot> pools() {
        try {
            return pooler.view().pools().toCompletableFuture().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The pool of this user and database; all zero before its first client. */
    public PoolSnapshot pool(String user, String database) {
        return pools().stream()
                .filter(pool -> pool.database().equals(database) && pool.user().equals(user))
                .findFirst()
                .orElse(new PoolSnapshot(database, user, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "", ""));
    }

    public PoolSnapshot pool(String user) {
        return pool(user, database);
    }

    public PoolSnapshot pool() {
        return pool(user);
    }

    public void awaitWaiting(int clients) {
        await(clients + " waiting clients", () -> pool().clWaiting() == clients);
    }

    /**
     * A client gets its answer a moment before the pooler takes the server back. A test that changed something in this moment
     * would find the server in use.
     */
    public void awaitIdle(int servers) {
        await(servers + " idle servers", () -> pool().svIdle() == servers);
    }

    /** Waits until no client holds or awaits a server connection of the pool. */
    public void awaitUnused() {
        await("all server connections to come back", () -> inUse(pool()) + pool().clWaiting() == 0);
    }

    /** Waits until the pool has no server connection at all. */
    public void awaitNoServer() {
        await("no server", () -> {
            PoolSnapshot pool = pool();
            return inUse(pool) + pool.svIdle() + pool.svUsed() == 0;
        });
    }

    private static int inUse(PoolSnapshot pool) {
        return pool.svActive() + pool.svTested() + pool.svLogin() + pool.svBeingCanceled();
    }

    private void await(String what, Callable<Boolean> condition) {
        Await.until(what, () -> "; pool: " + pool(), condition);
    }

    // The log.

    public List<String> log() {
        return log.lines();
    }

    public boolean logged(String part) {
        return log.has(part);
    }

    public void awaitLog(String part) {
        Await.until("\"" + part + "\" in the log", () -> logged(part));
    }

    // The end.

    public CompletableFuture<Void> shutdown(ShutdownMode mode) {
        return pooler.shutdown(mode);
    }

    /** Waits until the pooler has ended by itself. */
    public void awaitEnd() throws Exception {
        pooler.ended().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
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
        log.close();
    }
}
