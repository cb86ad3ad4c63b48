package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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
            try (RunningPooler pooler = oneServer().start(); ScriptedClient next = pooler.client()) {
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
                        client.send(Frames.terminate());
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
        try (RunningPooler pooler = oneServer().start(); ScriptedClient next = pooler.client()) {
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

    @Test
    @DisplayName("63: gone in the middle of COPY IN, of a message, of a batch without Sync")
    void trap63_goneInTheMiddle() throws Exception {
        byte[][] beginnings = {
            Frames.query("COPY track (note) FROM STDIN"),
            Frames.concat(Frames.query("COPY track (note) FROM STDIN"), Frames.copyData("trap 63 middle\n")),
            Frames.concat(Frames.parse("", "INSERT INTO track (note) VALUES ('trap 63 middle')"), Frames.bind("", ""),
                    Frames.execute("", 0), Frames.flush()),
            Frames.concat(Frames.parse("", "SELECT 1"), new byte[] {'B', 0, 0, 1, 0, 0}),
            Frames.query("SELECT repeat('x', 1000) FROM generate_series(1, 1000000)"),
        };
        try (RunningPooler pooler = oneServer().start(); ScriptedClient next = pooler.client()) {
            next.query("SELECT 1");
            for (byte[] beginning : beginnings) {
                try (ScriptedClient client = pooler.client()) {
                    client.send(beginning);
                    Await.until("the pooler to have it", () -> pooler.pool().svActive() == 1);
                    client.abort();
                }
                assertThat(Replies.value(next.query("SELECT count(*) FROM track WHERE note = 'trap 63 middle'")))
                        .isEqualTo("0");
                pooler.awaitUnused();
            }
        }
    }

    @Test
    @DisplayName("63: a hundred clients that vanish in transactions do not cost the server connections")
    void trap63_byTheHundred() throws Exception {
        try (RunningPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 4).start()) {
            Set<String> backends = java.util.concurrent.ConcurrentHashMap.newKeySet();
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
        try (RunningPooler pooler = oneServer().start(); ScriptedClient holder = pooler.client()) {
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
