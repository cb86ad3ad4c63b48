package io.howdah.proxy.it;

import io.howdah.config.ConfigSource;
import io.howdah.config.PoolerConfig;
import io.howdah.proxy.testing.TestConfig;
import io.howdah.proxy.testing.TestPooler;
import java.util.LinkedHashMap;
import java.util.Map;

/** The configuration of a {@link TestPooler}: one database, the roles of {@link TestPostgres}, and the test's additions. */
final class PoolerFile {

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> databases = new LinkedHashMap<>();
    private final Map<String, String> users = new LinkedHashMap<>();
    private final int serverPort;

    private PoolerFile(int serverPort) {
        this.serverPort = serverPort;
    }

    /** Transaction mode, no passwords, any free port, one event loop per core. */
    static PoolerFile before(TestPostgres postgres) {
        return beforePort(postgres.port());
    }

    static PoolerFile beforePort(int serverPort) {
        return new PoolerFile(serverPort)
                .set("listen_addr", "127.0.0.1")
                .set("listen_port", "0")
                .set("admin_listen_addr", "")
                .set("http_listen_addr", "")
                .set("auth_type", "trust")
                .set("pool_mode", "transaction")
                .set("default_pool_size", "2")
                .database(TestPostgres.DATABASE, "")
                .user(TestPostgres.APP, "")
                .user("other", "")
                .user(TestPostgres.SUPERUSER, "");
    }

    /** A global setting, with PgBouncer's name. */
    PoolerFile set(String key, Object value) {
        settings.put(key, value.toString());
        return this;
    }

    /** @param more further settings of the database, as in a flow mapping: {@code "pool_size: 1, user: app"} */
    PoolerFile database(String name, String more) {
        return databaseOnHosts(name, "\"127.0.0.1:" + serverPort + "\"", more);
    }

    /** @param hosts as in a flow sequence: {@code "\"127.0.0.1:5432\", \"127.0.0.1:5433\""} */
    PoolerFile databaseOnHosts(String name, String hosts, String more) {
        databases.put(name, "hosts: [" + hosts + "]" + (more.isEmpty() ? "" : ", " + more));
        return this;
    }

    /** @param more settings of the user, as in a flow mapping */
    PoolerFile user(String name, String more) {
        users.put(name, more);
        return this;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        settings.forEach((key, value) -> text.append(key).append(": \"").append(value).append("\"\n"));
        text.append("databases:\n");
        databases.forEach((name, more) -> text.append("  ").append(name).append(": {").append(more).append("}\n"));
        text.append("users:\n");
        users.forEach((name, more) -> text.append("  ").append(name).append(": {").append(more).append("}\n"));
        return text.toString();
    }

    PoolerConfig config() {
        return TestConfig.ofYaml(text()).config();
    }

    TestPooler start() {
        return start(TestConfig.ofYaml(text()));
    }

    /** A pooler with another configuration than a {@link PoolerFile}'s. */
    static TestPooler start(ConfigSource source) {
        return TestPooler.on(source, TestPostgres.APP, TestPostgres.DATABASE);
    }
}
