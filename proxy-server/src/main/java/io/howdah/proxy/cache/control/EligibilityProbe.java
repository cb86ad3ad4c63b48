package io.howdah.proxy.cache.control;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.cache.Eligibility;
import io.howdah.proxy.cache.ProbeScript;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.RefusalReason;
import io.howdah.proxy.pool.WaitTicket;
import io.howdah.proxy.pool.Waiter;
import io.howdah.proxy.server.ServerConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks PostgreSQL whether the answer to a statement may be cached, over a server of a pool. The probe waits in the pool's
 * queue like a client, and holds the server for one transaction, which is rolled back. Lives on one loop.
 */
public final class EligibilityProbe implements Waiter {

    /** For the whole probe, the wait for a server included, unless query_wait_timeout is shorter. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Pool pool;
    private final Loop loop;
    private final ProbeScript script;
    private final CompletableFuture<Eligibility> verdict = new CompletableFuture<>();
    private final WaitTicket ticket = new WaitTicket(this);
    private @Nullable ProbeDialogue dialogue;

    private EligibilityProbe(Pool pool, Loop loop, String statement) {
        this.pool = pool;
        this.loop = loop;
        this.script = new ProbeScript(statement);
    }

    /**
     * Asks about one statement, in the environment that a server has by itself: the role's and the database's own settings.
     *
     * @param loop the loop on which the probe lives; any thread may call
     * @return the verdict; fails with an IllegalStateException if no server can be asked
     */
    public static CompletableFuture<Eligibility> ask(Pool pool, Loop loop, String statement) {
        EligibilityProbe probe = new EligibilityProbe(pool, loop, statement);
        loop.eventLoop().execute(probe::begin);
        return probe.verdict;
    }

    private void begin() {
        Duration limit = limit();
        ScheduledFuture<?> deadline = loop.eventLoop().schedule(() -> tooLate(limit), limit.toMillis(), TimeUnit.MILLISECONDS);
        verdict.whenComplete((result, failure) -> deadline.cancel(false));
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
        ProbeDialogue begun = new ProbeDialogue(pool, free, script, verdict);
        dialogue = begun;
        begun.begin();
    }

    private void fail(String why) {
        verdict.completeExceptionally(new IllegalStateException(why));
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
        return dialogue == null && !verdict.isDone();
    }

    @Override
    public void mustWait() {
        // The probe's deadline covers the wait.
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
