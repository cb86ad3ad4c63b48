package io.howdah.bench.demo;

import io.howdah.bench.postgres.EmbeddedServer;
import io.howdah.config.ConfigException;
import io.howdah.config.ConfigFormat;
import io.howdah.config.ConfigSource;
import io.howdah.console.view.PoolerView;
import io.howdah.proxy.Pooler;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A running PostgreSQL and the pooler before it. */
final class Demo implements AutoCloseable {

    private static final int HTTP_PORT = 9127;

    private static final String CACHE = """
            cache:
              mode: ttl
              ttl: 10s
            """;

    private final DemoFolder folder;
    private final EmbeddedServer postgres;
    private final Pooler pooler;
    private final int poolSize;
    private @Nullable DemoLoad load;

    private Demo(DemoFolder folder, EmbeddedServer postgres, Pooler pooler, int poolSize) {
        this.folder = folder;
        this.postgres = postgres;
        this.pooler = pooler;
        this.poolSize = poolSize;
    }

    /** @param cache whether the pooler has a result cache */
    static Demo start(DemoFolder folder, int port, int poolSize, boolean cache)
            throws IOException, SQLException, ConfigException {
        EmbeddedServer postgres = EmbeddedServer.start(folder.path(), folder.kept(), Map.of());
        try {
            try (Connection connection = postgres.connect("postgres")) {
                SampleData.createDatabase(connection);
            }
            try (Connection connection = postgres.connect(SampleData.DATABASE)) {
                SampleData.fill(connection);
            }
            String config = config(port, postgres.port(), poolSize) + (cache ? CACHE : "");
            Pooler pooler = Pooler.start(ConfigSource.of(config, ConfigFormat.YAML, folder.path(), System.getenv()));
            return new Demo(folder, postgres, pooler, poolSize);
        } catch (SQLException | ConfigException | RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    /** A complete configuration, and nearly the smallest useful one. */
    private static String config(int port, int serverPort, int poolSize) {
        return """
                listen:
                  addresses: 127.0.0.1
                  port: %d
                pool:
                  mode: transaction
                  size: %d
                admin:
                  listen_port: %d
                  users: %s
                  http_listen_port: %d
                log:
                  connections: false
                  disconnections: false
                databases:
                  %s:
                    host: 127.0.0.1
                    port: %d
                users:
                  %s:
                    password: %s
                """.formatted(port, poolSize, port == 0 ? 0 : port + 1, SampleData.USER,
                port == 0 || isTaken(HTTP_PORT) ? 0 : HTTP_PORT, SampleData.DATABASE, serverPort, SampleData.USER,
                SampleData.PASSWORD);
    }

    /** Whether a process listens on this port of the loopback interface; always false for port 0. */
    static boolean isTaken(int port) {
        if (port == 0) {
            return false;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return false;
        } catch (BindException taken) {
            return true;
        } catch (IOException other) {
            return false;
        }
    }

    PoolerView view() {
        return pooler.view();
    }

    String welcome(Duration took) {
        String url = "postgresql://%s:%s@127.0.0.1:%d/%s".formatted(
                SampleData.USER, SampleData.PASSWORD, pooler.port(), SampleData.DATABASE);
        return """
                ready after %.1f s: PostgreSQL on port %d (pid %d), the pooler on 127.0.0.1:%d,
                transaction pooling over at most %d server connections

                    psql "%s"
                    export DATABASE_URL="%s"

                the live page: http://127.0.0.1:%d/
                the console:   psql "postgresql://%s:%s@127.0.0.1:%d/pgbouncer" -c "SHOW POOLS"
                tables customers, products, orders, order_items; Ctrl-C stops everything

                """.formatted(took.toMillis() / 1000.0, postgres.port(), postgres.pid(), pooler.port(), poolSize, url, url,
                pooler.httpPort(),
                SampleData.USER, SampleData.PASSWORD, pooler.consolePort());
    }

    /** Starts a few clients that keep the pooler a little busy. */
    synchronized void load() {
        load = DemoLoad.start(pooler.port());
    }

    private synchronized void endLoad() {
        if (load != null) {
            load.close();
        }
    }

    /** Ends the load first and the pooler before PostgreSQL, so that no client gets an error about a lost server. */
    @Override
    public void close() throws IOException {
        System.out.println();
        System.out.println("stopping ...");
        try {
            endLoad();
            pooler.close();
        } finally {
            postgres.close();
            folder.close();
        }
        System.out.println("stopped");
    }
}
