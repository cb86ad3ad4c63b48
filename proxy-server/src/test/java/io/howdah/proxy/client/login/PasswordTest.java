package io.howdah.proxy.client.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.auth.Md5Password;
import io.howdah.protocol.auth.ScramSecret;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.Script;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.protocol.fixtures.ScriptedServer;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.TestConfig;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@WholePooler
@Timeout(120)
class PasswordTest {

    private static final String PASSWORD = "s3cret";
    private static final ScramSecret SCRAM = ScramSecret.derive(PASSWORD,
            new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, 4096);

    private static String secret(String kind) {
        switch (kind) {
            case "md5":
                return Md5Password.hash("u", PASSWORD);
            case "scram":
                return SCRAM.encode();
            default:
                return PASSWORD;
        }
    }

    private static TestPooler pooler(FakePostgres server, String authType, String secret) {
        return TestPooler.start("auth_type: " + authType, "users: {u: {password: \"" + secret + "\"}, empty: {}}",
                "databases: {db: {host: 127.0.0.1, port: " + server.port() + ", user: app}}");
    }

    @Test
    @DisplayName("trust, with PgBouncer's file: a user whom only the [users] section names is none, as with PgBouncer")
    void settingsMakeNoUser(@TempDir Path directory) throws Exception {
        Path list = Files.writeString(directory.resolve("users.txt"), "\"u\" \"\"\n");
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.on(TestConfig.ofIni("[databases]\ndb = host=127.0.0.1 port=" + server.port()
                        + "\n[users]\nu = pool_mode=transaction\nw = pool_mode=transaction\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
                        + "listen_port = 0\nunix_socket_dir =\nauth_type = trust\nauth_file = " + list).config())) {
            pooler.clientOf("u", "db").close();
            try (ScriptedClient client = pooler.unconnected()) {
                client.startup("w", "db");
                assertThat(client.expectError().message()).isEqualTo("\"trust\" authentication failed");
            }
            pooler.awaitLog("no such user: w");
        }
    }

    private static ErrorResponse refused(TestPooler pooler, String user, String password) throws Exception {
        try (ScriptedClient client = pooler.unconnected()) {
            try {
                client.loginWithPassword(user, "db", password);
            } catch (AssertionError refused) {
                String[] words = refused.getMessage().split(" ", 5);
                assertThat(words[0]).as(refused.getMessage()).isEqualTo("login");
                return ErrorResponse.of(words[2], io.howdah.protocol.SqlState.INVALID_PASSWORD, words[3] + " " + words[4]);
            }
            throw new AssertionError(user + " was let in");
        }
    }

    @ParameterizedTest
    @CsvSource({"plain, plain", "plain, md5", "plain, scram", "md5, plain", "md5, md5", "md5, scram",
        "scram-sha-256, plain", "scram-sha-256, scram"})
    @DisplayName("Each method with each kind of stored secret: the right password is taken, others and unknown users are refused alike")
    void methods(String authType, String kind) throws Exception {
        try (FakePostgres server = FakePostgres.start(); TestPooler pooler = pooler(server, authType, secret(kind))) {
            try (ScriptedClient client = pooler.unconnected()) {
                client.loginWithPassword("u", "db", PASSWORD);
                client.query("select 1");
            }
            boolean scram = authType.equals("scram-sha-256") || authType.equals("md5") && kind.equals("scram");
            String words = "28P01 " + (scram ? "SASL" : "password") + " authentication failed";
            assertThat(refused(pooler, "u", "wrong").message()).isEqualTo(words);
            assertThat(refused(pooler, "nobody", PASSWORD).message()).isEqualTo(words);
            // The pooler refuses an empty password before it looks the user up. So the text does not tell whether the user
            // exists.
            String nothing = authType.equals("plain") ? "28P01 empty password returned by client" : words;
            for (String user : new String[] {"u", "nobody", "empty"}) {
                assertThat(refused(pooler, user, "").message()).as(user).isEqualTo(nothing);
            }
            assertThat(pooler.log()).noneMatch(line -> line.contains(PASSWORD) || line.contains("SCRAM-SHA-256$"));
        }
    }

    @Test
    @DisplayName("A user whose secret is an md5 hash cannot prove itself by SCRAM")
    void md5SecretByScram() throws Exception {
        try (FakePostgres server = FakePostgres.start(); TestPooler pooler = pooler(server, "scram-sha-256", secret("md5"))) {
            assertThat(refused(pooler, "u", PASSWORD).message()).startsWith("28P01");
        }
    }

    @Test
    @DisplayName("any lets everybody in as the forced user, trust only those it knows")
    void anyAndTrust() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            try (TestPooler pooler = pooler(server, "any", PASSWORD); ScriptedClient client = pooler.clientOf("stranger", "db")) {
                client.query("select 1");
                assertThat(server.startups()).allMatch(startup -> startup.contains("user app"));
            }
            try (TestPooler pooler = pooler(server, "trust", PASSWORD);
                    ScriptedClient known = pooler.clientOf("u", "db");
                    ScriptedClient stranger = pooler.unconnected()) {
                known.query("select 1");
                stranger.startup("stranger", "db");
                assertThat(stranger.expectError().sqlState()).isEqualTo("28000");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "md5", "scram-sha-256"})
    @DisplayName("trap 90: a message out of order before the login is over is refused: a query, a second password, a password before the start-up packet")
    void trap90_order(String authType) throws Exception {
        try (FakePostgres server = FakePostgres.start(); TestPooler pooler = pooler(server, authType, PASSWORD)) {
            byte[][] wrong = {Frames.query("select 1"), Frames.sync(), Frames.copyDone()};
            for (byte[] message : wrong) {
                try (ScriptedClient client = pooler.unconnected()) {
                    client.startup("u", "db");
                    client.expect((byte) 'R');
                    client.send(message);
                    assertThat(client.expectError().sqlState()).isEqualTo("08P01");
                    client.expectClosed();
                }
            }
            try (ScriptedClient client = pooler.unconnected()) {
                client.send(Frames.password(PASSWORD));
                client.readUntil((byte) 'E');
                client.expectClosed();
            }
            try (ScriptedClient client = pooler.unconnected()) {
                // The client sends the password with the start-up packet, before the pooler has asked.
                client.send(Frames.startup("u", "db"), Frames.password(PASSWORD));
                client.readUntil((byte) 'E');
                client.expectClosed();
            }
            assertThat(server.logins()).isZero();
        }
    }

    @Test
    @DisplayName("trap 31: SCRAM pass-through: with the same verifier on both sides the server is logged in to with the client's keys, also after a reload")
    void trap31_passThrough() throws Exception {
        Script login = Script.begin().acceptScramLogin(SCRAM);
        try (ScriptedServer server = ScriptedServer.start(
                login.answer("select 1", Frames.oneRow("a", "1", 'I')).expectClosed(),
                login.answer("select 2", Frames.oneRow("a", "2", 'I')))) {
            String[] lines = {"auth_type: scram-sha-256", "users: {u: {password: \"" + SCRAM.encode() + "\"}}",
                "server_idle_timeout: 200ms",
                "databases: {db: {host: 127.0.0.1, port: " + server.port() + "}}"};
            try (TestPooler pooler = TestPooler.start(lines); ScriptedClient client = pooler.unconnected()) {
                client.loginWithPassword("u", "db", PASSWORD);
                client.query("select 1");
                pooler.awaitLog("server idle timeout");
                pooler.reload(lines);
                client.query("select 2");
                server.verify();
            }
        }
    }

    @Test
    @DisplayName("A server that stores another verifier refuses; the client gets that error, and it is no loop")
    void passThroughOfAnotherVerifier() throws Exception {
        ScramSecret other = ScramSecret.derive(PASSWORD, new byte[16], 4096);
        try (ScriptedServer server = ScriptedServer.startRepeating(Script.begin().acceptScramLogin(other));
                TestPooler pooler = TestPooler.start("auth_type: scram-sha-256",
                        "users: {u: {password: \"" + SCRAM.encode() + "\"}}",
                        "server_connect_timeout: 1s", "query_wait_timeout: 3s",
                        "databases: {db: {host: 127.0.0.1, port: " + server.port() + "}}")) {
            assertThat(refused(pooler, "u", PASSWORD).severity()).isEqualTo("FATAL");
        }
    }

    @Test
    @DisplayName("PBKDF2 of millions of rounds holds up the client that wants it, and nobody else")
    void slowPasswordWork() throws Exception {
        ScramSecret slow = ScramSecret.derive(PASSWORD, new byte[16], 1_000_000);
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.start("auth_type: plain", "event_loops: 1",
                        "users: {slow: {password: \"" + slow.encode() + "\"}, u: {password: " + PASSWORD + "}}",
                        "databases: {db: {host: 127.0.0.1, port: " + server.port() + ", user: app}}");
                ScriptedClient client = pooler.unconnected();
                ScriptedClient slowClient = pooler.unconnected()) {
            client.loginWithPassword("u", "db", PASSWORD);
            slowClient.startup("slow", "db");
            CompletableFuture<List<Frame>> login = CompletableFuture.supplyAsync(() -> {
                try {
                    return slowClient.finishLogin("slow", PASSWORD);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            int answered = 0;
            while (!login.isDone()) {
                client.query("select 1");
                answered++;
            }
            login.get(10, TimeUnit.SECONDS);
            // If the event loop computed PBKDF2, one or two queries would get through meanwhile.
            assertThat(answered).isGreaterThan(4);
        }
    }
}
