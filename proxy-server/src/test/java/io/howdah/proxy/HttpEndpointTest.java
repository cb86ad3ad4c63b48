package io.howdah.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.FreePort;
import io.howdah.proxy.testing.TestConfig;
import io.howdah.proxy.testing.TestPooler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests the HTTP endpoint of a running pooler. */
@Timeout(120)
class HttpEndpointTest {

    private static final String ON = "http_listen_addr: 127.0.0.1\nhttp_listen_port: 0";

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();

    private HttpResponse<String> get(int port, String path) {
        try {
            // Without a limit Java's client may wait for ever on a connection that closes while it sends.
            return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(LIMIT).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private int ready(TestPooler pooler) {
        return get(pooler.pooler().httpPort(), "/health/ready").statusCode();
    }

    @Test
    void readinessFollowsPauseAndResume() throws Exception {
        try (FakePostgres server = FakePostgres.start(); TestPooler pooler = TestPooler.before(server, ON)) {
            assertThat(ready(pooler)).isEqualTo(200);
            pooler.pooler().control().pause(Optional.empty(), java.time.Duration.ZERO).join();
            assertThat(ready(pooler)).isEqualTo(503);
            assertThat(get(pooler.pooler().httpPort(), "/health/live").statusCode()).isEqualTo(200);
            pooler.pooler().control().resume(Optional.empty());
            assertThat(ready(pooler)).isEqualTo(200);
        }
    }

    @Test
    void itAnswersWhileThePoolerDrainsAndSaysThatItIsNotReady() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, ON);
                ScriptedClient client = pooler.client()) {
            int port = pooler.pooler().httpPort();
            pooler.pooler().shutdown(ShutdownMode.WAIT_FOR_CLIENTS);
            Await.until("not ready", () -> get(port, "/health/ready").statusCode() == 503);
            assertThat(get(port, "/health/ready").body()).contains("shutting down");
            assertThat(get(port, "/api/pools").body()).contains("\"cl_active\":1");
            client.close();
            pooler.pooler().ended().join();
            assertThatThrownBy(() -> get(port, "/health/live")).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void aRequiredDatabaseThatCannotBeReachedIsToldAndNoticedWhenItIsBack() throws Exception {
        int gone = FreePort.choose();
        String databases = "databases: {here: {host: 127.0.0.1, port: %d}, gone: {host: 127.0.0.1, port: " + gone
                + "}}\nusers: {u: {}}\n";
        try (FakePostgres server = FakePostgres.start()) {
            String all = databases.formatted(server.port());
            try (TestPooler pooler = TestPooler.start(ON, all, "http_required_databases: here")) {
                HttpResponse<String> ready = get(pooler.pooler().httpPort(), "/health/ready");
                assertThat(ready.body()).contains("\"database\":\"here\",\"required\":true,\"paused\":false,\"reachable\":true");
                assertThat(ready.statusCode()).isEqualTo(200);
            }
            try (TestPooler pooler = TestPooler.start(ON, all, "http_required_databases: '*'")) {
                HttpResponse<String> ready = get(pooler.pooler().httpPort(), "/health/ready");
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(ready.body()).contains("no server of database gone can be reached").contains("\"problem\":");
                try (ServerSocket back = new ServerSocket(gone, 1, InetAddress.getLoopbackAddress())) {
                    Await.until("ready", () -> ready(pooler) == 200);
                }
            }
        }
    }

    @Test
    void whatHappensIsCounted() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, ON, "query_wait_timeout: 1", "auth_type: trust")) {
            try (ScriptedClient client = pooler.client()) {
                client.query("SELECT 1");
            }
            try (ScriptedClient stranger = pooler.unconnected()) {
                stranger.startup("nobody", "db");
                stranger.expectError();
            }
            Await.until("the refusal", () -> metric(pooler, "howdah_refusals_total{reason=\"authentication\"}") == 1);
            assertThat(metric(pooler, "howdah_query_seconds_count{database=\"db\",user=\"u\"}")).isEqualTo(1);
            assertThat(metric(pooler, "howdah_query_seconds_bucket{database=\"db\",user=\"u\",le=\"+Inf\"}")).isEqualTo(1);
            assertThat(metric(pooler, "howdah_server_connections_opened_total{database=\"db\"}")).isEqualTo(1);
            pooler.pooler().control().reconnect(Optional.of("db"));
            Await.until("the server has gone",
                    () -> metric(pooler,
                            "howdah_server_connections_closed_total{database=\"db\",reason=\"config_changed\"}") == 1);
        }
    }

    @Test
    void whatForgottenPoolsHaveCountedStaysInTheSumsOfTheirDatabase() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, ON, "pool_idle_timeout: 100ms", "server_idle_timeout: 100ms");
                ScriptedClient stays = pooler.client()) {
            stays.query("select 1");
            for (int round = 1; round <= 2; round++) {
                try (ScriptedClient goes = pooler.clientOf("v", "db")) {
                    goes.query("select 1");
                    goes.query("fail");
                }
                Await.until("the pool has gone", () -> metric(pooler, "howdah_pool_size{database=\"db\",user=\"v\"}") < 0);
                assertThat(metric(pooler, "pgbouncer_stats_totals_queries_pooled_total{database=\"db\"}"))
                        .isEqualTo(1 + 2 * round);
                assertThat(metric(pooler, "pgbouncer_stats_totals_server_assignments_total{database=\"db\"}"))
                        .isEqualTo(1 + 2 * round);
                assertThat(metric(pooler, "howdah_errors_total{database=\"db\",source=\"server\",sqlstate=\"22012\"}"))
                        .isEqualTo(round);
                assertThat(metric(pooler, "howdah_server_connections_closed_total{database=\"db\",reason=\"idle\"}"))
                        .isGreaterThanOrEqualTo(round);
                assertThat(pooler.pooler().view().activity().toCompletableFuture().join().serverErrors()).containsEntry("22012",
                        (long) round);
            }
        }
    }

    /** The pooler keeps no entries for made-up names of databases, but counts every refused client. */
    @Test
    void ofPoolsThatNeverHadAServerTheRefusalsStay() throws Exception {
        try (FakePostgres server = FakePostgres.start().login(FakePostgres.refuse("3D000", "database \"x\" does not exist"));
                TestPooler pooler = TestPooler.start(ON, "databases: {'*': {host: 127.0.0.1, port: " + server.port() + "}}",
                        "users: {u: {}}")) {
            for (int i = 1; i <= 3; i++) {
                try (ScriptedClient client = pooler.unconnected()) {
                    client.startup("u", "made_up" + i);
                    client.expectError();
                }
            }
            Await.until("the pools have gone",
                    () -> !get(pooler.pooler().httpPort(), "/metrics").body().contains("howdah_pool_size{database=\"made_up"));
            assertThat(metric(pooler, "howdah_refusals_total{reason=\"server_refuses\"}")).isEqualTo(3);
            assertThat(get(pooler.pooler().httpPort(), "/metrics").body())
                    .doesNotContain("pgbouncer_stats_totals_queries_pooled_total{database=\"made_up");
        }
    }

    /** The value of a metric, by name and labels; -1 if there is none. */
    private double metric(TestPooler pooler, String series) {
        return get(pooler.pooler().httpPort(), "/metrics").body().lines().filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1))).findFirst().orElse(-1);
    }

    @Test
    void httpsForThoseWhoHaveThePassword(@TempDir Path folder) throws Exception {
        Path certificate = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        HttpClient https = trusting(newIdentity(folder, certificate, key));
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, ON, "http_user: prom", "http_password: pw",
                        "http_tls_cert_file: " + certificate, "http_tls_key_file: " + key)) {
            URI uri = URI.create("https://127.0.0.1:" + pooler.pooler().httpPort() + "/metrics");
            HttpRequest.Builder request = HttpRequest.newBuilder(uri);
            assertThat(https.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(401);
            request.header("Authorization",
                    "Basic " + Base64.getEncoder().encodeToString("prom:pw".getBytes(StandardCharsets.UTF_8)));
            HttpResponse<String> metrics = https.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(metrics.statusCode()).isEqualTo(200);
            assertThat(metrics.body()).contains("pgbouncer_up 1");
            assertThatThrownBy(() -> get(pooler.pooler().httpPort(), "/metrics")).as("plain HTTP")
                    .isInstanceOf(UncheckedIOException.class);
        }
        Files.writeString(key, "no key");
        try (FakePostgres server = FakePostgres.start()) {
            assertThatThrownBy(() -> TestPooler
                    .before(server, ON, "http_tls_cert_file: " + certificate, "http_tls_key_file: " + key).close())
                    .isInstanceOf(UncheckedIOException.class).hasMessageContaining("http_tls_key_file");
        }
    }

    @Test
    void aReloadTakesTheRenewedCertificateForNewConnections(@TempDir Path folder) throws Exception {
        Path certificate = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        Certificate first = newIdentity(folder, certificate, key);
        try (FakePostgres server = FakePostgres.start()) {
            String[] lines = TestPooler.withDatabase(server, ON, "http_tls_cert_file: " + certificate,
                    "http_tls_key_file: " + key);
            try (TestPooler pooler = TestPooler.start(lines)) {
                URI uri = URI.create("https://127.0.0.1:" + pooler.pooler().httpPort() + "/health/live");
                assertThat(status(trusting(first), uri)).isEqualTo(200);
                Certificate second = newIdentity(folder, certificate, key);
                assertThat(status(trusting(first), uri)).as("before the reload").isEqualTo(200);
                pooler.reload(lines);
                assertThat(status(trusting(second), uri)).isEqualTo(200);
                HttpClient old = trusting(first);
                assertThatThrownBy(() -> status(old, uri)).isInstanceOf(SSLException.class);

                Files.writeString(key, "half a file");
                pooler.reload(lines);
                pooler.awaitLog("ERROR http_tls_cert_file " + certificate);
                assertThat(status(trusting(second), uri)).as("what cannot be used changes nothing").isEqualTo(200);

                pooler.reload(TestPooler.withDatabase(server, ON));
                assertThat(get(pooler.pooler().httpPort(), "/health/live").statusCode()).as("plain HTTP again").isEqualTo(200);
            }
        }
    }

    private static int status(HttpClient client, URI uri) throws Exception {
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** Writes a new key and its certificate. */
    private static Certificate newIdentity(Path folder, Path certificate, Path key) throws Exception {
        Path store = Files.createTempDirectory(folder, "store").resolve("store.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                "-keyalg", "EC", "-alias", "a", "-dname", "CN=localhost", "-ext", "san=ip:127.0.0.1", "-storetype", "PKCS12",
                "-storepass", "secret", "-keystore", store.toString()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.txt").toFile()).start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
        Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate("a").getEncoded()));
        Files.writeString(key, pem("PRIVATE KEY", keys.getKey("a", "secret".toCharArray()).getEncoded()));
        return keys.getCertificate("a");
    }

    private static HttpClient trusting(Certificate certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("a", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(tls).build();
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + what + "-----\n";
    }

    @Test
    void aTakenPortStopsThePoolerOnlyWhereItWasAskedFor() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                FakePostgres server = FakePostgres.start()) {
            assertThatThrownBy(() -> TestPooler
                    .before(server, "http_listen_addr: 127.0.0.1", "http_listen_port: " + taken.getLocalPort()).close())
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void aPortThatIsThereByDefaultMayBeTaken() throws Exception {
        io.howdah.config.HttpSettings byDefault;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                FakePostgres server = FakePostgres.start()) {
            byDefault = new io.howdah.config.HttpSettings("127.0.0.1", taken.getLocalPort(), false, java.util.List.of(), "both",
                    false, io.howdah.config.HttpSettings.Access.OPEN, Optional.empty(), Optional.empty());
            io.howdah.config.PoolerConfig config = TestConfig.of(TestPooler.withDatabase(server)).with(byDefault);
            try (TestPooler pooler = TestPooler.on(config)) {
                assertThat(pooler.pooler().httpPort()).isEqualTo(-1);
                pooler.awaitLog("WARN no port for HTTP");
            }
        }
    }
}
