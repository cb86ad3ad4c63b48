package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and values are bytes. Their characters depend on encodings, which differ from client to client. */
@OnEachPostgres
class EncodingsIT {

    private static final String LATIN1_NAME = CStrings.text("zo\u00eb".getBytes(StandardCharsets.ISO_8859_1));

    private final TestPostgres postgres;

    EncodingsIT(PostgresVersion version) {
        postgres = version.server();
    }

    private TestPooler oneServer() {
        return PoolerFile.before(postgres).set("default_pool_size", 1).start();
    }

    private static String value(ScriptedClient client, String sql, Charset charset) throws Exception {
        for (Frame frame : client.query(sql)) {
            if (frame.type() == BackendType.DATA_ROW) {
                byte[] body = frame.body();
                return new String(body, 6, body.length - 6, charset);
            }
        }
        throw new AssertionError("no row");
    }

    @Test
    @DisplayName("a value set for a client after one with another client_encoding")
    void afterAnotherEncoding() throws Exception {
        try (TestPooler pooler = oneServer();
                ScriptedClient latin = pooler.client("client_encoding", "LATIN1");
                ScriptedClient utf = pooler.client("app.owner", "Zo\u00eb \\ 'x'", "application_name", "Zo\u00eb", "search_path",
                        "sch\u00e9ma, public");
                ScriptedClient both = pooler.client("app.owner", "Zo\u00eb", "client_encoding", "LATIN1");
                ScriptedClient direct = ScriptedClient.connect("127.0.0.1", postgres.port(), 15_000)) {
            direct.login(TestPostgres.APP, TestPostgres.DATABASE, "app.owner", "Zo\u00eb", "client_encoding", "LATIN1",
                    "application_name", "Zo\u00eb",
                    "search_path", "sch\u00e9ma, public");
            String applicationName = Replies.value(direct.query("SHOW application_name"));
            for (int i = 0; i < 3; i++) {
                latin.query("SELECT 1");
                assertThat(value(utf, "SHOW app.owner", StandardCharsets.UTF_8)).isEqualTo("Zo\u00eb \\ 'x'");
                assertThat(value(utf, "SHOW application_name", StandardCharsets.UTF_8)).isEqualTo(applicationName);
                assertThat(value(utf, "SHOW search_path", StandardCharsets.UTF_8)).isEqualTo("sch\u00e9ma, public");
                latin.query("SELECT 1");
                assertThat(value(both, "SHOW app.owner", StandardCharsets.ISO_8859_1))
                        .isEqualTo(value(direct, "SHOW app.owner", StandardCharsets.ISO_8859_1)).isEqualTo("Zo\u00eb");
                assertThat(
                        value(both, "BEGIN; SET app.owner = 'x'; RESET app.owner; SHOW app.owner", StandardCharsets.ISO_8859_1))
                        .isEqualTo("Zo\u00eb");
                both.query("ROLLBACK");
            }
            assertThat(utf.parameters()).containsEntry("application_name", applicationName);
        }
    }

    @ParameterizedTest(name = "server_reset_query \"{0}\"")
    @ValueSource(strings = {"DISCARD ALL", "RESET ALL", "SELECT 1", ""})
    @DisplayName("a value set for a session after one with another client_encoding")
    void sessionAfterAnotherEncoding(String resetQuery) throws Exception {
        String[] values = {"app.owner", "Zo\u00eb \\ 'x'", "search_path", "sch\u00e9ma, public"};
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).set("pool_mode", "session")
                .set("server_reset_query", resetQuery).start()) {
            for (String last : List.of("SELECT '\u00eb'", "SET client_encoding = WIN1252", "SET client_encoding = LATIN1")) {
                try (ScriptedClient latin = pooler.client("client_encoding", "LATIN1", "app.owner", "Zo\u00eb")) {
                    assertThat(value(latin, "SHOW app.owner", StandardCharsets.ISO_8859_1)).isEqualTo("Zo\u00eb");
                    assertThat(value(latin, "SET app.owner = 'x'; RESET app.owner; SHOW app.owner",
                            StandardCharsets.ISO_8859_1)).isEqualTo("Zo\u00eb");
                    latin.query(last);
                }
                pooler.awaitUnused();
                SameAsDirect.check(postgres, pooler, List.of(values),
                        (client, heard) -> SameAsDirect.ask(client, heard, "SHOW app.owner", "SHOW search_path",
                                "SHOW client_encoding", "SET app.owner = 'x'; RESET app.owner; SHOW app.owner",
                                last));
                pooler.awaitUnused();
            }
        }
    }

    @Test
    @DisplayName("a search_path set in LATIN1 means the same on the next server and to the next client")
    void reportedInAnotherEncoding() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 2).start();
                ScriptedClient latin = pooler.client("client_encoding", "LATIN1");
                ScriptedClient utf = pooler.client();
                ScriptedClient holds = pooler.client()) {
            // If PostgreSQL does not report search_path, the pooler does not keep it for the client.
            boolean kept = latin.parameters().containsKey("search_path");
            latin.send(Frames.query(CStrings.text("SET search_path = sch\u00e9ma".getBytes(StandardCharsets.ISO_8859_1))));
            latin.readUntil(BackendType.READY_FOR_QUERY);
            for (int i = 0; i < 4; i++) {
                holds.query(i % 2 == 0 ? "BEGIN" : "COMMIT");
                assertThat(value(utf, "SHOW search_path", StandardCharsets.UTF_8)).isEqualTo("\"$user\", public");
                if (kept) {
                    assertThat(value(latin, "SHOW search_path", StandardCharsets.ISO_8859_1)).isEqualTo("\"sch\u00e9ma\"");
                }
            }
        }
    }

    @Test
    @DisplayName("a user and a database whose names are no UTF-8")
    void namesInLatin1() throws Exception {
        try (Connection connection = postgres.superuser()) {
            Sql.run(connection, "DROP DATABASE IF EXISTS latin");
            Sql.run(connection, "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        }
        // Only a session with client_encoding LATIN1 in a LATIN1 database can make such a name.
        try (ScriptedClient maker = ScriptedClient.connect("127.0.0.1", postgres.port(), 15_000)) {
            maker.login(TestPostgres.SUPERUSER, "latin", "client_encoding", "LATIN1");
            maker.send(Frames.query("DROP ROLE IF EXISTS \"" + LATIN1_NAME + "\""));
            maker.readUntil(BackendType.READY_FOR_QUERY);
            maker.send(Frames.query("CREATE ROLE \"" + LATIN1_NAME + "\" LOGIN"));
            assertThat(Replies.tags(maker.readUntil(BackendType.READY_FOR_QUERY))).containsExactly("CREATE ROLE");
        }
        Path users = Files.createTempFile("users", ".txt");
        Files.write(users, CStrings.bytes("\"" + LATIN1_NAME + "\" \"\"\n"));
        try (TestPooler pooler = PoolerFile.before(postgres).set("auth_file", users).database("latin", "").start()) {
            try (ScriptedClient client = pooler.unconnected(); ScriptedClient other = pooler.unconnected()) {
                client.login(LATIN1_NAME, "latin", "client_encoding", "LATIN1", "app.owner", LATIN1_NAME);
                other.login(LATIN1_NAME, "latin", "client_encoding", "UTF8");
                for (int i = 0; i < 2; i++) {
                    assertThat(value(client, "SELECT current_user", StandardCharsets.ISO_8859_1)).isEqualTo("zo\u00eb");
                    assertThat(value(client, "SHOW app.owner", StandardCharsets.ISO_8859_1)).isEqualTo("zo\u00eb");
                    assertThat(value(other, "SELECT current_user", StandardCharsets.UTF_8)).isEqualTo("zo\u00eb");
                }
            }
        }
        Files.delete(users);
        try (Connection connection = postgres.superuser()) {
            Sql.run(connection, "DROP DATABASE latin WITH (FORCE)");
        }
    }
}
