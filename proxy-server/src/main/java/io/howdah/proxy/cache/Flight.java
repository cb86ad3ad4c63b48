package io.howdah.proxy.cache;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One question whose answer several clients want: the leader asks, the followers wait. A flight lands when the answer has come, or
 * as soon as it is known that none will come that may be kept. All followers hear of the landing at once, and each goes on by
 * itself. Any thread may call.
 *
 * <p>A follower gets the answer by the same rule as any other client: nothing may have been written since the moment before the
 * question. So a follower that has arrived after a write never gets an answer from before that write.
 */
public final class Flight {

    /** A client that leads a flight, or waits for it. */
    public interface Follower {

        /** The flight has landed. Called on any thread, so it must only pass the word on. */
        void landed();
    }

    /** A question that has been under way for so long gets no new followers, and no follower waits for longer. */
    public static final long LONGEST_NANOS = 30_000_000_000L;

    private final Flights flights;
    private final CacheKey key;
    private final boolean described;
    private final Follower leader;
    private final long beganNanos;
    private final Set<Follower> followers = new HashSet<>(4);
    private boolean over;
    private volatile @Nullable CachedAnswer answer;
    private volatile @Nullable Fill asked;

    /** @param described whether the answer will tell the columns */
    Flight(Flights flights, CacheKey key, boolean described, Follower leader, long beganNanos) {
        this.flights = flights;
        this.key = key;
        this.described = described;
        this.leader = leader;
        this.beganNanos = beganNanos;
    }

    CacheKey key() {
        return key;
    }

    /** Whether this client asks the question. */
    public boolean isLedBy(Follower client) {
        return leader == client;
    }

    // ---- followers

    /** A client waits for the landing. @return false if there is nothing to wait for */
    boolean join(Follower follower, boolean wantsColumns) {
        if (wantsColumns && !described) {
            return false;
        }
        synchronized (this) {
            return !over && followers.add(follower);
        }
    }

    /** A client waits no longer. */
    public synchronized void leave(Follower follower) {
        followers.remove(follower);
    }

    /** Whether the flight has landed. */
    synchronized boolean isOver() {
        return over;
    }

    /** How many clients wait. */
    synchronized int size() {
        return followers.size();
    }

    // ---- the question

    /** The question is about to be sent to a server. */
    void asks(Fill question) {
        asked = question;
    }

    /** Whether no follower will get the answer, for something has been written since the question was sent. */
    public boolean isHopeless() {
        Fill question = asked;
        return question != null && question.isOvertaken();
    }

    /** Whether no client should begin to wait. */
    boolean isClosed(long nowNanos) {
        return isHopeless() || nowNanos - beganNanos > LONGEST_NANOS;
    }

    /** The answer has come, or none will come. Only the first call counts. */
    void land(@Nullable CachedAnswer came) {
        // Who finds no flight must find the answer: it has been kept before.
        flights.landed(this);
        List<Follower> waiting;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            answer = came;
            waiting = List.copyOf(followers);
            followers.clear();
        }
        waiting.forEach(Follower::landed);
    }

    /** The answer with which the flight has landed: memory may have kept it for a moment only, or not at all. Null if there is none. */
    public @Nullable CachedAnswer answer() {
        return answer;
    }
}
