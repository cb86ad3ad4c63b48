package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Certificates;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.TestConfig;
import io.howdah.proxy.testing.TestPooler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TLS from the pooler to PostgreSQL. */
@Timeout(180)
class TlsServersIT {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    private static final String ENCRYPTED = "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

    @TempDir
    static Path directory;

    private static Certificates authority;
    private static Certificates stranger;
    private static Certificates.Pem client;
    private static TestPostgres postgres;

    @BeforeAll
    static void start() throws Exception {
        authority = new Certificates(directory, "authority");
        stranger = new Certificates(directory, "stranger");
        client = authority.issue("app_cert");
        // The name of the host, and not its address.
        postgres = TlsPostgres.start(authority.issue("localhost"), authority.authority());
        try (Connection connection = postgres.superuser(); Statement statement = connection.createStatement()) {
            for (String role : new String[] {"app_tls", "app_clear", "app_cert"}) {
                statement.execute("CREATE ROLE " + role + " LOGIN");
            }
        }
    }

    @AfterAll
    static void stop() {
        postgres.stop();
    }

    private static PoolerFile file(String mode, String host) {
        return PoolerFile.before(postgres).set("server_tls_sslmode", mode).set("server_tls_ca_file", authority.authority())
                .databaseOnHosts(TestPostgres.DATABASE, "\"" + host + ":" + postgres.port() + "\"", "")
                .user("app_tls", "").user("app_clear", "").user("app_cert", "");
    }

    @ParameterizedTest(name = "{0}: {2} at {1}")
    @CsvSource(delimiter = '|', textBlock = """
            # mode      | host      | user      | encrypted, or the error
            disable     | localhost | app       | false
            allow       | localhost | app       | false
            prefer      | localhost | app       | true
            require     | localhost | app       | true
            verify-ca   | 127.0.0.1 | app       | true
            verify-full | localhost | app       | true
            verify-full | 127.0.0.1 | app       | the server's certificate (CN=localhost) is not for host "127.0.0.1"
            disable     | localhost | app_tls   | pg_hba.conf rejects connection
            allow       | localhost | app_tls   | true
            prefer      | localhost | app_tls   | true
            prefer      | localhost | app_clear | false
            allow       | localhost | app_clear | false
            require     | localhost | app_clear | pg_hba.conf rejects connection
            """)
    @DisplayName("sslmode as libpq has it")
    void modes(String mode, String host, String user, String outcome) throws Exception {
        try (TestPooler pooler = file(mode, host).start()) {
            if (outcome.equals("true") || outcome.equals("false")) {
                try (Connection connection = pooler.connect(user)) {
                    assertThat(Sql.ask(connection, ENCRYPTED)).isEqualTo(outcome);
                }
            } else {
                assertThatThrownBy(() -> pooler.connect(user)).isInstanceOf(SQLException.class).hasMessageContaining(outcome);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"require,true", "verify-ca,false", "verify-full,false"})
    @DisplayName("A server whose authority is unknown gets no start-up packet where it would have to be verified")
    void unknownAuthority(String mode, boolean accepted) throws Exception {
        try (TestPooler pooler = file(mode, "localhost").set("server_tls_ca_file", stranger.authority()).start()) {
            if (accepted) {
                pooler.connect().close();
            } else {
                assertThatThrownBy(pooler::connect).hasMessageContaining("TLS handshake failed");
            }
        }
    }

    @Test
    @DisplayName("Each database has its own mode, authority, certificate and negotiation")
    void databases() throws Exception {
        String host = "\"localhost:" + postgres.port() + "\"";
        PoolerFile file = file("disable", "localhost")
                .databaseOnHosts("certified", host,
                        "dbname: howdah, sslmode: verify-full, sslcert: " + client.chain() + ", sslkey: "
                                + client.key())
                .databaseOnHosts("direct", host, "dbname: howdah, sslmode: require, sslnegotiation: direct")
                .databaseOnHosts("strange", host, "dbname: howdah, sslmode: verify-ca, sslrootcert: " + stranger.authority());
        try (TestPooler pooler = file.start()) {
            try (Connection connection = pooler.connectTo("certified", "app_cert")) {
                assertThat(Sql.ask(connection, "SELECT client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                        .isEqualTo("/CN=app_cert");
            }
            try (Connection connection = pooler.connectTo("direct", "app")) {
                assertThat(Sql.ask(connection, ENCRYPTED)).isEqualTo("true");
            }
            try (Connection connection = pooler.connectTo(TestPostgres.DATABASE, "app")) {
                assertThat(Sql.ask(connection, ENCRYPTED)).isEqualTo("false");
            }
            assertThatThrownBy(() -> pooler.connectTo("strange", "app")).hasMessageContaining("TLS handshake failed");
            assertThatThrownBy(() -> pooler.connectTo(TestPostgres.DATABASE, "app_cert"))
                    .hasMessageContaining("pg_hba.conf rejects connection");
        }
    }

    @Test
    @DisplayName("Java's own TLS, which ciphers for TLS 1.3 choose, connects and verifies in the same way")
    void javasOwn() throws Exception {
        try (TestPooler pooler = file("verify-full", "localhost").set("server_tls13_ciphers", "TLS_AES_128_GCM_SHA256").start();
                Connection connection = pooler.connect()) {
            assertThat(Sql.ask(connection, "SELECT cipher FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                    .isEqualTo("TLS_AES_128_GCM_SHA256");
        }
        try (TestPooler pooler = file("verify-full", "127.0.0.1").set("server_tls13_ciphers", "TLS_AES_128_GCM_SHA256").start()) {
            assertThatThrownBy(pooler::connect).hasMessageContaining("is not for host \"127.0.0.1\"");
        }
    }

    @Test
    @DisplayName("Large results, COPY both ways, and servers that change loops are as good through TLS")
    void muchData() throws Exception {
        try (TestPooler pooler = file("verify-full", "localhost").set("event_loops", 2).start();
                Connection one = pooler.connect();
                Connection other = pooler.connect()) {
            for (int i = 0; i < 20; i++) {
                for (Connection connection : new Connection[] {one, other}) {
                    assertThat(
                            Sql.ask(connection, "SELECT length(string_agg(repeat('x', 1000), '')) FROM generate_series(1, 1000)"))
                            .isEqualTo("1000000");
                    assertThat(Sql.ask(connection, "SELECT repeat('" + i + "', 300000)")).hasSizeGreaterThanOrEqualTo(300_000);
                }
            }
        }
    }

    @Test
    @DisplayName("Several hosts: one that cannot be trusted is passed over for one that can")
    void severalHosts() throws Exception {
        String hosts = "\"127.0.0.1:" + postgres.port() + "\", \"localhost:" + postgres.port() + "\"";
        try (TestPooler pooler = PoolerFile.before(postgres).set("server_tls_sslmode", "verify-full")
                .set("server_tls_ca_file", authority.authority())
                .databaseOnHosts(TestPostgres.DATABASE, hosts, "").start()) {
            for (int i = 0; i < 3; i++) {
                try (Connection connection = pooler.connect()) {
                    assertThat(Sql.ask(connection, ENCRYPTED)).isEqualTo("true");
                }
            }
        }
    }

    @Test
    @DisplayName("A damaged record from the server ends that connection, and the client who waits hears of it at once")
    void damaged() throws Exception {
        try (TcpTap tap = new TcpTap(postgres.port());
                TestPooler pooler = PoolerFile.before(postgres).set("server_tls_sslmode", "require")
                        .databaseOnHosts(TestPostgres.DATABASE, "\"localhost:" + tap.port() + "\"", "").start();
                Connection connection = pooler.connect();
                Statement statement = connection.createStatement()) {
            Thread damaging = new Thread(() -> {
                Await.until("the query to run", () -> postgres.ask(
                        "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'").size() == 1);
                try {
                    tap.inject(new byte[] {0x17, 3, 3, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
                        20});
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            damaging.start();
            assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(60)"))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
            damaging.join();
            try (Connection next = pooler.connect()) {
                assertThat(Sql.ask(next, ENCRYPTED)).isEqualTo("true");
            }
        }
    }

    @Test
    @DisplayName("A cancel request is encrypted like the connection it is for")
    void cancel() throws Exception {
        try (TcpTap tap = new TcpTap(postgres.port());
                TestPooler pooler = PoolerFile.before(postgres).set("server_tls_sslmode", "verify-full")
                        .set("server_tls_ca_file", authority.authority())
                        .databaseOnHosts(TestPostgres.DATABASE, "\"localhost:" + tap.port() + "\"", "").start();
                Connection connection = pooler.connect();
                Statement statement = connection.createStatement()) {
            Thread canceling = new Thread(() -> {
                Await.until("the query to run", () -> postgres.ask(
                        "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'").size() == 1);
                try {
                    statement.cancel();
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            });
            canceling.start();
            assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(60)"))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            canceling.join();
            assertThat(tap.firstBytes()).hasSize(2).allSatisfy(bytes -> assertThat(bytes).isEqualTo("0000000804d2162f"));
        }
    }

    @Test
    @DisplayName("A changed authority file replaces the connections at a reload; an unchanged one does not, and a broken one changes nothing")
    void reload() throws Exception {
        Path file = directory.resolve("changing.pem");
        Files.copy(authority.authority(), file, StandardCopyOption.REPLACE_EXISTING);
        String text = file("verify-full", "localhost").set("server_tls_ca_file", file).text();
        try (TestPooler pooler = PoolerFile.start(TestConfig.ofYaml(text)); Connection connection = pooler.connect()) {
            int before = Sql.backend(connection);
            pooler.reload(TestConfig.ofYaml(text).config());
            assertThat(Sql.backend(connection)).isEqualTo(before);
            Files.writeString(file, "nothing");
            assertThatThrownBy(() -> pooler.reload(TestConfig.ofYaml(text).config()))
                    .hasMessageContaining("changing.pem: there is no certificate");
            assertThat(Sql.backend(connection)).isEqualTo(before);
            Files.writeString(file, Files.readString(authority.authority()) + Files.readString(stranger.authority()));
            pooler.reload(TestConfig.ofYaml(text).config());
            assertThat(Sql.backend(connection)).isNotEqualTo(before);
        }
    }

    @Test
    @DisplayName("auth_query uses TLS like all other connections to its database")
    void authQuery() throws Exception {
        PoolerFile file = file("verify-full", "localhost").set("auth_type", "scram-sha-256").set("auth_user", "postgres");
        try (TestPooler pooler = file.start()) {
            try (Connection connection = pooler.connect("app_scram", "password", TestPostgres.PASSWORD)) {
                assertThat(Sql.ask(connection, ENCRYPTED)).isEqualTo("true");
            }
            assertThat(postgres.askOne("SELECT ssl::text FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                    + " WHERE application_name = 'howdah auth_query'")).isEqualTo("true");
        }
        try (TestPooler pooler = file.set("server_tls_ca_file", stranger.authority()).start()) {
            assertThatThrownBy(() -> pooler.connect("app_scram", "password", TestPostgres.PASSWORD))
                    .isInstanceOf(SQLException.class);
            assertThat(pooler.logged("howdah")).isTrue();
        }
    }

    @Test
    @DisplayName("SCRAM to a server over TLS is bound to the server's certificate")
    void channelBinding() throws Exception {
        try (TestPooler pooler = file("require", "localhost").user("app_scram", "password: \"" + TestPostgres.PASSWORD + "\"")
                .start();
                Connection connection = pooler.connect("app_scram")) {
            assertThat(Sql.ask(connection, "SELECT system_user")).isEqualTo("scram-sha-256:app_scram");
        }
    }
}
