package io.howdah.proxy.client.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.ShutdownMode;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WholePooler
@Timeout(120)
class ReplicationTest {

    /** Answers IDENTIFY_SYSTEM, streams at START_REPLICATION, and sends each CopyData back. */
    private static final FakePostgres.Login WAL_SENDER = (server, peer) -> {
        FakePostgres.ACCEPT.run(server, peer);
        while (true) {
            Frame frame;
            try {
                frame = peer.read();
            } catch (java.io.EOFException e) {
                return false;
            }
            if (frame.type() == 'X') {
                return false;
            } else if (frame.type() == 'd') {
                peer.send(frame.bytes());
            } else if (frame.type() == 'c') {
                peer.send(Frames.copyDone(), Frames.commandComplete("COPY 0"), Frames.readyForQuery('I'));
            } else if (frame.text().contains("START_REPLICATION")) {
                peer.send(Frames.copyBothResponse(0), Frames.copyData("first"));
            } else {
                peer.send(Frames.oneRow("systemid", "7", 'I'));
            }
        }
    };

    private static void stream(ScriptedClient client) throws Exception {
        client.send(Frames.query("START_REPLICATION 0/0"));
        client.expect((byte) 'W');
        client.expectBytes(Frames.copyData("first"));
        client.send(Frames.copyData("one"), Frames.copyData("two"));
        client.expectBytes(Frames.copyData("one"), Frames.copyData("two"));
    }

    @Test
    @DisplayName("trap 54: a replication client has a server of its own, opened with its start-up parameters; both sides talk at once; nothing is pooled")
    void trap54_passedThrough() throws Exception {
        try (FakePostgres server = FakePostgres.start().login(WAL_SENDER);
                TestPooler pooler = TestPooler.before(server, "default_pool_size: 1", "max_db_connections: 1")) {
            for (int i = 0; i < 3; i++) {
                try (ScriptedClient client = pooler.unconnected()) {
                    client.login("u", "db", "replication", "database", "application_name", "walreceiver");
                    assertThat(Replies.value(client.query("IDENTIFY_SYSTEM"))).isEqualTo("7");
                    stream(client);
                    client.send(Frames.copyDone());
                    client.readUntil((byte) 'Z');
                    // The replication connection counts against max_db_connections.
                    try (ScriptedClient second = pooler.unconnected()) {
                        second.startup("u", "db", "replication", "true");
                        assertThat(second.expectError().sqlState()).isEqualTo("53300");
                    }
                }
                Await.until("the server to go with its client", () -> server.open() == 0);
                pooler.awaitLog("replication has ended");
                Await.until("its client to be gone", () -> pooler.pooler().clients() == 0);
            }
            assertThat(server.startups()).hasSize(3)
                    .allMatch(startup -> startup.contains("replication database")
                            && startup.contains("application_name walreceiver"));
            server.login(FakePostgres.ACCEPT);
            try (ScriptedClient client = pooler.client()) {
                client.query("select 1"); // the slot is free again
            }
        }
    }

    @Test
    @DisplayName("replication=false is no replication")
    void notReplication() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server);
                ScriptedClient client = pooler.unconnected()) {
            client.login("u", "db", "replication", "false");
            client.query("select 1");
            assertThat(pooler.pool().clActive()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("The server's refusal reaches a replication client; the server's end ends it")
    void refusalAndEnd() throws Exception {
        try (FakePostgres server = FakePostgres.start().login(FakePostgres.refuse("28000", "no replication for you"));
                TestPooler pooler = TestPooler.before(server, "max_user_connections: 1")) {
            for (int i = 0; i < 2; i++) {
                try (ScriptedClient client = pooler.unconnected()) {
                    client.startup("u", "db", "replication", "database");
                    assertThat(client.expectError().message()).isEqualTo("no replication for you");
                    client.expectClosed();
                }
            }
            server.login((fake, peer) -> {
                FakePostgres.ACCEPT.run(fake, peer);
                peer.read();
                peer.close();
                return false;
            });
            try (ScriptedClient client = pooler.unconnected()) {
                client.login("u", "db", "replication", "database");
                client.send(Frames.query("IDENTIFY_SYSTEM"));
                client.expectClosed();
            }
        }
    }

    @Test
    @DisplayName("The pooler's end does not wait for a stream that has none")
    void drain() throws Exception {
        for (ShutdownMode mode : List.of(ShutdownMode.DRAIN, ShutdownMode.WAIT_FOR_SERVERS)) {
            try (FakePostgres server = FakePostgres.start().login(WAL_SENDER);
                    TestPooler pooler = TestPooler.before(server, "shutdown_timeout: 60s");
                    ScriptedClient client = pooler.unconnected()) {
                client.login("u", "db", "replication", "database");
                stream(client);
                pooler.pooler().shutdown(mode).get(10, TimeUnit.SECONDS);
                client.expectClosed();
            }
        }
    }

    @Test
    @DisplayName("A reload that removes the database ends its replication clients")
    void databaseRemoved() throws Exception {
        try (FakePostgres server = FakePostgres.start().login(WAL_SENDER);
                TestPooler pooler = TestPooler.before(server);
                ScriptedClient client = pooler.unconnected()) {
            client.login("u", "db", "replication", "database");
            stream(client);
            pooler.reload("databases: {other: {host: 127.0.0.1, port: " + server.port() + "}}", "users: {u: {}}");
            client.expectClosed();
            Await.until("the server to go", () -> server.open() == 0);
        }
    }
}
