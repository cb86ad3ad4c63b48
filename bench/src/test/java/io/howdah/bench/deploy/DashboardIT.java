package io.howdah.bench.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpServer;
import io.howdah.bench.postgres.EmbeddedServer;
import io.howdah.bench.process.FreePort;
import io.howdah.bench.process.PoolerProcess;
import io.howdah.bench.process.Programs;
import io.howdah.bench.process.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Prometheus scrapes a running Howdah, and every expression of the dashboard and of the rules gives a value. */
@Timeout(180)
class DashboardIT {

    private static final Path DOCKER = Path.of("..", "docker").toAbsolutePath().normalize();

    /** Metrics of other exporters. */
    private static final String OTHERS = """
            # TYPE redis_memory_used_bytes gauge
            redis_memory_used_bytes 450
            # TYPE redis_memory_max_bytes gauge
            redis_memory_max_bytes 512
            """;

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private int prometheus;

    @Test
    @DisplayName("No panel of the dashboard is empty, and no rule looks for what nobody tells")
    void everyExpressionGivesAValue() throws Exception {
        assumeTrue(Programs.find("prometheus").isPresent(), "needs prometheus");
        assumeTrue(Programs.find("redis-server").isPresent(), "needs redis-server");
        HttpServer others = others();
        try (RedisServer redis = RedisServer.start(Files.createDirectory(folder.resolve("redis")));
                EmbeddedServer server = EmbeddedServer.start(Files.createDirectory(folder.resolve("pg")), false, Map.of())) {
            int port = FreePort.choose();
            int metrics = FreePort.choose();
            Files.writeString(folder.resolve("users.txt"), "\"postgres\" \"\"\n");
            try (PoolerProcess howdah = PoolerProcess.howdah("""
                    [databases]
                    * = host=127.0.0.1 port=%d
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    http_listen_port = %d
                    unix_socket_dir =
                    auth_type = trust
                    auth_file = %s
                    pool_mode = transaction
                    server_lifetime = 1
                    cache_mode = ttl
                    cache_redis_url = %s
                    """.formatted(server.port(), port, metrics, folder.resolve("users.txt"), redis.url()), port, Map.of(),
                    folder)) {
                assertThat(howdah.port()).isEqualTo(port);
                Process scraper = prometheus(metrics, others.getAddress().getPort());
                try {
                    assertAllGiveAValue(port);
                } finally {
                    scraper.destroy();
                    if (!scraper.waitFor(20, TimeUnit.SECONDS)) {
                        scraper.destroyForcibly().waitFor();
                    }
                }
            }
        } finally {
            others.stop(0);
        }
    }

    private void assertAllGiveAValue(int port) throws Exception {
        Set<String> empty = new TreeSet<>(expressions());
        assertThat(empty).hasSizeGreaterThan(50).anyMatch(each -> each.contains("howdah_cache_redis_lookup_seconds_total"));
        long end = System.nanoTime() + 90_000_000_000L;
        while (!empty.isEmpty() && System.nanoTime() < end) {
            load(port);
            for (String expression : List.copyOf(empty)) {
                if (!values(expression).isEmpty()) {
                    empty.remove(expression);
                }
            }
        }
        assertThat(empty).as("expressions without a value").isEmpty();
    }

    /**
     * Runs a few transactions, the same question again and again, a statement with an error of its own (42601) and a statement with an error of the server (58000).
     */
    private static void load(int port) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres",
                "");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS cached (id int)");
            for (int i = 0; i < 20; i++) {
                statement.execute("SELECT 1");
                statement.execute("SELECT id FROM cached");
            }
            for (String state : List.of("42601", "58000")) {
                try {
                    statement.execute("DO $$ BEGIN RAISE EXCEPTION 'meant' USING ERRCODE = '" + state + "'; END $$");
                } catch (SQLException meant) {
                    assertThat(meant.getSQLState()).isEqualTo(state);
                }
            }
            statement.execute("SELECT pg_sleep(0.5)");
        }
    }

    private HttpServer others() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            byte[] body = OTHERS.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private Process prometheus(int metrics, int others) throws Exception {
        prometheus = FreePort.choose();
        Path config = folder.resolve("prometheus.yml");
        Files.copy(DOCKER.resolve("prometheus/howdah-rules.yml"), folder.resolve("howdah-rules.yml"));
        Files.writeString(config, """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: [howdah-rules.yml]
                scrape_configs:
                  - {job_name: howdah, static_configs: [{targets: ['127.0.0.1:%d', '127.0.0.1:%d']}]}
                """.formatted(metrics, others));
        Process process = new ProcessBuilder("prometheus", "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + prometheus).redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile()).start();
        long end = System.nanoTime() + 60_000_000_000L;
        while (!isReady()) {
            assertThat(process.isAlive()).as(Files.readString(folder.resolve("prometheus.log"))).isTrue();
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(50);
        }
        return process;
    }

    private boolean isReady() throws InterruptedException {
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + prometheus + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Numbers: that something has been divided by nothing says nothing. */
    private List<?> values(String expression) throws Exception {
        HttpResponse<String> response = get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        assertThat(response.statusCode()).as(expression + "\n" + response.body()).isEqualTo(200);
        List<?> results = (List<?>) ((Map<?, ?>) JSON.std.mapFrom(response.body()).get("data")).get("result");
        return results.stream().map(each -> ((List<?>) ((Map<?, ?>) each).get("value")).get(1))
                .filter(value -> !value.equals("NaN")).toList();
    }

    /**
     * All expressions of the dashboard and of the rules. An alert without cause gives no value, so an alert's comparisons get the
     * modifier {@code bool}.
     */
    private static List<String> expressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        Map<?, ?> dashboard = JSON.std.mapFrom(Files.readString(DOCKER.resolve("grafana/dashboards/howdah.json")));
        for (Object panel : (List<?>) dashboard.get("panels")) {
            Object targets = ((Map<?, ?>) panel).get("targets");
            for (Object target : targets == null ? List.of() : (List<?>) targets) {
                expressions.add(((Map<?, ?>) target).get("expr").toString()
                        .replaceAll("\\$(job|instance|database)", ".*").replace("$__rate_interval", "1m"));
            }
        }
        Map<?, ?> rules = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Files.readString(DOCKER.resolve("prometheus/howdah-rules.yml")));
        for (Object group : (List<?>) rules.get("groups")) {
            for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
                String expression = ((Map<?, ?>) rule).get("expr").toString();
                if (((Map<?, ?>) rule).containsKey("alert")) {
                    // Prometheus has no samples of the day before the test.
                    expression = expression.replace("[1d] offset 30m", "[1m]").replaceFirst(" (==|>|<) (?=[\\d.]+( \\*|$))",
                            " $1 bool ");
                }
                expressions.add(expression);
            }
        }
        return expressions;
    }
}
