package io.howdah.proxy.auth.oauth;

import com.nimbusds.jose.jwk.JWK;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Asks an issuer for its keys over HTTP, within limits of time and size. Follows no redirection. */
final class KeyFetch implements Supplier<CompletableFuture<List<JWK>>> {

    private final URI url;
    private final HttpClient client;
    private final Executor work;
    private final Duration limit;

    /**
     * @param trust for the issuer's certificate
     * @param work reads the answers
     * @param limit from the question to the end of the answer
     */
    KeyFetch(URI url, SSLContext trust, Executor work, Duration limit) {
        this.url = url;
        this.work = work;
        this.limit = limit;
        client = HttpClient.newBuilder().connectTimeout(limit).followRedirects(HttpClient.Redirect.NEVER).sslContext(trust)
                .build();
    }

    @Override
    public CompletableFuture<List<JWK>> get() {
        HttpRequest request = HttpRequest.newBuilder(url).timeout(limit)
                .header("Accept", "application/jwk-set+json, application/json")
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, response -> new BoundedBody());
        // The request's own limit ends with the head of the answer.
        CompletableFuture<HttpResponse<byte[]>> inTime = answer.copy().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        return inTime.whenComplete((response, problem) -> answer.cancel(true)).thenApplyAsync(KeyFetch::keys, work);
    }

    private static List<JWK> keys(HttpResponse<byte[]> response) {
        if (response.statusCode() != 200) {
            throw new CompletionException(new IOException("the issuer answers with status " + response.statusCode()));
        }
        try {
            return KeySets.read(new String(response.body(), StandardCharsets.UTF_8));
        } catch (ParseException e) {
            throw new CompletionException(new IOException(e.getMessage()));
        }
    }

    /** What has gone wrong, for the log. */
    static String words(@Nullable Throwable problem) {
        // The request's own limit and the one for the whole answer end at about the same time.
        if (problem instanceof TimeoutException || problem instanceof HttpTimeoutException) {
            return "the issuer has not answered in time";
        }
        return problem == null ? "no answer"
                : problem.getMessage() == null ? problem.getClass().getSimpleName() : problem.getMessage();
    }

    /** A body of a limited size. */
    private static final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private Flow.@Nullable Subscription subscription;

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                if (body.isDone() || bytes.size() + buffer.remaining() > KeySets.LARGEST) {
                    body.completeExceptionally(new IOException("the issuer's answer is larger than "
                            + (KeySets.LARGEST >> 10) + " kB"));
                    if (subscription != null) {
                        subscription.cancel();
                    }
                    return;
                }
                byte[] some = new byte[buffer.remaining()];
                buffer.get(some);
                bytes.write(some, 0, some.length);
            }
        }

        @Override
        public void onError(Throwable cause) {
            body.completeExceptionally(cause);
        }

        @Override
        public void onComplete() {
            body.complete(bytes.toByteArray());
        }
    }
}
