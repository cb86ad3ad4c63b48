package io.howdah.proxy.cache.redis;

import java.util.concurrent.CompletableFuture;

/** One look-up under way. */
final class Query<T> extends CompletableFuture<T> {

    final long begun = System.nanoTime();
    /** Whether the breaker waits for this one. */
    boolean isProbe;

    boolean fail(RedisFailure.Reason reason, String message) {
        return completeExceptionally(new RedisFailure(reason, message));
    }
}
