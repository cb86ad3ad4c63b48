package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests and a Terminate in the same packet. PostgreSQL executes requests before a Terminate, even if the client no longer
 * reads the answers. So does the pooler, at once and not at a time limit, and keeps the server.
 */
@OnEachPostgres
class FarewellIT {

    /** Longer than any wait of a test, so that this time limit cannot make a test pass. */
    private static final int CANCEL_WAIT_SECONDS = 600;

    private static final int LEAVING = 4;

    private final TestPostgres postgres;

    FarewellIT(PostgresVersion version) {
        postgres = version.server();
    }

    /** The requests in the packet of the Terminate. */
    enum Last {
        QUERY, BATCH, SYNC;

        /** The messages before the packet. */
        byte[] ahead(String sql) {
            return this == SYNC ? batch(sql) : new byte[0];
        }

        byte[] packet(String sql) {
            byte[] requests = this == QUERY ? Frames.query(sql)
                    : this == BATCH ? Frames.concat(batch(sql), Frames.sync()) : Frames.sync();
            return Frames.concat(requests, Frames.terminate());
        }

        String answers() {
            return this == QUERY ? "C Z" : "1 2 C Z";
        }

        private static byte[] batch(String sql) {
            return Frames.concat(Frames.parse("", sql), Frames.bind("", ""), Frames.execute("", 0));
        }
    }

    @BeforeEach
    void table() throws Exception {
        try (var connection = postgres.superuser(); var statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS said");
            statement.execute("CREATE TABLE said (word text)");
            statement.execute("GRANT ALL ON said TO PUBLIC");
        }
    }

    private TestPooler oneServer(String mode) {
        return PoolerFile.before(postgres)
                .set("default_pool_size", 1)
                .set("pool_mode", mode)
                .set("cancel_wait_timeout", CANCEL_WAIT_SECONDS)
                .start();
    }

    /** A statement that ends only after its client has gone. */
    private static String insert(String word) {
        return "INSERT INTO said SELECT '" + word + "' FROM pg_sleep(0.05)";
    }

    private List<String> backends() throws Exception {
        return postgres.ask("SELECT pid FROM pg_stat_activity WHERE usename = 'app' AND backend_type = 'client backend'");
    }

    /** Has the pool open its server. */
    private List<String> warm(TestPooler pooler) throws Exception {
        try (ScriptedClient client = pooler.client()) {
            client.query("SELECT 1");
            client.send(Frames.terminate());
            client.expectClosed();
        }
        pooler.awaitUnused();
        List<String> backends = backends();
        assertThat(backends).hasSize(1);
        return backends;
    }

    private void assertSaid(TestPooler pooler, List<String> backends, String... words) throws Exception {
        Await.until("all that was asked for to be done", () -> postgres.ask("SELECT word FROM said").size() == words.length);
        pooler.awaitUnused();
        assertThat(postgres.ask("SELECT word FROM said")).containsExactlyInAnyOrder(words);
        assertThat(backends()).as("the server is kept").isEqualTo(backends);
    }

    private static String typesUpToTheEnd(ScriptedClient client) throws IOException {
        List<Frame> all = new ArrayList<>();
        while (!client.atEnd()) {
            all.add(client.read());
        }
        return Replies.types(all);
    }

    @ParameterizedTest(name = "{1}, {0} mode")
    @CsvSource({"transaction, QUERY", "transaction, BATCH", "transaction, SYNC", "session, QUERY", "session, BATCH",
        "session, SYNC"})
    @DisplayName("of a client that has a server: in the middle of a transaction, and between two")
    void linked(String mode, Last last) throws Exception {
        try (TestPooler pooler = oneServer(mode)) {
            List<String> backends = warm(pooler);
            for (boolean waitsForAnswers : new boolean[] {true, false}) {
                try (ScriptedClient client = pooler.client()) {
                    client.query("BEGIN");
                    client.query("INSERT INTO said VALUES ('in a transaction " + waitsForAnswers + "')");
                    client.send(last.ahead("COMMIT"));
                    client.send(last.packet("COMMIT"));
                    if (waitsForAnswers) {
                        assertThat(typesUpToTheEnd(client)).isEqualTo(last.answers());
                    }
                }
                try (ScriptedClient client = pooler.client()) {
                    client.query("SELECT 1");
                    client.send(last.ahead(insert("between two " + waitsForAnswers)));
                    client.send(last.packet(insert("between two " + waitsForAnswers)));
                    if (waitsForAnswers) {
                        assertThat(typesUpToTheEnd(client)).isEqualTo(last.answers());
                    }
                }
            }
            assertSaid(pooler, backends, "in a transaction true", "between two true", "in a transaction false",
                    "between two false");
        }
    }

    @ParameterizedTest(name = "{1}, {0} mode")
    @CsvSource({"transaction, QUERY", "transaction, BATCH", "transaction, SYNC", "session, QUERY", "session, BATCH",
        "session, SYNC"})
    @DisplayName("of a client whose batch has been answered in part: as much is done as PostgreSQL does without a pooler")
    void answeredInPart(String mode, Last last) throws Exception {
        List<String> direct;
        try (ScriptedClient client = ScriptedClient.connect(postgres.port())) {
            client.login(TestPostgres.APP, TestPostgres.DATABASE);
            answeredInPart(client, last);
            Await.until("the backend to end", () -> backends().isEmpty());
            direct = postgres.ask("SELECT word FROM said");
            table();
        }
        try (TestPooler pooler = oneServer(mode); ScriptedClient client = pooler.client()) {
            List<String> backends = warm(pooler);
            answeredInPart(client, last);
            assertSaid(pooler, backends, direct.toArray(String[]::new));
        }
    }

    private static void answeredInPart(ScriptedClient client, Last last) throws IOException {
        client.send(Frames.parse("", insert("first")), Frames.bind("", ""), Frames.execute("", 0), Frames.flush());
        assertThat(Replies.types(client.readUntil(BackendType.COMMAND_COMPLETE))).isEqualTo("1 2 C");
        client.send(last.packet(insert("second")));
        client.close();
    }

    @ParameterizedTest(name = "{1}, {0} mode")
    @CsvSource({"transaction, QUERY", "transaction, BATCH", "transaction, SYNC", "session, QUERY", "session, BATCH",
        "session, SYNC"})
    @DisplayName("of clients that wait for a server, some of which close their socket at once")
    void waiting(String mode, Last last) throws Exception {
        try (TestPooler pooler = oneServer(mode)) {
            List<String> backends = warm(pooler);
            List<ScriptedClient> staying = new ArrayList<>();
            String[] words = new String[LEAVING];
            try {
                try (ScriptedClient holder = pooler.client()) {
                    holder.query("BEGIN");
                    for (int i = 0; i < LEAVING; i++) {
                        words[i] = "from the queue " + i;
                        ScriptedClient client = pooler.client();
                        if (last == Last.SYNC) {
                            client.send(last.ahead(insert(words[i])));
                            pooler.awaitWaiting(i + 1);
                        }
                        client.send(last.packet(insert(words[i])));
                        if (i % 2 == 0) {
                            client.close();
                        } else {
                            staying.add(client);
                        }
                    }
                    pooler.awaitWaiting(LEAVING);
                    holder.query("COMMIT");
                    holder.send(Frames.terminate());
                }
                for (ScriptedClient client : staying) {
                    assertThat(typesUpToTheEnd(client)).isEqualTo(last.answers());
                }
            } finally {
                for (ScriptedClient client : staying) {
                    client.close();
                }
            }
            assertSaid(pooler, backends, words);
        }
    }
}
