package io.howdah.config;

import static io.howdah.config.Environments.HARD;
import static io.howdah.config.Environments.host;
import static io.howdah.config.Environments.load;
import static io.howdah.config.Environments.password;
import static io.howdah.config.Environments.problems;
import static io.howdah.config.Environments.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dialect of bitnami/pgbouncer. */
class BitnamiVariablesTest {

    @TempDir
    private Path folder;

    @Test
    void serverAndSettings() {
        PoolerConfig config = load(Map.of("POSTGRESQL_HOST", "db", "POSTGRESQL_USERNAME", "app", "POSTGRESQL_PASSWORD", HARD,
                "PGBOUNCER_DATABASE", "shop", "POSTGRESQL_DATABASE", "shop_v2", "PGBOUNCER_POOL_MODE", "transaction",
                "PGBOUNCER_DEFAULT_POOL_SIZE", "9"));
        DatabaseConfig shop = config.database("shop").orElseThrow();
        assertThat(shop.hosts()).hasToString("[db:5432]");
        assertThat(shop.serverDatabase()).isEqualTo("shop_v2");
        assertThat(shop.user()).isEmpty();
        assertThat(password(config, "app")).isEqualTo(HARD);
        assertThat(config.listen().port()).isEqualTo(6432);
        assertThat(config.pool().poolSize()).isEqualTo(9);
        assertThat(value(config, "auth_type")).isEqualTo("scram-sha-256");
        assertThat(value(config, "admin_users")).isEqualTo("app");
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void secretsInFilesAndAForcedUser() throws Exception {
        Path secret = Files.writeString(folder.resolve("password"), HARD + "\n");
        PoolerConfig config = load(Map.of("POSTGRESQL_PASSWORD_FILE", secret.toString(), "PGBOUNCER_SET_DATABASE_USER", "yes",
                "PGBOUNCER_SET_DATABASE_PASSWORD", "yes", "PGBOUNCER_CLIENT_TLS_CA_FILE", "/certs/ca.pem"));
        DatabaseConfig database = config.database("postgres").orElseThrow();
        assertThat(database.user()).contains("postgres");
        assertThat(database.password()).contains(HARD);
        assertThat(value(config, "client_tls_ca_file")).isEqualTo("/certs/ca.pem");
    }

    @Test
    void databasesByDsnAndUsersByList() throws Exception {
        Path dsn = Files.writeString(folder.resolve("dsn"), "\"my db\"=host=h2 dbname=x\n");
        Map<String, String> environment = new HashMap<>(Map.of("POSTGRESQL_HOST", "db",
                "PGBOUNCER_DSN_0", "shop=host=h1 port=6000 user=u password='" + HARD.replace("'", "''") + "'",
                "PGBOUNCER_DSN_1_FILE", dsn.toString(), "PGBOUNCER_USERLIST", "\"a\" \"one\"\n\"b\" \"two\""));
        PoolerConfig config = load(environment);
        assertThat(host(config, "shop")).isEqualTo("[h1:6000]");
        assertThat(config.database("shop").orElseThrow().password()).contains(HARD);
        assertThat(host(config, "my db")).isEqualTo("[h2:5432]");
        assertThat(password(config, "b")).isEqualTo("two");

        environment.put("PGBOUNCER_DSN_1_FILE", folder.resolve("none").toString());
        assertThat(load(environment).warnings()).hasSize(1).first().asString().contains("PGBOUNCER_DSN_1_FILE");
        environment.put("PGBOUNCER_FAIL_ON_INVALID_DSN_FILE", "yes");
        assertThat(problems(environment)).hasSize(1).first().asString().contains("does not exist");
        environment.put("PGBOUNCER_DSN_2", "shop host=h1 password=secret");
        environment.put("PGBOUNCER_DSN_3", "shop=host=h1 password=secret with blank");
        assertThat(problems(environment)).hasSize(3);
    }

    /** For a service named pgbouncer or postgresql Kubernetes sets variables with these prefixes. */
    @Test
    void passesOverWhatKubernetesPutsThere() {
        Map<String, String> ofServices = Map.of("PGBOUNCER_PORT", "tcp://10.0.0.1:6432", "PGBOUNCER_SERVICE_HOST", "10.0.0.1",
                "PGBOUNCER_PORT_6432_TCP", "tcp://10.0.0.1:6432", "PGBOUNCER_PORT_6432_TCP_PROTO", "tcp",
                "POSTGRESQL_PORT", "tcp://10.0.0.2:5432", "PGBOUNCER_SERVICE_PORT", "6432");
        Map<String, String> own = new HashMap<>(ofServices);
        own.put("DATABASE_URL", "postgres://u:x@h/d");
        assertThat(load(own).databases().keySet()).containsExactly("d");
        Map<String, String> environment = new HashMap<>(ofServices);
        environment.put("POSTGRESQL_HOST", "db");
        PoolerConfig config = load(environment);
        assertThat(config.listen().port()).isEqualTo(6432);
        assertThat(host(config, "postgres")).isEqualTo("[db:5432]");
        assertThat(Configs.warnings(config)).allMatch(warning -> !warning.contains("PGBOUNCER_"));
    }

    @Test
    void saysWhatItDoesNotKnow() {
        PoolerConfig config = load(
                Map.of("POSTGRESQL_HOST", "db", "PGBOUNCER_POOL_MOED", "session", "PGBOUNCER_EXTRA_FLAGS", "-v"));
        assertThat(Configs.warnings(config)).anyMatch(warning -> warning.contains("pool_mode"))
                .anyMatch(warning -> warning.contains("PGBOUNCER_EXTRA_FLAGS"));
    }
}
