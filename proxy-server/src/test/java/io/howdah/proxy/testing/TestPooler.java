package io.howdah.proxy.testing;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.howdah.config.ConfigException;
import io.howdah.config.ConfigFormat;
import io.howdah.config.ConfigLoader;
import io.howdah.config.PoolerConfig;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.Pooler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** A pooler in this JVM, with its log. */
public final class TestPooler implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    private final Pooler pooler;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            log.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    };

    private TestPooler(PoolerConfig config) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        appender.setContext(context);
        appender.start();
        context.getLogger("ROOT").addAppender(appender);
        pooler = Pooler.start(config);
    }

    /**
     * A pooler on any free port, without passwords, in transaction mode, with one event loop. {@code lines} win over these
     * settings, and may add databases and users.
     */
    public static TestPooler start(String... lines) {
        return new TestPooler(config(lines));
    }

    /** A pooler with the users u and v, and with one database "db" on this server. */
    public static TestPooler before(FakePostgres server, String... lines) {
        return start(withDatabase(server, lines));
    }

    public static String[] withDatabase(FakePostgres server, String... lines) {
        String[] all = java.util.Arrays.copyOf(lines, lines.length + 2);
        all[lines.length] = "databases: {db: {host: 127.0.0.1, port: " + server.port() + "}}";
        all[lines.length + 1] = "users: {u: {}, v: {}}";
        return all;
    }

    /** A pooler with a given configuration. */
    public static TestPooler on(PoolerConfig config) {
        return new TestPooler(config);
    }

    /** A pooler with a pgbouncer.ini and its defaults. */
    public static TestPooler ofIni(String text) {
        try {
            return new TestPooler(ConfigLoader.load(text, ConfigFormat.INI, Path.of("").toAbsolutePath(), Map.of()));
        } catch (ConfigException e) {
            throw new AssertionError(e.getMessage() + "\nin\n" + text, e);
        }
    }

    public static PoolerConfig config(String... lines) {
        StringBuilder yaml = new StringBuilder();
        String given = String.join("\n", lines);
        String[] defaults = {"listen_addr: 127.0.0.1", "listen_port: 0", "admin_listen_addr: \"\"", "http_listen_addr: \"\"",
            "auth_type: trust",
            "pool_mode: transaction", "event_loops: 1", "default_pool_size: 2"};
        for (String line : defaults) {
            // Only at the beginning of a line: http_listen_port is another setting than listen_port.
            if (!("\n" + given).contains("\n" + line.substring(0, line.indexOf(':') + 1))) {
                yaml.append(line).append('\n');
            }
        }
        yaml.append(given).append('\n');
        try {
            return ConfigLoader.load(yaml.toString(), ConfigFormat.YAML, Path.of("").toAbsolutePath(), Map.of());
        } catch (ConfigException e) {
            throw new AssertionError(e.getMessage() + "\nin\n" + yaml, e);
        }
    }

    public void reload(String... lines) {
        pooler.reload(config(lines));
    }

    public Pooler pooler() {
        return pooler;
    }

    public int port() {
        return pooler.port();
    }

    /** A client that has logged in. */
    public ScriptedClient client(String user, String database) throws IOException {
        ScriptedClient client = unconnected();
        client.login(user, database);
        return client;
    }

    public ScriptedClient client() throws IOException {
        return client("u", "db");
    }

    public ScriptedClient unconnected() throws IOException {
        return ScriptedClient.connect("127.0.0.1", port(), TIMEOUT_MILLIS);
    }

    public PoolSnapshot pool(String user, String database) {
        try {
            return pooler.view().pools().toCompletableFuture().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS).stream()
                    .filter(pool -> pool.database().equals(database) && pool.user().equals(user))
                    .findFirst()
                    .orElse(new PoolSnapshot(database, user, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "", ""));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public PoolSnapshot pool() {
        return pool("u", "db");
    }

    public void awaitWaiting(int clients) {
        Await.until(clients + " waiting clients", () -> pool().clWaiting() == clients);
    }

    /**
     * A client gets its answer a moment before the pooler takes the server back. A test that changed something in this moment
     * would find the server in use.
     */
    public void awaitIdle(int servers) {
        Await.until(servers + " idle servers", () -> pool().svIdle() == servers);
    }

    // ---- the log

    public List<String> log() {
        return List.copyOf(log);
    }

    public boolean logged(String part) {
        return log.stream().anyMatch(line -> line.contains(part));
    }

    public void awaitLog(String part) {
        Await.until("\"" + part + "\" in the log", () -> logged(part));
    }

    /** The one value of an answer with one row. */
    public static String value(List<Frame> answer) {
        for (Frame frame : answer) {
            if (frame.type() == 'D') {
                byte[] body = frame.body();
                return new String(body, 6, body.length - 6, StandardCharsets.UTF_8);
            }
        }
        throw new AssertionError("no row in " + answer);
    }

    @Override
    public void close() {
        pooler.close();
        ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("ROOT").detachAppender(appender);
        appender.stop();
    }
}
