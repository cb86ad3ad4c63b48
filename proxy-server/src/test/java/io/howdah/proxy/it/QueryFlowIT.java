package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Clients;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The order of messages, the same as PostgreSQL's. Several clients run at once, so that a mix-up would show. */
@OnEachPostgres
class QueryFlowIT {

    private static final byte READY = BackendType.READY_FOR_QUERY;

    private final TestPostgres postgres;

    QueryFlowIT(PostgresVersion version) {
        postgres = version.server();
    }

    @Test
    @DisplayName("39: pipelined Sync by Sync: every answer in order, and to its own client")
    void trap39_pipelineWithManySync() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start()) {
            Clients.together(6, number -> {
                try (ScriptedClient client = pooler.client()) {
                    int batches = 200;
                    for (int i = 0; i < batches; i++) {
                        client.send(Frames.parse("", "SELECT $1::text"), Frames.bind("", "", number + "/" + i),
                                Frames.describePortal(""), Frames.execute("", 0), Frames.sync());
                    }
                    for (int i = 0; i < batches; i++) {
                        List<Frame> answer = client.readUntil(READY);
                        assertThat(Replies.types(answer)).isEqualTo("1 2 T D C Z");
                        assertThat(Replies.value(answer)).isEqualTo(number + "/" + i);
                    }
                }
            });
            pooler.awaitUnused();
            assertThat(pooler.pool().svActive()).isZero();
        }
    }

    @Test
    @DisplayName("39: many simple queries in one packet get as many answers, in order")
    void trap39_pipelineOfSimpleQueries() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient client = pooler.client();
                ScriptedClient other = pooler.client()) {
            byte[][] queries = new byte[100][];
            for (int i = 0; i < queries.length; i++) {
                queries[i] = Frames.query("SELECT " + i);
            }
            client.send(queries);
            other.send(Frames.query("SELECT 'other'"));
            for (int i = 0; i < queries.length; i++) {
                assertThat(Replies.value(client.readUntil(READY))).isEqualTo(Integer.toString(i));
            }
            assertThat(Replies.value(other.readUntil(READY))).isEqualTo("other");
        }
    }

    @Test
    @DisplayName("41: after an error everything up to Sync is skipped, and what follows works")
    void trap41_errorSkipsToSync() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            client.send(Frames.parse("good", "SELECT 1"), Frames.bind("", "good"), Frames.execute("", 0),
                    Frames.parse("bad", "SELEC 1"), Frames.bind("", "bad"), Frames.execute("", 0),
                    Frames.parse("never", "SELECT 3"), Frames.sync(),
                    Frames.bind("", "good"), Frames.execute("", 0), Frames.sync(),
                    Frames.parse("bad", "SELECT 'mended'"), Frames.bind("", "bad"), Frames.execute("", 0), Frames.sync(),
                    Frames.parse("never", "SELECT 'now'"), Frames.bind("", "never"), Frames.execute("", 0), Frames.sync());
            List<Frame> first = client.readUntil(READY);
            assertThat(Replies.types(first)).isEqualTo("1 2 D C E Z");
            assertThat(Replies.error(first).sqlState()).isEqualTo("42601");
            assertThat(Replies.types(client.readUntil(READY))).isEqualTo("2 D C Z");
            assertThat(Replies.value(client.readUntil(READY))).isEqualTo("mended");
            assertThat(Replies.value(client.readUntil(READY))).isEqualTo("now");
        }
    }

    @Test
    @DisplayName("42: several statements in one Query are one transaction; BEGIN and COMMIT inside change that")
    void trap42_multiStatement() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            List<Frame> answer = client.query("SELECT 1; SELECT 2; INSERT INTO track (note) VALUES ('42') RETURNING note");
            assertThat(Replies.types(answer)).isEqualTo("T D C T D C T D C Z");
            assertThat(Replies.values(answer)).containsExactly("1", "2", "42");

            List<Frame> open = client.query("COMMIT; BEGIN; SELECT pg_backend_pid()");
            assertThat(Replies.status(open)).isEqualTo('T');
            assertThat(Replies.value(client.query("SELECT pg_backend_pid()"))).isEqualTo(Replies.value(open));
            assertThat(Replies.status(client.query("COMMIT"))).isEqualTo('I');

            List<Frame> failed = client.query("INSERT INTO track (note) VALUES ('lost'); SELECT 1/0; SELECT 2");
            assertThat(Replies.types(failed)).isEqualTo("C E Z");
            assertThat(Replies.value(client.query("SELECT count(*) FROM track WHERE note = 'lost'"))).isEqualTo("0");
        }
    }

    @Test
    @DisplayName("43: an empty query is answered by EmptyQueryResponse, in both protocols")
    void trap43_emptyQuery() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            assertThat(Replies.types(client.query(""))).isEqualTo("I Z");
            assertThat(Replies.types(client.query(" ; ; -- nothing"))).isEqualTo("I Z");
            client.send(Frames.parse("", ""), Frames.bind("", ""), Frames.describePortal(""), Frames.execute("", 0),
                    Frames.sync());
            assertThat(Replies.types(client.readUntil(READY))).isEqualTo("1 2 n I Z");
        }
    }

    @Test
    @DisplayName("44: a simple Query while an extended batch has no Sync yet")
    void trap44_simpleQueryInsideBatch() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            client.send(Frames.parse("p", "SELECT 'extended'"), Frames.bind("", "p"), Frames.execute("", 0),
                    Frames.query("SELECT 'simple'"));
            List<Frame> answer = client.readUntil(READY);
            assertThat(Replies.types(answer)).isEqualTo("1 2 D C T D C Z");
            assertThat(Replies.values(answer)).containsExactly("extended", "simple");
            client.send(Frames.sync());
            assertThat(Replies.types(client.readUntil(READY))).isEqualTo("Z");

            // After an error the server skips the simple Query, like every message before Sync.
            client.send(Frames.parse("", "SELEC"), Frames.query("SELECT 'skipped'"), Frames.sync());
            assertThat(Replies.types(client.readUntil(READY))).isEqualTo("E Z");
            assertThat(Replies.value(client.query("SELECT 'after'"))).isEqualTo("after");
        }
    }

    @Test
    @DisplayName("45: Flush without Sync is answered at once, and the server stays with the client")
    void trap45_flushWithoutSync() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start();
                ScriptedClient client = pooler.client();
                ScriptedClient other = pooler.client()) {
            client.send(Frames.parse("s", "SELECT pg_backend_pid(), $1::int4"), Frames.describeStatement("s"), Frames.flush());
            assertThat(Replies.types(client.readUntil(BackendType.ROW_DESCRIPTION))).isEqualTo("1 t T");
            String elsewhere = Replies.value(other.query("SELECT pg_backend_pid()"));
            client.send(Frames.bind("", "s", "5"), Frames.execute("", 0), Frames.flush());
            List<Frame> rows = client.readUntil(BackendType.COMMAND_COMPLETE);
            assertThat(Replies.types(rows)).isEqualTo("2 D C");
            assertThat(Replies.value(rows)).isNotEqualTo(elsewhere);
            client.send(Frames.sync());
            assertThat(Replies.types(client.readUntil(READY))).isEqualTo("Z");
        }
    }

    @Test
    @DisplayName("46: a portal opened without Sync is an open transaction: nobody else gets that server")
    void trap46_openPortalKeepsServer() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient client = pooler.client();
                ScriptedClient other = pooler.client()) {
            client.send(Frames.parse("", "SELECT generate_series(1, 5)"), Frames.bind("rows", ""), Frames.flush());
            assertThat(Replies.types(client.readUntil(BackendType.BIND_COMPLETE))).isEqualTo("1 2");
            other.send(Frames.query("SELECT 'waited'"));
            pooler.awaitWaiting(1);
            client.send(Frames.execute("rows", 0), Frames.sync());
            assertThat(Replies.values(client.readUntil(READY))).containsExactly("1", "2", "3", "4", "5");
            assertThat(Replies.value(other.readUntil(READY))).isEqualTo("waited");
        }
    }

    @Test
    @DisplayName("47: a suspended portal goes on from where it stopped")
    void trap47_portalSuspended() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient client = pooler.client();
                ScriptedClient other = pooler.client()) {
            client.send(Frames.parse("", "SELECT generate_series(1, 5)"), Frames.bind("rows", ""),
                    Frames.execute("rows", 2), Frames.flush());
            List<String> values = new ArrayList<>(Replies.values(client.readUntil(BackendType.PORTAL_SUSPENDED)));
            other.send(Frames.query("SELECT 'waited'"));
            pooler.awaitWaiting(1);
            client.send(Frames.execute("rows", 2), Frames.flush());
            values.addAll(Replies.values(client.readUntil(BackendType.PORTAL_SUSPENDED)));
            client.send(Frames.execute("rows", 2), Frames.closePortal("rows"), Frames.sync());
            List<Frame> last = client.readUntil(READY);
            values.addAll(Replies.values(last));
            assertThat(Replies.types(last)).isEqualTo("D C 3 Z");
            assertThat(values).containsExactly("1", "2", "3", "4", "5");
            assertThat(Replies.value(other.readUntil(READY))).isEqualTo("waited");
        }
    }

    @Test
    @DisplayName("47: a cursor of the driver, fetch by fetch inside a transaction")
    void trap47_jdbcFetchSize() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start()) {
            Clients.together(6, number -> {
                try (var connection = pooler.connect()) {
                    connection.setAutoCommit(false);
                    try (var statement = connection.prepareStatement("SELECT generate_series(1, 1000)")) {
                        statement.setFetchSize(7);
                        try (var rows = statement.executeQuery()) {
                            int count = 0;
                            while (rows.next()) {
                                assertThat(rows.getInt(1)).isEqualTo(++count);
                            }
                            assertThat(count).isEqualTo(1000);
                        }
                    }
                    connection.commit();
                }
            });
        }
    }

    @Test
    @DisplayName("49: a transaction spread over a pipeline: BEGIN, work and COMMIT each with its own Sync")
    void trap49_transactionInsidePipeline() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start()) {
            Clients.together(6, number -> {
                try (ScriptedClient client = pooler.client()) {
                    for (int round = 0; round < 20; round++) {
                        client.send(batch("BEGIN"), batch("SELECT pg_backend_pid()"), batch("SELECT pg_backend_pid()"),
                                batch("COMMIT"), batch("SELECT 'after'"));
                        assertThat(Replies.status(client.readUntil(READY))).isEqualTo('T');
                        String backend = Replies.value(client.readUntil(READY));
                        assertThat(Replies.value(client.readUntil(READY))).isEqualTo(backend);
                        assertThat(Replies.status(client.readUntil(READY))).isEqualTo('I');
                        assertThat(Replies.value(client.readUntil(READY))).isEqualTo("after");
                    }
                }
            });
        }
    }

    private static byte[] batch(String sql) {
        return Frames.concat(Frames.parse("", sql), Frames.bind("", ""), Frames.execute("", 0), Frames.sync());
    }

    @Test
    @DisplayName("bytes one by one: no message may depend on how packets fall")
    void bytesOneByOne() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            byte[] messages = Frames.concat(Frames.query("SELECT 'one'"), Frames.parse("s", "SELECT $1::text"),
                    Frames.describeStatement("s"), Frames.bind("", "s", "two"), Frames.execute("", 0), Frames.sync());
            int[] sizes = new int[messages.length];
            java.util.Arrays.fill(sizes, 1);
            client.sendSplit(messages, sizes);
            assertThat(Replies.value(client.readUntil(READY))).isEqualTo("one");
            List<Frame> extended = client.readUntil(READY);
            assertThat(Replies.types(extended)).isEqualTo("1 t T 2 D C Z");
            assertThat(Replies.value(extended)).isEqualTo("two");
        }
    }

    @Test
    @DisplayName("62: FunctionCall is a query of its own, answered by 'V' and 'Z'")
    void trap62_functionCall() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient client = pooler.client();
                ScriptedClient other = pooler.client()) {
            int oid = Integer.parseInt(Replies.value(client.query("SELECT 'pg_backend_pid'::regproc::oid")));
            for (int i = 0; i < 3; i++) {
                client.send(Frames.functionCall(oid));
                assertThat(Replies.types(client.readUntil(READY))).isEqualTo("V Z");
                assertThat(Replies.value(other.query("SELECT 'free again'"))).isEqualTo("free again");
            }
            client.send(Frames.functionCall(1));
            assertThat(Replies.types(client.readUntil(READY))).isEqualTo("E Z");
            assertThat(Replies.value(client.query("SELECT 'goes on'"))).isEqualTo("goes on");
        }
    }

    @Test
    @DisplayName("57: a notice in the middle of an answer, and a parameter that changes, reach the client")
    void trap57_noticeAndParameterStatus() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            List<Frame> answer = client.query("DO $$ BEGIN RAISE NOTICE 'hear ye'; END $$");
            assertThat(answer).anySatisfy(frame -> {
                assertThat(frame.type()).isEqualTo(BackendType.NOTICE_RESPONSE);
                assertThat(frame.toString()).contains("hear ye");
            });
            client.query("SET TimeZone = 'Asia/Kolkata'");
            assertThat(client.parameters()).containsEntry("TimeZone", "Asia/Kolkata");
        }
    }

    @Test
    @DisplayName("57: NOTIFY inside the listener's own transaction reaches it before ReadyForQuery")
    void trap57_notification() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("pool_mode", "session").start();
                ScriptedClient listener = pooler.client();
                ScriptedClient speaker = pooler.client()) {
            listener.query("LISTEN news");
            speaker.query("NOTIFY news, 'rain'");
            Frame heard = listener.expect(BackendType.NOTIFICATION_RESPONSE);
            assertThat(heard.toString()).contains("news").contains("rain");
            assertThat(Replies.value(listener.query("SELECT 1"))).isEqualTo("1");
        }
    }
}
