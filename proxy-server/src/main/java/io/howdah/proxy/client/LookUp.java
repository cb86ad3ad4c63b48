package io.howdah.proxy.client;

import io.howdah.proxy.cache.AnswerSource;
import io.howdah.proxy.cache.CachedAnswer;
import io.howdah.proxy.cache.Fill;
import io.howdah.proxy.cache.Flight;
import io.howdah.proxy.cache.SecondLevel;
import io.howdah.proxy.loop.Loop;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One wait of a client for an answer that needs no server of its own: the client follows another client's question, or looks into
 * the second level for itself and for its followers. Used on the client's loop; the end of the wait may come from any thread.
 */
final class LookUp implements Flight.Follower {

    private static final Logger LOG = LoggerFactory.getLogger(LookUp.class);

    private static final AtomicBoolean FAILED = new AtomicBoolean();

    /** A look-up takes a millisecond or two. A client whose look-up has not ended by then asks a server. */
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** The client that waits. */
    interface Waiter {
        /** The wait is over. Called on the client's loop; the client may have gone on already. @param found the second level's answer */
        void over(LookUp which, @Nullable CachedAnswer found);
    }

    private final Fill fill;
    private final boolean described;
    private final Loop loop;
    private final Waiter waiter;
    private final long sinceNanos;
    private @Nullable Flight followed;
    private @Nullable CachedAnswer found;

    /**
     * A wait that may be about to begin.
     *
     * @param fill the answer that is wanted
     * @param described whether the client wants to hear the columns
     * @param now System.nanoTime()
     */
    LookUp(Fill fill, boolean described, Loop loop, Waiter waiter, long now) {
        this.fill = fill;
        this.described = described;
        this.loop = loop;
        this.waiter = waiter;
        this.sinceNanos = now;
    }

    /** The answer that is wanted. */
    Fill fill() {
        return fill;
    }

    /** Whether the client waits for another client's answer. */
    boolean follows() {
        return followed != null;
    }

    /** Where an answer comes from that is there after the wait. */
    AnswerSource source() {
        return follows() ? AnswerSource.ANOTHER_CLIENT : AnswerSource.SECOND_LEVEL;
    }

    /** When the wait began, System.nanoTime(). */
    long sinceNanos() {
        return sinceNanos;
    }

    // ---- begin

    /** The client has joined this flight. */
    void follow(Flight flight) {
        followed = flight;
    }

    /** Looks into the second level. */
    void ask(SecondLevel second) {
        try {
            CompletionStage<@Nullable CachedAnswer> looking = second.lookUp(fill.question());
            looking.whenComplete((answer, failure) -> end(failure == null ? answer : null));
        } catch (RuntimeException e) {
            if (!FAILED.getAndSet(true)) {
                LOG.warn("the second level of the cache has failed to begin a look-up; later failures are not logged", e);
            }
            end(null);
        }
    }

    // ---- end

    @Override
    public void landed() {
        end(null);
    }

    /** Never at once, even on the client's loop: the caller may be in the middle of another client's answer. */
    private void end(@Nullable CachedAnswer answer) {
        try {
            loop.eventLoop().execute(() -> waiter.over(this, answer));
        } catch (RejectedExecutionException e) {
            LOG.debug("the pooler has ended before a look-up", e);
        }
    }

    /** The client waits no longer. */
    void leave() {
        if (followed != null) {
            followed.leave(this);
        }
    }

    /**
     * The second level has this answer. It goes to the followers too, unless something has been written meanwhile. An answer without
     * columns is none for a client that wants to hear them: the client asks a server, and the whole answer takes the place of the other.
     */
    void found(CachedAnswer answer) {
        if ((!described || answer.describesRows()) && fill.found(answer)) {
            found = answer;
        }
    }

    /** The answer for which the client has waited, if it has come and is not in memory; null if there is none. */
    @Nullable
    CachedAnswer answer() {
        return followed != null ? followed.answer() : found;
    }

    /** Whether the client has waited in vain, or for long enough. @param now System.nanoTime() */
    boolean isVain(SessionLimits limits, long now) {
        return followed == null ? now - sinceNanos > LONGEST_NANOS
                : followed.isHopeless() || limits.isPastFollowing(now - sinceNanos);
    }
}
