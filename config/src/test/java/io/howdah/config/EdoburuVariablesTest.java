package io.howdah.config;

import static io.howdah.config.Environments.HARD;
import static io.howdah.config.Environments.host;
import static io.howdah.config.Environments.load;
import static io.howdah.config.Environments.password;
import static io.howdah.config.Environments.problems;
import static io.howdah.config.Environments.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The dialect of edoburu/pgbouncer. */
class EdoburuVariablesTest {

    @Test
    void partsOfAUrl() {
        PoolerConfig config = load(Map.of("DB_HOST", "db", "DB_USER", "app", "DB_PASSWORD", HARD, "POOL_MODE", "transaction",
                "MAX_CLIENT_CONN", "500", "AUTH_TYPE", "scram-sha-256", "USER", "root", "ADMIN_PASSWORD", "a,b"));
        assertThat(config.fallbackDatabase().orElseThrow().hosts()).hasToString("[db:5432]");
        assertThat(password(config, "app")).isEqualTo(HARD);
        assertThat(config.listen().port()).isEqualTo(5432);
        assertThat(config.listen().addresses()).containsExactly("0.0.0.0");
        assertThat(config.listen().maxClientConnections()).isEqualTo(500);
        assertThat(config.pool().mode()).isEqualTo(PoolMode.TRANSACTION);
        assertThat(value(config, "auth_type")).isEqualTo("scram-sha-256");
        assertThat(value(config, "ignore_startup_parameters")).isEqualTo("extra_float_digits");
        assertThat(value(config, "admin_users")).isEqualTo("postgres");
        assertThat(value(config, "user")).isEmpty();
        assertThat(password(config, "postgres")).isEqualTo("a,b");
    }

    @Test
    void severalUrlsEachADatabase() {
        PoolerConfig config = load(
                Map.of("DATABASE_URLS", "postgres://a:p,q@h1:6000/one,postgres://b:r@h2/two", "POOL_SIZE", "4"));
        assertThat(host(config, "one")).isEqualTo("[h1:6000]");
        // As in the image: a URL without a port has the port of the URL before it.
        assertThat(host(config, "two")).isEqualTo("[h2:6000]");
        assertThat(password(config, "a")).isEqualTo("p,q");
        assertThat(password(config, "b")).isEqualTo("r");
        assertThat(config.database("two").orElseThrow().overrides().poolSize()).hasValue(4);
    }

    @Test
    void aUrlBesideOneOfItsSettings() {
        PoolerConfig config = load(Map.of("DATABASE_URL", "postgres://u:x@h/d", "DEFAULT_POOL_SIZE", "8"));
        assertThat(config.listen().port()).isEqualTo(5432);
        assertThat(config.pool().poolSize()).isEqualTo(8);
        assertThat(value(config, "auth_type")).isEqualTo("md5");
    }

    @Test
    void passwordsOfTheConsole() {
        PoolerConfig config = load(Map.of("DB_HOST", "db", "ADMIN_USERS", "a,b", "ADMIN_PASSWORDS", "one,two", "STATS_USERS", "s",
                "STATS_PASSWORDS", "x,y"));
        assertThat(password(config, "a")).isEqualTo("one");
        assertThat(password(config, "b")).isEqualTo("two");
        assertThat(password(config, "s")).isEqualTo("x,y");
        assertThat(problems(Map.of("DB_HOST", "db", "ADMIN_USERS", "a,b", "ADMIN_PASSWORDS", "secret,two,three"))).hasSize(1);
    }

    @Test
    void everythingWrongAtOnce() {
        assertThat(problems(
                Map.of("DB_HOST", "db", "DB_PORT", "x", "DB_PASSWORD", "secret", "POOL_MODE", "fast", "LISTEN_PORT", "99999")))
                .hasSize(3).allMatch(line -> line.startsWith("environment "));
    }
}
