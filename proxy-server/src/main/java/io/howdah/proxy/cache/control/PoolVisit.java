package io.howdah.proxy.cache.control;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.RefusalReason;
import io.howdah.proxy.pool.WaitTicket;
import io.howdah.proxy.pool.Waiter;
import io.howdah.proxy.server.ServerConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One visit of the pooler itself to a server of a pool, to ask something: waits in the pool's queue like a client, and holds the
 * server for one {@link ServerDialogue}. Lives on one loop.
 *
 * @param <T> the answer
 */
final class PoolVisit<T> implements Waiter {

    /** For the whole visit, the wait for a server included, unless query_wait_timeout is shorter. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Makes the dialogue with a server that has been found. */
    interface Opening<T> {
        /** @param answer gets the answer, or an IllegalStateException */
        ServerDialogue with(ServerConnection server, CompletableFuture<T> answer);
    }

    private final Pool pool;
    private final Loop loop;
    private final Opening<T> opening;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final WaitTicket ticket = new WaitTicket(this);
    private @Nullable ServerDialogue dialogue;

    private PoolVisit(Pool pool, Loop loop, Opening<T> opening) {
        this.pool = pool;
        this.loop = loop;
        this.opening = opening;
    }

    /**
     * Begins a visit.
     *
     * @param loop the loop on which the visit lives; any thread may call
     * @return the answer; fails with an IllegalStateException if no server can be asked
     */
    static <T> CompletableFuture<T> begin(Pool pool, Loop loop, Opening<T> opening) {
        PoolVisit<T> visit = new PoolVisit<>(pool, loop, opening);
        try {
            loop.eventLoop().execute(visit::begin);
        } catch (RejectedExecutionException e) {
            visit.fail("the pooler is shutting down");
        }
        return visit.answer;
    }

    private void begin() {
        Duration limit = limit();
        ScheduledFuture<?> deadline = loop.eventLoop().schedule(() -> tooLate(limit), limit.toMillis(), TimeUnit.MILLISECONDS);
        answer.whenComplete((result, failure) -> deadline.cancel(false));
        ServerConnection free = pool.checkout(this, System.nanoTime());
        if (free != null) {
            ask(free);
        }
    }

    private Duration limit() {
        Duration wait = pool.config().timeouts().queryWait();
        return wait.isZero() || wait.compareTo(LIMIT) > 0 ? LIMIT : wait;
    }

    private void tooLate(Duration limit) {
        if (dialogue != null) {
            dialogue.breakOff();
        } else {
            pool.leave(this);
        }
        fail("no verdict within " + limit.toMillis() + " ms");
    }

    private void ask(ServerConnection free) {
        ServerDialogue begun = opening.with(free, answer);
        dialogue = begun;
        begun.begin();
    }

    private void fail(String why) {
        answer.completeExceptionally(new IllegalStateException(why));
    }

    // ---- the wait

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public WaitTicket ticket() {
        return ticket;
    }

    @Override
    public boolean isWaiting() {
        return dialogue == null && !answer.isDone();
    }

    @Override
    public void mustWait() {
        // The visit's deadline covers the wait.
    }

    @Override
    public boolean granted(ServerConnection free) {
        if (!isWaiting()) {
            return false;
        }
        ask(free);
        return true;
    }

    @Override
    public void refused(RefusalReason reason, ErrorResponse error) {
        if (isWaiting()) {
            fail(String.valueOf(error.message()));
        }
    }
}
