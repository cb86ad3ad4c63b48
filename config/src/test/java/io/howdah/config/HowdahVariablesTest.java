package io.howdah.config;

import static io.howdah.config.Environments.HARD;
import static io.howdah.config.Environments.host;
import static io.howdah.config.Environments.load;
import static io.howdah.config.Environments.password;
import static io.howdah.config.Environments.problems;
import static io.howdah.config.Environments.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code DATABASE_URL} and {@code HOWDAH_*}. */
class HowdahVariablesTest {

    @TempDir
    private Path folder;

    @Test
    void theUrlSaysWhereAndWho() {
        String encoded = URLEncoder.encode(HARD, StandardCharsets.UTF_8).replace("+", "%20");
        PoolerConfig config = load(Map.of("DATABASE_URL", "postgresql://webapp:" + encoded + "@db.internal:5433/shop"));
        assertThat(config.databases().keySet()).containsExactly("shop");
        assertThat(host(config, "shop")).contains("db.internal").contains("5433");
        assertThat(password(config, "webapp")).isEqualTo(HARD);
        assertThat(config.listen().addresses()).containsExactly("*");
        assertThat(config.listen().port()).isEqualTo(6432);
        assertThat(value(config, "auth_type")).isEqualTo("scram-sha-256");
        assertThat(value(config, "conffile")).isEqualTo("environment");
    }

    @Test
    void settingsAreInCapitals() {
        PoolerConfig config = load(Map.of("DATABASE_URL", "postgres://u:x@h/d", "HOWDAH_DEFAULT_POOL_SIZE", "7",
                "HOWDAH_LISTEN_ADDR", "127.0.0.1", "HOWDAH_QUERY_WAIT_TIMEOUT", "5s"));
        assertThat(config.pool().poolSize()).isEqualTo(7);
        assertThat(config.listen().addresses()).containsExactly("127.0.0.1");
        assertThat(config.timeouts().queryWait()).hasSeconds(5);
        assertThat(problems(
                Map.of("DATABASE_URL", "postgres://u:secret@h/d", "HOWDAH_POOL_MODE", "fast", "HOWDAH_LISTEN_PORT", "x")))
                .hasSize(2).allMatch(line -> line.startsWith("environment HOWDAH_"));
    }

    @Test
    void theUrlMayStandInAFileAndIsReadAgain() throws Exception {
        Path secret = Files.writeString(folder.resolve("url"), "postgres://u:old@h/d\n");
        ConfigSource source = ConfigSource
                .ofEnvironment(Map.of("DATABASE_URL_FILE", secret.toString(), "HOWDAH_DEFAULT_POOL_SIZE", "3"));
        assertThat(password(source.config(), "u")).isEqualTo("old");
        Files.writeString(secret, "postgres://u:new@h/d\n");
        ConfigSource again = source.with("default_pool_size", "9").readAgain();
        assertThat(password(again.config(), "u")).isEqualTo("new");
        assertThat(again.config().pool().poolSize()).isEqualTo(3);
    }

    @Test
    void aConsolesPassword() {
        PoolerConfig config = load(Map.of("DATABASE_URL", "postgres://u:x@h/d", "HOWDAH_ADMIN_USERS", "boss, u",
                "HOWDAH_ADMIN_PASSWORD", HARD));
        assertThat(password(config, "boss")).isEqualTo(HARD);
        assertThat(password(config, "u")).isEqualTo("x");
        assertThat(problems(Map.of("DATABASE_URL", "postgres://u:x@h/d", "HOWDAH_ADMIN_PASSWORD", "secret"))).hasSize(1);
    }

    @Test
    void saysWhatIsMissingOrWrong() {
        assertThat(problems(Map.of())).containsExactly("environment DATABASE_URL: no variable names a database (expected: "
                + "DATABASE_URL=postgresql://user:password@host:port/dbname)");
        assertThat(problems(Map.of("DATABASE_URL", "postgres://u:secret@/d"))).containsExactly(
                "environment DATABASE_URL: it names no host (expected: postgresql://user:password@host:port/dbname)");
        assertThat(problems(Map.of("DATABASE_URL", "u:secret@h/d"))).hasSize(1);
        assertThat(problems(Map.of("DATABASE_URL_FILE", folder.resolve("none").toString()))).hasSize(2).first().asString()
                .contains("DATABASE_URL");
        assertThat(problems(Map.of("DATABASE_URL", "postgres://u:x@h/d", "HOWDAH_ENVIRONMENT", "mine"))).first().asString()
                .contains("one of zalando, bitnami, edoburu, howdah");
        // As in a file, a promise of encryption that cannot be kept is an error.
        assertThat(problems(Map.of("DATABASE_URL", "postgres://u:x@h/d?sslmode=verify-full&sslrootcert=/no/such"))).hasSize(1);
        assertThat(load(Map.of("DATABASE_URL", "postgres://u:x@h/d?sslmode=verify-full")).databases().get("d").tls().mode())
                .isEqualTo(TlsMode.VERIFY_FULL);
    }

    @Test
    void theChoiceIsStrongerThanTheLooks() {
        Map<String, String> both = Map.of("DATABASE_URL", "postgres://u:x@h/d", "POSTGRESQL_HOST", "other", "HOWDAH_ENVIRONMENT",
                "howdah");
        assertThat(load(both).databases().keySet()).containsExactly("d");
    }
}
