package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.Script;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.protocol.fixtures.ScriptedServer;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Clients;
import io.howdah.proxy.testing.FreePort;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Scripted servers that do what PostgreSQL never does, or does only in a crash. */
@Timeout(120)
@ExtendWith(LeakWatch.class)
class BrokenServerIT {

    /** One connection at a time, so that the second script is for the connection after the first. */
    private static PoolerFile before(ScriptedServer server) {
        return PoolerFile.beforePort(server.port()).set("default_pool_size", 1);
    }

    /** Answers every query with one row that holds this value. */
    private static Script answering(String value) {
        return Script.begin().acceptLogin().then(Script.begin().then(peer -> {
            peer.expect((byte) 'Q');
            peer.send(Frames.oneRow("x", value, 'I'));
        }).loop());
    }

    @Test
    @DisplayName("60: the server vanishes in the middle of an answer: 08006, never a hang")
    void trap60_vanishesInAnswer() throws Exception {
        Script script = Script.begin().acceptLogin().then(peer -> {
            peer.expect((byte) 'Q');
            peer.send(Frames.rowDescription("x"), new byte[] {'D', 0, 0, 0, 50, 1, 2});
            peer.close();
        });
        try (ScriptedServer server = ScriptedServer.start(script);
                TestPooler pooler = before(server).start();
                ScriptedClient client = pooler.client()) {
            client.send(Frames.query("SELECT 1"));
            assertThat(client.read().type()).isEqualTo(BackendType.ROW_DESCRIPTION);
            // The client has got half a row, so nothing behind it could be read as a message. The pooler only closes the
            // connection.
            while (!client.atEnd()) {
                client.readByte();
            }
        }
    }

    @Test
    @DisplayName("60: the server vanishes between messages: the client is told 08006")
    void trap60_vanishesBetweenMessages() throws Exception {
        Script script = Script.begin().acceptLogin().then(peer -> {
            peer.expect((byte) 'Q');
            peer.send(Frames.rowDescription("x"), Frames.dataRow("1"));
            peer.close();
        });
        try (ScriptedServer server = ScriptedServer.start(script);
                TestPooler pooler = before(server).start();
                ScriptedClient client = pooler.client()) {
            client.send(Frames.query("SELECT 1"));
            ErrorResponse error = Replies.error(client.readUntil(BackendType.ERROR_RESPONSE));
            assertThat(error.sqlState()).isEqualTo("08006");
            client.expectClosed();
        }
    }

    @Test
    @DisplayName("59: an error without SQLSTATE, and one without any field, pass through")
    void trap59_errorWithoutFields() throws Exception {
        byte[] noState = Frames.frame('E', Frames.int1('M'), Frames.cstring("nameless"), Frames.int1(0));
        byte[] nothing = Frames.frame('E', Frames.int1(0));
        Script script = Script.begin().acceptLogin().then(peer -> {
            peer.expect((byte) 'Q');
            peer.send(noState, nothing, Frames.readyForQuery('I'));
        }).expectClosed();
        try (ScriptedServer server = ScriptedServer.start(script);
                TestPooler pooler = before(server).start();
                ScriptedClient client = pooler.client()) {
            List<Frame> answer = client.query("SELECT 1");
            assertThat(answer.get(0).bytes()).isEqualTo(noState);
            assertThat(answer.get(1).bytes()).isEqualTo(nothing);
        }
    }

    @Test
    @DisplayName("57: notices, parameters and notifications between queries reach the linked client or are dropped")
    void trap57_messagesAtAnyTime() throws Exception {
        byte[] chatter = Frames.concat(Frames.notice("NOTICE", "00000", "between"), Frames.parameterStatus("TimeZone", "UTC"),
                Frames.notification(1, "channel", "payload"));
        Script script = Script.begin().acceptLogin().then(peer -> {
            for (int i = 0; i < 3; i++) {
                peer.expect((byte) 'Q');
                peer.send(chatter, Frames.rowDescription("x"), chatter, Frames.dataRow("1"), Frames.commandComplete("SELECT 1"),
                        Frames.readyForQuery('I'), chatter);
            }
        }).expectClosed();
        try (ScriptedServer server = ScriptedServer.start(script);
                TestPooler pooler = before(server).start();
                ScriptedClient client = pooler.client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(Replies.value(client.query("SELECT 1"))).isEqualTo("1");
            }
        }
    }

    @Test
    @DisplayName("39: a server that answers more than it was asked is not given to anybody")
    void trap39_answersUnasked() throws Exception {
        Script confused = Script.begin().acceptLogin().then(peer -> {
            peer.expect((byte) 'Q');
            peer.send(Frames.oneRow("x", "mine", 'I'), Frames.oneRow("x", "somebody else's", 'I'));
        }).expectClosed();
        try (ScriptedServer server = ScriptedServer.start(confused, answering("right"));
                TestPooler pooler = before(server).start();
                ScriptedClient client = pooler.client()) {
            assertThat(Replies.value(client.query("SELECT 1"))).isEqualTo("mine");
            try (ScriptedClient next = pooler.client()) {
                assertThat(Replies.value(next.query("SELECT 1"))).isEqualTo("right");
            }
        }
    }

    @Test
    @DisplayName("39: the same, while it is on its way to a client on another loop: its place is free again")
    void trap39_answersUnaskedWhileItMoves() throws Exception {
        CountDownLatch nextWaits = new CountDownLatch(1);
        Script confused = Script.begin().acceptLogin().then(peer -> {
            peer.expect((byte) 'Q');
            nextWaits.await();
            peer.send(Frames.oneRow("x", "mine", 'I'), Frames.oneRow("x", "somebody else's", 'I'));
        }).expectClosed();
        try (ScriptedServer server = ScriptedServer.start(confused, answering("right"));
                TestPooler pooler = before(server).set("event_loops", 2).start();
                ScriptedClient client = pooler.client();
                ScriptedClient next = pooler.client()) {
            client.send(Frames.query("SELECT 1"));
            Await.until("it to be asked", () -> pooler.pool().svActive() == 1);
            next.send(Frames.query("SELECT 1"));
            pooler.awaitWaiting(1);
            nextWaits.countDown();
            assertThat(Replies.value(client.readUntil(BackendType.READY_FOR_QUERY))).isEqualTo("mine");
            assertThat(Replies.value(next.readUntil(BackendType.READY_FOR_QUERY))).isEqualTo("right");
        }
    }

    @Test
    @DisplayName("56: a server that sends an impossible length is dropped, and the client told")
    void trap56_impossibleLengthFromServer() throws Exception {
        for (int length : new int[] {0, 3, -1, Integer.MIN_VALUE}) {
            Script script = Script.begin().acceptLogin().then(peer -> {
                peer.expect((byte) 'Q');
                peer.send(Frames.int1('D'), Frames.int4(length), new byte[20]);
            }).expectClosed();
            try (ScriptedServer server = ScriptedServer.start(script);
                    TestPooler pooler = before(server).start();
                    ScriptedClient client = pooler.client()) {
                client.send(Frames.query("SELECT 1"));
                ErrorResponse error = Replies.error(client.readUntil(BackendType.ERROR_RESPONSE));
                assertThat(error.sqlState()).as("length " + length).startsWith("08");
            }
        }
    }

    @Test
    @DisplayName("33: a server that asks for a login nobody knows: the client is told")
    void trap33_unknownAuthentication() throws Exception {
        Script script = Script.begin().expectStartup().send(Frames.frame('R', Frames.int4(9), Frames.utf8("?"))).expectClosed();
        try (ScriptedServer server = ScriptedServer.start(script);
                TestPooler pooler = before(server).set("query_wait_timeout", "3s").start()) {
            assertThatThrownBy(() -> {
                try (var connection = pooler.connect()) {
                    Sql.ask(connection, "SELECT 1");
                }
            }).isInstanceOf(java.sql.SQLException.class);
        }
    }

    @Test
    @DisplayName("28: a server that asks for 2^31 SCRAM iterations is not obeyed")
    void trap28_hostileIterationCount() throws Exception {
        Script script = Script.begin().expectStartup().send(Frames.authenticationSasl("SCRAM-SHA-256")).then(peer -> {
            String first = new String(peer.expect((byte) 'p').body(), java.nio.charset.StandardCharsets.US_ASCII);
            String nonce = first.replaceAll("(?s).*,r=", "");
            peer.send(Frames.authenticationSaslContinue(Frames.utf8("r=" + nonce + "x,s=c2FsdA==,i=2147483647")));
        }).expectClosed();
        try (ScriptedServer server = ScriptedServer.start(script);
                TestPooler pooler = before(server).user("app", "password: x").set("query_wait_timeout", "3s").start()) {
            assertThatThrownBy(() -> {
                try (var connection = pooler.connect()) {
                    Sql.ask(connection, "SELECT 1");
                }
            }).isInstanceOf(java.sql.SQLException.class);
        }
    }

    @Test
    @DisplayName("34: 57P03 at the server's login keeps the client waiting until the server is ready")
    void trap34_serverIsStarting() throws Exception {
        Script starting = Script.begin().refuseLogin("57P03", "the database system is starting up");
        Script stopping = Script.begin().refuseLogin("57P03", "the database system is shutting down");
        try (ScriptedServer server = ScriptedServer.start(starting, stopping, answering("ready at last"));
                TestPooler pooler = before(server).set("server_login_retry", "100ms").start();
                ScriptedClient client = pooler.unconnected()) {
            client.login("app", "howdah");
            assertThat(Replies.value(client.query("SELECT 1"))).isEqualTo("ready at last");
        }
    }

    @Test
    @DisplayName("34: 53300 at the server's login, and no server in the pool: the client is told in the server's words")
    void trap34_serverIsFull() throws Exception {
        try (ScriptedServer server = ScriptedServer
                .startRepeating(Script.begin().refuseLogin("53300", "sorry, too many clients already"));
                TestPooler pooler = before(server).start();
                ScriptedClient client = pooler.unconnected()) {
            client.startup("app", "howdah");
            var error = client.expectError();
            assertThat(error.severity() + " " + error.sqlState() + " " + error.message())
                    .isEqualTo("FATAL 53300 sorry, too many clients already");
        }
    }

    @Test
    @DisplayName("nothing listens at the server's port: the client is told within query_wait_timeout")
    void nothingListens() throws Exception {
        int deadPort = FreePort.choose();
        try (TestPooler pooler = PoolerFile.beforePort(deadPort)
                .set("query_wait_timeout", "1s").set("server_login_retry", "200ms").start()) {
            assertThatThrownBy(() -> {
                try (var connection = pooler.connect()) {
                    Sql.ask(connection, "SELECT 1");
                }
            }).isInstanceOf(java.sql.SQLException.class)
                    .satisfies(e -> assertThat(((java.sql.SQLException) e).getSQLState()).isIn("08006", "08001", "53300"));
        }
    }

    @Test
    @DisplayName("several hosts: one that does not answer is passed over")
    void oneOfTwoHostsIsDown() throws Exception {
        int deadPort = FreePort.choose();
        TestPostgres postgres = PostgresVersion.V18.server();
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 4)
                .databaseOnHosts("two", "\"127.0.0.1:" + deadPort + "\", \"127.0.0.1:" + postgres.port() + "\"",
                        "dbname: howdah, load_balance_hosts: round-robin")
                .start()) {
            Clients.together(8, number -> {
                try (var connection = pooler.connectTo("two", "app")) {
                    assertThat(Sql.ask(connection, "SELECT " + number)).isEqualTo(Integer.toString(number));
                }
            });
        }
    }

    @Test
    @DisplayName("61: a server found dead at the first write: the query, of which no byte was sent, goes to another")
    void trap61_staleServer() throws Exception {
        Script dies = Script.begin().acceptLogin().then(peer -> {
            peer.expect((byte) 'Q');
            peer.send(Frames.oneRow("x", "first", 'I'));
            peer.abort();
        });
        try (ScriptedServer server = ScriptedServer.start(dies, answering("second"));
                TestPooler pooler = before(server).start();
                ScriptedClient client = pooler.client()) {
            assertThat(Replies.value(client.query("SELECT 1"))).isEqualTo("first");
            Await.until("the loss to be noticed", () -> pooler.pool().svIdle() == 0);
            assertThat(Replies.value(client.query("SELECT 1"))).isEqualTo("second");
        }
    }
}
