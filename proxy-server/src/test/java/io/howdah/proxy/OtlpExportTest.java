package io.howdah.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.TestPooler;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A running pooler that pushes its metrics. */
@Timeout(120)
class OtlpExportTest {

    @Test
    void reloadSwitchesItOnAndOffAndTheEndIsTold() throws Exception {
        List<String> posts = new CopyOnWriteArrayList<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/metrics", exchange -> {
            try (exchange) {
                posts.add(new String(
                        new GZIPInputStream(new ByteArrayInputStream(exchange.getRequestBody().readAllBytes())).readAllBytes(),
                        StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(200, -1);
            }
        });
        collector.start();
        String[] on = {"otlp_endpoint: http://127.0.0.1:" + collector.getAddress().getPort(), "otlp_interval: 1h",
            "otlp_headers: api-key=s3cret"};
        int last;
        try (FakePostgres server = FakePostgres.start()) {
            try (TestPooler pooler = TestPooler.before(server, on)) {
                Await.until("a post", () -> posts.size() == 1);
                assertThat(posts.get(0)).contains("\"service.name\"", "\"pgbouncer_up\"", "\"howdah_build_info\"");
                pooler.reload(TestPooler.withDatabase(server, on));
                pooler.reload(TestPooler.withDatabase(server));
                pooler.awaitLog("OTLP: metrics are not pushed anymore");
                assertThat(posts).as("the same again, and none, push nothing").hasSize(1);
                pooler.reload(TestPooler.withDatabase(server, on));
                Await.until("a post again", () -> posts.size() == 2);
                try (ScriptedClient client = pooler.client()) {
                    client.query("select 1");
                }
                assertThat(pooler.log()).noneMatch(line -> line.contains("s3cret"));
                last = posts.size();
            }
            assertThat(posts).hasSize(last + 1);
            assertThat(posts.get(last)).as("what happened since").contains("\"howdah_query_seconds\"");
            assertThat(posts.get(last - 1)).doesNotContain("\"howdah_query_seconds\"");
        } finally {
            collector.stop(0);
        }
    }
}
