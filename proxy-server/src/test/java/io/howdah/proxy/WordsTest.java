package io.howdah.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.NoticeResponse;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.TestPooler;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients' error messages: PgBouncer's texts with PostgreSQL's SQLSTATEs. Filters and drivers rely on either. */
@Timeout(120)
class WordsTest {

    /** Brings a client to the error, and returns the client. */
    private interface Situation {
        ScriptedClient meet(FakePostgres server, TestPooler pooler) throws Exception;
    }

    /**
     * One row of the table.
     *
     * @param settings additional settings
     */
    private record Row(String text, String sqlState, String severity, List<String> settings, Situation situation) {
        @Override
        public String toString() {
            return text;
        }
    }

    private static Row fatal(String sqlState, String text, List<String> settings, Situation situation) {
        return new Row(text, sqlState, "FATAL", settings, situation);
    }

    private static Situation startup(String user, String database, String... parameters) {
        return (server, pooler) -> {
            ScriptedClient client = pooler.unconnected();
            client.startup(user, database, parameters);
            return client;
        };
    }

    private static Situation password(String user, String password) {
        return (server, pooler) -> {
            ScriptedClient client = pooler.unconnected();
            client.startup(user, "db");
            client.expect((byte) 'R');
            client.send(Frames.password(password));
            return client;
        };
    }

    /** A client that logs in and sends these queries. It reads the answers of all queries but the last. */
    private static Situation queries(String... queries) {
        return (server, pooler) -> {
            ScriptedClient client = pooler.client();
            for (int i = 0; i < queries.length - 1; i++) {
                client.query(queries[i]);
            }
            if (queries.length > 0) {
                client.send(Frames.query(queries[queries.length - 1]));
            }
            return client;
        };
    }

    private static Situation behind(Situation first, Situation then) {
        return (server, pooler) -> {
            first.meet(server, pooler); // the client stays for as long as the pooler runs
            return then.meet(server, pooler);
        };
    }

    static Stream<Row> table() {
        return Stream.of(
                fatal("3D000", "no such database: none", List.of(), startup("u", "none")),
                fatal("28000", "\"trust\" authentication failed", List.of(), startup("nobody", "db")),
                fatal("28P01", "password authentication failed", List.of("auth_type: plain"), password("u", "wrong")),
                fatal("28P01", "empty password returned by client", List.of("auth_type: plain"), password("u", "")),
                fatal("28000", "no username supplied", List.of(), startup("", "db")),
                fatal("28P01", "password authentication failed", List.of("auth_type: md5"),
                        password("u", "md5" + "0".repeat(32))),
                fatal("28P01", "SASL authentication failed", List.of("auth_type: scram-sha-256"), (server, pooler) -> {
                    ScriptedClient client = pooler.unconnected();
                    client.startup("u", "db");
                    client.expect((byte) 'R');
                    client.send(Frames.saslInitialResponse("SCRAM-SHA-256", "n,,n=,r=abc".getBytes()));
                    String first = new String(client.expect((byte) 'R').body()).substring(4);
                    String nonce = first.substring(first.indexOf("r=") + 2, first.indexOf(','));
                    client.send(Frames.saslResponse(("c=biws,r=" + nonce + ",p=" + "A".repeat(43) + "=").getBytes()));
                    return client;
                }),
                fatal("57P03", "database \"db\" is disabled", List.of(), (server, pooler) -> {
                    pooler.pooler().control().disable("db");
                    return startup("u", "db").meet(server, pooler);
                }),
                fatal("F0000", "bouncer config error", List.of("auth_type: any"), startup("u", "db")),
                fatal("53300", "no more connections allowed (max_client_conn)", List.of("max_client_conn: 1"),
                        behind(queries(), startup("u", "db"))),
                fatal("53300", "client connections exceeded (max_db_client_connections)", List.of("max_db_client_connections: 1"),
                        behind(queries(), startup("u", "db"))),
                fatal("53300", "client connections exceeded (max_user_client_connections)",
                        List.of("max_user_client_connections: 1"), behind(queries(), startup("u", "db"))),
                fatal("42704", "unsupported startup parameter in options: 1st", List.of(),
                        startup("u", "db", "options", "-c 1st=x")),
                fatal("08P01", "unsupported options startup parameter: only '-c config=val' and '--config=val' are allowed",
                        List.of(), startup("u", "db", "options", "-d 3")),
                fatal("08P01", "client_login_timeout", List.of("client_login_timeout: 300ms", "tcp_defer_accept: false"),
                        (server, pooler) -> pooler.unconnected()),
                fatal("53300", "query_wait_timeout", List.of("default_pool_size: 1", "query_wait_timeout: 1s"),
                        behind(queries("begin", "begin"), queries("select 1"))),
                fatal("57014", "query_timeout", List.of("default_pool_size: 1", "query_timeout: 1s"),
                        behind(queries("begin", "begin"), queries("select 1"))),
                fatal("57014", "query timeout", List.of("query_timeout: 1s"), queries("hold")),
                fatal("25P03", "idle transaction timeout", List.of("idle_transaction_timeout: 1s"), queries("begin", "begin")),
                fatal("25P04", "transaction timeout", List.of("transaction_timeout: 1s"), queries("begin", "begin")),
                fatal("57P05", "client_idle_timeout", List.of("client_idle_timeout: 1s"), queries()),
                fatal("57P01", "database removed", List.of(), (server, pooler) -> {
                    ScriptedClient client = pooler.client();
                    pooler.reload("databases: {other: {host: 127.0.0.1, port: " + server.port() + "}}", "users: {u: {}}");
                    return client;
                }),
                fatal("57P01", "database configuration changed", List.of("pool_mode: session", "server_fast_close: true"),
                        (server, pooler) -> {
                            ScriptedClient client = pooler.client();
                            client.query("select 1");
                            pooler.reload("pool_mode: session", "server_fast_close: true", "users: {u: {}}",
                                    "databases: {db: {host: localhost, port: " + server.port() + "}}");
                            client.send(Frames.query("select 2"));
                            return client;
                        }),
                fatal("28P01", "role \"u\" may not", List.of(), (server, pooler) -> {
                    server.login(FakePostgres.refuse("28P01", "role \"u\" may not"));
                    return startup("u", "db").meet(server, pooler);
                }),
                fatal("28P01", "server login failed: wrong password type",
                        List.of("users: {u: {password: md5" + "0".repeat(32) + "}}", "server_cleartext_password: 1"),
                        (server, pooler) -> {
                            server.login((self, peer) -> {
                                peer.send(Frames.authenticationCleartextPassword());
                                FakePostgres.waitForEnd(peer);
                                return false;
                            });
                            return startup("u", "db").meet(server, pooler);
                        }),
                fatal("08006", "server conn crashed?", List.of(), queries("die")),
                fatal("0A000", "transaction blocks not allowed in statement pooling mode", List.of("pool_mode: statement"),
                        queries("begin")));
    }

    @ParameterizedTest
    @MethodSource("table")
    void isSaid(Row row) throws Exception {
        String[] settings = row.settings().toArray(String[]::new);
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = pooler(server, settings);
                ScriptedClient client = row.situation().meet(server, pooler)) {
            ErrorResponse error = untilError(client);
            assertThat(error.message()).isEqualTo(row.text());
            assertThat(error.sqlState()).isEqualTo(row.sqlState());
            assertThat(error.severity()).isEqualTo(row.severity());
            client.expectClosed();
            pooler.awaitLog(" closing because: " + row.text() + " (age=");
            pooler.awaitLog("WARN C-");
            assertThat(pooler.log())
                    .anyMatch(line -> line.startsWith("WARN C-") && line.endsWith(" pooler error: " + row.text()));
        }
    }

    private static TestPooler pooler(FakePostgres server, String... settings) {
        String given = String.join("\n", settings);
        String database = "databases: {db: {host: 127.0.0.1, port: " + server.port() + "}}";
        String users = given.contains("users:") ? ""
                : "users: {u: {" + (given.contains("auth_type") ? "password: right" : "") + "}}";
        return TestPooler.start(given, database, users);
    }

    private static ErrorResponse untilError(ScriptedClient client) throws Exception {
        while (true) {
            Frame frame = client.read();
            if (frame.type() == 'E') {
                return ErrorResponse.read(Unpooled.wrappedBuffer(frame.body()));
            }
        }
    }

    @Test
    @DisplayName("A notice tells one that waits; login_notify_message comes before the first ReadyForQuery, and a reload changes it")
    void notices() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "default_pool_size: 1", "query_wait_notify: 1s",
                        "login_notify_message: be nice");
                ScriptedClient holder = pooler.client();
                ScriptedClient waiting = pooler.unconnected()) {
            holder.query("begin");
            waiting.startup("u", "db");
            assertThat(notice(waiting)).isEqualTo("NOTICE 00000 be nice");
            assertThat(waiting.read().type()).isEqualTo((byte) 'Z');
            waiting.send(Frames.query("select 1"));
            assertThat(notice(waiting)).isEqualTo(
                    "NOTICE 00000 No server connection available in postgres backend, client being queued");
            pooler.reload(TestPooler.withDatabase(server, "default_pool_size: 1", "login_notify_message: \"\""));
            try (ScriptedClient late = pooler.unconnected()) {
                assertThat(late.login("u", "db")).noneMatch(frame -> frame.type() == 'N');
            }
        }
    }

    private static String notice(ScriptedClient client) throws Exception {
        Frame frame = client.read();
        while (frame.type() != 'N') {
            assertThat(frame.type()).isNotIn((byte) 'E', (byte) 'Z');
            frame = client.read();
        }
        NoticeResponse notice = NoticeResponse.read(Unpooled.wrappedBuffer(frame.body()));
        return notice.severity() + " " + notice.sqlState() + " " + notice.message();
    }

    @Test
    @DisplayName("The log has PgBouncer's lines for a reserve connection, an automatic database and a server's refusal")
    void logLines() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.start("default_pool_size: 1", "reserve_pool_size: 1",
                        "reserve_pool_timeout: 100ms",
                        "databases: {\"*\": {host: 127.0.0.1, port: " + server.port() + "}}", "users: {u: {}}");
                ScriptedClient holder = pooler.clientOf("u", "first");
                ScriptedClient next = pooler.clientOf("u", "first")) {
            assertThat(pooler.log().stream().filter(line -> line.endsWith("registered new auto-database: first"))).hasSize(1);
            holder.query("begin");
            next.query("select 1");
            assertThat(pooler.log())
                    .anyMatch(line -> line.startsWith("WARN") && line.endsWith("taking connection from reserve_pool"));
            assertThat(pooler.log())
                    .anyMatch(line -> line.matches(".* new connection to server \\(from 127\\.0\\.0\\.1:\\d+\\)"));
            server.login(FakePostgres.refuse("42501", "no entry for you"));
            try (ScriptedClient refused = pooler.unconnected()) {
                refused.startup("u", "second");
                assertThat(untilError(refused).message()).isEqualTo("no entry for you");
            }
            pooler.awaitLog("server login failed: FATAL no entry for you");
            pooler.awaitLog("closing because: no entry for you (age=");
            assertThat(pooler.log()).filteredOn(line -> line.contains(" S-0x")).satisfiesExactly(
                    line -> assertThat(line).matches(".* new connection to server \\(from 127\\.0\\.0\\.1:\\d+\\)"),
                    line -> assertThat(line).endsWith("server login failed: FATAL no entry for you"),
                    line -> assertThat(line).contains("closing because: no entry for you (age="));
        }
    }

    @Test
    @DisplayName("The log has PgBouncer's lines for who asks to be let in, before it is known whether they may")
    void logins() throws Exception {
        try (FakePostgres server = FakePostgres.start(); TestPooler pooler = TestPooler.before(server, "admin_users: u")) {
            String prefix = "INFO C-0x[0-9a-f]+: %s@127\\.0\\.0\\.1:\\d+ ";
            try (ScriptedClient stranger = pooler.unconnected()) {
                stranger.startup("nobody", "db");
                stranger.expectError();
            }
            try (ScriptedClient lost = pooler.unconnected()) {
                lost.startup("u", "none");
                lost.expectError();
            }
            try (ScriptedClient walsender = pooler.unconnected(); ScriptedClient console = pooler.unconnected()) {
                walsender.login("u", "db", "replication", "database");
                console.login("u", "pgbouncer");
            }
            assertThat(pooler.log()).filteredOn(line -> line.contains("authentication failed")).satisfiesExactly(
                    line -> assertThat(line).contains(" closing because: "),
                    line -> assertThat(line).contains(" pooler error: "));
            assertThat(pooler.log()).filteredOn(line -> line.contains("login") || line.contains("no such user"))
                    .satisfiesExactly(
                            line -> assertThat(line).matches(prefix.formatted("db/nobody") + "no such user: nobody"),
                            line -> assertThat(line).matches(
                                    prefix.formatted("db/nobody") + "login attempt: db=db user=nobody tls=no replication=no"),
                            line -> assertThat(line).matches(
                                    prefix.formatted("none/u") + "login attempt: db=none user=u tls=no replication=no"),
                            line -> assertThat(line).matches(prefix.formatted("none/u") + "login failed: db=none user=u"),
                            line -> assertThat(line).matches(
                                    prefix.formatted("db/u") + "login attempt: db=db user=u tls=no replication=database"),
                            line -> assertThat(line).matches(
                                    prefix.formatted("pgbouncer/u")
                                            + "login attempt: db=pgbouncer user=u tls=no replication=no"));
        }
    }

    @Test
    @DisplayName("The log has what the console refuses, and the end of its clients")
    void console() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "admin_users: u", "stats_users: v")) {
            try (ScriptedClient console = pooler.clientOf("v", "pgbouncer");
                    ScriptedClient admin = pooler.clientOf("u", "pgbouncer")) {
                console.query("PAUSE");
                console.query("SHOW nonsense\n2026 LOG forged");
                console.query("SHOW POOLS");
                int id = admin.key().processId();
                admin.query("KILL_CLIENT " + console.key().processId());
                console.expectError();
                admin.send(Frames.terminate());
                admin.expectClosed();
                pooler.awaitLog("C-" + id + ": pgbouncer/u@127.0.0.1:" + admin.localPort()
                        + " closing because: client close request (age=");
            }
            assertThat(pooler.log()).filteredOn(line -> line.startsWith("WARN C-"))
                    .extracting(line -> line.substring(line.indexOf(" pooler")))
                    .containsExactly(" pooler error: admin access needed",
                            " pooler error: invalid command 'SHOW nonsense\\n2026 LOG forged', use SHOW HELP;",
                            " pooler error: admin forced disconnect");
            pooler.awaitLog("closing because: admin forced disconnect (age=");
        }
    }

    @Test
    @DisplayName("The log has PgBouncer's reasons for connections to servers that are given up")
    void serversGivenUp() throws Exception {
        try (FakePostgres server = FakePostgres.start().login(FakePostgres.SILENT);
                TestPooler pooler = TestPooler.start("server_login_retry: 100ms", "server_connect_timeout: 300ms",
                        "users: {u: {}}",
                        "databases: {silent: {host: 127.0.0.1, port: " + server.port() + "}, closed: {host: 127.0.0.1, port: 1}, "
                                + "unknown: {host: nosuchhost.invalid}}");
                ScriptedClient one = pooler.unconnected();
                ScriptedClient two = pooler.unconnected();
                ScriptedClient three = pooler.unconnected()) {
            one.startup("u", "silent");
            two.startup("u", "closed");
            three.startup("u", "unknown");
            pooler.awaitLog("closing because: connect timeout (age=");
            pooler.awaitLog("INFO S-0x0: closed/u@127.0.0.1:1 closing because: connect failed (age=");
            assertThat(pooler.log()).noneMatch(line -> line.startsWith("WARN S-"));
            pooler.awaitLog("closing because: server DNS lookup failed (age=");
            server.login(FakePostgres.HANG_UP);
            pooler.awaitLog("closing because: server conn crashed? (age=");
            server.login((self, peer) -> {
                peer.send(Frames.authenticationCleartextPassword());
                FakePostgres.waitForEnd(peer);
                return false;
            });
            pooler.awaitLog("closing because: failed to answer authreq (age=");
        }
    }

    @Test
    @DisplayName("A reload that takes a database away says so, of the database and of its servers")
    void databaseDropped() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server);
                ScriptedClient busy = pooler.client();
                ScriptedClient idle = pooler.client()) {
            busy.query("begin");
            idle.query("select 1");
            pooler.reload("databases: {other: {host: 127.0.0.1, port: " + server.port() + "}}", "users: {u: {}}");
            assertThat(pooler.log())
                    .contains("WARN dropping database 'db' as it does not exist anymore or inactive auto-database");
            Await.until("both servers to be closed", () -> pooler.log().stream()
                    .filter(line -> line.startsWith("INFO S-") && line.contains(" closing because: database removed (age="))
                    .count() == 2);
        }
    }
}
