package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.proxied.ProxyHeader;
import io.howdah.proxy.testing.Certificates;
import io.howdah.proxy.testing.Console;
import io.howdah.proxy.testing.HeaderDoor;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.TestPooler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol with real clients before real servers. */
@Timeout(180)
class ProxyProtocolIT {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    private static final String FROM_HERE = "127.0.0.0/8";
    private static final String HBA = "hostssl all all 203.0.113.7/32 scram-sha-256\nhost all all 203.0.113.0/24 reject\n"
            + "host pgbouncer all 127.0.0.1/32 trust\n";
    private static final byte[] LOCAL = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a20000000");

    @TempDir
    static Path directory;

    private static Certificates.Pem own;

    private final TestPostgres postgres = PostgresVersion.V18.server();

    @BeforeAll
    static void certificates() {
        own = new Certificates(directory, "authority").issue("localhost", "localhost");
    }

    private static byte[] header(String version, String address) {
        return version.equals("v1")
                ? ("PROXY TCP4 " + address + " 198.51.100.1 40007 6432\r\n").getBytes(StandardCharsets.US_ASCII)
                : HexFormat.of().parseHex("0d0a0d0a000d0a515549540a2111000c" + hex(address) + "c63364019c471920");
    }

    private static String hex(String address) {
        StringBuilder digits = new StringBuilder();
        for (String part : address.split("\\.")) {
            digits.append(String.format("%02x", Integer.parseInt(part)));
        }
        return digits.toString();
    }

    private PoolerFile file() throws IOException {
        return PoolerFile.before(postgres).set("auth_type", "hba").set("auth_hba_file",
                Files.writeString(directory.resolve("hba.conf"), HBA)).set("client_tls_sslmode", "allow")
                .set("client_tls_cert_file", own.chain()).set("client_tls_key_file", own.key())
                .set("proxy_protocol_networks", FROM_HERE).set("application_name_add_host", 1).set("admin_users", "other")
                .user("app_scram", "password: \"" + TestPostgres.PASSWORD + "\"");
    }

    private static Connection connect(HeaderDoor door, String... parameters) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(Map.of("user", "app_scram", "password", TestPostgres.PASSWORD, "connectTimeout", "15", "socketTimeout",
                "30", "sslmode", "require", "ApplicationName", "shop", "assumeMinServerVersion", "9.0"));
        for (int i = 0; i < parameters.length; i += 2) {
            properties.setProperty(parameters[i], parameters[i + 1]);
        }
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + door.port() + "/" + TestPostgres.DATABASE,
                properties);
    }

    private static void assertShows(TestPooler pooler) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), pooler.port())) {
            socket.getOutputStream().write(LOCAL);
            Console console = new Console(ScriptedClient.over(socket), "other", "pgbouncer");
            assertThat(console.row("SHOW CLIENTS", "database", TestPostgres.DATABASE)).containsEntry("addr", "203.0.113.7")
                    .containsEntry("port", "40007").hasEntrySatisfying("tls", tls -> assertThat(tls).startsWith("TLS"));
        }
    }

    private static void assertNames(Connection connection) throws SQLException {
        assertThat(Sql.ask(connection, "SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()"))
                .isEqualTo("shop - 203.0.113.7:40007");
    }

    @ParameterizedTest
    @CsvSource({"v1,postgres", "v1,direct", "v2,postgres", "v2,direct"})
    @DisplayName("pgjdbc behind a load balancer: TLS, SCRAM bound to the channel, HBA, SHOW CLIENTS and pg_stat_activity")
    void clients(String version, String negotiation) throws Exception {
        try (TestPooler pooler = file().start();
                HeaderDoor door = HeaderDoor.announcing(pooler.port(), header(version, "203.0.113.7"))) {
            try (Connection connection = connect(door, "sslNegotiation", negotiation, "channelBinding", "require")) {
                assertNames(connection);
                assertShows(pooler);
                assertThat(Sql.ask(connection, "SELECT repeat('x', 1000000)")).hasSize(1_000_000);
            }
            try (HeaderDoor other = HeaderDoor.announcing(pooler.port(), header(version, "203.0.113.8"))) {
                assertThatThrownBy(() -> connect(other)).isInstanceOfSatisfying(SQLException.class,
                        e -> assertThat(e.getSQLState()).isEqualTo("28000"))
                        .hasMessageContaining("rejects connection for host \"203.0.113.8\"");
            }
            assertThatThrownBy(() -> pooler.connect("app_scram")).as("without a header").isInstanceOf(SQLException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    @DisplayName("Two poolers in a row: the second one, behind TLS, knows the first one's clients; cancel requests arrive")
    void chain(String version) throws Exception {
        try (TestPooler near = file().set("auth_type", "trust").start();
                TestPooler far = PoolerFile.beforePort(near.port()).set("proxy_protocol_networks", FROM_HERE)
                        .set("server_proxy_protocol", version).set("server_tls_sslmode", "require").set("auth_type", "trust")
                        .user("app_scram", "").start();
                HeaderDoor door = HeaderDoor.announcing(far.port(), header("v1", "203.0.113.7"));
                Connection connection = connect(door, "sslmode", "disable");
                Statement statement = connection.createStatement()) {
            assertThat(Sql.ask(connection, "SELECT session_user")).isEqualTo("app_scram");
            assertShows(near);
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(60)"))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            assertThat(Sql.ask(connection, "SELECT session_user")).isEqualTo("app_scram");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    @DisplayName("auth_query has a header too, in which the pooler speaks for itself")
    void authQuery(String version) throws Exception {
        try (HeaderDoor door = HeaderDoor.to(postgres.port());
                TestPooler pooler = PoolerFile.beforePort(door.port()).set("server_proxy_protocol", version)
                        .set("auth_type", "scram-sha-256").set("auth_user", TestPostgres.SUPERUSER).start();
                Connection connection = pooler.connect("app_scram", "password", TestPostgres.PASSWORD)) {
            assertThat(Sql.ask(connection, "SELECT session_user")).isEqualTo("app_scram");
            ProxyHeader ofQuery = door.announced().get(0);
            if (version.equals("v2")) {
                assertThat(door.headers().get(0)).isEqualTo(LOCAL);
            } else {
                assertThat(ofQuery.destination().getPort()).isEqualTo(door.port());
            }
            ProxyHeader ofClient = door.announced().get(door.announced().size() - 1);
            assertThat(ofClient.destination().getPort()).isEqualTo(pooler.port());
        }
    }
}
