package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.ShutdownMode;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The ways to end the pooler. */
@Timeout(120)
@ExtendWith(LeakWatch.class)
class ShutdownIT {

    private final TestPostgres postgres = PostgresVersion.V18.server();

    private static void assertShutdown(ScriptedClient client) throws Exception {
        ErrorResponse error = Replies.error(client.readUntil(BackendType.ERROR_RESPONSE));
        assertThat(error.severity()).isEqualTo("FATAL");
        assertThat(error.sqlState()).isEqualTo("57P01");
        client.expectClosed();
    }

    private static void await(CompletableFuture<Void> ending) throws Exception {
        ending.get(20, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("drain: an idle client ends at once, one in a transaction at its boundary, after the answer to COMMIT")
    void drain() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start();
                ScriptedClient idle = pooler.client();
                ScriptedClient busy = pooler.client()) {
            idle.query("SELECT 1");
            busy.query("BEGIN");
            busy.query("INSERT INTO track (note) VALUES ('drained')");
            CompletableFuture<Void> ending = pooler.shutdown(ShutdownMode.DRAIN);
            assertShutdown(idle);
            assertThat(Replies.value(busy.query("SELECT 'still here'"))).isEqualTo("still here");
            assertThat(ending).isNotDone();
            List<Frame> commit = busy.query("COMMIT");
            assertThat(Replies.types(commit)).isEqualTo("C Z");
            assertShutdown(busy);
            await(ending);
            assertThat(postgres.ask("SELECT 1 FROM track WHERE note = 'drained'")).isNotEmpty();
            Await.until("the server connections to be closed", () -> postgres.backends("app") == 0);
        }
    }

    @Test
    @DisplayName("drain: nobody new is let in")
    void drainRefusesNewClients() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient busy = pooler.client()) {
            busy.query("BEGIN");
            CompletableFuture<Void> ending = pooler.shutdown(ShutdownMode.DRAIN);
            Await.until("the listener to close", () -> {
                try (ScriptedClient client = pooler.unconnected()) {
                    client.startup("app", "app");
                    Frame answer = client.read(); // the login was accepted at the last moment
                    return answer.type() == 'E' && Replies.error(List.of(answer)).sqlState().equals("57P03");
                } catch (ConnectException refused) {
                    return true;
                } catch (IOException reset) {
                    return false; // the connection came too late
                }
            });
            busy.query("COMMIT");
            await(ending);
        }
    }

    @Test
    @DisplayName("drain: shutdown_timeout ends what does not end by itself")
    void drainHasDeadline() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("shutdown_timeout", "500ms").start();
                ScriptedClient busy = pooler.client()) {
            busy.query("BEGIN");
            busy.query("INSERT INTO track (note) VALUES ('too late')");
            CompletableFuture<Void> ending = pooler.shutdown(ShutdownMode.DRAIN);
            assertShutdown(busy);
            await(ending);
            Await.until("the transaction to be gone", () -> postgres.backends("app") == 0);
            assertThat(postgres.ask("SELECT 1 FROM track WHERE note = 'too late'")).isEmpty();
        }
    }

    @Test
    @DisplayName("wait for servers: a running transaction ends in its own time, a waiting client is sent away")
    void waitForServers() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient busy = pooler.client();
                ScriptedClient waiting = pooler.client()) {
            busy.query("BEGIN");
            waiting.send(Frames.query("SELECT 1"));
            pooler.awaitWaiting(1);
            CompletableFuture<Void> ending = pooler.shutdown(ShutdownMode.WAIT_FOR_SERVERS);
            assertShutdown(waiting);
            assertThat(Replies.types(busy.query("COMMIT"))).isEqualTo("C Z");
            await(ending);
        }
    }

    @Test
    @DisplayName("drain: a client that waits for a server and is cancelled hears of the cancel, and ends at once")
    void drainEndsWhoeverIsCancelled() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient busy = pooler.client();
                ScriptedClient waiting = pooler.client()) {
            busy.query("BEGIN");
            waiting.send(Frames.query("SELECT 1"));
            pooler.awaitWaiting(1);
            CompletableFuture<Void> ending;
            try (ScriptedClient request = pooler.unconnected()) {
                request.send(Frames.sslRequest());
                assertThat(request.readByte()).as("let in before the drain, which lets nobody in").isEqualTo((byte) 'N');
                ending = pooler.shutdown(ShutdownMode.DRAIN);
                request.send(Frames.cancelRequest(waiting.key().processId(), waiting.key().secret()));
                request.expectClosed();
            }
            List<Frame> answer = waiting.readUntil(BackendType.READY_FOR_QUERY);
            assertThat(Replies.error(answer).sqlState()).isEqualTo("57014");
            assertShutdown(waiting);
            assertThat(ending).isNotDone();
            assertThat(Replies.types(busy.query("COMMIT"))).isEqualTo("C Z");
            await(ending);
        }
    }

    @Test
    @DisplayName("wait for clients: ends when the last client has left by itself")
    void waitForClients() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            CompletableFuture<Void> ending = pooler.shutdown(ShutdownMode.WAIT_FOR_CLIENTS);
            assertThat(Replies.value(client.query("SELECT 'served'"))).isEqualTo("served");
            assertThat(ending).isNotDone();
            client.send(Frames.terminate());
            await(ending);
        }
    }

    @Test
    @DisplayName("at once: every client is told 57P01, in a transaction or not")
    void immediate() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start();
                ScriptedClient idle = pooler.client();
                ScriptedClient busy = pooler.client()) {
            busy.query("BEGIN");
            CompletableFuture<Void> ending = pooler.shutdown(ShutdownMode.IMMEDIATE);
            assertShutdown(idle);
            assertShutdown(busy);
            await(ending);
            Await.until("the server connections to be closed", () -> postgres.backends("app") == 0);
        }
    }
}
