package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.proxy.testing.Certificates;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.TestPooler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TLS from real clients: pgjdbc and libpq. */
@Timeout(180)
class TlsClientsIT {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    private static final String PASSWORD = TestPostgres.PASSWORD;

    @TempDir
    static Path directory;

    private static Certificates authority;
    private static Certificates.Pem pooler;
    private static Certificates.Pem stranger;

    private final TestPostgres postgres = PostgresVersion.V18.server();

    @BeforeAll
    static void certificates() throws Exception {
        authority = new Certificates(directory, "authority");
        pooler = authority.issue("localhost", "localhost");
        stranger = new Certificates(Files.createDirectory(directory.resolve("apart")), "stranger").issue("app");
    }

    private PoolerFile file(String authType, String mode) {
        return PoolerFile.before(postgres).set("auth_type", authType).set("client_tls_sslmode", mode)
                .set("client_tls_cert_file", pooler.chain()).set("client_tls_key_file", pooler.key())
                .set("client_tls_ca_file", authority.authority()).user("app_scram", "password: \"" + PASSWORD + "\"");
    }

    /** A database is reached by the name that the certificate has. */
    private static Connection connect(TestPooler pooler, String user, String... parameters) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(Map.of("user", user, "password", PASSWORD, "connectTimeout", "15", "socketTimeout", "30", "sslrootcert",
                authority.authority().toString()));
        for (int i = 0; i < parameters.length; i += 2) {
            properties.setProperty(parameters[i], parameters[i + 1]);
        }
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + pooler.port() + "/" + TestPostgres.DATABASE,
                properties);
    }

    @ParameterizedTest
    @CsvSource({"postgres,verify-full", "direct,verify-full", "postgres,require", "direct,require"})
    @DisplayName("pgjdbc: verify-full, direct negotiation, and SCRAM bound to the channel")
    void pgjdbc(String negotiation, String mode) throws Exception {
        try (TestPooler started = file("scram-sha-256", "require").start()) {
            try (Connection connection = connect(started, "app_scram", "sslmode", mode, "sslNegotiation", negotiation,
                    "channelBinding", "require");
                    Statement statement = connection.createStatement()) {
                assertThat(Sql.ask(connection, "SELECT session_user")).isEqualTo("app_scram");
                assertThat(Sql.ask(connection, "SELECT repeat('x', 1000000)")).hasSize(1_000_000);
                statement.setQueryTimeout(1);
                assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(60)"))
                        .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            }
            assertThatThrownBy(() -> connect(started, "app_scram", "sslmode", "disable"))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28000"));
            assertThatThrownBy(() -> connect(started, "app_scram", "sslmode", mode, "password", "wrong"))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
        }
    }

    @Test
    @DisplayName("libpq: verify-full, channel binding, client certificates and a large result")
    void libpq() throws Exception {
        Program.assume("psql");
        Certificates.Pem client = authority.issue("app");
        try (TestPooler started = file("scram-sha-256", "require").start()) {
            String url = "host=localhost port=" + started.port() + " dbname=" + TestPostgres.DATABASE + " sslrootcert="
                    + authority.authority();
            Map<String, String> environment = Map.of("PGPASSWORD", PASSWORD);
            Program.Result bound = Program.run(environment, "", "psql", "-XAtc", "SELECT session_user",
                    url + " user=app_scram sslmode=verify-full channel_binding=require").orFail();
            assertThat(bound.output()).contains("app_scram");
            assertThat(Program.run(environment, "", "psql", "-XAtc", "SELECT repeat('x', 3000000)",
                    url + " user=app_scram sslmode=require").orFail().output()).hasSizeGreaterThan(3_000_000);
            assertThat(
                    Program.run(environment, "", "psql", "-XAtc", "SELECT 1", url + " user=app_scram sslmode=disable").output())
                    .contains("SSL required");
            assertThat(Program.run(environment, "", "psql", "-XAtc", "SELECT 1",
                    url + " user=app_scram sslmode=require sslcert=" + stranger.chain() + " sslkey=" + stranger.key()).status())
                    .isNotZero();
        }
        try (TestPooler started = file("cert", "verify-full").start()) {
            String url = "host=localhost port=" + started.port() + " dbname=" + TestPostgres.DATABASE + " sslmode=verify-full"
                    + " sslrootcert=" + authority.authority() + " sslcert=" + client.chain() + " sslkey=" + client.key();
            assertThat(Program.run("psql", "-XAtc", "SELECT session_user", url + " user=app").orFail().output()).contains("app");
            assertThat(Program.run("psql", "-XAtc", "SELECT 1", url + " user=other").output())
                    .contains("certificate authentication failed for user \"other\"");
        }
    }

    @Test
    @DisplayName("HBA lines with +group and samerole ask the server's catalog")
    void groups() throws Exception {
        Path hba = Files.writeString(directory.resolve("hba.conf"), """
                host all +member all trust
                host samerole all all trust
                """);
        try (TestPooler started = file("hba", "allow").set("auth_hba_file", hba).set("auth_user", TestPostgres.SUPERUSER)
                .database("other", "dbname: howdah").start()) {
            started.connect("app").close();
            started.connectTo("other", "other").close();
            assertThatThrownBy(() -> started.connect("other")).hasMessageContaining("no pg_hba.conf entry");
            assertThatThrownBy(() -> started.connectTo("other", "app_scram")).hasMessageContaining("no pg_hba.conf entry");
        }
    }
}
