package io.howdah.proxy.cache.redis;

import io.howdah.config.HostAddress;
import io.howdah.config.RedisSettings;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Something that needs connections and either has a result in time or leaves no connection open. Belongs to the link's thread. */
abstract class Attempt<T> implements Wire.Owner {

    private static final long LIMIT_SECONDS = 10;

    final LinkThread thread;
    final RedisSettings settings;
    private final List<Wire> wires = new ArrayList<>();
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private boolean isRefused;

    Attempt(LinkThread thread, RedisSettings settings) {
        this.thread = thread;
        this.settings = settings;
    }

    /** To be called once, with what leads to the result. @return the result, which {@link #abort} fails */
    CompletionStage<T> limited(CompletionStage<T> attempt) {
        var limit = thread.loop().schedule(() -> abort("no success within " + LIMIT_SECONDS + " s"), LIMIT_SECONDS,
                TimeUnit.SECONDS);
        attempt.whenComplete((success, failure) -> {
            limit.cancel(false);
            if (failure != null) {
                isRefused = isRefusal(failure);
                abort(words(failure));
            } else {
                result.complete(success);
            }
        });
        return result;
    }

    boolean isDone() {
        return result.isDone();
    }

    /** Closes all connections, unless there is a result, to which they belong then. */
    void abort(String why) {
        if (result.completeExceptionally(new RedisFailure(RedisFailure.Reason.DISCONNECTED, why))) {
            List.copyOf(wires).forEach(wire -> wire.close(why));
        }
    }

    CompletionStage<Wire> open(HostAddress address, Wire.Use use) {
        if (isDone()) {
            return CompletableFuture.failedStage(new RedisFailure(RedisFailure.Reason.DISCONNECTED, "too late"));
        }
        Wire wire = new Wire(thread, this);
        wires.add(wire);
        return wire.open(address, settings, use);
    }

    @Override
    public void subscribed() {
        // Nothing has been subscribed to.
    }

    @Override
    public void message(byte[] channel, byte[] message) {
        // Nothing has been subscribed to.
    }

    @Override
    public void ending(String why) {
        // The commands under way fail, which is enough.
    }

    @Override
    public void ended() {
        // As above.
    }

    /** Whether somebody has said no: the system, the name service, the server. Silence is no refusal. */
    boolean isRefused() {
        return isRefused;
    }

    private static boolean isRefusal(Throwable failure) {
        Throwable cause = innermost(failure);
        return cause instanceof ConnectException && !(cause instanceof ConnectTimeoutException)
                || cause instanceof UnknownHostException || cause instanceof RedisCommandExecutionException
                || cause instanceof RedisFailure refused && refused.reason() == RedisFailure.Reason.REFUSED;
    }

    private static Throwable innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** What to tell of a failure: the innermost cause has the server's or the system's own words. */
    static String words(Throwable failure) {
        Throwable cause = innermost(failure);
        String message = cause.getMessage();
        boolean isClear = cause instanceof RedisFailure || cause instanceof RedisException
                || cause instanceof ConnectException;
        return message == null ? cause.getClass().getSimpleName()
                : isClear ? message : cause.getClass().getSimpleName() + ": " + message;
    }
}
