package io.howdah.console.live;

import io.howdah.console.http.StatusPage;
import io.howdah.console.http.StatusReply;
import io.howdah.console.http.StatusRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * {@code /}: one page that contains its style and its script and needs only {@code /events}. The browser runs no other script and
 * asks no other host, whatever the names on the page contain.
 */
public final class LivePage implements StatusPage {

    private final StatusReply reply;

    /** Reads the page's parts from the jar. */
    public LivePage() {
        String style = part("live.css");
        String script = part("plot.js") + part("live.js");
        String page = part("live.html").replace("/*style*/", style).replace("/*script*/", script);
        String policy = "default-src 'none'; style-src '" + hash(style) + "'; script-src '" + hash(script)
                + "'; connect-src 'self'; "
                + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        reply = new StatusReply(200, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8),
                Map.of("Content-Security-Policy", policy, "Referrer-Policy", "no-referrer", "X-Frame-Options", "DENY"), null);
    }

    private static String part(String name) {
        try (InputStream in = LivePage.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public CompletionStage<StatusReply> answer(StatusRequest request, Executor work) {
        return CompletableFuture.completedStage(reply);
    }
}
