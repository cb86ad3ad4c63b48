package io.howdah.config;

import static io.howdah.config.Environments.HARD;
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

/** The dialect of Zalando's operator. */
class ZalandoVariablesTest {

    @Test
    void asTheOperatorSetsThem() {
        PoolerConfig config = load(Map.ofEntries(Map.entry("CONNECTION_POOLER_PORT", "5432"),
                Map.entry("CONNECTION_POOLER_MODE", "session"),
                Map.entry("CONNECTION_POOLER_DEFAULT_SIZE", "30"), Map.entry("CONNECTION_POOLER_MIN_SIZE", "15"),
                Map.entry("CONNECTION_POOLER_RESERVE_SIZE", "16"), Map.entry("CONNECTION_POOLER_MAX_CLIENT_CONN", "9000"),
                Map.entry("CONNECTION_POOLER_MAX_DB_CONN", "60"), Map.entry("PGHOST", "acid-minimal"),
                Map.entry("PGPORT", "5433"), Map.entry("PGUSER", "pooler"), Map.entry("PGSCHEMA", "poo\"ler"),
                Map.entry("PGPASSWORD", HARD)));
        assertThat(config.fallbackDatabase().orElseThrow().hosts()).hasToString("[acid-minimal:5433]");
        assertThat(config.pool().mode()).isEqualTo(PoolMode.SESSION);
        assertThat(config.pool().poolSize()).isEqualTo(30);
        assertThat(config.pool().minPoolSize()).isEqualTo(15);
        assertThat(config.pool().reservePoolSize()).isEqualTo(16);
        assertThat(config.listen().maxClientConnections()).isEqualTo(9000);
        assertThat(value(config, "max_db_connections")).isEqualTo("60");
        assertThat(value(config, "auth_user")).isEqualTo("pooler");
        assertThat(value(config, "auth_query")).isEqualTo("SELECT * FROM \"poo\"\"ler\".user_lookup($1)");
        assertThat(password(config, "pooler")).isEqualTo(HARD);
    }

    @Test
    void aCertificateOfTheOperators(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("pem"), "");
        Map<String, String> environment = new HashMap<>(
                Map.of("CONNECTION_POOLER_MODE", "session", "PGHOST", "h", "PGPASSWORD", "x"));
        assertThat(Configs.warnings(load(environment))).anyMatch(warning -> warning.contains("without TLS"));
        environment.put("CONNECTION_POOLER_CLIENT_TLS_CRT", file.toString());
        environment.put("CONNECTION_POOLER_CLIENT_TLS_KEY", file.toString());
        environment.put("CONNECTION_POOLER_CLIENT_CA_FILE", file.toString());
        PoolerConfig config = load(environment);
        assertThat(config.clientTls().mode()).isEqualTo(TlsMode.REQUIRE);
        assertThat(config.clientTls().own()).containsExactly(new TlsSettings.Certificate(file, file));
        assertThat(config.clientTls().authorities()).hasValue(file);
        assertThat(Configs.warnings(config)).noneMatch(warning -> warning.contains("TLS"));
    }

    @Test
    void needsAHost() {
        assertThat(problems(Map.of("CONNECTION_POOLER_MODE", "session", "PGPASSWORD", "secret"))).hasSize(1).first().asString()
                .contains("PGHOST");
    }
}
