package io.howdah.proxy.cache.share;

import io.howdah.config.RedisSettings;
import io.howdah.proxy.cache.Others;
import io.howdah.proxy.cache.ResultCache;
import io.howdah.proxy.cache.SecondLevel;
import io.howdah.proxy.cache.SecondLevelFigures;
import io.howdah.proxy.cache.Stamp;
import io.howdah.proxy.cache.group.Bus;
import io.howdah.proxy.cache.group.Group;
import io.howdah.proxy.cache.group.Kept;
import io.howdah.proxy.cache.group.TableRef;
import io.howdah.proxy.cache.redis.RedisCounters;
import io.howdah.proxy.cache.redis.RedisEra;
import io.howdah.proxy.cache.redis.RedisKeys;
import io.howdah.proxy.cache.redis.RedisLink;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Couples the result cache of this Howdah with those of all others that share its Redis. Answers stand in Redis as well as in memory; and
 * in the mode {@code writes} the Howdahs form a {@link Group}. Everything that the group does happens on one thread.
 */
public final class SharedCache implements Others, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SharedCache.class);
    private static final int TICK_MILLIS = 20;
    private static final int FAREWELL_MILLIS = 500;

    private final ResultCache cache;
    private final Consumer<String> orders;
    private final long id = new SecureRandom().nextLong();
    private final byte[] channel;
    private final MemberList members;
    private final ScheduledThreadPoolExecutor thread;
    /** Null in the mode ttl. */
    private final @Nullable Group group;
    private final RedisLink link;
    private final TableTokens tokens;
    private final RedisLevel level;
    private @Nullable RedisEra era;

    /**
     * Begins to look for the others.
     *
     * @param writes whether the mode is {@code writes}
     * @param name of this Howdah, for people
     * @param orders carries out an operator's order that was given at another Howdah
     */
    public SharedCache(ResultCache cache, RedisSettings settings, boolean writes, String name, Consumer<String> orders) {
        this.cache = cache;
        this.orders = orders;
        RedisKeys keys = new RedisKeys(settings);
        this.channel = keys.channel("group");
        this.members = new MemberList(keys);
        this.thread = new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory("howdah-cache-group", true));
        this.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        Group mine = writes ? new Group(id, name, new Wire(), new Memory(), this::run, System::nanoTime) : null;
        this.group = mine;
        this.link = new RedisLink(settings, List.of(channel), new Events());
        this.tokens = new TableTokens(keys, link);
        this.level = new RedisLevel(keys, tokens);
        link.start();
        if (mine != null) {
            this.thread.scheduleWithFixedDelay(guarded(mine::tick), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** The answers in Redis. */
    public SecondLevel level() {
        return level;
    }

    private void run(Runnable task) {
        try {
            thread.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            task.run(); // The group has ended: nobody has to be asked, and nobody else runs.
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("result cache: a task of the group failed", e);
            }
        };
    }

    // ---- what the cache asks

    @Override
    public boolean allowHits() {
        return group == null || group.serves();
    }

    @Override
    public boolean know(Stamp table) {
        return group == null || group.covers(group.table(table.ref()));
    }

    @Override
    public void keptUntil(Stamp table, long nanos) {
        if (group != null) {
            group.table(table.ref()).keptUntil(nanos);
        }
    }

    @Override
    public boolean mayCare(Stamp table) {
        return group != null && group.mayConcernOthers(group.table(table.ref()));
    }

    @Override
    public void endShared(Collection<Stamp> tables) {
        // What is asked of Redis on this connection from now on finds no answer from before.
        tokens.remove(tables.stream().map(Stamp::ref).toList());
    }

    @Override
    public void written(Collection<Stamp> tables, Runnable then) {
        Group all = group;
        if (all == null) {
            then.run();
        } else {
            all.written(tables.stream().map(table -> all.table(table.ref())).toList(), then);
        }
    }

    @Override
    public void order(String text) {
        // Whatever the order means, nobody gets an answer from Redis that stands there now.
        tokens.remove(List.of(TableRef.CATALOGS));
        if (group != null) {
            group.order(text);
        }
    }

    @Override
    public String state() {
        return !link.isConnected() ? "disconnected" : allowHits() ? "connected" : "waiting";
    }

    @Override
    public int queue() {
        return link.counters().inFlight();
    }

    @Override
    public Optional<SecondLevelFigures> figures() {
        RedisCounters counted = link.counters();
        return Optional.of(new SecondLevelFigures(link.isConnected(), counted.eras(), counted.answers(), counted.timeouts(),
                counted.refused(), counted.errors(), counted.latencyNanos()));
    }

    /** What the group is doing, for an operator. */
    @Override
    public String toString() {
        return String.valueOf(group);
    }

    /** Says good-bye. To be called when this Howdah has no client any more. */
    @Override
    public void close() {
        CompletableFuture<Void> said = new CompletableFuture<>();
        run(() -> {
            if (group != null) {
                group.close();
            }
            RedisEra now = era;
            if (now == null) {
                said.complete(null);
            } else {
                // Redis answers commands in order: once this one has been answered, the good-bye has been heard.
                members.drop(now, id).whenComplete((done, failure) -> said.complete(null));
            }
        });
        try {
            said.get(FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("no answer to the good-bye", e);
        }
        link.close();
        thread.shutdown();
    }

    // ---- from Redis; the link's thread hands everything to the group's

    private final class Events implements RedisLink.Listener {

        @Override
        public void connected(String serverId) {
            RedisEra now = link.era();
            if (now == null) {
                return;
            }
            tokens.begin(now);
            if (group == null) {
                return;
            }
            members.join(now, id).whenComplete((noted, failure) -> run(() -> {
                if (failure != null) {
                    now.reset("the members of the group could not be read: " + failure.getMessage());
                } else if (now.isOpen()) {
                    era = now;
                    group.connected(noted.ids(), noted.ageMillis());
                }
            }));
        }

        @Override
        public void disconnected(String why) {
            run(() -> {
                if (era != null && group != null) {
                    era = null;
                    group.disconnected();
                }
            });
        }

        @Override
        public void unreachable(boolean refused) {
            Group all = group;
            if (all != null) {
                run(() -> all.unreachable(refused));
            }
        }

        @Override
        public void message(byte[] from, byte[] message) {
            Group all = group;
            if (all != null) {
                run(() -> all.received(message));
            }
        }
    }

    /** To Redis. */
    private final class Wire implements Bus {

        @Override
        public void publish(byte[] message) {
            RedisEra now = era;
            if (now != null) {
                now.publish(channel, message);
            }
        }

        @Override
        public void register(long member, boolean present) {
            RedisEra now = era;
            if (now == null) {
                return;
            }
            if (present) {
                members.join(now, member).thenAccept(noted -> run(() -> {
                    if (group != null && now == era) {
                        group.registered(noted.ids());
                    }
                }));
            } else {
                members.drop(now, member);
            }
        }

        @Override
        public void reset(String why) {
            RedisEra now = era;
            if (now != null) {
                now.reset(why);
            }
        }
    }

    /** The answers that this Howdah has in memory. */
    private final class Memory implements Kept {

        @Override
        public void touched(TableRef table) {
            cache.writtenElsewhere(table);
        }

        @Override
        public void missedWrites() {
            cache.missedWrites();
        }

        @Override
        public void order(String text) {
            orders.accept(text);
        }
    }
}
