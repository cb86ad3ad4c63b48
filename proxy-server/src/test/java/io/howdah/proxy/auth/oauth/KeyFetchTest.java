package io.howdah.proxy.auth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.howdah.proxy.testing.Certificates;
import io.howdah.proxy.testing.Issuer;
import io.howdah.proxy.tls.OutwardTrust;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Asking an issuer over HTTP: what it may answer, and for how long. */
@Timeout(60)
class KeyFetchTest {

    private static final String SET = new Issuer("1").keySet();

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private URI start(HttpServer made, String scheme, String host, HttpHandler answer) throws IOException {
        server = made;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", answer);
        server.start();
        return URI.create(scheme + "://" + host + ":" + server.getAddress().getPort() + "/keys");
    }

    private KeyFetch fetch(HttpHandler answer, Duration limit) throws IOException {
        return new KeyFetch(start(HttpServer.create(), "http", "127.0.0.1", answer), OutwardTrust.context(Optional.empty()),
                threads, limit);
    }

    private static HttpHandler answering(int status, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    private void assertFails(KeyFetch fetch, String words) {
        assertThatThrownBy(() -> fetch.get().get(20, TimeUnit.SECONDS)).isInstanceOfSatisfying(ExecutionException.class,
                e -> assertThat(KeyFetch.words(e.getCause())).contains(words));
    }

    @Test
    @DisplayName("A set of keys")
    void keys() throws Exception {
        assertThat(fetch(answering(200, SET), Duration.ofSeconds(20)).get().get(20, TimeUnit.SECONDS)).hasSize(3);
    }

    @Test
    @DisplayName("Another status, no keys, a redirection")
    void wrong() throws Exception {
        assertFails(fetch(answering(500, SET), Duration.ofSeconds(20)), "status 500");
        server.stop(0);
        assertFails(fetch(answering(200, "<html>"), Duration.ofSeconds(20)), "no JSON Web Key Set");
        server.stop(0);
        assertFails(fetch(answering(200, ""), Duration.ofSeconds(20)), "no JSON Web Key Set");
        server.stop(0);
        assertFails(fetch(exchange -> {
            if (exchange.getRequestURI().getPath().equals("/keys")) {
                exchange.getResponseHeaders().add("Location", "/other");
                answering(302, "").handle(exchange);
            } else {
                answering(200, SET).handle(exchange);
            }
        }, Duration.ofSeconds(20)), "status 302");
        server.stop(0);
        KeyFetch gone = fetch(answering(200, SET), Duration.ofSeconds(20));
        server.stop(0);
        assertFails(gone, "");
    }

    @Test
    @DisplayName("An answer without end, and one that comes drop by drop")
    void endless() throws Exception {
        assertFails(fetch(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] some = new byte[10_000];
            for (OutputStream out = exchange.getResponseBody();;) {
                out.write(some);
            }
        }, Duration.ofSeconds(20)), "larger than 512 kB");
        server.stop(0);
        assertFails(fetch(this::dripping, Duration.ofMillis(500)), "has not answered in time");
        server.stop(0);
        assertFails(fetch(exchange -> awaitEnd(), Duration.ofMillis(500)), "time");
    }

    private void dripping(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.write('{');
        out.flush();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("Over TLS the certificate must be an authority's and have the host's name")
    void tls() throws Exception {
        Certificates authority = new Certificates(directory, "authority");
        Certificates stranger = new Certificates(Files.createDirectory(directory.resolve("s")), "stranger");
        Certificates.Pem own = authority.issue("localhost", "localhost");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("k", own.bundle().getKeyPair().getPrivate(), new char[0], own.bundle().getCertificatePath());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer https = HttpsServer.create();
        https.setHttpsConfigurator(new HttpsConfigurator(context));
        URI url = start(https, "https", "localhost", answering(200, SET));
        Duration limit = Duration.ofSeconds(20);

        SSLContext trust = OutwardTrust.context(Optional.of(authority.authority()));
        assertThat(new KeyFetch(url, trust, threads, limit).get().get(20, TimeUnit.SECONDS)).hasSize(3);
        assertFails(new KeyFetch(URI.create(url.toString().replace("localhost", "127.0.0.1")), trust, threads, limit),
                "No subject alternative names");
        assertFails(new KeyFetch(url, OutwardTrust.context(Optional.of(stranger.authority())), threads, limit), "PKIX path");
        assertFails(new KeyFetch(url, OutwardTrust.context(Optional.empty()), threads, limit), "PKIX path");
    }
}
