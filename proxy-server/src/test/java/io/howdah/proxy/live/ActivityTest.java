package io.howdah.proxy.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.console.view.ActivitySnapshot;
import io.howdah.console.view.DurationsSnapshot;
import io.howdah.console.view.PoolName;
import io.howdah.console.view.WaitingSnapshot;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the live page's data of a running pooler. */
@WholePooler
@Timeout(120)
class ActivityTest {

    private static final PoolName POOL = new PoolName("db", "u");

    private static ActivitySnapshot.PoolActivity activity(TestPooler pooler) {
        return pooler.pooler().view().activity().toCompletableFuture().join().pools().stream()
                .filter(pool -> pool.name().equals(POOL)).findFirst().orElseThrow();
    }

    private static void awaitCause(TestPooler pooler, String cause) {
        Await.until(cause, () -> activity(pooler).standing().cause().equals(cause));
    }

    @Test
    void whoWaitsAndWhyInABusyPoolAndInOneThatIsHeld() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "default_pool_size: 1");
                ScriptedClient first = pooler.client();
                ScriptedClient second = pooler.client();
                ScriptedClient third = pooler.client()) {
            first.send(Frames.query("hold"));
            Await.until("one is held", () -> server.holding() == 1);
            assertThat(activity(pooler).standing()).isEqualTo(ActivitySnapshot.Standing.WELL);
            second.send(Frames.query("select 1"));
            pooler.awaitWaiting(1);
            third.send(Frames.query("select 1"));
            pooler.awaitWaiting(2);
            awaitCause(pooler, "busy");
            assertThat(activity(pooler).size()).isEqualTo(1);
            List<WaitingSnapshot> all = pooler.pooler().view().waiting().toCompletableFuture().join();
            List<WaitingSnapshot> longest = pooler.pooler().view().longestWaiting(1).toCompletableFuture().join();
            assertThat(longest).hasSize(1);
            assertThat(longest.get(0).id()).isEqualTo(all.get(0).id());
            assertThat(longest.get(0).position()).isEqualTo(1);
            assertThat(pooler.pooler().view().longestWaiting(10).toCompletableFuture().join()).extracting(WaitingSnapshot::id)
                    .isEqualTo(all.stream().map(WaitingSnapshot::id).toList());
            pooler.pooler().control().pause(Optional.empty(), Duration.ZERO);
            awaitCause(pooler, "held");
            pooler.pooler().control().resume(Optional.empty());
            server.letGo(1);
            for (ScriptedClient client : List.of(first, second, third)) {
                client.readUntil((byte) 'Z');
            }
            awaitCause(pooler, "");
            assertThat(activity(pooler).queries()).isEqualTo(3);
            DurationsSnapshot durations = pooler.pooler().view().durations(List.of(new PoolName("gone", "u"), POOL))
                    .toCompletableFuture().join();
            assertThat(durations.pools()).extracting(pool -> Arrays.stream(pool.queries()).sum()).containsExactly(0L, 3L);
            assertThat(Arrays.stream(durations.all().waits()).sum()).isEqualTo(3);
            assertThat(durations.micros()).isSorted().hasSameSizeAs(durations.all().waits());
        }
    }

    @Test
    void aServerThatTakesNobodyIsToldWithItsReason() throws Exception {
        try (FakePostgres server = FakePostgres.start(); TestPooler pooler = TestPooler.before(server)) {
            try (ScriptedClient client = pooler.client()) {
                client.query("select 1");
                server.login(FakePostgres.refuse("57P03", "the database system is starting up"));
                pooler.pooler().control().reconnect(Optional.of("db"));
                Await.until("no server", () -> activity(pooler).numbers().svIdle() == 0);
                client.send(Frames.query("select 1"));
                awaitCause(pooler, "unreachable");
                assertThat(activity(pooler).standing().problem()).contains("127.0.0.1")
                        .contains("the database system is starting up");
                server.login(FakePostgres.ACCEPT);
                client.readUntil((byte) 'Z');
                Await.until("all is well", () -> activity(pooler).standing().equals(ActivitySnapshot.Standing.WELL));
            }
        }
    }

    @Test
    void theLivePageIsServedAndItsStreamTellsOfThePool() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, "http_listen_addr: 127.0.0.1", "http_listen_port: 0");
                ScriptedClient client = pooler.client()) {
            client.query("select 1");
            String address = "http://127.0.0.1:" + pooler.pooler().httpPort();
            HttpClient http = HttpClient.newHttpClient();
            HttpResponse<String> page = http.send(HttpRequest.newBuilder(URI.create(address + "/")).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(page.body()).startsWith("<!doctype html>").doesNotContain("http://").doesNotContain("https://");
            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow()).startsWith("default-src 'none'");
            HttpResponse<Stream<String>> events = http.send(HttpRequest.newBuilder(URI.create(address + "/events")).build(),
                    HttpResponse.BodyHandlers.ofLines());
            assertThat(events.headers().firstValue("Content-Type")).hasValue("text/event-stream");
            try (Stream<String> lines = events.body()) {
                List<String> first = lines.filter(line -> !line.isEmpty()).limit(2).toList();
                assertThat(first.get(0)).startsWith("data: {\"history\":");
                assertThat(first.get(1)).contains("\"connected\":1")
                        .contains("\"database\":\"db\",\"user\":\"u\",\"clients\":1,\"waiting\":0,\"busy\":0,\"idle\":1");
            }
        }
    }
}
