package io.howdah.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.ConfigFormat;
import io.howdah.config.ConfigLoader;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthQueryTextTest {

    @ParameterizedTest
    @DisplayName("$1 becomes a question mark where PostgreSQL reads a parameter, and nowhere else")
    @CsvSource(quoteCharacter = '~', value = {
        "SELECT u, p FROM lookup($1)              | SELECT u, p FROM lookup(?)                | 1",
        "SELECT $1::text, p FROM t WHERE u = $1   | SELECT ?::text, p FROM t WHERE u = ?      | 2",
        "SELECT '$1', $1                          | SELECT '$1', ?                            | 1",
        "SELECT \"$1\", $1                        | SELECT \"$1\", ?                          | 1",
        "SELECT $x$ $1 $x$, $1                    | SELECT $x$ $1 $x$, ?                      | 1",
        "SELECT /* $1 /* $1 */ */ $1              | SELECT /* $1 /* $1 */ */ ?                | 1",
        "SELECT a$1, $1                           | SELECT a$1, ?                             | 1",
        "SELECT $10, $1                           | SELECT $10, ?                             | 1",
        "SELECT x ? 'k', '?' FROM t WHERE u = $1  | SELECT x ?? 'k', '?' FROM t WHERE u = ?   | 1",
        "SELECT 'ä', $1                           | SELECT 'ä', ?                             | 1",
        "SELECT 1, 2                              | SELECT 1, 2                               | 0",
        "SELECT $1, 'no end $1                    | SELECT ?, 'no end $1                      | 1"}, delimiter = '|')
    void parameters(String query, String jdbc, int parameters) {
        assertThat(AuthQueryText.of(query)).isEqualTo(new AuthQueryText(jdbc, parameters));
    }

    @Test
    @DisplayName("The query that holds where none is set has one parameter, and keeps out who has no LOGIN or whose password has expired")
    void theDefault() throws Exception {
        String query = ConfigLoader
                .load("databases: {db: {host: 127.0.0.1}}", ConfigFormat.YAML, Path.of("").toAbsolutePath(), Map.of())
                .auth().query().orElseThrow();
        assertThat(AuthQueryText.of(query).parameters()).isEqualTo(1);
        assertThat(query).contains("rolvaliduntil < pg_catalog.now()", "pg_catalog.pg_authid", "rolcanlogin");
    }
}
