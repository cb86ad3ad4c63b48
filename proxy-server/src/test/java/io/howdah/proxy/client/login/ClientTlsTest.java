package io.howdah.proxy.client.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Certificates;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.TlsClient;
import io.howdah.proxy.testing.WholePooler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS from clients, byte by byte, before a server that needs none. */
@WholePooler
@Timeout(120)
class ClientTlsTest {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    @TempDir
    static Path directory;

    private static Certificates authority;
    private static Certificates.Pem own;
    private static Certificates.Pem other;

    private final FakePostgres postgres = FakePostgres.start();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(postgres));

    @BeforeAll
    static void certificates() {
        authority = new Certificates(directory, "authority");
        own = authority.issue("db.example", "db.example");
        other = authority.issue("other", "other.example", "more.example");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private TestPooler start(String mode, String... lines) {
        return startWith(own.chain() + ", " + other.chain(), own.key() + ", " + other.key(), mode, lines);
    }

    private TestPooler startWith(String chains, String keys, String mode, String... lines) {
        String[] all = Arrays.copyOf(lines, lines.length + 3);
        all[lines.length] = "client_tls_sslmode: " + mode;
        all[lines.length + 1] = "client_tls_cert_file: \"" + chains + "\"";
        all[lines.length + 2] = "client_tls_key_file: \"" + keys + "\"";
        TestPooler pooler = TestPooler.before(postgres, all);
        open.add(pooler);
        return pooler;
    }

    private ScriptedClient client(SSLSocket socket) throws IOException {
        ScriptedClient client = ScriptedClient.over(socket);
        open.add(client);
        return client;
    }

    private static Socket socket(TestPooler pooler) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), pooler.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Everything until the other side closes. */
    private static byte[] rest(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketException reset) {
            // A close with unread bytes is a reset.
        }
        return all.toByteArray();
    }

    private static void assertWorks(ScriptedClient client) throws IOException {
        client.login("u", "db");
        assertThat(Replies.types(client.query("select 1"))).isEqualTo("T D C Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("A session through TLS, by SSLRequest and from the first byte on")
    void sessions(String version) throws Exception {
        TestPooler pooler = start("require");
        SSLSocket socket = new TlsClient().with(version).connect(pooler.port());
        assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        assertWorks(client(socket));
        socket = new TlsClient().with(version).speaking("postgresql").connectDirectly(pooler.port());
        assertThat(socket.getApplicationProtocol()).isEqualTo("postgresql");
        assertWorks(client(socket));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("A handshake, a login and a request of single bytes")
    void splitAtEveryByte(boolean direct) throws Exception {
        TestPooler pooler = start("require");
        TlsClient tls = new TlsClient().speaking("postgresql").dripping();
        assertWorks(client(direct ? tls.connectDirectly(pooler.port()) : tls.connect(pooler.port())));
    }

    @Test
    @DisplayName("A client that is refused in the middle of a long message hears why, though it goes on sending")
    void refusedInTheMiddle() throws Exception {
        TestPooler pooler = start("require", "max_client_prepared_memory: 1000000");
        ScriptedClient client = client(new TlsClient().connect(pooler.port()));
        client.login("u", "db");
        client.send(Frames.parse("s", "SELECT '" + "x".repeat(2 << 20) + "'"), Frames.sync());
        assertThat(client.expectError().sqlState()).isEqualTo("54000");
    }

    @Test
    @DisplayName("Java's own TLS, which ciphers for TLS 1.3 choose: the same sessions, certificates and refusals")
    void javasOwn() throws Exception {
        TestPooler pooler = start("require", "client_tls13_ciphers: TLS_AES_128_GCM_SHA256",
                "client_tls_ca_file: \"" + authority.authority() + "\"");
        assertThat(pooler.logged("library=JDK")).isTrue();
        SSLSocket socket = new TlsClient().speaking("postgresql").showing(authority.issue("alice"))
                .connectDirectly(pooler.port());
        assertThat(socket.getSession().getCipherSuite()).isEqualTo("TLS_AES_128_GCM_SHA256");
        assertThat(socket.getApplicationProtocol()).isEqualTo("postgresql");
        assertWorks(client(socket));
        assertWorks(client(new TlsClient().with("TLSv1.2").connect(pooler.port())));
        assertThat(shown(pooler, "more.example")).isEqualTo(other.bundle().getCertificate());
        assertThatThrownBy(() -> new TlsClient().connectDirectly(pooler.port())).hasMessageContaining("no_application_protocol");
    }

    @Test
    @DisplayName("A client that stops in the middle of its handshake is closed after client_login_timeout without a word in clear")
    void slowPeer() throws Exception {
        TestPooler pooler = start("require", "client_login_timeout: 1s");
        for (byte[] beginning : List.of(new byte[0], new byte[] {0x16},
                new byte[] {0x16, 3, 1, 1, 0, 1, 0, 0, (byte) 0xfc, 3, 3})) {
            try (Socket socket = socket(pooler)) {
                socket.getOutputStream().write(Frames.sslRequest());
                assertThat(socket.getInputStream().read()).isEqualTo('S');
                socket.getOutputStream().write(beginning);
                assertThat(rest(socket)).isEmpty();
            }
        }
        pooler.awaitLog("closing because: client_login_timeout");
    }

    @Test
    @DisplayName("Bytes that are no TLS, and a client that is gone in mid-handshake, end that connection alone")
    void broken() throws Exception {
        TestPooler pooler = start("require");
        ScriptedClient neighbour = client(new TlsClient().connect(pooler.port()));
        assertWorks(neighbour);
        for (byte[] noTls : List.of(Frames.startup("u", "db"), new byte[] {0x16, 3, 1, 1, 0, 1, 0, 0})) {
            try (Socket socket = socket(pooler)) {
                socket.getOutputStream().write(Frames.sslRequest());
                assertThat(socket.getInputStream().read()).isEqualTo('S');
                socket.getOutputStream().write(noTls);
                socket.shutdownOutput();
                rest(socket);
            }
        }
        pooler.awaitLog("closing because: TLS handshake failed");
        assertThat(Replies.types(neighbour.query("select 1"))).isEqualTo("T D C Z");
        pooler.awaitUnused();
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2,", "TLSv1.3,", "TLSv1.3,client_tls13_ciphers: TLS_AES_128_GCM_SHA256"})
    @DisplayName("A damaged record of a client that has logged in ends that connection at once, with an alert")
    void damaged(String version, @Nullable String line) throws Exception {
        TestPooler pooler = line == null ? start("require") : start("require", line);
        ScriptedClient neighbour = client(new TlsClient().connect(pooler.port()));
        assertWorks(neighbour);
        TlsClient tls = new TlsClient().with(version);
        SSLSocket socket = tls.connect(pooler.port());
        assertWorks(client(socket));
        Socket raw = tls.raw();
        raw.getOutputStream().write(new byte[] {0x17, 3, 3, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
            19, 20});
        assertThat(rest(raw)).as("the alert").isNotEmpty();
        assertThat(Replies.types(neighbour.query("select 1"))).isEqualTo("T D C Z");
        neighbour.close();
        pooler.awaitUnused();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"disable,true,N", "allow,true,S", "prefer,true,S", "require,false,S"})
    @DisplayName("Which modes let a client in without TLS, and what an SSLRequest is answered")
    void inClear(String mode, boolean allowed, char answer) throws Exception {
        TestPooler pooler = start(mode);
        try (Socket asking = socket(pooler)) {
            asking.getOutputStream().write(Frames.sslRequest());
            assertThat((char) asking.getInputStream().read()).isEqualTo(answer);
        }
        if (allowed) {
            assertWorks(pooler.unconnected());
            return;
        }
        ScriptedClient refused = pooler.unconnected();
        refused.startup("u", "db");
        assertThat(refused.expectError()).satisfies(error -> {
            assertThat(error.sqlState()).isEqualTo("28000");
            assertThat(error.message()).isEqualTo("SSL required");
        });
        refused.expectClosed();
    }

    @Test
    @DisplayName("1: Bytes that somebody has put behind the SSLRequest end the connection (CVE-2021-3935)")
    void stuffed() throws Exception {
        TestPooler pooler = start("allow");
        for (byte[] behind : List.of(Frames.startup("u", "db"), Frames.sslRequest(), new byte[] {0}, new byte[] {0x16, 3, 1})) {
            try (Socket socket = socket(pooler)) {
                socket.getOutputStream().write(Frames.concat(Frames.sslRequest(), behind));
                assertThat(new String(rest(socket), StandardCharsets.ISO_8859_1))
                        .startsWith("E").contains("received unencrypted data after SSL request");
            }
        }
    }

    @Test
    @DisplayName("2: GSSENCRequest before SSLRequest; after TLS has begun neither may come again")
    void order() throws Exception {
        TestPooler pooler = start("require");
        for (byte[] again : List.of(Frames.sslRequest(), Frames.gssencRequest())) {
            ScriptedClient twice = client(new TlsClient().connect(pooler.port()));
            twice.send(again);
            assertThat(twice.expectError().sqlState()).isEqualTo("08P01");
            ScriptedClient direct = client(new TlsClient().speaking("postgresql").connectDirectly(pooler.port()));
            direct.send(again);
            assertThat(direct.expectError().sqlState()).isEqualTo("08P01");
        }
        try (Socket gss = socket(pooler)) {
            gss.getOutputStream().write(Frames.gssencRequest());
            assertThat(gss.getInputStream().read()).isEqualTo('N');
            gss.getOutputStream().write(Frames.sslRequest());
            assertThat(gss.getInputStream().read()).isEqualTo('S');
        }
    }

    @Test
    @DisplayName("3: TLS from the first byte on needs ALPN, and no other protocol than PostgreSQL's gets in")
    void alpn() throws Exception {
        TestPooler pooler = start("require");
        assertThatThrownBy(() -> new TlsClient().connectDirectly(pooler.port())).isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("no_application_protocol");
        assertThatThrownBy(() -> new TlsClient().speaking("http/1.1").connectDirectly(pooler.port()))
                .hasMessageContaining("no_application_protocol");
        assertThatThrownBy(() -> new TlsClient().speaking("http/1.1").connect(pooler.port()))
                .hasMessageContaining("no_application_protocol");
        new TlsClient().speaking("http/1.1", "postgresql").connectDirectly(pooler.port()).close();
        pooler.awaitLog("closing because: TLS handshake failed: direct TLS without ALPN");
    }

    @Test
    @DisplayName("3: Without TLS a first byte 0x16 is a packet that is too long")
    void directToPlain() throws Exception {
        TestPooler pooler = TestPooler.before(postgres);
        open.add(pooler);
        try (Socket socket = socket(pooler)) {
            socket.getOutputStream().write(new byte[] {0x16, 3, 1, 0, 100, 1, 0, 0});
            assertThat(new String(rest(socket), StandardCharsets.ISO_8859_1))
                    .contains("invalid length of startup packet");
        }
    }

    @Test
    @DisplayName("A client gets the certificate with the name that it asks for, otherwise the first")
    void serverNames() throws Exception {
        TestPooler pooler = start("require");
        assertThat(shown(pooler, "db.example")).isEqualTo(own.bundle().getCertificate());
        assertThat(shown(pooler, "MORE.example")).isEqualTo(other.bundle().getCertificate());
        assertThat(shown(pooler, "unknown.example")).isEqualTo(own.bundle().getCertificate());
        assertThat(shown(pooler, null)).isEqualTo(own.bundle().getCertificate());
    }

    private static X509Certificate shown(TestPooler pooler, String name) throws Exception {
        try (SSLSocket socket = new TlsClient().named(name).connect(pooler.port())) {
            return TlsClient.certificate(socket);
        }
    }

    @ParameterizedTest
    @CsvSource({"require,true,true,true", "verify-ca,false,true,false", "verify-full,false,true,false"})
    @DisplayName("Client certificates: none, one of the authority, one of a stranger")
    void clientCertificates(String mode, boolean none, boolean known, boolean unknown) throws Exception {
        TestPooler pooler = start(mode, "client_tls_ca_file: \"" + authority.authority() + "\"");
        assertThat(letsIn(pooler, new TlsClient())).isEqualTo(none);
        assertThat(letsIn(pooler, new TlsClient().showing(authority.issue("alice")))).isEqualTo(known);
        // Java's library shows no certificate that none of the authorities has signed.
        Path apart = Files.createDirectories(directory.resolve("apart"));
        assertThat(letsIn(pooler, new TlsClient().showing(new Certificates(apart, "stranger").issue("alice"))))
                .isEqualTo(unknown);
    }

    @Test
    @DisplayName("A client that insists on a stranger's certificate hears which alert: unknown_ca, as from PostgreSQL")
    void stranger() throws Exception {
        TestPooler pooler = start("verify-ca", "client_tls_ca_file: \"" + authority.authority() + "\"");
        Path apart = Files.createDirectories(directory.resolve("insists"));
        Certificates.Pem strange = new Certificates(apart, "stranger").issue("alice");
        TlsClient tls = new TlsClient().with("TLSv1.2").showing(strange).insisting();
        Await.until("the alert", () -> {
            try {
                tls.connect(pooler.port()).close();
                throw new AssertionError("the stranger is let in");
            } catch (SocketException reset) {
                return false; // The client was still writing when the pooler closed, so it lost the alert.
            } catch (SSLHandshakeException alert) {
                return alert.getMessage().contains("unknown_ca");
            }
        });
        pooler.awaitLog("closing because: TLS handshake failed");
    }

    private boolean letsIn(TestPooler pooler, TlsClient tls) throws Exception {
        try {
            assertWorks(client(tls.connect(pooler.port())));
            return true;
        } catch (IOException refused) {
            // With TLS 1.3 the client learns of it when it reads.
            return false;
        }
    }

    @Test
    @DisplayName("A reload brings new certificates for new connections; those that stand stay; a broken file changes nothing")
    void reload() throws Exception {
        Path chain = directory.resolve("changing.crt");
        Path key = directory.resolve("changing.key");
        Files.copy(own.chain(), chain, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(own.key(), key, StandardCopyOption.REPLACE_EXISTING);
        TestPooler pooler = startWith(chain.toString(), key.toString(), "require");
        ScriptedClient before = client(new TlsClient().connect(pooler.port()));
        assertWorks(before);
        String[] lines = TestPooler.withDatabase(postgres, "client_tls_sslmode: require", "client_tls_cert_file: " + chain,
                "client_tls_key_file: " + key);
        Files.copy(other.chain(), chain, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> pooler.reload(lines)).hasMessageContaining("the private key is not the one of the certificate");
        assertThat(shown(pooler, null)).isEqualTo(own.bundle().getCertificate());
        Files.copy(other.key(), key, StandardCopyOption.REPLACE_EXISTING);
        pooler.reload(lines);
        assertThat(shown(pooler, null)).isEqualTo(other.bundle().getCertificate());
        assertThat(Replies.types(before.query("select 1"))).isEqualTo("T D C Z");
        pooler.reload(TestPooler.withDatabase(postgres));
        assertThat(Replies.types(before.query("select 1"))).isEqualTo("T D C Z");
        assertWorks(pooler.unconnected());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("A ticket resumes a session, until the certificates change")
    void tickets(String version) throws Exception {
        Path chain = directory.resolve("ticket" + version + ".crt");
        Path key = directory.resolve("ticket" + version + ".key");
        Files.copy(own.chain(), chain);
        Files.copy(own.key(), key);
        TestPooler pooler = startWith(chain.toString(), key.toString(), "require");
        TlsClient tls = new TlsClient().with(version).remembering();
        long first = begun(pooler, tls);
        assertThat(begun(pooler, tls)).as("the same session").isEqualTo(first);
        Files.copy(other.chain(), chain, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(other.key(), key, StandardCopyOption.REPLACE_EXISTING);
        pooler.reload(TestPooler.withDatabase(postgres, "client_tls_sslmode: require", "client_tls_cert_file: " + chain,
                "client_tls_key_file: " + key));
        long changed = begun(pooler, tls);
        assertThat(changed).isNotEqualTo(first);
        assertThat(begun(pooler, tls)).isEqualTo(changed);
    }

    /** Logs in and leaves. @return when the session began, which a resumed session has in common with its first */
    private long begun(TestPooler pooler, TlsClient tls) throws Exception {
        SSLSocket socket = tls.connect(pooler.port());
        assertWorks(client(socket));
        // The time has milliseconds: two sessions must not begin within the same one.
        Await.until("the clock to move on", () -> System.currentTimeMillis() > socket.getSession().getCreationTime());
        socket.close();
        return socket.getSession().getCreationTime();
    }

    @Test
    @DisplayName("21: No record holds more plain text than PostgreSQL's, so that libpq never waits for half a record")
    void records() throws Exception {
        postgres.answers(new FakePostgres.Answers() {
            @Override
            public byte[] toQuery(String sql) {
                return sql.equals("select large") ? Frames.oneRow("a", "x".repeat(200_000), 'I') : null;
            }

            @Override
            public byte[] toParse(String sql) {
                return null;
            }
        });
        TestPooler pooler = start("require");
        TlsClient tls = new TlsClient();
        ScriptedClient client = client(tls.connect(pooler.port()));
        client.login("u", "db");
        assertThat(Replies.value(client.query("select large"))).hasSize(200_000);
        assertThat(tls.records()).hasSizeGreaterThan(24).allSatisfy(length -> assertThat(length).isLessThan(8_192 + 256));
    }

    @Test
    @DisplayName("A start-up packet and the first request in one record, and requests in several records of one packet, keep their order")
    void early() throws Exception {
        TestPooler pooler = start("require");
        ScriptedClient client = client(new TlsClient().connect(pooler.port()));
        client.send(Frames.startup("u", "db"), Frames.query("select 1"));
        client.finishLogin("u", null);
        assertThat(Replies.types(client.readUntil((byte) 'Z'))).isEqualTo("T D C Z");
        for (int i = 0; i < 50; i++) {
            client.send(Frames.query("select 1"));
        }
        for (int i = 0; i < 50; i++) {
            assertThat(Replies.types(client.readUntil((byte) 'Z'))).isEqualTo("T D C Z");
        }
    }

    @Test
    @DisplayName("10: A cancel request comes through TLS as well as without")
    void cancel() throws Exception {
        TestPooler pooler = start("require");
        ScriptedClient client = client(new TlsClient().connect(pooler.port()));
        client.login("u", "db");
        for (boolean encrypted : new boolean[] {true, false}) {
            try (ScriptedClient canceling = encrypted ? ScriptedClient.over(new TlsClient().connect(pooler.port()))
                    : pooler.unconnected()) {
                canceling.send(Frames.cancelRequest(client.key().processId(), client.key().secret()));
                canceling.expectClosed();
            }
        }
        assertThat(Replies.types(client.query("select 1"))).isEqualTo("T D C Z");
    }

    @Test
    @DisplayName("SHOW CLIENTS and the log name version and cipher")
    void shown() throws Exception {
        TestPooler pooler = start("allow", "admin_users: [v]");
        assertWorks(client(new TlsClient().with("TLSv1.3").connect(pooler.port())));
        assertThat(pooler.console("v").row("SHOW CLIENTS", "database", "db").get("tls")).startsWith("TLSv1.3/TLS_");
        pooler.awaitLog("login attempt: db=db user=u tls=TLSv1.3/TLS_");
    }
}
