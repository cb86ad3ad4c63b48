package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.ProtocolVersion;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Clients;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Cancel requests, each on a connection of its own. */
@OnEachPostgres
class CancelIT {

    private static final byte READY = BackendType.READY_FOR_QUERY;
    private static final String SLEEP = "SELECT pg_sleep(50)";

    private final TestPostgres postgres;

    CancelIT(PostgresVersion version) {
        postgres = version.server();
    }

    private static void cancel(TestPooler pooler, int processId, byte[] secret) throws Exception {
        try (ScriptedClient request = pooler.unconnected()) {
            request.send(Frames.cancelRequest(processId, secret));
            // 10: the answer to a cancel request is the end of the connection, without any message.
            request.expectClosed();
        }
    }

    private static void cancel(TestPooler pooler, ScriptedClient client) throws Exception {
        cancel(pooler, client.key().processId(), client.key().secret());
    }

    private void awaitSleeping() {
        Await.until("the query to run", () -> postgres.askOne("SELECT count(*) FROM pg_stat_activity"
                + " WHERE usename = 'app' AND state = 'active' AND query LIKE '%pg_sleep%'").equals("1"));
    }

    @Test
    @DisplayName("10: a running query is cancelled with PostgreSQL's own 57014, and the client goes on")
    void trap10_runningQuery() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            client.send(Frames.query(SLEEP));
            awaitSleeping();
            cancel(pooler, client);
            List<Frame> answer = client.readUntil(READY);
            assertThat(Replies.error(answer).sqlState()).isEqualTo("57014");
            assertThat(Replies.error(answer).message()).isEqualTo("canceling statement due to user request");
            assertThat(Replies.value(client.query("SELECT 'goes on'"))).isEqualTo("goes on");
        }
    }

    @Test
    @DisplayName("the driver's Statement.cancel")
    void driver() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start();
                Connection connection = pooler.connect();
                Statement statement = connection.createStatement();
                Clients clients = new Clients()) {
            var running = clients.start(() -> statement.executeQuery(SLEEP));
            awaitSleeping();
            statement.cancel();
            assertThatThrownBy(() -> Clients.result(running)).isInstanceOf(SQLException.class)
                    .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("57014"));
            assertThat(Sql.ask(connection, "SELECT 'goes on'")).isEqualTo("goes on");
        }
    }

    @Test
    @DisplayName("84: a client that waits for a server gets 57014 at once, and its query is never run")
    void trap84_waitingClient() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient holder = pooler.client();
                ScriptedClient waiting = pooler.client()) {
            holder.query("BEGIN");
            waiting.send(Frames.query("INSERT INTO track (note) VALUES ('trap 84')"));
            pooler.awaitWaiting(1);
            cancel(pooler, waiting);
            List<Frame> answer = waiting.readUntil(READY);
            assertThat(Replies.types(answer)).isEqualTo("E Z");
            assertThat(Replies.error(answer).sqlState()).isEqualTo("57014");
            assertThat(Replies.status(answer)).isEqualTo('I');
            holder.query("COMMIT");
            assertThat(Replies.value(waiting.query("SELECT count(*) FROM track WHERE note = 'trap 84'"))).isEqualTo("0");
        }
    }

    @Test
    @DisplayName("84: the same for a batch of the extended protocol: the error, and ReadyForQuery at its Sync")
    void trap84_waitingExtended() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient holder = pooler.client();
                ScriptedClient waiting = pooler.client()) {
            holder.query("BEGIN");
            waiting.send(Frames.parse("", "SELECT 'never'"), Frames.bind("", ""), Frames.execute("", 0), Frames.sync());
            pooler.awaitWaiting(1);
            cancel(pooler, waiting);
            List<Frame> answer = waiting.readUntil(READY);
            assertThat(Replies.types(answer)).isEqualTo("E Z");
            assertThat(Replies.error(answer).sqlState()).isEqualTo("57014");
            holder.query("COMMIT");
            assertThat(Replies.value(waiting.query("SELECT 'goes on'"))).isEqualTo("goes on");
        }
    }

    @Test
    @DisplayName("83: a cancel that comes too late never hits the next client of that server")
    void trap83_neverTheNextClient() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient quick = pooler.client();
                ScriptedClient next = pooler.client();
                Clients clients = new Clients()) {
            for (int round = 0; round < 60; round++) {
                quick.send(Frames.query("SELECT pg_sleep(0.002)"));
                var cancelling = clients.start(() -> {
                    cancel(pooler, quick);
                    return null;
                });
                next.send(Frames.query("SELECT 'unharmed' FROM pg_sleep(0.004)"));
                quick.readUntil(READY);
                assertThat(Replies.value(next.readUntil(READY))).isEqualTo("unharmed");
                Clients.result(cancelling);
            }
        }
    }

    @Test
    @DisplayName("83: once the cancel request is closed, the client's next query in the same transaction is safe from it")
    void trap83_closedMeansDone() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            for (int round = 0; round < 100; round++) {
                client.query("BEGIN");
                client.send(Frames.query("SELECT pg_sleep(0.0005)"));
                // PostgreSQL closes a cancel request's connection when it has sent the signal. libpq's PQcancel returns at this
                // close.
                cancel(pooler, client);
                client.readUntil(READY);
                client.query("ROLLBACK");
                client.query("BEGIN");
                assertThat(Replies.value(client.query("SELECT 'safe' FROM pg_sleep(0.002)"))).isEqualTo("safe");
                client.query("COMMIT");
            }
        }
    }

    @Test
    @DisplayName("83: an idle client's cancel touches nobody")
    void trap83_idleClient() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient idle = pooler.client();
                ScriptedClient busy = pooler.client()) {
            idle.query("SELECT 1");
            busy.send(Frames.query("SELECT 'unharmed' FROM pg_sleep(0.3)"));
            awaitSleeping();
            cancel(pooler, idle);
            assertThat(Replies.value(busy.readUntil(READY))).isEqualTo("unharmed");
        }
    }

    @Test
    @DisplayName("87: a wrong key and an unknown pid do nothing")
    void trap87_wrongKey() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            client.send(Frames.query("SELECT 'unharmed' FROM pg_sleep(0.5)"));
            awaitSleeping();
            byte[] wrong = client.key().secret().clone();
            wrong[wrong.length - 1] ^= 1;
            cancel(pooler, client.key().processId(), wrong);
            cancel(pooler, client.key().processId() + 1, client.key().secret());
            cancel(pooler, client.key().processId(), new byte[4]);
            cancel(pooler, client.key().processId(), new byte[256]);
            assertThat(Replies.value(client.readUntil(READY))).isEqualTo("unharmed");
        }
    }

    @Test
    @DisplayName("9: a cancel request with a byte too many still counts")
    void trap9_trailingByte() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            client.send(Frames.query(SLEEP));
            awaitSleeping();
            try (ScriptedClient request = pooler.unconnected()) {
                request.send(Frames.cancelRequest(client.key().processId(), client.key().secret()), Frames.int1(0));
                request.expectClosed();
            }
            assertThat(Replies.error(client.readUntil(READY)).sqlState()).isEqualTo("57014");
        }
    }

    @Test
    @DisplayName("7, 8: keys are positive pids with 4 bytes in protocol 3.0 and more in 3.2, and no two are alike")
    void trap8_keys() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start()) {
            Set<Integer> pids = new HashSet<>();
            for (int i = 0; i < 50; i++) {
                try (ScriptedClient client = pooler.client()) {
                    assertThat(client.key().processId()).isPositive();
                    assertThat(client.key().secret()).hasSize(4);
                    pids.add(client.key().processId());
                }
            }
            assertThat(pids).hasSize(50);
            try (ScriptedClient client = pooler.unconnected()) {
                client.send(Frames.startup(ProtocolVersion.V3_2, "app", "howdah"));
                client.finishLogin("app", null);
                assertThat(client.key().processId()).isPositive();
                assertThat(client.key().secret().length).isBetween(5, 256);
                client.send(Frames.query(SLEEP));
                awaitSleeping();
                cancel(pooler, client);
                assertThat(Replies.error(client.readUntil(READY)).sqlState()).isEqualTo("57014");
            }
        }
    }

    @Test
    @DisplayName("86: many cancels at once do not take more connections than the pool and as many again")
    void trap86_manyCancels() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 4).start()) {
            Clients.together(12, number -> {
                try (ScriptedClient client = pooler.client()) {
                    client.send(Frames.query(SLEEP));
                    // A cancel request that overtakes its query cancels nothing, in PostgreSQL too. So the test repeats it until
                    // it works.
                    try (Clients reader = new Clients()) {
                        var answer = reader.start(() -> client.readUntil(READY));
                        Await.until("the cancel to arrive", () -> {
                            cancel(pooler, client);
                            return answer.isDone();
                        });
                        assertThat(Replies.error(Clients.result(answer)).sqlState()).isEqualTo("57014");
                    }
                    assertThat(Replies.value(client.query("SELECT 1"))).isEqualTo("1");
                }
            });
            pooler.awaitUnused();
            assertThat(pooler.pool().clActiveCancelReq() + pooler.pool().clWaitingCancelReq()).isZero();
        }
    }
}
