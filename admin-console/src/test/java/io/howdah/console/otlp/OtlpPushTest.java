package io.howdah.console.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.howdah.console.metrics.Metrics;
import io.howdah.console.metrics.MetricsNames;
import io.howdah.console.show.TestView;
import io.howdah.console.view.PoolSnapshot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Pushes to a collector that accepts, refuses, or never answers. */
@Timeout(120)
class OtlpPushTest {

    /** Long limits, so that a busy machine fails no test. */
    private static final OtlpPush.Limits LONG = new OtlpPush.Limits(Duration.ofSeconds(20), Duration.ofSeconds(20));
    private static final OtlpPush.Limits SHORT = new OtlpPush.Limits(Duration.ofMillis(500), Duration.ofMillis(500));
    private static final Duration OFTEN = Duration.ofMillis(30);

    private interface Reply {
        void to(HttpExchange exchange) throws IOException;
    }

    private record Post(String path, Map<String, List<String>> headers, Map<String, Object> body) {}

    private final TestView view = new TestView();
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private OtlpPush push = with(LONG);
    private volatile Reply reply = exchange -> exchange.sendResponseHeaders(200, -1);
    private HttpServer collector;
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(ch.qos.logback.classic.Level.INFO)) {
                log.add(event.getLevel() + " " + event.getFormattedMessage());
            }
        }
    };

    @BeforeEach
    void start() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.setExecutor(threads);
        collector.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = new GZIPInputStream(new ByteArrayInputStream(exchange.getRequestBody().readAllBytes()))
                        .readAllBytes();
                posts.add(new Post(exchange.getRequestURI().toString(), exchange.getRequestHeaders(), JSON.std.mapFrom(body)));
                reply.to(exchange);
            }
        });
        collector.start();
        appender.setContext(logger().getLoggerContext());
        appender.start();
        logger().addAppender(appender);
    }

    @AfterEach
    void stop() {
        push.close();
        collector.stop(0);
        threads.shutdownNow();
        logger().detachAppender(appender);
    }

    private OtlpPush with(OtlpPush.Limits limits) {
        return new OtlpPush(new Metrics(view, () -> new MetricsNames(true, false, false)), "1.2", limits);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("io.howdah.console.otlp");
    }

    private OtlpTarget target(Duration interval, Map<String, String> headers) {
        return new OtlpTarget(URI.create("http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/metrics?key=hidden"),
                interval, headers);
    }

    private void pushOften() {
        push.configure(Optional.of(target(OFTEN, Map.of())));
    }

    private static Reply says(int status, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    private static void until(String what, BooleanSupplier isSo) {
        long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void untilPosts(int more) {
        int before = posts.size();
        until(more + " more posts", () -> posts.size() >= before + more);
    }

    private static boolean isThere(String thread) {
        return Thread.getAllStackTraces().keySet().stream().anyMatch(each -> each.getName().startsWith(thread) && each.isAlive());
    }

    @Test
    void postsComeWithTheirHeadersAndTheMetricsInThem() {
        push.configure(Optional.of(target(OFTEN, Map.of("Authorization", "Bearer s3cret", "User-Agent", "mine"))));
        untilPosts(3);
        Post post = posts.get(0);
        assertThat(post.path).isEqualTo("/v1/metrics?key=hidden");
        assertThat(post.headers).containsEntry("Content-type", List.of("application/json"))
                .containsEntry("Content-encoding", List.of("gzip"))
                .containsEntry("Authorization", List.of("Bearer s3cret")).containsEntry("User-agent", List.of("mine"));
        assertThat(OtlpDocumentTest.metrics(post.body)).extracting(metric -> metric.get("name")).contains("pgbouncer_up",
                "howdah_wait_seconds");
        assertThat(log).singleElement().asString().startsWith("INFO OTLP: metrics are pushed to http://127.0.0.1:")
                .endsWith("/v1/metrics every 0.03 s");
    }

    @Test
    void whileItIsOffNothingIsThere() {
        push.configure(Optional.empty());
        assertThat(isThere("howdah-otlp")).isFalse();
        pushOften();
        untilPosts(1);
        pushOften();
        assertThat(log).as("the same again changes nothing").hasSize(1);
        push.configure(Optional.empty());
        until("no thread", () -> !isThere("howdah-otlp"));
        int last = posts.size();
        push.close();
        assertThat(posts).hasSize(last);
        assertThat(log).hasSize(2);
    }

    @Test
    void failureAndRecoveryAreLoggedOnceEach() {
        reply = says(400, "{\"message\": \"bad\\nrequest by s3cret\"}");
        push.configure(Optional.of(target(OFTEN, Map.of("Authorization", "Bearer s3cret"))));
        untilPosts(4);
        reply = says(200, "");
        until("recovery", () -> log.size() >= 3);
        untilPosts(3);
        assertThat(log.get(1)).startsWith("WARN").endsWith("HTTP status 400: bad request by ***").doesNotContain("hidden");
        assertThat(log.get(2)).startsWith("INFO").endsWith("/v1/metrics again");
        assertThat(log).hasSize(3);
    }

    @Test
    void aCollectorThatIsNotThereIsToldOfAndFoundLater() throws IOException {
        int port = collector.getAddress().getPort();
        collector.stop(0);
        push.configure(Optional.of(target(OFTEN, Map.of())));
        until("failure", () -> log.size() == 2);
        assertThat(log.get(1)).contains("cannot be pushed").doesNotContain("null");
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        collector.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, -1);
            }
        });
        collector.start();
        until("recovery", () -> log.size() == 3);
    }

    @Test
    void whatIsTakenInPartIsToldOf() {
        reply = says(200, "{\"partialSuccess\": {\"rejectedDataPoints\": \"7\", \"errorMessage\": \"too many\"}}");
        pushOften();
        untilPosts(3);
        assertThat(log).hasSize(2);
        assertThat(log.get(1)).startsWith("WARN").endsWith("7 data points were rejected: too many");
        reply = says(200, "{\"partialSuccess\": {\"errorMessage\": \"use https\"}}");
        until("remark", () -> log.size() >= 4);
        untilPosts(3);
        assertThat(log).hasSize(4);
        assertThat(log.get(3)).startsWith("INFO").endsWith("says: use https");
    }

    @Test
    void itWaitsAsLongAsTheCollectorWants() {
        reply = exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "1");
            exchange.sendResponseHeaders(429, -1);
        };
        pushOften();
        untilPosts(1);
        until("the answer", () -> log.size() == 2);
        long begun = System.nanoTime();
        assertThat(posts).hasSize(1);
        untilPosts(1);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(700));
    }

    @Test
    void theEndIsNotToldAgainstTheCollectorsWish() {
        reply = exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "3600");
            exchange.sendResponseHeaders(503, -1);
        };
        push.configure(Optional.of(target(Duration.ofHours(1), Map.of())));
        until("the answer", () -> log.size() == 2);
        push.close();
        assertThat(posts).hasSize(1);
    }

    @Test
    void oneThatNeverAnswersGetsOneRequestAtATimeAndDelaysNothing() throws Exception {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> {
                try {
                    while (true) {
                        Socket socket = silent.accept();
                        most.accumulateAndGet(open.incrementAndGet(), Math::max);
                        threads.execute(() -> {
                            try (socket) {
                                socket.getInputStream().readAllBytes();
                            } catch (IOException e) {
                                // The client has closed the connection.
                            }
                            open.decrementAndGet();
                        });
                    }
                } catch (IOException e) {
                    // The test is over and has closed the socket.
                }
            });
            push = with(SHORT);
            push.configure(Optional.of(
                    new OtlpTarget(URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/v1/metrics"), OFTEN, Map.of())));
            until("failure", () -> log.size() == 2);
            assertThat(log.get(1)).endsWith("no answer within 0.5 s");
            until("a request again", () -> open.get() == 1);
            assertThat(most.get()).isLessThanOrEqualTo(2);
            long begun = System.nanoTime();
            push.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            until("nothing open", () -> open.get() == 0);
        }
        assertThat(log).hasSize(2);
    }

    @Test
    void anEndlessAnswerIsReadNoFurther() {
        AtomicInteger written = new AtomicInteger();
        reply = exchange -> {
            exchange.sendResponseHeaders(500, 0);
            byte[] some = new byte[1 << 16];
            try {
                while (written.addAndGet(some.length) < 1 << 30) {
                    exchange.getResponseBody().write(some);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        push.configure(Optional.of(target(Duration.ofHours(1), Map.of())));
        until("failure", () -> log.size() == 2);
        assertThat(log.get(1)).endsWith("HTTP status 500");
        assertThat(written.get()).isLessThan(1 << 28);
    }

    @Test
    void aPoolerThatDoesNotAnswerIsAskedOnce() {
        CompletableFuture<List<PoolSnapshot>> pools = view.pools;
        view.pools = new CompletableFuture<>();
        push = with(SHORT);
        pushOften();
        until("failure", () -> log.size() == 2);
        assertThat(posts).isEmpty();
        view.pools.complete(pools.join());
        untilPosts(1);
        until("recovery", () -> log.size() == 3);
    }

    @Test
    void theEndIsTold() {
        push.configure(Optional.of(target(Duration.ofHours(1), Map.of())));
        untilPosts(1);
        push.close();
        assertThat(posts).hasSize(2);
        push.configure(Optional.of(target(OFTEN, Map.of())));
        assertThat(isThere("howdah-otlp") && posts.size() > 2).as("nothing begins after the end").isFalse();
    }

    /** Collectors close idle connections; the push must not count this as a failure. */
    @Test
    void aConnectionThatHasBeenClosedIsReplaced() {
        reply = exchange -> {
            exchange.getResponseHeaders().set("X", "y");
            exchange.sendResponseHeaders(200, -1);
        };
        AtomicInteger count = new AtomicInteger();
        Reply good = reply;
        // The collector closes the connection of the second request without an answer.
        reply = exchange -> {
            if (count.incrementAndGet() == 2) {
                exchange.close();
            } else {
                good.to(exchange);
            }
        };
        pushOften();
        until("the posts", () -> count.get() >= 4);
        assertThat(log).hasSize(1);
    }
}
