package io.howdah.proxy.client.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.sun.net.httpserver.HttpServer;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Certificates;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.Issuer;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.TlsClient;
import io.howdah.proxy.testing.WholePooler;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logins by bearer token: the exchange, whom a token lets in, and when the issuer is asked for keys. */
@WholePooler
@Timeout(120)
class OAuthTest {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    private static final Issuer ISSUER = new Issuer("1");
    private static final Issuer STRANGER = new Issuer("1");
    private static final Issuer NEXT = new Issuer("2");

    private static final String DOCUMENT = "{ \"status\": \"invalid_token\", \"openid-configuration\": \"" + Issuer.NAME
            + "/.well-known/openid-configuration\", \"scope\": \"%s\" }";

    @TempDir
    Path directory;

    private final FakePostgres postgres = FakePostgres.start();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(postgres));
    private Path keys;

    @BeforeEach
    void writeKeys() throws IOException {
        keys = Files.writeString(directory.resolve("keys.json"), ISSUER.keySet());
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private String[] lines(String... more) {
        List<String> lines = new ArrayList<>(List.of("oauth_issuer: " + Issuer.NAME, "oauth_audience: " + Issuer.AUDIENCE,
                "databases: {db: {host: 127.0.0.1, port: " + postgres.port()
                        + "}, forced: {host: 127.0.0.1, dbname: db, user: owner, "
                        + "password: secret, port: " + postgres.port() + "}}",
                "users: {alice: {password: secret}, bob: {}}"));
        lines.addAll(List.of(more));
        for (String standard : List.of("auth_type: oauth", "oauth_jwks: " + keys)) {
            if (lines.stream().noneMatch(line -> line.startsWith(standard.substring(0, standard.indexOf(':') + 1)))) {
                lines.add(standard);
            }
        }
        return lines.toArray(String[]::new);
    }

    private TestPooler start(String... more) {
        TestPooler pooler = TestPooler.start(lines(more));
        open.add(pooler);
        return pooler;
    }

    private String[] hba(String text, String ident) throws IOException {
        return new String[] {"auth_type: hba", "auth_hba_file: " + Files.writeString(directory.resolve("hba.conf"), text),
            "auth_ident_file: " + Files.writeString(directory.resolve("ident.conf"), ident)};
    }

    private static byte[] message(String auth) {
        return ("n,,\1auth=" + auth + "\1\1").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] first(String data) {
        return Frames.saslInitialResponse("OAUTHBEARER", data.replace('^', '\1').getBytes(StandardCharsets.ISO_8859_1));
    }

    /** "in", the document about a failure and then the error, or the error alone. */
    private static String outcome(ScriptedClient client, String user, String database, byte[] message) throws IOException {
        client.startup(user, database);
        return outcome(client, Frames.saslInitialResponse("OAUTHBEARER", message));
    }

    private static String outcome(ScriptedClient client, byte[] answer) throws IOException {
        Frame request = client.read();
        assertThat(request.body()).isEqualTo(Frames.concat(Frames.int4(10), Frames.cstring("OAUTHBEARER"), new byte[1]));
        client.send(answer);
        return result(client);
    }

    private static String result(ScriptedClient client) throws IOException {
        Frame frame = client.read();
        if (frame.type() == 'E') {
            ErrorResponse error = ErrorResponse.read(Unpooled.wrappedBuffer(frame.body()));
            return error.sqlState() + " " + error.message() + (error.detail() == null ? "" : " " + error.detail());
        }
        ByteBuffer body = ByteBuffer.wrap(frame.body());
        int kind = body.getInt();
        if (kind == 0) {
            client.readUntil((byte) 'Z');
            return "in";
        }
        assertThat(kind).isEqualTo(11);
        String document = StandardCharsets.UTF_8.decode(body).toString();
        client.send(Frames.saslResponse(new byte[] {1}));
        return document + " " + result(client);
    }

    private static String bearer(TestPooler pooler, String user, String token) throws IOException {
        return outcome(pooler.unconnected(), user, "db", message("Bearer " + token));
    }

    private static String failed(String user, String scope) {
        return (scope.isEmpty() ? DOCUMENT.replace(", \"scope\": \"%s\"", "") : String.format(DOCUMENT, scope))
                + " 28000 OAuth bearer authentication failed for user \"" + user + "\"";
    }

    @Test
    @DisplayName("A good token lets its user in, who then has the configured password or the database's user")
    void good() throws Exception {
        TestPooler pooler = start();
        postgres.login((server, peer) -> {
            peer.send(Frames.authenticationCleartextPassword());
            assertThat(peer.read().body()).isEqualTo(Frames.cstring("secret"));
            return FakePostgres.ACCEPT.run(server, peer);
        });
        pooler.reload(lines("server_cleartext_password: true"));
        ScriptedClient alice = pooler.unconnected();
        assertThat(outcome(alice, "alice", "db", message("Bearer " + ISSUER.token("alice")))).isEqualTo("in");
        assertThat(Replies.types(alice.query("select 1"))).isEqualTo("T D C Z");
        ScriptedClient bob = pooler.unconnected();
        assertThat(outcome(bob, "bob", "forced", message("Bearer " + ISSUER.token("bob")))).isEqualTo("in");
        assertThat(Replies.types(bob.query("select 1"))).isEqualTo("T D C Z");
        assertThat(bearer(pooler, "alice", ISSUER.token(JWSAlgorithm.RS256, Issuer.claims("alice").build()))).isEqualTo("in");
        assertThat(bearer(pooler, "alice", ISSUER.token(JWSAlgorithm.EdDSA, Issuer.claims("alice").build()))).isEqualTo("in");
    }

    @Test
    @DisplayName("A token that is not good, or another user's, or for a user who is not there: the same words for the client, the reason "
            + "in the log, and no token anywhere")
    void bad() throws Exception {
        TestPooler pooler = start("oauth_scope: openid db");
        String good = ISSUER.token(JWSAlgorithm.ES256, Issuer.claims("alice").claim("scope", "db openid").build());
        String stranger = STRANGER.token("alice");
        String noScope = ISSUER.token("alice");
        String carol = ISSUER.token(JWSAlgorithm.ES256, Issuer.claims("carol").claim("scope", "db openid").build());
        assertThat(bearer(pooler, "alice", good)).isEqualTo("in");
        assertThat(bearer(pooler, "bob", good)).isEqualTo(failed("bob", "openid db"));
        pooler.awaitLog("INFO OAuth bearer authentication failed for user \"bob\": the token is for alice");
        assertThat(bearer(pooler, "alice", stranger)).isEqualTo(failed("alice", "openid db"));
        pooler.awaitLog("failed for user \"alice\": the token is refused: its signature is wrong");
        assertThat(bearer(pooler, "alice", noScope)).isEqualTo(failed("alice", "openid db"));
        pooler.awaitLog("failed for user \"alice\": the token is refused: it lacks the scope ");
        assertThat(bearer(pooler, "carol", carol)).isEqualTo(failed("carol", "openid db"));
        pooler.awaitLog("failed for user \"carol\": there is no such user");
        assertThat(bearer(pooler, "alice", "a b")).isEqualTo(failed("alice", "openid db"));
        pooler.awaitLog("failed for user \"alice\": malformed OAuth bearer token");
        assertThat(outcome(pooler.unconnected(), "alice", "db", message("Basic YTpi"))).isEqualTo(failed("alice", "openid db"));
        for (String token : List.of(good, stranger, noScope, carol)) {
            assertThat(pooler.log())
                    .noneMatch(line -> line.contains(token) || line.contains(token.substring(token.length() - 40)));
        }
    }

    @Test
    @DisplayName("max_login_failures counts tokens that are refused, and not the question where to get one, which libpq asks before each login")
    void countedFailures() throws Exception {
        TestPooler pooler = start("max_login_failures: 2");
        for (int i = 0; i < 4; i++) {
            assertThat(outcome(pooler.unconnected(), "alice", "db", message(""))).contains("28000");
        }
        for (int i = 0; i < 2; i++) {
            assertThat(outcome(pooler.unconnected(), "alice", "db", message("Bearer x"))).contains("28000");
        }
        ScriptedClient refused = pooler.unconnected();
        refused.startup("alice", "db");
        assertThat(refused.expectError().sqlState()).isEqualTo("53300");
    }

    @Test
    @DisplayName("A client may ask first where to get a token, which is no failure in the log")
    void discovery() throws Exception {
        TestPooler pooler = start("oauth_scope: openid");
        assertThat(outcome(pooler.unconnected(), "alice", "db", message(""))).isEqualTo(failed("alice", "openid"));
        assertThat(pooler.log()).noneMatch(line -> line.startsWith("INFO OAuth"));
        // Without an initial response the server asks for it with an empty challenge.
        ScriptedClient late = pooler.unconnected();
        late.startup("alice", "db");
        late.read();
        late.send(Frames.saslInitialResponse("OAUTHBEARER", null));
        assertThat(late.read().body()).isEqualTo(Frames.int4(11));
        late.send(Frames.saslResponse(message("Bearer " + ISSUER.token(JWSAlgorithm.ES256,
                Issuer.claims("alice").claim("scope", "openid").build()))));
        assertThat(result(late)).isEqualTo("in");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            p=tls-unique,,^auth=Bearer a^^ | 08P01 malformed OAUTHBEARER message The server does not support channel binding for OAuth, but the client message includes channel binding data.
            n,,^auth=Bearer a^             | 08P01 malformed OAUTHBEARER message Message did not contain a final terminator.
            n,a=x,^auth=Bearer a^^         | 0A000 client uses authorization identity, but it is not supported
            ''                             | 08P01 malformed OAUTHBEARER message The message is empty.
            """)
    @DisplayName("What the mechanism does not allow")
    void violations(String data, String error) throws Exception {
        ScriptedClient client = start().unconnected();
        client.startup("alice", "db");
        assertThat(outcome(client, first(data))).isEqualTo(error);
    }

    @Test
    @DisplayName("Another mechanism, another end, a message of another type, and one that is too long")
    void otherViolations() throws Exception {
        TestPooler pooler = start();
        ScriptedClient scram = pooler.unconnected();
        scram.startup("alice", "db");
        assertThat(outcome(scram, Frames.saslInitialResponse("SCRAM-SHA-256", new byte[] {'n'})))
                .isEqualTo("08P01 client selected an invalid SASL authentication mechanism");
        ScriptedClient again = pooler.unconnected();
        again.startup("alice", "db");
        again.read();
        again.send(first("n,,^auth=^^"));
        again.read();
        again.send(Frames.saslResponse(message("Bearer " + ISSUER.token("alice"))));
        assertThat(result(again)).isEqualTo("08P01 malformed OAUTHBEARER message Client did not send a kvsep response.");
        ScriptedClient query = pooler.unconnected();
        query.startup("alice", "db");
        assertThat(outcome(query, Frames.query("select 1"))).startsWith("08P01 expected password response");
        ScriptedClient longest = pooler.unconnected();
        longest.startup("alice", "db");
        assertThat(outcome(longest, Frames.saslInitialResponse("OAUTHBEARER", message("Bearer " + "a".repeat(65_000)))))
                .isEqualTo(failed("alice", ""));
        ScriptedClient longer = pooler.unconnected();
        longer.startup("alice", "db");
        assertThat(outcome(longer, Frames.saslInitialResponse("OAUTHBEARER", message("Bearer " + "a".repeat(66_000)))))
                .startsWith("08P01 ");
    }

    @Test
    @DisplayName("The same exchange in single bytes, and over TLS")
    void splitAtEveryByte() throws Exception {
        Certificates.Pem own = new Certificates(directory, "authority").issue("pooler", "localhost");
        TestPooler pooler = start("client_tls_sslmode: allow", "client_tls_cert_file: " + own.chain(),
                "client_tls_key_file: " + own.key());
        ScriptedClient client = pooler.unconnected();
        client.startup("alice", "db");
        client.read();
        for (byte one : Frames.saslInitialResponse("OAUTHBEARER", message("Bearer " + ISSUER.token("alice")))) {
            client.send(new byte[] {one});
        }
        assertThat(result(client)).isEqualTo("in");
        ScriptedClient tls = ScriptedClient.over(new TlsClient().dripping().connect(pooler.port()));
        open.add(tls);
        assertThat(outcome(tls, "alice", "db", message("Bearer " + ISSUER.token("alice")))).isEqualTo("in");
    }

    @Test
    @DisplayName("Lines of the HBA file: a map, a scope of the line's own, a certificate too")
    void linesOfHba() throws Exception {
        Certificates authority = new Certificates(directory, "authority");
        Certificates.Pem own = authority.issue("pooler", "localhost");
        List<String> settings = new ArrayList<>(List.of("client_tls_sslmode: allow", "client_tls_cert_file: " + own.chain(),
                "client_tls_key_file: " + own.key(), "client_tls_ca_file: " + authority.authority()));
        settings.addAll(List.of(hba("""
                host    db     alice all oauth map=mail
                host    db     bob   all oauth "scope=openid profile"
                hostssl forced all   all oauth clientcert=verify-ca
                """, "mail /^(.*)@shop$ \\1\n")));
        TestPooler pooler = start(settings.toArray(String[]::new));
        String mapped = ISSUER.token(JWSAlgorithm.ES256, Issuer.claims("alice@shop").build());
        assertThat(bearer(pooler, "alice", mapped)).isEqualTo("in");
        assertThat(bearer(pooler, "alice", ISSUER.token("alice"))).isEqualTo(failed("alice", ""));
        assertThat(bearer(pooler, "alice", ISSUER.token("bob@shop"))).isEqualTo(failed("alice", ""));
        assertThat(bearer(pooler, "bob", ISSUER.token("bob"))).isEqualTo(failed("bob", "openid profile"));
        assertThat(bearer(pooler, "bob", ISSUER.token(JWSAlgorithm.ES256,
                Issuer.claims("bob").claim("scope", "openid profile db").build()))).isEqualTo("in");
        ScriptedClient certified = ScriptedClient.over(new TlsClient().showing(authority.issue("any")).connect(pooler.port()));
        open.add(certified);
        assertThat(outcome(certified, "bob", "forced", message("Bearer " + ISSUER.token("bob")))).isEqualTo("in");
        ScriptedClient without = ScriptedClient.over(new TlsClient().connect(pooler.port()));
        open.add(without);
        without.startup("bob", "forced");
        assertThat(result(without)).isEqualTo("28000 connection requires a valid client certificate");
    }

    @Test
    @DisplayName("A reload reads the file again; a file that cannot be used is refused, and then nothing has changed")
    void reload() throws Exception {
        TestPooler pooler = start();
        String next = NEXT.token("alice");
        assertThat(bearer(pooler, "alice", next)).isEqualTo(failed("alice", ""));
        Files.writeString(keys, "{");
        try {
            pooler.reload(lines());
            throw new AssertionError("the file was taken");
        } catch (UncheckedIOException refused) {
            assertThat(refused).hasMessageContaining(keys.toString()).hasMessageContaining("this is no JSON Web Key Set");
        }
        assertThat(bearer(pooler, "alice", ISSUER.token("alice"))).isEqualTo("in");
        Files.writeString(keys, NEXT.keySet());
        pooler.reload(lines());
        assertThat(bearer(pooler, "alice", next)).isEqualTo("in");
        assertThat(bearer(pooler, "alice", ISSUER.token("alice"))).isEqualTo(failed("alice", ""));
        Files.delete(keys);
        try {
            pooler.reload(lines());
            throw new AssertionError("the file was taken");
        } catch (UncheckedIOException refused) {
            assertThat(refused).hasMessageContaining("cannot be read");
        }
        assertThat(bearer(pooler, "alice", next)).isEqualTo("in");
    }

    @Test
    @DisplayName("Keys by URL: asked for before the first client; a key that is new is asked for once, and strangers cause no more questions")
    void keysByUrl() throws Exception {
        AtomicInteger questions = new AtomicInteger();
        AtomicReference<String> set = new AtomicReference<>(ISSUER.keySet());
        HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/", exchange -> {
            questions.incrementAndGet();
            byte[] body = set.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        issuer.start();
        open.add(() -> issuer.stop(0));
        String jwks = "oauth_jwks: http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys";
        TestPooler pooler = start(jwks);
        assertThat(bearer(pooler, "alice", ISSUER.token("alice"))).isEqualTo("in");
        for (int i = 0; i < 20; i++) {
            assertThat(bearer(pooler, "alice", NEXT.token("alice"))).isEqualTo(failed("alice", ""));
        }
        assertThat(questions).hasValue(1);
        set.set(NEXT.keySet());
        pooler.reload(lines(jwks, "oauth_scope: ''"));
        assertThat(bearer(pooler, "alice", ISSUER.token("alice"))).as("the keys of before count, until they are old")
                .isEqualTo("in");
        assertThat(questions).hasValue(1);
    }

    @Test
    @DisplayName("An issuer that does not answer: the login fails in its time, and the pooler serves others")
    void silentIssuer() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String jwks = "oauth_jwks: http://127.0.0.1:" + silent.getLocalPort() + "/keys";
            TestPooler pooler = start(jwks);
            assertThat(bearer(pooler, "alice", ISSUER.token("alice"))).isEqualTo(failed("alice", ""));
            pooler.awaitLog("WARN oauth_jwks: the issuer has not answered in time; no token can be checked");
            pooler.awaitLog("it is signed with a key that the issuer does not have");
        }
    }
}
