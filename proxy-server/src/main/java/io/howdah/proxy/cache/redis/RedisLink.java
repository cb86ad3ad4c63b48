package io.howdah.proxy.cache.redis;

import io.howdah.config.HostAddress;
import io.howdah.config.RedisSettings;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one Redis server. There is at most one {@link RedisEra} at a time, from a complete connection until it breaks; then the
 * link connects again, at first after 50 ms, at last every 3 s. Within an era all commands, messages to publish and the subscription
 * share one connection, so the server runs everything in the order in which it was sent, and what it sends comes in the order in
 * which it happened; a second connection is for big values alone, which would delay what comes behind them. No call blocks, and what
 * waits for an answer runs on the link's thread, so it must be quick.
 */
public final class RedisLink implements AutoCloseable {

    /**
     * Hears of eras and messages. All calls come on one thread, the link's, in the order of events. An exception ends the era, for a
     * message that is lost may be a write that somebody does not hear of.
     */
    public interface Listener {

        /**
         * An era has begun: the server is a master with all its data, and the channels are subscribed to.
         *
         * @param serverId the server's {@code run_id}; another one after each start of a server
         */
        void connected(String serverId);

        /** The era has ended; once after each {@link #connected}. Commands of the first connection have failed before. */
        void disconnected(String why);

        void message(byte[] channel, byte[] message);

        /** An attempt to begin an era has failed. @param refused whether the system or Redis has said no: it was not only silent */
        default void unreachable(boolean refused) {
            // The link tries again.
        }
    }

    static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
    /** Before the first era, so many attempts come quickly: somebody may wait for it. */
    private static final int QUICK_ATTEMPTS = 12;
    private static final Duration LONGEST_QUICK_PAUSE = Duration.ofMillis(500);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

    private final RedisSettings settings;
    private final List<byte[]> channels;
    private final Listener listener;
    private final Complaints complaints;
    private final Tally tally = new Tally();
    private final LinkThread thread = LinkThread.start();
    private final EventLoop loop = thread.loop();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private volatile @Nullable RedisEra era;
    private volatile boolean isClosing;

    // The rest belongs to the link's thread.
    private @Nullable Dial dial;
    private @Nullable SentinelWatch watch;
    private Duration pause = SHORTEST_PAUSE;
    private int turn;
    private long begun;

    /** A link that is still to be started. @param channels to subscribe to; see {@link RedisKeys} for their names and those of keys */
    public RedisLink(RedisSettings settings, List<byte[]> channels, Listener listener) {
        this.settings = settings;
        this.channels = List.copyOf(channels);
        this.listener = listener;
        this.complaints = new Complaints(settings);
    }

    /** Begins to connect. To be called once, when the listener can be called. */
    public void start() {
        loop.execute(this::dial);
    }

    /** Whether there is an era. */
    public boolean isConnected() {
        return era() != null;
    }

    /** The era, while there is one. Its commands never reach the server of another era. */
    public @Nullable RedisEra era() {
        RedisEra now = era;
        return now != null && now.isOpen() ? now : null;
    }

    /**
     * Asks for a key, how long it remains, and other keys, with two commands, PTTL and MGET. Fails after the settings' time-out; at
     * once without an era, while look-ups have no answer in time, or with too many commands under way. The values should be small:
     * Redis drops a subscriber for whom more than 32 MB wait (client-output-buffer-limit).
     */
    public CompletionStage<Found> lookUp(byte[] key, List<byte[]> others) {
        return inEra(now -> now.lookUp(key, others));
    }

    /** Asks for a value that may be big, on the second connection. Fails as {@link #lookUp} does. Null for no such key. */
    public CompletionStage<byte @Nullable []> big(byte[] key) {
        return inEra(now -> now.big(key));
    }

    /**
     * Sets a key, in no order with other commands if {@code big}. Fails at once if more than 16 MB are on the way. The arrays must
     * not change until it has completed.
     */
    public CompletionStage<Void> store(byte[] key, byte[] value, long pxMillis, boolean big) {
        return inEra(now -> now.store(key, value, pxMillis, big));
    }

    /** Sets a key. Completes when the server has done so; fails if it refuses, or with the era. */
    public CompletionStage<Void> set(byte[] key, byte[] value, long pxMillis) {
        return inEra(now -> now.set(key, value, pxMillis));
    }

    /** Sets a key that is not there. @return whether it was not there; fails as {@link #set} does */
    public CompletionStage<Boolean> setIfAbsent(byte[] key, byte[] value, long pxMillis) {
        return inEra(now -> now.setIfAbsent(key, value, pxMillis));
    }

    /** Sends a message to all who have subscribed to the channel, this link included. @return fails as {@link #set} does */
    public CompletionStage<Void> publish(byte[] channel, byte[] message) {
        return inEra(now -> now.publish(channel, message));
    }

    /** Ends the era, if there is one: somebody has seen that the connection is of no use. */
    public void reset(String why) {
        RedisEra now = era;
        if (now != null) {
            now.reset(why);
        }
    }

    private <T extends @Nullable Object> CompletionStage<T> inEra(Function<RedisEra, CompletionStage<T>> command) {
        RedisEra now = era();
        return now != null ? command.apply(now) : CompletableFuture.failedFuture(
                new RedisFailure(RedisFailure.Reason.DISCONNECTED, "there is no connection to Redis"));
    }

    /** The figures of this moment. */
    public RedisCounters counters() {
        RedisEra now = era();
        return new RedisCounters(tally.eras.sum(), tally.lookUps.sum(), tally.answers.sum(), tally.timeouts.sum(),
                tally.refused.sum(), tally.errors.sum(), tally.latency.sum(),
                now == null ? Breaker.State.CLOSED.word() : now.breaker().word(),
                now == null ? 0 : now.inFlight(), now == null ? 0 : now.storing());
    }

    /** Ends the era and then the thread, without waiting for either. */
    @Override
    public void close() {
        isClosing = true;
        try {
            loop.execute(this::end);
        } catch (RejectedExecutionException e) {
            // It has been closed before.
        }
    }

    /** Completes when the last era has ended and nothing of the link is under way; the thread ends a moment later. */
    public CompletionStage<Void> closed() {
        return closed;
    }

    private void end() {
        RedisEra now = era;
        if (dial != null) {
            dial.abort("the link is closed");
        }
        if (now != null) {
            now.end("the link is closed");
        } else {
            finish();
        }
    }

    private void finish() {
        closed.complete(null);
        thread.end();
    }

    private void dial() {
        if (isClosing) {
            return;
        }
        Dial now = new Dial(thread, settings, channels, turn++);
        dial = now;
        now.start().whenComplete((connected, failure) -> {
            dial = null;
            if (failure == null) {
                begin(connected);
                watch(connected.address());
            } else if (!isClosing) {
                complaints.write("cannot connect to Redis at {}: {}", Attempt.words(failure));
                listener.unreachable(now.isRefused());
                redial();
            }
        });
    }

    private void begin(Dial.Connected connected) {
        RedisEra now = new RedisEra(loop, connected, settings, tally);
        connected.first().owner(new Heard(now, true));
        connected.second().owner(new Heard(now, false));
        begun = System.nanoTime();
        complaints.beginAnew();
        tally.eras.increment();
        era = now;
        LOG.info("connected to Redis {} at {}, run_id {}", connected.version(), connected.address(), connected.serverId());
        guarded(now, () -> {
            listener.connected(connected.serverId());
            connected.early().forEach(message -> listener.message(message[0], message[1]));
        });
    }

    private void watch(HostAddress master) {
        RedisEra now = era;
        if (settings.kind() == RedisSettings.Kind.SENTINEL && now != null) {
            watch = new SentinelWatch(thread, settings, turn - 1, now, master);
            watch.start();
        }
    }

    private void guarded(RedisEra now, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.error("a message from Redis could not be worked on", e);
            now.end("a message could not be worked on");
        }
    }

    private void ended(String why) {
        era = null;
        if (watch != null) {
            watch.stop();
            watch = null;
        }
        if (!isClosing) {
            complaints.write("the connection to Redis at {} has ended: {}", why);
        }
        try {
            listener.disconnected(why);
        } catch (RuntimeException e) {
            LOG.error("the end of the connection to Redis could not be worked on", e);
        }
        if (isClosing) {
            finish();
            return;
        }
        // A server that takes connections only to drop them is not tried more often than one that takes none.
        if (System.nanoTime() - begun > LONGEST_PAUSE.toNanos()) {
            pause = SHORTEST_PAUSE;
        }
        redial();
    }

    private void redial() {
        // Several poolers need not come at the same moment.
        long millis = Math.round(pause.toMillis() * ThreadLocalRandom.current().nextDouble(0.75, 1));
        loop.schedule(this::dial, millis, TimeUnit.MILLISECONDS);
        Duration longest = begun == 0 && turn < QUICK_ATTEMPTS ? LONGEST_QUICK_PAUSE : LONGEST_PAUSE;
        pause = pause.multipliedBy(2).compareTo(longest) < 0 ? pause.multipliedBy(2) : longest;
    }

    /** What comes on one of the era's connections. */
    private final class Heard implements Wire.Owner {
        private final RedisEra of;
        private final boolean isFirst;

        Heard(RedisEra of, boolean isFirst) {
            this.of = of;
            this.isFirst = isFirst;
        }

        @Override
        public void subscribed() {
            // Before the era.
        }

        @Override
        public void message(byte[] channel, byte[] message) {
            if (of.isOpen()) {
                guarded(of, () -> listener.message(channel, message));
            }
        }

        @Override
        public void ending(String why) {
            of.end(why);
        }

        @Override
        public void ended() {
            if (isFirst) {
                RedisLink.this.ended(of.endedWords());
            }
        }
    }
}
