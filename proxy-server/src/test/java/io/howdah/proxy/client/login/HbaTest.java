package io.howdah.proxy.client.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Certificates;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.TestConfig;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.TlsClient;
import io.howdah.proxy.testing.WholePooler;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** auth_type hba and cert: which line counts for a client, and what the client must prove. */
@WholePooler
@Timeout(120)
class HbaTest {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    @TempDir
    Path directory;

    private final FakePostgres postgres = FakePostgres.start();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(postgres));
    private Certificates authority;

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private TestPooler start(String hba, String ident, String... more) throws IOException {
        TestPooler pooler = TestPooler.start(lines(hba, ident, more));
        open.add(pooler);
        return pooler;
    }

    private String[] lines(String hba, String ident, String... more) throws IOException {
        authority = new Certificates(directory, "authority");
        Certificates.Pem own = authority.issue("pooler", "localhost");
        List<String> lines = new ArrayList<>(List.of(more));
        if (lines.stream().noneMatch(line -> line.startsWith("auth_type"))) {
            lines.add("auth_type: hba");
            lines.add("auth_hba_file: " + Files.writeString(directory.resolve("hba.conf"), hba));
            lines.add("auth_ident_file: " + Files.writeString(directory.resolve("ident.conf"), ident));
        }
        if (lines.stream().noneMatch(line -> line.startsWith("client_tls_sslmode"))) {
            lines.add("client_tls_sslmode: allow");
        }
        lines.add("client_tls_cert_file: " + own.chain());
        lines.add("client_tls_key_file: " + own.key());
        lines.add("client_tls_ca_file: " + authority.authority());
        lines.add("databases: {db: {host: 127.0.0.1, port: " + postgres.port() + "}, other: {host: 127.0.0.1, port: "
                + postgres.port() + "}}");
        lines.add("users: {alice: {password: secret}, bob: {password: secret}, carol: {}}");
        return lines.toArray(String[]::new);
    }

    /** What the server asks for, "in" for a login without a question, or the error. */
    private static String asked(ScriptedClient client, String user, String database) throws IOException {
        client.startup(user, database);
        return outcome(client);
    }

    private static String outcome(ScriptedClient client) throws IOException {
        Frame first = client.read();
        if (first.type() == 'E') {
            ErrorResponse error = ErrorResponse.read(Unpooled.wrappedBuffer(first.body()));
            return error.sqlState() + " " + error.message();
        }
        return switch (ByteBuffer.wrap(first.body()).getInt()) {
            case 0 -> "in";
            case 3 -> "password";
            case 5 -> "md5";
            case 10 -> "sasl";
            default -> "?";
        };
    }

    @Test
    @DisplayName("The first line for a client counts; encryption, database, user and address are looked at")
    void lines() throws Exception {
        TestPooler pooler = start("""
                hostssl  other  all    all           trust
                host     other  all    all           reject
                host     db     alice  127.0.0.1/32  md5
                host     db     bob    127.0.0.0/8   scram-sha-256
                host     db     carol  samehost      password
                """, "");
        assertThat(asked(pooler.unconnected(), "alice", "db")).isEqualTo("md5");
        assertThat(asked(pooler.unconnected(), "bob", "db")).isEqualTo("sasl");
        assertThat(asked(pooler.unconnected(), "carol", "db")).isEqualTo("password");
        assertThat(asked(pooler.unconnected(), "alice", "other")).isEqualTo("28000 pg_hba.conf rejects connection for host "
                + "\"127.0.0.1\", user \"alice\", database \"other\", no encryption");
        assertThat(asked(ScriptedClient.over(new TlsClient().connect(pooler.port())), "alice", "other")).isEqualTo("in");
        assertThat(asked(pooler.unconnected(), "dave", "db")).isEqualTo("28000 no pg_hba.conf entry for host \"127.0.0.1\", "
                + "user \"dave\", database \"db\", no encryption");
        assertThat(asked(ScriptedClient.over(new TlsClient().connect(pooler.port())), "dave", "db"))
                .isEqualTo("28000 no pg_hba.conf entry for host \"127.0.0.1\", user \"dave\", database \"db\", SSL encryption");
        ScriptedClient replicating = pooler.unconnected();
        replicating.startup("alice", "db", "replication", "true");
        assertThat(outcome(replicating))
                .isEqualTo("28000 no pg_hba.conf entry for replication connection from host \"127.0.0.1\", "
                        + "user \"alice\", no encryption");
    }

    @Test
    @DisplayName("A wrong line is refused with its place, at the start and at a reload, and then nothing has changed")
    void reload() throws Exception {
        TestPooler pooler = start("host all all all trust\n", "");
        assertThat(asked(pooler.unconnected(), "alice", "db")).isEqualTo("in");
        try {
            pooler.reload(lines("host all all all trust\nhost all all all kerberos\n", ""));
            throw new IllegalStateException("the line was taken");
        } catch (AssertionError refused) {
            assertThat(refused).hasMessageContaining("hba.conf:2").hasMessageContaining("method \"kerberos\" is not supported");
        }
        pooler.reload(lines("host all all all reject\n", ""));
        assertThat(asked(pooler.unconnected(), "alice", "db")).startsWith("28000 pg_hba.conf rejects connection");
    }

    @ParameterizedTest(name = "{0}, certificate {1}, user {2}")
    @CsvSource(delimiter = '|', textBlock = """
            # line                                       | certificate | user  | outcome
            hostssl all all all cert                     | alice       | alice | in
            hostssl all all all cert                     | alice       | bob   | 28000 certificate authentication failed for user "bob"
            hostssl all all all cert                     | -           | alice | 28000 connection requires a valid client certificate
            hostssl all all all cert                     | dave        | dave  | 28000 "trust" authentication failed
            hostssl all all all cert map=shop            | bob@shop    | bob   | in
            hostssl all all all cert map=shop            | bob@shop    | alice | 28000 certificate authentication failed for user "alice"
            hostssl all all all cert map=shop            | alice       | alice | 28000 certificate authentication failed for user "alice"
            hostssl all all all cert map=missing         | alice       | alice | 28000 certificate authentication failed for user "alice"
            hostssl all all all cert clientname=DN map=dn | alice      | bob   | in
            hostssl all all all md5 clientcert=verify-ca | bob         | alice | md5
            hostssl all all all md5 clientcert=verify-ca | -           | alice | 28000 connection requires a valid client certificate
            hostssl all all all md5 clientcert=verify-full | alice     | alice | md5
            hostssl all all all md5 clientcert=verify-full | bob       | alice | 28000 certificate authentication failed for user "alice"
            """)
    @DisplayName("Client certificates")
    void certificates(String line, String certificate, String user, String outcome) throws Exception {
        TestPooler pooler = start(line + "\n", "shop /^(.*)@shop$ \\1\ndn CN=alice bob\n");
        TlsClient tls = new TlsClient();
        if (!certificate.equals("-")) {
            tls.showing(authority.issue(certificate));
        }
        assertThat(asked(ScriptedClient.over(tls.connect(pooler.port())), user, "db")).isEqualTo(outcome);
    }

    @Test
    @DisplayName("auth_type cert: the common name is the user's")
    void authTypeCert() throws Exception {
        TestPooler pooler = start("", "", "auth_type: cert", "client_tls_sslmode: verify-full");
        for (String user : new String[] {"alice", "bob"}) {
            ScriptedClient client = ScriptedClient.over(
                    new TlsClient().showing(authority.issue("alice")).connect(pooler.port()));
            assertThat(asked(client, user, "db")).isEqualTo(user.equals("alice") ? "in"
                    : "28000 certificate authentication failed for user \"bob\"");
        }
    }

    @Test
    @DisplayName("peer: the account at the other end of the unix socket, by a map")
    void peer() throws Exception {
        String account = System.getProperty("user.name");
        TestPooler pooler = start("local db all peer map=m\nlocal other all peer\n", "m " + account + " alice\n",
                "unix_socket_dir: " + directory);
        assertThat(local(pooler, "alice", "db")).isEqualTo("in");
        assertThat(local(pooler, "bob", "db")).isEqualTo("28000 Peer authentication failed for user \"bob\"");
        assertThat(local(pooler, "alice", "other")).isEqualTo("28000 Peer authentication failed for user \"alice\"");
    }

    private String local(TestPooler pooler, String user, String database) throws IOException {
        Path socket = directory.resolve(".s.PGSQL." + pooler.port());
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(Frames.startup(user, database)));
            ByteBuffer in = ByteBuffer.allocate(4096);
            channel.read(in);
            String text = new String(in.array(), 0, in.position(), StandardCharsets.UTF_8);
            return text.startsWith("R") ? "in"
                    : text.replaceAll("(?s).*\0C([0-9A-Z]{5})\0M([^\0]*)\0.*", "$1 $2");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            auth_type: cert                                      | cert needs client certificates that are verified
            auth_type: hba                                       | hba needs rules
            """)
    @DisplayName("Settings that would protect less than they say are refused")
    void refused(String line, String problem) throws Exception {
        try {
            TestConfig.of(lines("", "", line));
            throw new IllegalStateException("the settings were taken");
        } catch (AssertionError refused) {
            assertThat(refused).hasMessageContaining(problem);
        }
    }
}
