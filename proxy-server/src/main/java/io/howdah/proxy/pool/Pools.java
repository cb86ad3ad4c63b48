package io.howdah.proxy.pool;

import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.cancel.CancelSender;
import io.howdah.proxy.server.login.ServerConnector;
import io.howdah.proxy.stats.PoolStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All pools, and the limits that they share. When a limit is reached, Pools decides which pool gives way. */
public final class Pools {

    private static final int MOST_FAILED = 1_000;

    /** A pool takes the {@link Holds} of its database within this time after the request for it, or never. */
    private static final long HOLDS_NANOS = TimeUnit.SECONDS.toNanos(10);

    /**
     * The counts of all pools, past and present.
     *
     * @param pools the pools that exist
     * @param gone the counts of pools that no longer exist, by database; without states and latencies
     * @param others the refusals of databases that have no counts of their own in {@code gone}
     */
    public record Counted(List<Pool> pools, Map<String, PoolStats> gone, PoolStats others) {}

    private final ConcurrentHashMap<PoolKey, Pool> pools = new ConcurrentHashMap<>();
    private final PoolLimits limits = new PoolLimits();
    private final Holds all = new Holds();
    private final GoneCounts gone = new GoneCounts();
    private final ConcurrentHashMap<String, Holds> holds = new ConcurrentHashMap<>();
    /**
     * The failures of pools that were forgotten before a server had logged in. A new pool with the same key keeps to the back-off
     * of these failures.
     */
    private final Map<PoolKey, Openings> failed = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PoolKey, Openings> eldest) {
            return size() > MOST_FAILED;
        }
    });
    private final CopyOnWriteArrayList<Awaited> awaited = new CopyOnWriteArrayList<>();
    private final List<Loop> loops;
    private final ServerConnector connector;
    private final CancelSender cancels;

    /** @param connector opens connections for every pool */
    public Pools(List<Loop> loops, ServerConnector connector) {
        this.loops = List.copyOf(loops);
        this.connector = connector;
        this.cancels = new CancelSender(connector);
    }

    /** Sends cancel requests for the servers of all pools. */
    public CancelSender cancels() {
        return cancels;
    }

    /** The counts that pools share. */
    public PoolLimits limits() {
        return limits;
    }

    /** The orders that hold this database. Any thread. */
    public Holds holds(String database) {
        Holds ofDatabase = holds.computeIfAbsent(database, name -> new Holds(all));
        ofDatabase.asked();
        return ofDatabase;
    }

    /**
     * The pool of this key, made at first use, which stays even without clients. Any thread.
     *
     * @param config called for the configuration of a new pool
     */
    public Pool pool(PoolKey key, Supplier<PoolConfig> config) {
        // computeIfAbsent may return a pool that is being removed.
        return pools.compute(key, (k, known) -> {
            Pool pool = known != null ? known : made(k, config);
            pool.use().keep();
            return pool;
        });
    }

    /**
     * The pool of this key, made at first use, for a client that counts as the pool's until {@link #left}. The client has taken
     * its slots before, for {@link #forget} counts on these. Any thread.
     */
    public Pool join(PoolKey key, Supplier<PoolConfig> config) {
        return pools.compute(key, (k, known) -> {
            Pool pool = known != null ? known : made(k, config);
            pool.use().clientComes();
            return pool;
        });
    }

    private Pool made(PoolKey key, Supplier<PoolConfig> config) {
        Openings openings = new Openings(key, limits);
        Openings before = failed.remove(key);
        if (before != null) {
            openings.takeOver(before);
        }
        return new Pool(key, config.get(), loops, holds(key.database()), openings, connector, cancels, this::slotFreed,
                this::makeRoom);
    }

    /**
     * A client that joined a pool has left. If it was the last one and no server has ever logged in for the pool, the pool is
     * forgotten, for any client can make up names.
     *
     * @return whether the database has no pool left
     */
    public boolean left(Pool pool) {
        pool.use().clientLeft();
        return forgetUnborn(pool);
    }

    private boolean forgetUnborn(Pool pool) {
        PoolUse use = pool.use();
        if (!use.isUnborn()
                || pools.computeIfPresent(pool.key(), (key, there) -> there == pool && use.isUnborn() ? null : there) != null) {
            return false;
        }
        failed.put(pool.key(), pool.openings());
        String database = pool.key().database();
        boolean last = pools.keySet().stream().noneMatch(key -> key.database().equals(database));
        gone.add(pool, !last || gone.has(database));
        if (last) {
            limits.forget(PoolLimits.Kind.CLIENTS_OF_DATABASE, database);
            limits.forget(PoolLimits.Kind.SERVERS_OF_DATABASE, database);
        }
        return last;
    }

    /** Forgets the {@link Holds} of databases that have no pool and no order. */
    private void forgetFreeHolds(long now) {
        Set<String> inUse = pools.keySet().stream().map(PoolKey::database).collect(Collectors.toSet());
        if (holds.size() > inUse.size()) {
            holds.forEach((database, ofDatabase) -> {
                if (!inUse.contains(database) && ofDatabase.isFreeSince(now - HOLDS_NANOS)) {
                    holds.remove(database, ofDatabase);
                }
            });
        }
    }

    /** Whether DISABLE keeps new clients out of this database. Any thread. */
    public boolean isDisabled(String database) {
        Holds ofDatabase = holds.get(database);
        return ofDatabase != null && ofDatabase.has(Hold.DISABLED);
    }

    /** Whether PAUSE, KILL or SUSPEND holds this database, alone or with all others. Any thread. */
    public boolean isHeld(String database) {
        Holds ofDatabase = holds.get(database);
        return ofDatabase == null ? all.keepServers() : ofDatabase.keepServers();
    }

    /** The pool of this {@link PoolKey}; null if there is none. Any thread. */
    public @Nullable Pool find(Object key) {
        return pools.get(key);
    }

    /** All pools, ordered by database and user. */
    public List<Pool> all() {
        List<Pool> all = new ArrayList<>(pools.values());
        all.sort(Comparator.comparing(Pool::key));
        return all;
    }

    /** The counts of all pools, including those that no longer exist, so that their sums never fall. */
    public Counted counted() {
        return gone.counted(all());
    }

    // ---- an operator's orders; an absent database stands for all databases

    private List<Pool> of(Optional<String> database) {
        return all().stream().filter(pool -> database.isEmpty() || pool.key().database().equals(database.get())).toList();
    }

    private Holds holds(Optional<String> database) {
        return database.map(this::holds).orElse(all);
    }

    /** PAUSE: gives out no more servers, and closes servers as they come free. @return done when no server is left */
    public CompletableFuture<Void> pause(Optional<String> database) {
        holds(database).add(Hold.PAUSED);
        of(database).forEach(pool -> pool.orders().pause());
        return when(() -> of(database).stream().allMatch(pool -> pool.orders().hasNoServers()));
    }

    /** SUSPEND: gives out no more servers and leaves them as they are, or gives them out again. */
    public void suspend(boolean on) {
        if (on) {
            all.add(Hold.SUSPENDED);
        } else {
            all.lift(Hold.SUSPENDED);
            all().forEach(pool -> pool.orders().resume());
        }
    }

    /** The databases that a KILL of all databases holds. */
    public List<String> killed() {
        return holds.entrySet().stream().filter(entry -> entry.getValue().has(Hold.KILLED)).map(Map.Entry::getKey).toList();
    }

    /** RESUME: gives out servers again, after a PAUSE or a KILL. */
    public void resume(Optional<String> database) {
        holds(database).lift(Hold.PAUSED);
        holds(database).lift(Hold.KILLED);
        of(database).forEach(pool -> pool.orders().resume());
    }

    /** RECONNECT: has every connection closed as it comes free, and forgets that a host has failed. */
    public void reconnect(Optional<String> database) {
        failed.keySet().removeIf(key -> database.isEmpty() || key.database().equals(database.get()));
        of(database).forEach(pool -> pool.orders().reconnect());
    }

    /**
     * A user has logged in with another secret than before, which servers may accept though they have refused the one before.
     *
     * @param database null if the secret is for every database
     */
    public void secretChanged(@Nullable String database, String user) {
        Predicate<PoolKey> usesIt = key -> key.user().equals(user) && (database == null || database.equals(key.database()));
        failed.keySet().removeIf(usesIt);
        pools.values().stream().filter(pool -> usesIt.test(pool.key())).forEach(pool -> pool.orders().secretChanged());
    }

    /** KILL: closes all servers of a database at once. */
    public void killServers(String database) {
        of(Optional.of(database)).forEach(pool -> pool.orders().killServers());
    }

    /** WAIT_CLOSE. @return done when no connection is left that must close */
    public CompletableFuture<Void> waitClose(Optional<String> database) {
        return when(() -> of(database).stream().noneMatch(pool -> pool.orders().isClosingSome()));
    }

    /** Forgets the orders that hold removed databases, and all counts of these databases but their refusals. */
    public void forgetAllBut(Predicate<String> databaseIsThere) {
        holds.keySet().removeIf(database -> !databaseIsThere.test(database));
        gone.forget(databaseIsThere.negate());
    }

    /** Whether a database has had neither clients nor servers for this long. */
    boolean isUnusedFor(Duration time, String database) {
        long now = System.nanoTime();
        return limits.isFreeFor(time, PoolLimits.Kind.CLIENTS_OF_DATABASE, database, now)
                && limits.isFreeFor(time, PoolLimits.Kind.SERVERS_OF_DATABASE, database, now);
    }

    /** Forgets a database's pools, unless a client or a server comes meanwhile. */
    void forget(String database) {
        for (PoolKey key : pools.keySet()) {
            if (key.database().equals(database)) {
                pools.computeIfPresent(key, (k, pool) -> isUnusedFor(Duration.ZERO, database) ? gone(pool, false) : pool);
            }
        }
        if (pools.keySet().stream().noneMatch(key -> key.database().equals(database))) {
            gone.forget(database::equals);
        }
    }

    /**
     * Forgets each pool that has been empty for this long.
     *
     * @param timeout pool_idle_timeout; zero keeps every pool
     */
    public void forgetEmpty(Duration timeout) {
        if (timeout.isZero()) {
            return;
        }
        for (PoolKey key : pools.keySet()) {
            pools.computeIfPresent(key, (k, pool) -> pool.isEmptyFor(timeout) ? gone(pool, true) : pool);
        }
    }

    /** Keeps the counts of a pool that is forgotten. @return null, which removes the pool from the map */
    private @Nullable Pool gone(Pool pool, boolean allCounts) {
        gone.add(pool, allCounts);
        return null;
    }

    private record Awaited(BooleanSupplier condition, CompletableFuture<Void> done) {}

    /** Done when the condition holds. The condition is asked now, and again when a slot comes free. */
    private CompletableFuture<Void> when(BooleanSupplier condition) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Awaited one = new Awaited(condition, done);
        awaited.add(one);
        done.whenComplete((nothing, problem) -> awaited.remove(one));
        if (condition.getAsBoolean()) {
            done.complete(null);
        }
        return done;
    }

    private void serverGone() {
        for (Awaited one : awaited) {
            if (one.condition.getAsBoolean()) {
                one.done.complete(null);
            }
        }
    }

    // ---- upkeep

    /** One round of upkeep. */
    public void upkeep() {
        long now = System.nanoTime();
        for (Pool pool : pools.values()) {
            pool.upkeep().round(now);
            forgetUnborn(pool); // The pool's last client may have left while a connection was on its way.
        }
        forgetFreeHolds(now);
        makeRoom();
    }

    /**
     * Puts a new configuration in force.
     *
     * @param configs gives a pool's configuration, or null if the pool's database is gone
     */
    public void configure(Function<PoolKey, PoolConfig> configs) {
        failed.clear();
        for (Pool pool : all()) {
            PoolConfig config = configs.apply(pool.key());
            if (config == null) {
                pools.computeIfPresent(pool.key(), (key, there) -> there == pool ? gone(pool, true) : there);
                pool.orders().remove();
            } else {
                pool.orders().configure(config);
            }
        }
    }

    /** A slot has come free. The pool whose client has waited longest may open a connection first. */
    private void slotFreed() {
        serverGone();
        List<Pool> wanting = wanting();
        wanting.forEach(Pool::openForWaiters);
    }

    /**
     * If max_db_connections or max_user_connections keeps a pool from opening a connection, closes an idle server of another pool
     * under the same limit.
     */
    private void makeRoom() {
        for (Pool pool : wanting()) {
            boolean byDatabase = full(PoolLimits.Kind.SERVERS_OF_DATABASE, pool.key().database(),
                    pool.config().pool().maxDbConnections());
            boolean byUser = full(PoolLimits.Kind.SERVERS_OF_USER, pool.key().user(), pool.config().pool().maxUserConnections());
            if (!byDatabase && !byUser) {
                pool.openForWaiters();
                continue;
            }
            for (Pool other : pools.values()) {
                boolean shares = (byDatabase && other.key().database().equals(pool.key().database()))
                        || (byUser && other.key().user().equals(pool.key().user()));
                if (other != pool && shares && other.evictions().evictOneFor(pool.evictions())) {
                    break;
                }
            }
        }
    }

    private boolean full(PoolLimits.Kind kind, String name, int limit) {
        return limit > 0 && limits.taken(kind, name) >= limit;
    }

    private List<Pool> wanting() {
        List<Pool> wanting = null;
        for (Pool pool : pools.values()) {
            if (pool.wantsSlot()) {
                if (wanting == null) {
                    wanting = new ArrayList<>();
                }
                wanting.add(pool);
            }
        }
        if (wanting == null) {
            return List.of();
        }
        wanting.sort(Comparator.comparingLong(Pool::oldestWaitNanos));
        return wanting;
    }
}
