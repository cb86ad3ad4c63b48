package io.howdah.console.otlp;

import io.howdah.console.metrics.Metrics;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pushes the metrics to a target, on one thread of its own. The thread exists only while there is a target. */
public final class OtlpPush implements AutoCloseable {

    /**
     * Time limits; a test sets shorter ones.
     *
     * @param push from the reading to the answer
     * @param last the push at the end
     */
    record Limits(Duration push, Duration last) {

        static final Limits USUAL = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(2));
    }

    private static final Logger LOG = LoggerFactory.getLogger(OtlpPush.class);

    private final Metrics metrics;
    private final String version;
    private final Limits limits;
    private final ScheduledThreadPoolExecutor thread;
    /** Null without a target. */
    private @Nullable OtlpPushes pushes;
    private boolean isClosed;

    /**
     * Without a target; {@link #configure} sets one.
     *
     * @param version of Howdah
     */
    public OtlpPush(Metrics metrics, String version) {
        this(metrics, version, Limits.USUAL);
    }

    OtlpPush(Metrics metrics, String version, Limits limits) {
        this.metrics = metrics;
        this.version = version;
        this.limits = limits;
        thread = new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory("howdah-otlp", true));
        thread.setRemoveOnCancelPolicy(true);
        // The thread ends when the push is switched off, and lives on while a next push is scheduled.
        thread.setKeepAliveTime(1, TimeUnit.SECONDS);
        thread.allowCoreThreadTimeOut(true);
    }

    /** Changes the target, or ends the push; no effect if the target stays the same. */
    public synchronized void configure(Optional<OtlpTarget> target) {
        if (target.equals(Optional.ofNullable(pushes).map(OtlpPushes::target)) || isClosed) {
            return;
        }
        if (pushes != null) {
            pushes.end(false);
            pushes = null;
        }
        if (target.isEmpty()) {
            LOG.info("OTLP: metrics are not pushed anymore");
            return;
        }
        LOG.info("OTLP: metrics are pushed to {} every {} s", target.get().place(), target.get().interval().toMillis() / 1e3);
        pushes = new OtlpPushes(target.get(), metrics, version, limits.push(), thread);
        pushes.start();
    }

    /** Pushes once more, within the limit for the last push. */
    @Override
    public void close() {
        OtlpPushes ending;
        synchronized (this) {
            isClosed = true;
            ending = pushes;
            pushes = null;
        }
        if (ending != null) {
            await(ending.end(true), limits.last());
            // Otherwise the thread would end before the deadline of a push that has no answer, and leave its connection open.
            await(ending.abandon(), limits.last());
        }
        thread.shutdownNow();
    }

    private static void await(CompletableFuture<Void> done, Duration limit) {
        try {
            done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the last push has not arrived", e);
        }
    }
}
