package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client that violates the protocol's order of messages must not disturb other clients. Eight clients that keep the order share
 * one server with this client. Every answer and every row bears its client's mark.
 *
 * <p>In every second round all clients wait while a transaction holds the server, so that the server then goes from one client to
 * the next without a pause. In the other rounds the clients race.
 */
@OnEachPostgres
class OthersAnswersIT {

    private static final int OTHERS = 8;
    private static final int ROUNDS = 40;

    private static final byte READY = BackendType.READY_FOR_QUERY;
    private static final String KNOWN = "SELECT 'known'";
    private static final byte[] JUNK_FLUSH = Frames.frame(FrontendType.FLUSH, Frames.utf8("junk"));

    private final TestPostgres postgres;

    OthersAnswersIT(PostgresVersion version) {
        postgres = version.server();
    }

    /** What the disturbing client does once the server is free for all. */
    @FunctionalInterface
    private interface Sequel {
        void of(ScriptedClient client) throws Exception;
    }

    @ParameterizedTest(name = "and {0} Sync")
    @ValueSource(ints = {1, 3})
    @DisplayName("A COPY that fails with Sync behind it on the way: each ReadyForQuery is its own client's")
    void failedCopyAndSync(int syncs) throws Exception {
        byte[][] flight = new byte[2 + syncs][];
        flight[0] = Frames.query("COPY owned FROM STDIN");
        flight[1] = Frames.copyData("one column\ttoo many\n");
        for (int i = 0; i < syncs; i++) {
            flight[2 + i] = Frames.sync();
        }
        String direct;
        try (ScriptedClient client = direct()) {
            client.query("CREATE TEMP TABLE owned (tag text)");
            client.send(flight);
            direct = heard(client, 1 + syncs);
        }
        assertThat(direct).isEqualTo("G E Z" + " Z".repeat(syncs));
        nobodyElseSuffers(Frames.concat(flight), client -> assertThat(heard(client, 1 + syncs)).isEqualTo(direct));
    }

    @Test
    @DisplayName("The same in the extended protocol, where the Sync ahead of the failure gets no answer")
    void failedCopyAndSyncInExtendedProtocol() throws Exception {
        byte[] flight = Frames.concat(
                Frames.parse("", "COPY owned FROM STDIN"), Frames.bind("", ""), Frames.execute("", 0), Frames.sync(),
                Frames.copyData("one column\ttoo many\n"), Frames.sync(), Frames.sync());
        String direct;
        try (ScriptedClient client = direct()) {
            client.query("CREATE TEMP TABLE owned (tag text)");
            client.send(flight);
            direct = heard(client, 2);
        }
        assertThat(direct).isEqualTo("1 2 G E Z Z");
        nobodyElseSuffers(flight, client -> assertThat(heard(client, 2)).isEqualTo(direct));
    }

    @Test
    @DisplayName("CopyData outside COPY, behind a Parse that needs no server, never gets into another's COPY")
    void copyDataOutsideCopy() throws Exception {
        nobodyElseSuffers(
                Frames.concat(Frames.parse("own", KNOWN), Frames.copyData("666\n"), Frames.terminate()),
                OthersAnswersIT::end);
    }

    @Test
    @DisplayName("The same before a COPY that sends its row when it has been asked for it")
    void copyDataBeforeAnothersCopy() throws Exception {
        List<String> written = new ArrayList<>();
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient holder = pooler.client();
                ScriptedClient other = pooler.client()) {
            holder.query("DROP TABLE IF EXISTS owned");
            holder.query("CREATE TABLE owned (tag text)");
            holder.send(Frames.parse("known", KNOWN), Frames.sync());
            holder.readUntil(READY);
            for (int round = 0; round < ROUNDS / 2; round++) {
                try (ScriptedClient client = pooler.client()) {
                    holder.query("BEGIN");
                    client.send(Frames.parse("own", KNOWN), Frames.copyData("666\n"), Frames.terminate());
                    pooler.awaitWaiting(1);
                    other.send(Frames.query("COPY owned FROM STDIN"));
                    pooler.awaitWaiting(2);
                    holder.query("COMMIT");
                    other.readUntil(BackendType.COPY_IN_RESPONSE);
                    other.send(Frames.copyData(tag(round, 0) + "\n"), Frames.copyDone());
                    assertThat(Replies.types(other.readUntil(READY))).isEqualTo("C Z");
                    written.add(tag(round, 0));
                    end(client);
                }
            }
            assertThat(postgres.ask("SELECT tag FROM owned")).containsExactlyInAnyOrderElementsOf(written);
            holder.query("DROP TABLE owned");
        }
    }

    @Test
    @DisplayName("A Flush with a body, behind a Parse that needs no server, has nobody's requests passed over")
    void junkFlushBehindKnownParse() throws Exception {
        nobodyElseSuffers(
                Frames.concat(Frames.parse("own", KNOWN), JUNK_FLUSH, Frames.terminate()), OthersAnswersIT::end);
    }

    @ParameterizedTest(name = "by {0}")
    @ValueSource(strings = {"Terminate", "its socket"})
    @DisplayName("Gone without a Sync after an error: the passing over of requests ends with who began it")
    void goneWhileRequestsArePassedOver(String leaves) throws Exception {
        byte[] flight = Frames.concat(Frames.parse("", "SELEC"), Frames.query("INSERT INTO owned VALUES ('passed over')"));
        if (leaves.equals("Terminate")) {
            nobodyElseSuffers(Frames.concat(flight, Frames.terminate()), OthersAnswersIT::end);
        } else {
            nobodyElseSuffers(flight, ScriptedClient::close);
        }
    }

    @Test
    @DisplayName("Execute of no portal and Terminate in one packet, without a Sync")
    void executeAndTerminate() throws Exception {
        nobodyElseSuffers(Frames.concat(Frames.execute("", 0), Frames.terminate()), OthersAnswersIT::end);
    }

    @Test
    @DisplayName("Parse, Bind, Execute and Terminate in one packet, without a Sync: not committed, as on PostgreSQL")
    void batchWithoutSyncAndTerminate() throws Exception {
        nobodyElseSuffers(
                Frames.concat(Frames.parse("", "INSERT INTO owned VALUES ('not committed')"), Frames.bind("", ""),
                        Frames.execute("", 0), Frames.terminate()),
                OthersAnswersIT::end);
    }

    @ParameterizedTest(name = "then {0}")
    @ValueSource(strings = {"Sync", "Terminate", "the end of its socket"})
    @DisplayName("A Query and a Flush with a body in one flight: the error is its own to hear")
    void queryAndJunkFlush(String then) throws Exception {
        byte[] flight = Frames.concat(Frames.query("SELECT 'own'"), JUNK_FLUSH);
        Sequel sequel = client -> {
            assertThat(Replies.value(client.readUntil(READY))).isEqualTo("own");
            assertThat(client.expectError().sqlState()).isEqualTo("08P01");
            if (then.equals("Sync")) {
                client.send(Frames.sync());
                assertThat(heard(client, 1)).isEqualTo("Z");
            } else if (then.equals("Terminate")) {
                client.send(Frames.terminate());
                client.expectClosed();
            } else {
                client.close();
            }
        };
        try (ScriptedClient client = direct()) {
            client.send(flight);
            sequel.of(client);
        }
        nobodyElseSuffers(flight, sequel);
    }

    private ScriptedClient direct() throws IOException {
        ScriptedClient client = ScriptedClient.connect("127.0.0.1", postgres.port(), 15_000);
        client.login(TestPostgres.APP, TestPostgres.DATABASE);
        return client;
    }

    @Test
    @DisplayName("A Query within a pipeline: PostgreSQL 18 does not commit at the Sync behind it, and its next request fails, whosever it is")
    void queryWithinPipeline() throws Exception {
        byte[] flight = Frames.concat(Frames.parse("", "SELECT 1"), Frames.bind("", ""), Frames.execute("", 0),
                Frames.query("SELECT 2"), Frames.sync());
        nobodyElseSuffers(flight, client -> assertThat(heard(client, 2)).isEqualTo("1 2 D C T D C Z Z"));
    }

    @Test
    @DisplayName("What such a Query has written is there when the Sync has been answered; and a COPY in its place hurts nobody else")
    void queryWithinPipelineIsCommitted() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient client = pooler.client();
                ScriptedClient other = pooler.client()) {
            client.query("DROP TABLE IF EXISTS owned");
            client.query("CREATE TABLE owned (tag text)");
            for (byte[] sync : List.of(Frames.sync(), Frames.concat(Frames.closeStatement("none"), Frames.sync()))) {
                client.send(Frames.parse("", "INSERT INTO owned VALUES ('one')"), Frames.bind("", ""), Frames.execute("", 0),
                        Frames.query("INSERT INTO owned VALUES ('two')"));
                client.readUntil(READY);
                client.send(sync);
                client.readUntil(READY);
                assertThat(postgres.ask("SELECT tag FROM owned")).containsExactly("one", "two");
                assertThat(Replies.tags(other.query("DELETE FROM owned"))).containsExactly("DELETE 2");
            }
            client.send(Frames.parse("", "SELECT 1"), Frames.bind("", ""), Frames.execute("", 0),
                    Frames.query("COPY owned FROM STDIN"), Frames.copyData("three\n"), Frames.copyDone(), Frames.sync());
            assertThat(heard(client, 2)).isEqualTo("1 2 D C G C Z Z");
            assertThat(Replies.value(other.query("SELECT 'other'"))).isEqualTo("other");
            other.query("DROP TABLE owned");
        }
    }

    /** Reads all answers up to the end of the connection. */
    private static void end(ScriptedClient client) throws IOException {
        while (!client.atEnd()) {
            client.read();
        }
    }

    private static String heard(ScriptedClient client, int readies) throws IOException {
        List<Frame> all = new ArrayList<>();
        for (int i = 0; i < readies; i++) {
            all.addAll(client.readUntil(READY));
        }
        return Replies.types(all);
    }

    // ---- the other clients

    private void nobodyElseSuffers(byte[] flight, Sequel sequel) throws Exception {
        List<String> written = new ArrayList<>();
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient holder = pooler.client()) {
            holder.query("DROP TABLE IF EXISTS owned");
            holder.query("CREATE TABLE owned (tag text)");
            holder.send(Frames.parse("known", KNOWN), Frames.sync());
            holder.readUntil(READY);
            List<ScriptedClient> others = new ArrayList<>();
            try {
                for (int i = 0; i < OTHERS; i++) {
                    others.add(pooler.client());
                }
                for (int round = 0; round < ROUNDS; round++) {
                    round(pooler, holder, round, flight, sequel, others, written);
                }
            } finally {
                for (ScriptedClient other : others) {
                    other.close();
                }
            }
            pooler.awaitUnused();
            assertThat(postgres.ask("SELECT tag FROM owned")).containsExactlyInAnyOrderElementsOf(written);
            holder.query("DROP TABLE owned");
        }
    }

    private static void round(TestPooler pooler, ScriptedClient holder, int round, byte[] flight, Sequel sequel,
            List<ScriptedClient> others, List<String> written) throws Exception {
        boolean queued = round % 2 == 0;
        try (ScriptedClient client = pooler.client()) {
            if (queued) {
                holder.query("BEGIN");
            }
            client.send(flight);
            if (queued) {
                pooler.awaitWaiting(1);
            }
            for (int i = 0; i < OTHERS; i++) {
                Errand.of(round, i).ask(others.get(i), tag(round, i));
            }
            if (queued) {
                pooler.awaitWaiting(1 + OTHERS);
                holder.query("COMMIT");
            }
            sequel.of(client);
            for (int i = 0; i < OTHERS; i++) {
                if (Errand.of(round, i).hear(others.get(i), tag(round, i))) {
                    written.add(tag(round, i));
                }
            }
        }
    }

    private static String tag(int round, int other) {
        return "round " + round + " client " + other;
    }

    /** The requests of the other clients, in turn. */
    private enum Errand {
        QUERY, EXTENDED, INSERT, COPY;

        static Errand of(int round, int other) {
            return values()[(round / 2 + other) % values().length];
        }

        void ask(ScriptedClient client, String tag) throws IOException {
            switch (this) {
                case QUERY:
                    client.send(Frames.query("SELECT '" + tag + "'"));
                    break;
                case EXTENDED:
                    client.send(Frames.parse("", "SELECT $1::text"), Frames.bind("", "", tag), Frames.describePortal(""),
                            Frames.execute("", 0), Frames.sync());
                    break;
                case INSERT:
                    client.send(Frames.parse("", "INSERT INTO owned VALUES ($1)"), Frames.bind("", "", tag),
                            Frames.execute("", 0), Frames.sync());
                    break;
                default:
                    client.send(Frames.query("COPY owned FROM STDIN"), Frames.copyData(tag + "\n"), Frames.copyDone());
                    break;
            }
        }

        /** @return whether the server acknowledged a written row */
        boolean hear(ScriptedClient client, String tag) throws IOException {
            List<Frame> answer = client.readUntil(READY);
            switch (this) {
                case QUERY:
                    assertThat(Replies.types(answer)).as(this + " of " + tag).isEqualTo("T D C Z");
                    assertThat(Replies.value(answer)).isEqualTo(tag);
                    return false;
                case EXTENDED:
                    assertThat(Replies.types(answer)).as(this + " of " + tag).isEqualTo("1 2 T D C Z");
                    assertThat(Replies.value(answer)).isEqualTo(tag);
                    return false;
                case INSERT:
                    assertThat(Replies.types(answer)).as(this + " of " + tag).isEqualTo("1 2 C Z");
                    assertThat(Replies.tags(answer)).containsExactly("INSERT 0 1");
                    return true;
                default:
                    assertThat(Replies.types(answer)).as(this + " of " + tag).isEqualTo("G C Z");
                    assertThat(Replies.tags(answer)).containsExactly("COPY 1");
                    return true;
            }
        }
    }
}
