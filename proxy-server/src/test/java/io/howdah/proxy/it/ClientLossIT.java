package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Clients;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that leave at the worst moment. */
@OnEachPostgres
class ClientLossIT {

    private final TestPostgres postgres;

    ClientLossIT(PostgresVersion version) {
        postgres = version.server();
    }

    private PoolerFile oneServer() {
        return PoolerFile.before(postgres).set("default_pool_size", 1);
    }

    private static String backend(ScriptedClient client) throws Exception {
        return Replies.value(client.query("SELECT pg_backend_pid()"));
    }

    private void awaitActive(String pid) {
        Await.until("the query to run", () -> postgres.askOne(
                "SELECT state FROM pg_stat_activity WHERE pid = " + pid).equals("active"));
    }

    @Test
    @DisplayName("63: gone during a query in a transaction: cancelled, rolled back, and the same backend serves the next")
    void trap63_goneDuringQuery() throws Exception {
        for (boolean abort : new boolean[] {true, false}) {
            try (TestPooler pooler = oneServer().start(); ScriptedClient next = pooler.client()) {
                String pid;
                try (ScriptedClient client = pooler.client()) {
                    client.query("BEGIN");
                    client.query("INSERT INTO track (note) VALUES ('trap 63')");
                    pid = backend(client);
                    client.send(Frames.query("SELECT pg_sleep(50)"));
                    awaitActive(pid);
                    if (abort) {
                        client.abort();
                    } else {
                        client.close(); // Without Terminate: the server would execute requests before a Terminate.
                    }
                }
                assertThat(backend(next)).isEqualTo(pid);
                assertThat(Replies.value(next.query("SELECT count(*) FROM track WHERE note = 'trap 63'"))).isEqualTo("0");
            }
        }
    }

    @Test
    @DisplayName("63: gone while idle in a transaction, also in a failed one: rolled back, and the backend used again")
    void trap63_goneInTransaction() throws Exception {
        try (TestPooler pooler = oneServer().start(); ScriptedClient next = pooler.client()) {
            String pid = backend(next);
            for (String last : new String[] {"SELECT 1", "SELECT 1/0", "SAVEPOINT s", "LOCK TABLE track"}) {
                try (ScriptedClient client = pooler.client()) {
                    client.query("BEGIN");
                    client.query("INSERT INTO track (note) VALUES ('trap 63 idle')");
                    client.query(last);
                    client.send(Frames.terminate());
                }
                assertThat(backend(next)).as("after " + last).isEqualTo(pid);
                assertThat(Replies.value(next.query("SELECT count(*) FROM track WHERE note = 'trap 63 idle'")))
                        .isEqualTo("0");
            }
        }
    }

    static Stream<Arguments> beginnings() {
        byte[] copy = Frames.query("COPY half_done FROM STDIN");
        return Stream.of(
                arguments("before the first CopyData", copy),
                arguments("before CopyDone", Frames.concat(copy, Frames.copyData("x\n"))),
                arguments("before Sync", Frames.concat(
                        Frames.parse("", "INSERT INTO half_done VALUES ('x')"), Frames.bind("", ""),
                        Frames.execute("", 0), Frames.flush())),
                arguments("inside a message", Frames.concat(Frames.parse("", "SELECT 1"), new byte[] {'B', 0, 0, 1, 0, 0})),
                arguments("inside an answer", Frames.query("SELECT repeat('x', 1000) FROM generate_series(1, 1000000)")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("beginnings")
    @DisplayName("63: gone in the middle: nothing half done is committed, and the server is free")
    void trap63_goneInTheMiddle(String where, byte[] beginning) throws Exception {
        try (TestPooler pooler = oneServer().start(); ScriptedClient next = pooler.client()) {
            next.query("DROP TABLE IF EXISTS half_done");
            next.query("CREATE TABLE half_done (x text)");
            try (ScriptedClient client = pooler.client()) {
                client.send(beginning);
                Await.until("the pooler to have it", () -> pooler.pool().svActive() == 1);
                client.abort();
            }
            assertThat(Replies.value(next.query("SELECT count(*) FROM half_done"))).isEqualTo("0");
            next.query("DROP TABLE half_done");
            pooler.awaitUnused();
        }
    }

    @Test
    @DisplayName("63: a hundred clients that vanish in transactions do not cost the server connections")
    void trap63_byTheHundred() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 4).start()) {
            Set<String> backends = ConcurrentHashMap.newKeySet();
            Clients.together(100, number -> {
                try (ScriptedClient client = pooler.client()) {
                    client.query("BEGIN");
                    backends.add(backend(client));
                    client.send(Frames.query("SELECT pg_sleep(0.01 * " + number % 3 + ")"));
                    client.abort();
                }
            });
            pooler.awaitUnused();
            Set<String> after = new HashSet<>(postgres.ask("SELECT pid FROM pg_stat_activity WHERE usename = 'app'"));
            assertThat(backends).hasSizeLessThanOrEqualTo(4);
            assertThat(after).isSubsetOf(backends).isNotEmpty();
        }
    }

    @Test
    @DisplayName("64: a waiting client that hangs up is noticed at once, and its query never run")
    void trap64_waitingClientHangsUp() throws Exception {
        try (TestPooler pooler = oneServer().start(); ScriptedClient holder = pooler.client()) {
            holder.query("BEGIN");
            for (boolean abort : new boolean[] {true, false}) {
                try (ScriptedClient client = pooler.client()) {
                    client.send(Frames.query("INSERT INTO track (note) VALUES ('trap 64')"));
                    pooler.awaitWaiting(1);
                    if (abort) {
                        client.abort();
                    }
                }
                pooler.awaitWaiting(0);
            }
            holder.query("COMMIT");
            pooler.awaitUnused();
            assertThat(postgres.ask("SELECT 1 FROM track WHERE note = 'trap 64'")).isEmpty();
        }
    }
}
