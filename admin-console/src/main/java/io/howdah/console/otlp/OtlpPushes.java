package io.howdah.console.otlp;

import io.howdah.console.metrics.Metrics;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pushes to one target, one at a time. A push is skipped if it is due during another push or before the end of the
 * collector's pause: the next push carries the same counters. All work runs on OtlpPush's one thread.
 */
final class OtlpPushes {

    private static final Logger LOG = LoggerFactory.getLogger(OtlpPushes.class);
    private static final int LONGEST_ANSWER = 64 << 10;

    private final OtlpTarget target;
    private final Metrics metrics;
    private final String version;
    private final Duration limit;
    private final ScheduledExecutorService thread;
    private final HttpClient client;
    private final Map<String, Object> resource;
    private final Instant started = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());

    private @Nullable Future<?> schedule;
    private @Nullable CompletableFuture<OtlpAnswer> underWay;
    private @Nullable CompletableFuture<HttpResponse<byte[]>> call;
    private long notBeforeNanos = System.nanoTime();
    private boolean isEnding;
    private boolean fails;
    private boolean hasRemarked;

    OtlpPushes(OtlpTarget target, Metrics metrics, String version, Duration limit, ScheduledExecutorService thread) {
        this.target = target;
        this.metrics = metrics;
        this.version = version;
        this.limit = limit;
        this.thread = thread;
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(thread).build();
        resource = OtlpResource.of(version);
    }

    OtlpTarget target() {
        return target;
    }

    void start() {
        schedule = thread.scheduleAtFixedRate(this::due, 0, target.interval().toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Stops the pushes.
     *
     * @param withLast whether to push once more
     * @return completes when no push is under way any more
     */
    CompletableFuture<Void> end(boolean withLast) {
        if (schedule != null) {
            schedule.cancel(false);
        }
        return abandon().thenComposeAsync(
                ended -> withLast && isWanted() ? push().thenApply(answer -> null) : CompletableFuture.completedFuture(null),
                thread);
    }

    /** Ends the push that is under way, and closes its connection. No other push begins. */
    CompletableFuture<Void> abandon() {
        return CompletableFuture.runAsync(() -> {
            isEnding = true;
            if (underWay != null) {
                underWay.complete(OtlpAnswer.failed("ended"));
            }
        }, thread);
    }

    private void due() {
        if (!isEnding && underWay == null && isWanted()) {
            push();
        }
    }

    private boolean isWanted() {
        return System.nanoTime() - notBeforeNanos >= 0;
    }

    private CompletableFuture<OtlpAnswer> push() {
        CompletableFuture<OtlpAnswer> pushed = new CompletableFuture<>();
        underWay = pushed;
        Future<?> deadline = thread.schedule(
                () -> pushed.complete(OtlpAnswer.failed("no answer within " + limit.toMillis() / 1e3 + " s")),
                limit.toNanos(), TimeUnit.NANOSECONDS);
        pushed.thenAccept(answer -> {
            deadline.cancel(false);
            settle(pushed, answer);
        });
        read().thenApplyAsync(this::request, thread)
                .thenComposeAsync(request -> send(request, pushed), thread)
                .whenCompleteAsync((response, failure) -> pushed.complete(
                        failure == null ? OtlpAnswer.of(response, Instant.now()) : OtlpAnswer.failed(reason(failure))), thread);
        return pushed;
    }

    private CompletableFuture<MetricSnapshots> read() {
        try {
            return metrics.read(thread).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private HttpRequest request(MetricSnapshots snapshots) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 14);
        try {
            OtlpDocument.write(snapshots, resource, started, Instant.now(), new Fast(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(target.endpoint())
                .setHeader("User-Agent", "Howdah/" + version.replaceAll("[^0-9A-Za-z.+-]+", "-"));
        target.headers().forEach(request::setHeader);
        return request.setHeader("Content-Type", "application/json").setHeader("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes.toByteArray())).build();
    }

    private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request, CompletableFuture<OtlpAnswer> pushed) {
        if (pushed.isDone()) {
            return CompletableFuture.failedFuture(new IOException("too late"));
        }
        call = client.sendAsync(request, BoundedBody.of(LONGEST_ANSWER));
        // Only writing to it shows that the collector has closed the connection since the last push, so try once more on a new
        // connection.
        return call.exceptionallyComposeAsync(failure -> {
            if (pushed.isDone() || !isLost(cause(failure))) {
                return CompletableFuture.failedFuture(failure);
            }
            call = client.sendAsync(request, BoundedBody.of(LONGEST_ANSWER));
            return call;
        }, thread);
    }

    private static boolean isLost(Throwable failure) {
        return failure instanceof IOException && !(failure instanceof ConnectException)
                && !(failure instanceof javax.net.ssl.SSLException);
    }

    private void settle(CompletableFuture<OtlpAnswer> pushed, OtlpAnswer answer) {
        if (underWay == pushed) {
            underWay = null;
        }
        if (call != null) {
            call.cancel(true);
            call = null;
        }
        notBeforeNanos = System.nanoTime() + answer.pause().toNanos();
        if (!isEnding) {
            say(answer);
        }
    }

    private void say(OtlpAnswer answer) {
        boolean failed = !answer.problem().isEmpty();
        if (failed && !fails) {
            LOG.warn("OTLP: metrics cannot be pushed to {}: {}", target.place(), target.withoutSecrets(answer.problem()));
        } else if (!failed && fails) {
            LOG.info("OTLP: metrics are pushed to {} again", target.place());
        }
        fails = failed;
        if (!answer.remark().isEmpty() && !hasRemarked) {
            hasRemarked = true;
            LOG.info("OTLP: {} says: {}", target.place(), target.withoutSecrets(answer.remark()));
        }
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Many exceptions of the JDK have their message in a cause, or have none. */
    private static String reason(Throwable failure) {
        Throwable first = cause(failure);
        for (Throwable each = first; each != null; each = each.getCause()) {
            if (each instanceof UnresolvedAddressException) {
                return "the name of the host is unknown";
            }
        }
        for (Throwable each = first; each != null; each = each.getCause()) {
            if (each.getMessage() != null) {
                return each.getMessage();
            }
        }
        return first instanceof ConnectException ? "no connection" : first.getClass().getSimpleName();
    }

    private static final class Fast extends GZIPOutputStream {
        Fast(ByteArrayOutputStream out) throws IOException {
            super(out, 8192);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
