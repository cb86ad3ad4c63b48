package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Clients;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Passwords of clients and servers. */
@OnEachPostgres
class LoginIT {

    private static final String PASSWORD = TestPostgres.PASSWORD;
    private static final String IN_YAML = "password: \"" + PASSWORD + "\"";

    private final TestPostgres postgres;

    LoginIT(PostgresVersion version) {
        postgres = version.server();
    }

    private PoolerFile file(String authType) {
        return PoolerFile.before(postgres).set("auth_type", authType).set("server_cleartext_password", 1);
    }

    private static void assertRefused(String sqlState, ThrowingCallable login) {
        assertThatThrownBy(login).isInstanceOf(SQLException.class)
                .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo(sqlState));
    }

    @ParameterizedTest(name = "client {0}, server {1}")
    @DisplayName("a plain password in the configuration serves every method on both sides")
    @CsvSource({
        "plain, app_plain", "plain, app_md5", "plain, app_scram",
        "md5, app_plain", "md5, app_md5", "md5, app_scram",
        "scram-sha-256, app_plain", "scram-sha-256, app_md5", "scram-sha-256, app_scram"})
    void plainPassword(String authType, String user) throws Exception {
        try (TestPooler pooler = file(authType).user(user, IN_YAML).start()) {
            try (Connection client = pooler.connect(user, "password", PASSWORD)) {
                assertThat(Sql.ask(client, "SELECT session_user")).isEqualTo(user);
            }
            assertRefused("28P01", () -> pooler.connect(user, "password", PASSWORD + "x"));
            assertRefused("28P01", () -> pooler.connect(user, "password", "x"));
        }
    }

    @Test
    @DisplayName("a server that asks for a password in clear text over a connection without TLS gets nothing by itself")
    void cleartext() throws Exception {
        try (TestPooler pooler = file("trust").set("server_cleartext_password", 0).user("app_plain", IN_YAML).start()) {
            assertThatThrownBy(() -> pooler.connect("app_plain")).hasMessageContaining(
                    "the server asks for a password in clear text over a connection without TLS (server_cleartext_password is 0)");
        }
    }

    @Test
    @DisplayName("a stored MD5 hash lets the client in and logs in to a server that asks for MD5")
    void storedMd5() throws Exception {
        String stored = postgres.askOne("SELECT rolpassword FROM pg_authid WHERE rolname = 'app_md5'");
        try (TestPooler pooler = file("md5").user("app_md5", "password: \"" + stored + "\"").start()) {
            try (Connection client = pooler.connect("app_md5", "password", PASSWORD)) {
                assertThat(Sql.ask(client, "SELECT session_user")).isEqualTo("app_md5");
            }
            assertRefused("28P01", () -> pooler.connect("app_md5", "password", "wrong"));
        }
    }

    @ParameterizedTest(name = "auth_type {0}")
    @DisplayName("31: a stored SCRAM secret lets the client in and, with the client's key, logs in to the server")
    @CsvSource({"scram-sha-256", "md5"})
    void trap31_storedScramSecret(String authType) throws Exception {
        String stored = postgres.askOne("SELECT rolpassword FROM pg_authid WHERE rolname = 'app_scram'");
        try (TestPooler pooler = file(authType).user("app_scram", "password: \"" + stored + "\"").start()) {
            try (Connection client = pooler.connect("app_scram", "password", PASSWORD)) {
                assertThat(Sql.ask(client, "SELECT session_user")).isEqualTo("app_scram");
            }
            assertRefused("28P01", () -> pooler.connect("app_scram", "password", "wrong"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("26: an unknown user goes through the same exchange and gets the same error as a wrong password")
    @CsvSource({"plain", "md5", "scram-sha-256"})
    void trap26_unknownUser(String authType) throws Exception {
        try (TestPooler pooler = file(authType).user("app_md5", IN_YAML).start()) {
            List<Frame> known = refusal(pooler, "app_md5");
            List<Frame> unknown = refusal(pooler, "nobody_1");
            assertThat(Replies.types(unknown)).isEqualTo(Replies.types(known));
            ErrorResponse knownError = Replies.error(known);
            ErrorResponse unknownError = Replies.error(unknown);
            assertThat(unknownError.sqlState()).isEqualTo(knownError.sqlState()).isEqualTo("28P01");
            assertThat(unknownError.severity()).isEqualTo(knownError.severity()).isEqualTo("FATAL");
            assertThat(unknownError.message().replace("nobody_1", "app_md5")).isEqualTo(knownError.message());
        }
    }

    @Test
    @DisplayName("26: the salt shown to an unknown user is the same every time, as a stored one would be")
    void trap26_stableSalt() throws Exception {
        try (TestPooler pooler = file("scram-sha-256").start()) {
            List<String> salts = new ArrayList<>();
            for (String user : new String[] {"nobody_1", "nobody_1", "nobody_2"}) {
                Frame challenge = refusal(pooler, user).get(1);
                String text = new String(challenge.body(), 4, challenge.body().length - 4,
                        java.nio.charset.StandardCharsets.US_ASCII);
                salts.add(text.replaceAll(".*,s=([^,]*),.*", "$1"));
            }
            assertThat(salts.get(0)).isEqualTo(salts.get(1)).isNotEqualTo(salts.get(2));
        }
    }

    /** All messages that a client with a wrong password gets. */
    private static List<Frame> refusal(TestPooler pooler, String user) throws Exception {
        try (ScriptedClient client = pooler.unconnected()) {
            client.startup(user, TestPostgres.DATABASE);
            List<Frame> frames = new ArrayList<>();
            var scram = new io.howdah.protocol.auth.ScramClient("",
                    new io.howdah.protocol.auth.Credentials.Password("certainly wrong"));
            int step = 0;
            do {
                frames.add(client.read());
                Frame last = frames.get(frames.size() - 1);
                if (last.type() == BackendType.AUTHENTICATION) {
                    int kind = last.buffer().readInt();
                    if (kind == 10) {
                        client.send(Frames.saslInitialResponse("SCRAM-SHA-256", scram.first()));
                    } else if (kind == 11) {
                        client.send(Frames.saslResponse(scram.respond(
                                java.util.Arrays.copyOfRange(last.body(), 4, last.body().length))));
                    } else {
                        client.send(Frames.password("md5" + "0".repeat(32)));
                    }
                }
            } while (frames.get(frames.size() - 1).type() == BackendType.AUTHENTICATION && step++ < 5);
            client.expectClosed();
            return frames;
        }
    }

    @Test
    @DisplayName("27: an empty password is refused, and so is a user whose stored password is empty")
    void trap27_emptyPassword() throws Exception {
        try (TestPooler pooler = file("plain").user("app_md5", IN_YAML).user("other", "").start()) {
            for (String user : new String[] {"app_md5", "other"}) {
                try (ScriptedClient client = pooler.unconnected()) {
                    client.startup(user, TestPostgres.DATABASE);
                    client.expect(BackendType.AUTHENTICATION);
                    client.send(Frames.password(""));
                    assertThat(client.expectError().sqlState()).isEqualTo("28P01");
                    client.expectClosed();
                }
            }
        }
    }

    @Test
    @DisplayName("35: whoever has no password is not told whether a database exists")
    void trap35_databaseIsNotTold() throws Exception {
        try (TestPooler pooler = file("scram-sha-256").user("app_scram", IN_YAML).start()) {
            assertRefused("28P01", () -> pooler.connectTo("nowhere", "app_scram", "password", "wrong"));
            assertRefused("3D000", () -> pooler.connectTo("nowhere", "app_scram", "password", PASSWORD));
        }
    }

    @Test
    @DisplayName("34: the server refuses the user: the client gets the server's own error, not a wait")
    void trap34_serverRefuses() throws Exception {
        try (TestPooler pooler = file("trust").user("app_md5", "password: \"not the server's\"")
                .user("app_rejected", "")
                .database("gone", "dbname: does_not_exist").start()) {
            assertRefused("28P01", () -> askOnce(pooler.connect("app_md5")));
            assertRefused("28000", () -> askOnce(pooler.connect("app_rejected")));
            assertRefused("3D000", () -> askOnce(pooler.connectTo("gone", "app")));
        }
    }

    private static void askOnce(Connection connection) throws SQLException {
        try (connection) {
            Sql.ask(connection, "SELECT 1");
        }
    }

    @Test
    @DisplayName("a database with a user of its own: every client becomes that role on the server")
    void forcedUser() throws Exception {
        try (TestPooler pooler = file("scram-sha-256").user("rider", "password: pillion")
                .database("forced", "dbname: howdah, user: app_scram, " + IN_YAML).start();
                Connection client = pooler.connectTo("forced", "rider", "password", "pillion")) {
            assertThat(Sql.ask(client, "SELECT session_user")).isEqualTo("app_scram");
        }
    }

    @Test
    @DisplayName("trust lets in whoever is known, and nobody else; 'any' lets in any name")
    void trustAndAny() throws Exception {
        try (TestPooler pooler = file("trust").start()) {
            // PostgreSQL's SQLSTATE for an unknown role, if no password was asked for.
            assertRefused("28000", () -> pooler.connect("nobody_1"));
        }
        try (TestPooler pooler = file("any").database("howdah", "user: app").start();
                Connection client = pooler.connect("nobody_1")) {
            assertThat(Sql.ask(client, "SELECT session_user")).isEqualTo("app");
        }
    }

    @Test
    @DisplayName("100 clients at once with SCRAM")
    void manyLogins() throws Exception {
        try (TestPooler pooler = file("scram-sha-256").user("app_scram", IN_YAML).start()) {
            Clients.together(100, number -> {
                try (Connection client = pooler.connect("app_scram", "password", PASSWORD)) {
                    assertThat(Sql.ask(client, "SELECT " + number)).isEqualTo(Integer.toString(number));
                }
            });
        }
    }
}
