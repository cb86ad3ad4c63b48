package io.howdah.proxy.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Clients;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WholePooler
@Timeout(120)
class ClientEndTest {

    @Test
    @DisplayName("A client that reads nothing does not stay for ever when it is to end: its place comes back")
    void clientThatReadsNothing() throws Exception {
        byte[] row = Frames.dataRow("x".repeat(60_000));
        try (FakePostgres server = FakePostgres.start().login((fake, peer) -> {
            FakePostgres.ACCEPT.run(fake, peer);
            peer.read();
            try {
                for (int i = 0; i < 2_000; i++) {
                    peer.send(row);
                }
            } catch (java.io.IOException e) {
                // The pooler has closed the connection.
            }
            return false;
        });
                TestPooler pooler = TestPooler.before(server, "query_timeout: 500ms", "cancel_wait_timeout: 1s");
                ScriptedClient client = pooler.client()) {
            client.send(Frames.query("select * from big"));
            pooler.awaitLog("closing because: query timeout");
            Await.until("its place to come back", () -> pooler.pooler().clients() == 0);
            Await.until("its server to be free or gone", () -> server.open() == 0);
        }
    }

    @ParameterizedTest(name = "the server {0}")
    @ValueSource(strings = {"is lost", "says no more"})
    @DisplayName("A client that has a part of a message hears nothing in its midst")
    void inTheMidstOfAMessage(String end) throws Exception {
        byte[] row = Frames.dataRow("of which the end does not come");
        byte[] part = Arrays.copyOf(row, row.length - 3);
        try (FakePostgres server = FakePostgres.start().login((fake, peer) -> {
            FakePostgres.ACCEPT.run(fake, peer);
            peer.read();
            peer.send(Frames.rowDescription("a"), part);
            if (end.equals("is lost")) {
                peer.close();
            } else {
                peer.expectClosed();
            }
            return false;
        });
                TestPooler pooler = TestPooler.before(server, "query_timeout: 500ms", "cancel_wait_timeout: 1s");
                ScriptedClient client = pooler.client()) {
            client.send(Frames.query("select 'one'"));
            for (byte expected : Frames.concat(Frames.rowDescription("a"), part)) {
                assertThat(client.readByte()).isEqualTo(expected);
            }
            client.expectClosed();
        }
    }

    @Test
    @DisplayName("Time-outs in all places go on after one client has met its own")
    void timeoutsGoOn() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "client_idle_timeout: 1s", "query_timeout: 1s",
                        "idle_transaction_timeout: 1s", "default_pool_size: 3")) {
            for (int round = 0; round < 2; round++) {
                List<String> states = new ArrayList<>();
                try (ScriptedClient idle = pooler.client();
                        ScriptedClient querying = pooler.client();
                        ScriptedClient inTransaction = pooler.client()) {
                    querying.send(Frames.query("select hold"));
                    inTransaction.query("begin");
                    states.add(idle.expectError().sqlState());
                    states.add(querying.expectError().sqlState());
                    states.add(inTransaction.expectError().sqlState());
                }
                assertThat(states).containsExactly("57P05", "57014", "25P03");
                Await.until("all servers to be free again",
                        () -> pooler.pool().svActive() == 0 && pooler.pool().svBeingCanceled() == 0);
            }
            assertThat(server.queries("ROLLBACK")).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("client_login_timeout: a client that does not go on with its login is told so and closed")
    void loginTimeout() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.start("client_login_timeout: 2s", "tcp_defer_accept: false", "auth_type: plain",
                        "users: {u: {password: p}}",
                        "databases: {db: {host: 127.0.0.1, port: " + server.port() + "}}");
                ScriptedClient silent = pooler.unconnected();
                ScriptedClient halfway = pooler.unconnected()) {
            halfway.startup("u", "db");
            halfway.expect((byte) 'R');
            assertThat(halfway.expectError().message()).isEqualTo("client_login_timeout");
            halfway.expectClosed();
            silent.readUntil((byte) 'E');
            silent.expectClosed();
        }
    }

    @Test
    @DisplayName("Clients that come and go in every state leave nothing behind")
    void comeAndGo() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "event_loops: 3", "default_pool_size: 2", "max_client_conn: 200")) {
            Clients.together(16, number -> {
                for (int i = 0; i < 12; i++) {
                    try (ScriptedClient client = pooler.client()) {
                        switch ((number + i) % 6) {
                            case 0:
                                client.send(Frames.query("select 1")); // The client leaves without reading.
                                break;
                            case 1:
                                client.send(Frames.query("begin"), Frames.query("select 2"));
                                break;
                            case 2:
                                client.send(Frames.query("select hold")); // The pooler cancels this query.
                                break;
                            case 3:
                                client.send(Frames.query("begin"));
                                client.abort();
                                break;
                            case 4:
                                client.query("begin");
                                client.query("select 3");
                                break;
                            default:
                                client.query("select 4");
                                break;
                        }
                    }
                }
            });
            Await.until("nobody and nothing to be left", () -> {
                var pool = pooler.pool();
                return pooler.pooler().clients() == 0 && pool.clActive() == 0 && pool.clWaiting() == 0 && pool.svActive() == 0
                        && pool.svBeingCanceled() == 0 && pool.svTested() == 0 && pool.svLogin() == 0
                        && pool.svIdle() == server.open();
            });
            assertThat(server.most()).isLessThanOrEqualTo(3);
            try (ScriptedClient client = pooler.client()) {
                client.query("select 5");
            }
            assertThat(pooler.log()).noneMatch(line -> line.startsWith("ERROR"));
        }
    }
}
