package io.howdah.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Clients;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.TestPooler;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ReloadTest {

    @Test
    @DisplayName("A server that was being opened for a host that is gone is closed when it comes; who waits gets one of the new host")
    void openingRacesReload() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        try (FakePostgres before = FakePostgres.start().login((fake, peer) -> {
            latch.await(10, TimeUnit.SECONDS);
            return FakePostgres.ACCEPT.run(fake, peer);
        });
                FakePostgres after = FakePostgres.start();
                TestPooler pooler = TestPooler.before(before, "default_pool_size: 1");
                ScriptedClient client = pooler.unconnected()) {
            client.startup("u", "db");
            Await.until("a login", () -> before.logins() == 1);
            pooler.reload(TestPooler.withDatabase(after, "default_pool_size: 1"));
            latch.countDown();
            client.finishLogin("u", null);
            client.query("select 1");
            assertThat(after.queries("select 1")).isEqualTo(1);
            Await.until("the old one to be left", () -> before.open() == 0);
        }
    }

    @Test
    @DisplayName("A server that is being reset while its host goes is closed and not given on")
    void resetRacesReload() throws Exception {
        try (FakePostgres before = FakePostgres.start();
                FakePostgres after = FakePostgres.start();
                TestPooler pooler = TestPooler.before(before, "pool_mode: session", "server_reset_query: hold",
                        "default_pool_size: 1");
                ScriptedClient next = pooler.client()) {
            try (ScriptedClient client = pooler.client()) {
                client.query("select 1");
            }
            Await.until("the reset", () -> before.holding() == 1);
            next.send(Frames.query("select 2"));
            pooler.awaitWaiting(1);
            pooler.reload(TestPooler.withDatabase(after, "pool_mode: session", "default_pool_size: 1"));
            before.letGo(1);
            next.readUntil((byte) 'Z');
            assertThat(after.queries("select 2")).isEqualTo(1);
            assertThat(before.queries("select 2")).isZero();
        }
    }

    @Test
    @DisplayName("trap 95: session mode becomes transaction mode with a client linked: its server is free at its next boundary")
    void trap95_modeChanges() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "pool_mode: session", "default_pool_size: 1");
                ScriptedClient linked = pooler.client();
                ScriptedClient waiting = pooler.client()) {
            linked.query("select 1");
            waiting.send(Frames.query("select 2"));
            pooler.awaitWaiting(1);
            pooler.reload(TestPooler.withDatabase(server, "pool_mode: transaction", "default_pool_size: 1"));
            linked.query("select 3");
            waiting.readUntil((byte) 'Z');
            linked.query("select 4");
            assertThat(server.open()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("Limits on clients and sizes of pools follow a reload; clients of a user that is gone stay, new ones are refused")
    void limitsAndUsers() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "max_client_conn: 1");
                ScriptedClient client = pooler.client()) {
            try (ScriptedClient second = pooler.unconnected()) {
                second.startup("u", "db");
                assertThat(second.expectError().sqlState()).isEqualTo("53300");
            }
            pooler.reload("max_client_conn: 3", "min_pool_size: 2", "users: {v: {}}",
                    "databases: {db: {host: 127.0.0.1, port: " + server.port() + "}}");
            client.query("select 1");
            Await.until("min_pool_size", () -> server.open() == 2);
            try (ScriptedClient second = pooler.unconnected()) {
                second.startup("u", "db");
                assertThat(second.expectError().sqlState()).isEqualTo("28000");
            }
            try (ScriptedClient other = pooler.clientOf("v", "db")) {
                other.query("select 1");
            }
        }
    }

    @Test
    @DisplayName("Reloads under load, hosts changing each time: no client hears of it, no slot is lost")
    void underLoad() throws Exception {
        try (FakePostgres one = FakePostgres.start();
                FakePostgres two = FakePostgres.start();
                TestPooler pooler = TestPooler.before(one, "event_loops: 3", "default_pool_size: 2")) {
            AtomicBoolean over = new AtomicBoolean();
            Thread reloader = new Thread(() -> {
                for (int i = 0; !over.get(); i++) {
                    pooler.reload(TestPooler.withDatabase(i % 2 == 0 ? two : one, "event_loops: 3", "default_pool_size: 2"));
                    java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
                }
            });
            reloader.start();
            try {
                Clients.together(12, number -> {
                    try (ScriptedClient client = pooler.client()) {
                        for (int i = 0; i < 30; i++) {
                            client.query("begin");
                            assertThat(client.query("select " + number)).hasSize(4);
                            client.query("commit");
                        }
                    }
                });
            } finally {
                over.set(true);
                reloader.join(10_000);
            }
            Await.until("counts to be right",
                    () -> pooler.pool().svIdle() == one.open() + two.open() && pooler.pool().svActive() == 0
                            && pooler.pool().svLogin() == 0 && pooler.pool().clWaiting() == 0);
            assertThat(one.open() + two.open()).isLessThanOrEqualTo(2);
            assertThat(pooler.log()).noneMatch(line -> line.startsWith("ERROR"));
        }
    }
}
