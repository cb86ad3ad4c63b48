package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.config.ConfigSource;
import io.howdah.proxy.testing.Directory;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.TestConfig;
import io.howdah.proxy.testing.TestPooler;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords that an LDAP server knows, from real clients to a real server; the configuration is PgBouncer's. */
@Timeout(180)
class LdapIT {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    private static final String PASSWORD = TestPostgres.PASSWORD;

    private final TestPostgres postgres = PostgresVersion.V18.server();

    private ConfigSource ini(Directory people) {
        return TestConfig
                .ofIni(String.join("\n", "[databases]", TestPostgres.DATABASE + " = host=127.0.0.1 port=" + postgres.port(),
                        "[pgbouncer]", "listen_addr = 127.0.0.1", "listen_port = 0", "unix_socket_dir =", "auth_type = ldap",
                        "server_cleartext_password = 1", "auth_ldap_options = ldapserver=127.0.0.1 ldapport=" + people.port()
                                + " ldapbasedn=\"dc=example\" ldapbinddn=\"" + Directory.SEARCHER + "\" ldapbindpasswd=\""
                                + Directory.SEARCH_PASSWORD + "\"\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"app_plain", "app_md5", "app_scram"})
    @DisplayName("A user whom no file knows logs in to the server, by each of its methods, with the password that LDAP has found right")
    void sameLogin(String user) throws Exception {
        try (Directory people = Directory.start().with(user, PASSWORD);
                TestPooler pooler = TestPooler.on(ini(people), user, TestPostgres.DATABASE)) {
            try (Connection client = pooler.connect(user, "password", PASSWORD)) {
                assertThat(Sql.ask(client, "SELECT session_user")).isEqualTo(user);
            }
            assertThatThrownBy(() -> pooler.connect(user, "password", "wrong")).isInstanceOfSatisfying(SQLException.class, e -> {
                assertThat(e.getSQLState()).isEqualTo("28000");
                assertThat(e.getMessage()).contains("LDAP authentication failed for user \"" + user + "\"");
            });
            if (Program.find("psql").isPresent()) {
                Program.Result result = Program.run(Map.of("PGPASSWORD", PASSWORD), "", "psql", "-XAtc", "SELECT session_user",
                        pooler.url(user)).orFail();
                assertThat(result.output()).contains(user);
            }
        }
    }
}
