package io.howdah.proxy.cache.redis;

import io.howdah.config.RedisSettings;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The time from a complete connection to its end, with one server that has not restarted. A command of an era that has ended fails at
 * once, so none can reach a server that its caller does not think of. Any thread may call; each call becomes a task of the link's
 * thread, so the server gets the commands in the order of the calls, and runs them in that order.
 */
public final class RedisEra {

    /** Bytes that may be on the way in {@link #store}. */
    static final long MOST_STORING = 16L << 20;
    /** Beyond this many commands without an answer, look-ups are not sent. */
    static final int MANY = 10_000;
    /** Beyond this many, the server is of no use, and the commands fill the memory. */
    static final int TOO_MANY = 100_000;

    private final EventLoop loop;
    private final Wire first;
    private final Wire second;
    private final String serverId;
    private final Tally tally;
    private final Breaker breaker = new Breaker();
    private final Deadlines lookUps;
    private final Deadlines bigs;
    private final AtomicLong storing = new AtomicLong();
    private final AtomicInteger inFlight = new AtomicInteger();
    /** Null while it goes on. */
    private volatile @Nullable String ended;

    RedisEra(EventLoop loop, Dial.Connected connected, RedisSettings settings, Tally tally) {
        this.loop = loop;
        this.first = connected.first();
        this.second = connected.second();
        this.serverId = connected.serverId();
        this.tally = tally;
        this.lookUps = new Deadlines(loop, settings.timeout(), this::timedOut);
        this.bigs = new Deadlines(loop, settings.timeout(), this::timedOut);
    }

    /** The server's {@code run_id}: another one after each start of a server. */
    public String serverId() {
        return serverId;
    }

    /** Whether commands can be sent. */
    public boolean isOpen() {
        return ended == null;
    }

    /** As {@link RedisLink#lookUp}. */
    public CompletionStage<Found> lookUp(byte[] key, List<byte[]> others) {
        byte[][] keys = new byte[1 + others.size()][];
        keys[0] = key;
        for (int i = 0; i < others.size(); i++) {
            keys[i + 1] = others.get(i);
        }
        return query(lookUps, () -> {
            RedisFuture<Long> ttl = sent(first.commands().pttl(key));
            return sent(first.commands().mget(keys)).thenCombine(ttl,
                    (values, millis) -> Answers.found(millis, values, keys.length));
        });
    }

    /** As {@link RedisLink#big}. */
    public CompletionStage<byte @Nullable []> big(byte[] key) {
        return query(bigs, () -> sent(second.commands().get(key)));
    }

    /** As {@link RedisLink#store}. */
    public CompletionStage<Void> store(byte[] key, byte[] value, long pxMillis, boolean big) {
        long size = (long) key.length + value.length;
        if (storing.addAndGet(size) > MOST_STORING) {
            storing.addAndGet(-size);
            tally.refused.increment();
            return CompletableFuture.failedFuture(new RedisFailure(RedisFailure.Reason.FULL,
                    "more than " + MOST_STORING + " bytes are on the way"));
        }
        return command(() -> sent((big ? second : first).commands().set(key, value, SetArgs.Builder.px(pxMillis))),
                Answers::isOk)
                .whenComplete((done, failure) -> storing.addAndGet(-size));
    }

    /** As {@link RedisLink#set}. */
    public CompletionStage<Void> set(byte[] key, byte[] value, long pxMillis) {
        return command(() -> sent(first.commands().set(key, value, SetArgs.Builder.px(pxMillis))), Answers::isOk);
    }

    /** As {@link RedisLink#setIfAbsent}. */
    public CompletionStage<Boolean> setIfAbsent(byte[] key, byte[] value, long pxMillis) {
        // Null stands for a key that is there.
        return command(() -> sent(first.commands().set(key, value, SetArgs.Builder.px(pxMillis).nx())),
                answer -> answer == null ? Boolean.FALSE : Answers.isOk(answer) == null);
    }

    /** As {@link RedisLink#publish}. */
    public CompletionStage<Void> publish(byte[] channel, byte[] message) {
        return command(() -> sent(first.commands().publish(channel, message)), receivers -> null);
    }

    /** Removes keys. Completes as {@link #set} does; a Redis that is full removes keys as well. */
    public CompletionStage<Void> remove(List<byte[]> keys) {
        byte[][] all = keys.toArray(byte[][]::new);
        return command(() -> sent(first.commands().del(all)), count -> null);
    }

    /** Notes a field of a hash. Completes as {@link #set} does. */
    public CompletionStage<Void> note(byte[] hash, byte[] field, byte[] value) {
        return command(() -> sent(first.commands().hset(hash, field, value)), isNew -> null);
    }

    /** Notes a field of a hash unless it has a value. Completes as {@link #set} does. */
    public CompletionStage<Void> noteIfAbsent(byte[] hash, byte[] field, byte[] value) {
        return command(() -> sent(first.commands().hsetnx(hash, field, value)), isNew -> null);
    }

    /** Drops a field of a hash. Completes as {@link #set} does. */
    public CompletionStage<Void> drop(byte[] hash, byte[] field) {
        return command(() -> sent(first.commands().hdel(hash, field)), count -> null);
    }

    /** The fields of a hash, by name. Fails as {@link #set} does. */
    public CompletionStage<Map<byte[], byte[]>> noted(byte[] hash) {
        return command(() -> sent(first.commands().hgetall(hash)), fields -> fields);
    }

    /** Redis' clock, in milliseconds since 1970. Fails as {@link #set} does. */
    public CompletionStage<Long> timeMillis() {
        return command(() -> sent(first.commands().time()), Answers::millis);
    }

    /** As {@link RedisLink#reset}. */
    public void reset(String why) {
        run(() -> end(why));
    }

    /** A command with a time-out, for which the breaker and the number of commands under way have to allow it. */
    private <T extends @Nullable Object> CompletionStage<T> query(Deadlines deadlines, Sending<T> sending) {
        Query<T> query = new Query<>();
        tally.lookUps.increment();
        boolean isFull = inFlight.get() >= MANY;
        if (isFull || breaker.refuses(query.begun)) {
            refuse(query, isFull);
        } else if (!run(() -> begin(query, deadlines, sending))) {
            query.fail(RedisFailure.Reason.DISCONNECTED, endedWords());
        }
        return query;
    }

    private <T extends @Nullable Object> void begin(Query<T> query, Deadlines deadlines, Sending<T> sending) {
        if (ended != null) {
            query.fail(RedisFailure.Reason.DISCONNECTED, endedWords());
        } else if (!breaker.admits(System.nanoTime())) {
            refuse(query, false);
        } else {
            query.isProbe = breaker.state() == Breaker.State.PROBING;
            deadlines.add(query);
            send(sending).whenComplete((answer, failure) -> {
                answered(query, answer, failure);
                deadlines.sweep();
            });
        }
    }

    private <T extends @Nullable Object> void answered(Query<T> query, T answer, @Nullable Throwable failure) {
        RedisFailure clear = failure == null ? null : clear(failure);
        if (query.isDone()) {
            // The time-out was first.
            return;
        }
        if (clear == null || clear.reason() != RedisFailure.Reason.DISCONNECTED) {
            breaker.answered();
            tally.answers.increment();
            tally.latency.add(System.nanoTime() - query.begun);
        }
        if (clear == null) {
            query.complete(answer);
        } else {
            query.completeExceptionally(clear);
        }
    }

    private void refuse(Query<?> query, boolean isFull) {
        tally.refused.increment();
        if (isFull) {
            query.fail(RedisFailure.Reason.FULL, MANY + " commands are under way");
        } else {
            query.fail(RedisFailure.Reason.BREAKER_OPEN, "look-ups before this one had no answer in time");
        }
    }

    private void timedOut(Query<?> query) {
        tally.timeouts.increment();
        breaker.timedOut(System.nanoTime(), query.isProbe);
    }

    /** A command that waits for its answer as long as the era goes on. */
    private <A extends @Nullable Object, T extends @Nullable Object> CompletionStage<T> command(
            Sending<A> sending, Function<A, T> reading) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean isQueued = run(() -> {
            if (ended != null) {
                answer.completeExceptionally(new RedisFailure(RedisFailure.Reason.DISCONNECTED, endedWords()));
                return;
            }
            send(sending).thenApply(reading).whenComplete((read, failure) -> {
                if (failure == null) {
                    answer.complete(read);
                } else {
                    answer.completeExceptionally(clear(failure));
                }
            });
        });
        if (!isQueued) {
            answer.completeExceptionally(new RedisFailure(RedisFailure.Reason.DISCONNECTED, endedWords()));
        }
        return answer;
    }

    private static <T extends @Nullable Object> CompletionStage<T> send(Sending<T> sending) {
        try {
            return sending.send();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** Why it has ended. */
    String endedWords() {
        String why = ended;
        return why == null ? "the link is closed" : why;
    }

    /** Even a call of the link's own thread waits for its turn, or it would overtake calls before it. */
    private boolean run(Runnable task) {
        if (ended != null) {
            return false;
        }
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private <T extends @Nullable Object> RedisFuture<T> sent(RedisFuture<T> command) {
        if (inFlight.incrementAndGet() > TOO_MANY) {
            end(TOO_MANY + " commands have no answer");
        }
        command.whenComplete((answer, failure) -> inFlight.decrementAndGet());
        return command;
    }

    /** The failure in this package's words. Ends the era if the server is no longer the one to talk to. */
    private RedisFailure clear(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof RedisFailure)) {
            cause = cause.getCause();
        }
        if (cause instanceof RedisCommandExecutionException) {
            tally.errors.increment();
            String words = Attempt.words(cause);
            if (words.startsWith("READONLY") || words.startsWith("MOVED")) {
                end("the server is no longer the master of its keys: " + words);
            }
            return new RedisFailure(RedisFailure.Reason.REFUSED, words);
        }
        // A command may see that the connection is broken before Netty tells so.
        if (cause instanceof RedisException || cause instanceof IOException) {
            end("the connection is broken: " + Attempt.words(cause));
        }
        if (!isOpen()) {
            return new RedisFailure(RedisFailure.Reason.DISCONNECTED, endedWords());
        }
        tally.errors.increment();
        return cause instanceof RedisFailure mine ? mine : Answers.garbage(Attempt.words(cause));
    }

    /** Both connections close, and then the link hears of it. On the link's thread. */
    void end(String why) {
        if (ended == null) {
            ended = why;
            first.close(why);
            second.close(why);
        }
    }

    Breaker.State breaker() {
        return breaker.state();
    }

    int inFlight() {
        return inFlight.get();
    }

    long storing() {
        return storing.get();
    }

    /** Sends one command or several, and tells the answer. */
    private interface Sending<T extends @Nullable Object> {
        CompletionStage<T> send();
    }
}
