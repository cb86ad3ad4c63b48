package io.howdah.proxy.it;

import io.howdah.config.ConfigException;
import io.howdah.config.ConfigFormat;
import io.howdah.config.ConfigSource;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.Pooler;
import io.howdah.proxy.ShutdownMode;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A pooler in this JVM before one PostgreSQL server.
 *
 * <pre>{@code
 * try (RunningPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 2).start();
 *         Connection connection = pooler.connect()) {
 * }</pre>
 */
final class RunningPooler implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    private final Pooler pooler;

    private RunningPooler(Pooler pooler) {
        this.pooler = pooler;
    }

    static RunningPooler start(String yaml) {
        return new RunningPooler(Pooler.start(source(yaml)));
    }

    /** A pooler whose RELOAD reads this file again. */
    static RunningPooler start(Path file) {
        try {
            return new RunningPooler(Pooler.start(ConfigSource.read(file, Map.of())));
        } catch (ConfigException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private static ConfigSource source(String yaml) {
        try {
            return ConfigSource.of(yaml, ConfigFormat.YAML, Path.of("").toAbsolutePath(), Map.of());
        } catch (ConfigException e) {
            throw new AssertionError(e.getMessage() + "\nin\n" + yaml, e);
        }
    }

    void reload(String yaml) {
        pooler.reload(source(yaml).config());
    }

    int port() {
        return pooler.port();
    }

    int consolePort() {
        return pooler.consolePort();
    }

    // Clients.

    /** A connection of {@link TestPostgres#APP}, without a password. */
    Connection connect() throws SQLException {
        return connect(TestPostgres.APP);
    }

    /** @param parameters names and values in turn of the driver's connection parameters */
    Connection connect(String user, String... parameters) throws SQLException {
        return connectTo(TestPostgres.DATABASE, user, parameters);
    }

    Connection connectTo(String database, String user, String... parameters) throws SQLException {
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

    /** A client that has logged in, and sends what the test tells it to send. */
    ScriptedClient client(String... startupParameters) throws IOException {
        ScriptedClient client = unconnected();
        try {
            client.login(TestPostgres.APP, TestPostgres.DATABASE, startupParameters);
            return client;
        } catch (IOException | AssertionError e) {
            client.close();
            throw e;
        }
    }

    /** A client that has sent nothing yet. */
    ScriptedClient unconnected() throws IOException {
        return ScriptedClient.connect("127.0.0.1", port(), TIMEOUT_MILLIS);
    }

    /** A client that has logged in to the console. */
    Console console(String user) throws IOException {
        return new Console(unconnected(), user, "pgbouncer");
    }

    /** A URL for libpq's programs. */
    String url(String user) {
        return "postgresql://" + user + "@127.0.0.1:" + port() + "/" + TestPostgres.DATABASE;
    }

    // The operator's view of the pooler.

    /** The pool of this user; all zero before its first client. */
    PoolSnapshot pool(String user) {
        return pools().stream()
                .filter(pool -> pool.database().equals(TestPostgres.DATABASE) && pool.user().equals(user))
                .findFirst()
                .orElse(new PoolSnapshot(TestPostgres.DATABASE, user, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "", ""));
    }

    PoolSnapshot pool() {
        return pool(TestPostgres.APP);
    }

    List<PoolSnapshot> pools() {
        try {
            return pooler.view().pools().toCompletableFuture().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until no client holds or awaits a server connection of the pool. */
    void awaitUnused() {
        Await.until("all server connections to come back", () -> {
            PoolSnapshot pool = pool();
            return pool.svActive() + pool.svTested() + pool.svLogin() + pool.svBeingCanceled() + pool.clWaiting() == 0;
        });
    }

    void awaitWaiting(int clients) {
        Await.until(clients + " waiting clients", () -> pool().clWaiting() == clients);
    }

    CompletableFuture<Void> shutdown(ShutdownMode mode) {
        return pooler.shutdown(mode);
    }

    /** Waits until the pooler has ended by itself. */
    void awaitEnd() throws Exception {
        pooler.ended().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        pooler.close();
    }
}
