package io.howdah.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.TestPooler;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LogTest {

    @Test
    @DisplayName("A life of a client and its server: one line for each event that matters, in PgBouncer's words, nothing of queries and passwords")
    void life() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.start("auth_type: plain", "server_idle_timeout: 200ms",
                        "users: {u: {password: hush-hush}}",
                        "databases: {db: {host: 127.0.0.1, port: " + server.port() + ", password: psst-psst}}")) {
            try (ScriptedClient client = pooler.unconnected()) {
                client.loginWithPassword("u", "db", "hush-hush");
                client.query("select 'private'");
                client.query("fail");
                client.send(Frames.terminate());
                client.expectClosed();
            }
            pooler.awaitLog("closing because: client close request (age=");
            try (ScriptedClient client = pooler.unconnected()) {
                client.loginWithPassword("u", "db", "hush-hush");
            }
            pooler.awaitLog("closing because: client unexpected eof (age=");
            pooler.awaitLog("closing because: server idle timeout (age=");
            try (ScriptedClient client = pooler.unconnected()) {
                client.startup("u", "db");
                client.expect((byte) 'R');
                client.send(Frames.password("guess-guess"));
                client.expectError();
            }
            pooler.awaitLog("pooler error: password authentication failed");
            assertThat(pooler.log()).anyMatch(line -> line.matches(
                    "INFO C-0x[0-9a-f]+: db/u@127\\.0\\.0\\.1:\\d+ closing because: password authentication failed \\(age=\\d+s\\)"));
            assertThat(pooler.log().stream().filter(line -> line.contains("login attempt: db=db user=u tls=no replication=no")))
                    .hasSize(3);
            assertThat(pooler.log().stream().filter(line -> line.contains("new connection to server (from"))).hasSizeBetween(1,
                    2);
            assertThat(pooler.log()).noneMatch(
                    line -> line.contains("private") || line.contains("hush") || line.contains("psst") || line.contains("guess"));
            assertThat(pooler.log()).noneMatch(line -> line.startsWith("ERROR"));
        }
    }

    @Test
    @DisplayName("log_connections and log_disconnections turn their lines off")
    void quiet() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "log_connections: false", "log_disconnections: false")) {
            try (ScriptedClient client = pooler.client()) {
                client.query("select 1");
            }
            Await.until("it to have left", () -> pooler.pooler().clients() == 0);
            assertThat(pooler.log()).noneMatch(line -> line.contains("C-"));
        }
    }
}
