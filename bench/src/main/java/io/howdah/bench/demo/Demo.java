package io.howdah.bench.demo;

import io.howdah.bench.postgres.EmbeddedServer;
import io.howdah.config.ConfigException;
import io.howdah.config.ConfigFormat;
import io.howdah.config.ConfigSource;
import io.howdah.console.view.PoolerView;
import io.howdah.proxy.Pooler;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/** PostgreSQL and the pooler before it, running. */
final class Demo implements AutoCloseable {

    private final DemoFolder folder;
    private final EmbeddedServer postgres;
    private final Pooler pooler;
    private final int poolSize;

    private Demo(DemoFolder folder, EmbeddedServer postgres, Pooler pooler, int poolSize) {
        this.folder = folder;
        this.postgres = postgres;
        this.pooler = pooler;
        this.poolSize = poolSize;
    }

    static Demo start(DemoFolder folder, int port, int poolSize) throws IOException, SQLException, ConfigException {
        EmbeddedServer postgres = EmbeddedServer.start(folder.path(), folder.kept(), Map.of());
        try {
            try (Connection connection = postgres.connect("postgres")) {
                SampleData.createDatabase(connection);
            }
            try (Connection connection = postgres.connect(SampleData.DATABASE)) {
                SampleData.fill(connection);
            }
            String config = config(port, postgres.port(), poolSize);
            Pooler pooler = Pooler.start(ConfigSource.of(config, ConfigFormat.YAML, folder.path(), System.getenv()));
            return new Demo(folder, postgres, pooler, poolSize);
        } catch (SQLException | ConfigException | RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    /** A whole configuration, and about the smallest useful one. */
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
                  users: %s%s
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
                port == 0 ? "\n  http_listen_port: 0" : "", SampleData.DATABASE, serverPort, SampleData.USER, SampleData.PASSWORD);
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

                the console: psql "postgresql://%s:%s@127.0.0.1:%d/pgbouncer" -c "SHOW POOLS"
                tables customers, products, orders, order_items; Ctrl-C stops everything

                """.formatted(took.toMillis() / 1000.0, postgres.port(), postgres.pid(), pooler.port(), poolSize, url, url,
                SampleData.USER, SampleData.PASSWORD, pooler.consolePort());
    }

    /** The pooler first, so that nobody is told that PostgreSQL went away. */
    @Override
    public void close() throws IOException {
        System.out.println();
        System.out.println("stopping ...");
        try {
            pooler.close();
        } finally {
            postgres.close();
            folder.close();
        }
        System.out.println("stopped");
    }
}
