package io.howdah.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import io.howdah.console.show.ShowTables;
import io.howdah.console.show.TestView;
import io.howdah.console.view.DatabaseHealth;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.console.view.PoolerState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP endpoint over real sockets: its answers, and its limits against hostile clients. */
@Timeout(120)
class StatusServerTest {

    private static final StatusServer.Limits SHORT = new StatusServer.Limits(3, 1, 2, 400, 5_000, 5_000);

    private final TestView view = new TestView();
    private final HealthPages health = new HealthPages(view, 300);
    private final CompletableFuture<StatusReply> slow = new CompletableFuture<>();
    private final LinkedBlockingQueue<EventStream> streams = new LinkedBlockingQueue<>();
    private final StatusPages pages = new StatusPages()
            .openAt("/health/live", health::live)
            .openAt("/health/ready", health::ready)
            .at("/slow", (request, work) -> slow)
            .at("/broken", (request, work) -> CompletableFuture.failedFuture(new IllegalStateException("secret")))
            .at("/big", (request, work) -> CompletableFuture.completedStage(StatusReply.text(200, "line\n".repeat(100_000))))
            .at("/events", (request, work) -> CompletableFuture.completedStage(StatusReply.events(streams::add)))
            .under(TablesPage.BEGINNING, new TablesPage(view));
    private StatusServer server = start(StatusServer.Limits.USUAL);

    private StatusServer start(StatusServer.Limits limits) {
        return StatusServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), pages, limits);
    }

    private void restart(StatusServer.Limits limits) {
        server.close();
        server = start(limits);
    }

    @AfterEach
    void end() {
        server.close();
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.address().getPort() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private Map<String, Object> json(String path, int status) throws Exception {
        HttpResponse<byte[]> response = get(path);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json; charset=utf-8");
        return JSON.std.mapFrom(response.body());
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Everything until the far end closes; a reset counts as a close. */
    private static String rest(Socket socket) {
        StringBuilder text = new StringBuilder();
        try {
            InputStream in = socket.getInputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                text.append((char) next);
            }
        } catch (IOException e) {
            text.append("<").append(e.getMessage()).append(">");
        }
        return text.toString();
    }

    @Test
    void everyTableOfStatsUsersIsServedAsJsonAndNoOther() throws Exception {
        List<Object> names = JSON.std.listFrom(get("/api/").body());
        assertThat(names).contains("/api/pools", "/api/stats", "/api/clients", "/api/cache", "/api/cache_relations")
                .doesNotContain("/api/fds", "/api/prepared", "/api/cache_statements");
        for (var table : ShowTables.all()) {
            String path = "/api/" + table.name().toLowerCase(java.util.Locale.ROOT);
            HttpResponse<byte[]> response = get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(table.isForStatsUsers() ? 200 : 404);
            if (table.isForStatsUsers()) {
                JSON.std.listFrom(response.body());
            }
        }
        assertThat(get("/api/../x").statusCode()).isEqualTo(404);
    }

    @Test
    void valuesOfATableKeepTheirKind() throws Exception {
        view.pools = CompletableFuture.completedFuture(List.of(new PoolSnapshot(
                "a\"b\n<script>\u0000é", "app", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, "transaction", null)));
        Object row = JSON.std.listFrom(get("/api/pools").body()).get(0);
        Map<?, ?> pool = (Map<?, ?>) row;
        assertThat(pool.get("database")).isEqualTo("a\"b\n<script>\u0000é");
        assertThat(pool.get("cl_waiting")).isEqualTo(2);
        assertThat(pool.containsKey("load_balance_hosts")).isTrue();
        assertThat(pool.get("load_balance_hosts")).isNull();
        Map<?, ?> client = (Map<?, ?>) JSON.std.listFrom(get("/api/clients").body()).get(0);
        assertThat(client.get("connect_time")).isEqualTo("2026-01-02T03:04:05Z");
        Map<?, ?> cache = (Map<?, ?>) JSON.std.listFrom(get("/api/cache").body()).get(0);
        assertThat(cache.get("hit_ratio")).isEqualTo(0.5833);
    }

    @Test
    void livesWhileEveryLoopAnswersWhateverAnOperatorHasSaid() throws Exception {
        view.state = new PoolerState(true, true, true);
        assertThat(json("/health/live", 200)).containsEntry("status", "live").containsEntry("event_loops", 2)
                .containsEntry("slowest_loop_lag_us", 2_000);
        view.lags = new CompletableFuture<>();
        assertThat(json("/health/live", 503)).containsEntry("status", "stuck");
    }

    @Test
    void isReadyUnlessStoppedOrWithoutARequiredDatabase() throws Exception {
        view.state = new PoolerState(false, false, false);
        Map<String, Object> ready = json("/health/ready", 200);
        assertThat(ready).containsEntry("status", "ready");
        assertThat((List<?>) ready.get("pools")).hasSize(2);

        view.state = new PoolerState(true, false, false);
        assertThat(json("/health/ready", 503)).containsEntry("reasons", List.of("paused"));
        view.state = new PoolerState(false, true, false);
        assertThat(json("/health/ready", 503)).containsEntry("reasons", List.of("suspended"));
        view.state = new PoolerState(false, false, true);
        assertThat(json("/health/ready", 503)).containsEntry("reasons", List.of("shutting down"));

        view.state = new PoolerState(false, false, false);
        view.health = CompletableFuture.completedFuture(List.of(
                new DatabaseHealth("other", false, true, false, null),
                new DatabaseHealth("shop", true, false, false, "refused")));
        assertThat(json("/health/ready", 503)).containsEntry("reasons", List.of("no server of database shop can be reached"));
        view.health = CompletableFuture.completedFuture(List.of(new DatabaseHealth("shop", true, true, true, null)));
        assertThat(json("/health/ready", 503)).containsEntry("reasons", List.of("database shop is paused"));
        view.health = new CompletableFuture<>();
        assertThat(json("/health/ready", 503)).containsEntry("status", "not ready");
    }

    @Test
    void headHasTheLengthAndNoBody() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "HEAD /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(rest(socket)).startsWith("HTTP/1.1 200").contains("content-length: 500001").endsWith("\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {";", "gzip;q=0, ;", ",", ";;gzip"})
    void aListOfCodingsThatNamesNoneGetsItsAnswer(String codings) throws Exception {
        HttpResponse<byte[]> plain = get("/big", "Accept-Encoding", codings);
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(plain.body()).hasSize(500_001);
    }

    @Test
    void gzipForThoseWhoAskForIt() throws Exception {
        HttpResponse<byte[]> zipped = get("/big", "Accept-Encoding", "br, gzip;q=0.5");
        assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(zipped.body()).hasSizeLessThan(20_000);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
            assertThat(in.readAllBytes()).hasSize(500_001);
        }
        assertThat(get("/big", "Accept-Encoding", "gzip;q=0").body()).hasSize(500_001);
        assertThat(get("/big").body()).hasSize(500_001);
    }

    @Test
    void whatIsNoGetIsRefused() throws Exception {
        String[][] refused = {
            {"POST /api/pools HTTP/1.1\r\nHost: x\r\n\r\n", "405"},
            {"GET /api/pools HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", "413"},
            {"GET /api/pools HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", "413"},
            {"GET /" + "x".repeat(10_000) + " HTTP/1.1\r\n\r\n", "400"},
            {"GET / HTTP/1.1\r\nX: " + "x".repeat(30_000) + "\r\n\r\n", "400"},
            {"\u0016\u0003\u0001 TLS or noise\r\n\r\n", "400"},
            {"GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
        };
        for (String[] one : refused) {
            try (Socket socket = connect()) {
                send(socket, one[0]);
                assertThat(rest(socket)).as(one[0].substring(0, 8)).startsWith("HTTP/1.1 " + one[1])
                        .contains("connection: close");
            }
        }
    }

    @Test
    void requestsOfOneConnectionAreAnsweredInOrder() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n".repeat(50)
                    + "GET /api/version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            String all = rest(socket);
            assertThat(all.split("HTTP/1.1 404", -1)).hasSize(51);
            assertThat(all.indexOf("HTTP/1.1 200")).isGreaterThan(all.lastIndexOf("HTTP/1.1 404"));
        }
    }

    @Test
    void aFailureIsToldWithoutItsWords() throws Exception {
        HttpResponse<byte[]> response = get("/broken");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).doesNotContain("secret");
    }

    @Test
    void whoSendsHalfARequestIsClosedInTime() throws Exception {
        restart(SHORT);
        try (Socket socket = connect()) {
            send(socket, "GET /api/pools HTT");
            long begun = System.nanoTime();
            assertThat(rest(socket)).isEmpty();
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)).isLessThan(5_000);
        }
    }

    @Test
    void aProbeGetsInWhileSilentConnectionsTakeAllThereAre() throws Exception {
        restart(new StatusServer.Limits(3, 1, 2, 60_000, 60_000, 60_000));
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                Socket socket = connect();
                send(socket, "G");
                silent.add(socket);
            }
            assertThat(get("/health/live").statusCode()).isEqualTo(200);
            assertThat(rest(silent.get(0))).as("who was silent for longest").isEmpty();
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void moreRequestsThanThereMayBeAreToldSo() throws Exception {
        restart(new StatusServer.Limits(10, 1, 2, 60_000, 60_000, 60_000));
        try (Socket first = connect(); Socket second = connect()) {
            send(first, "GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            send(second, "GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            HttpResponse<byte[]> response = get("/health/live");
            while (response.statusCode() == 200) { // the two slow requests may still be on their way
                response = get("/health/live");
            }
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
            slow.complete(StatusReply.text(200, "done"));
            assertThat(rest(first)).endsWith("done\n");
            assertThat(rest(second)).endsWith("done\n");
            assertThat(get("/health/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void eventsAreSentUntilOneOfTheTwoEnds() throws Exception {
        restart(SHORT);
        EventStream stream;
        try (Socket socket = connect()) {
            send(socket, "GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
            stream = streams.take();
            assertThat(stream.send("{\"a\":1}\nsecond\r\n")).isTrue();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("second\n\n") < 0) {
                head.append((char) socket.getInputStream().read());
            }
            assertThat(head.toString()).contains("text/event-stream").contains("data: {\"a\":1}\ndata: second\n\n");
            assertThat(get("/events").statusCode()).as("one more than there may be").isEqualTo(503);
        }
        stream.closed().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(stream.send("x")).isFalse();
        try (Socket socket = connect()) {
            send(socket, "GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
            streams.take().close();
            assertThat(rest(socket)).contains("text/event-stream");
        }
    }

    @Test
    void whoReadsNoEventsDoesNotFillTheMemory() throws Exception {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(server.address());
            send(socket, "GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
            EventStream stream = streams.take();
            String event = "x".repeat(10_000);
            int sent = 0;
            while (stream.send(event)) {
                sent++;
                assertThat(sent).isLessThan(10_000);
            }
            assertThat(sent).isPositive();
        }
    }

    private static String basic(String text) {
        return "Basic " + java.util.Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void strangersAreToldWhetherItIsReadyAndNoMore() throws Exception {
        server.close();
        Guard[] guard = {new Guard("prom", "p:ä%", "tok en")};
        server = StatusServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), pages, () -> guard[0],
                () -> null);
        HttpResponse<byte[]> refused = get("/api/pools");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic");
        for (String wrong : List.of(basic("prom:x"), basic("prom:"), basic("p:ä%"), basic(""), "Basic %%%", "Basic", "Bearer ",
                "Bearer tok", "Bearer prom:p:ä%".substring(0, 12), "Digest x")) {
            assertThat(get("/api/pools", "Authorization", wrong).statusCode()).as(wrong).isEqualTo(401);
            assertThat(get("/nowhere", "Authorization", wrong).statusCode()).as("which pages there are is nobody's business")
                    .isEqualTo(401);
        }
        assertThat(get("/api/pools", "Authorization", basic("prom:p:ä%")).statusCode()).isEqualTo(200);
        assertThat(get("/api/pools", "Authorization", "bearer tok en").statusCode()).isEqualTo(200);
        assertThat(JSON.std.mapFrom(get("/health/ready").body())).containsOnlyKeys("status");
        assertThat(JSON.std.mapFrom(get("/health/live").body())).containsOnlyKeys("status");
        assertThat(JSON.std.mapFrom(get("/health/ready", "Authorization", "Bearer tok en").body())).containsKeys("status",
                "pools");
        guard[0] = new Guard("", "", "other");
        assertThat(get("/api/pools", "Authorization", "Bearer tok en").statusCode()).as("after a reload").isEqualTo(401);
        assertThat(get("/api/pools", "Authorization", basic(":")).statusCode()).isEqualTo(401);
        assertThat(get("/api/pools", "Authorization", "Bearer other").statusCode()).isEqualTo(200);
    }

    @Test
    void aTakenPortIsSaidSo() {
        assertThatThrownBy(() -> StatusServer.start(server.address(), pages, StatusServer.Limits.USUAL))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot listen on").hasMessageContaining(Integer.toString(server.address().getPort()));
    }
}
