package io.howdah.proxy.pool;

import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.CancelSender;
import io.howdah.proxy.server.ServerConnector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** All pools, and what is between them: shared limits, and who gives way when one is reached. */
public final class Pools {

    private final ConcurrentHashMap<PoolKey, Pool> pools = new ConcurrentHashMap<>();
    private final PoolLimits limits = new PoolLimits();
    private final ConcurrentHashMap<String, Gate> gates = new ConcurrentHashMap<>();
    private final List<Loop> loops;
    private final ServerConnector connector;
    private final CancelSender cancels;

    /** @param connector opens connections for every pool */
    public Pools(List<Loop> loops, ServerConnector connector) {
        this.loops = List.copyOf(loops);
        this.connector = connector;
        this.cancels = new CancelSender(connector);
    }

    /** The counts that pools share. */
    public PoolLimits limits() {
        return limits;
    }

    /** What an operator has closed of this database. Any thread. */
    public Gate gate(String database) {
        return gates.computeIfAbsent(database, name -> new Gate());
    }

    /** The pool of this key, made at first use. Any thread. */
    public Pool pool(PoolKey key, PoolConfig config) {
        return pools.computeIfAbsent(key, k -> new Pool(k, config, loops, limits, connector, cancels, this::slotFreed, this::makeRoom));
    }

    /** All pools, ordered by database and user. */
    public List<Pool> all() {
        List<Pool> all = new ArrayList<>(pools.values());
        all.sort(Comparator.comparing(Pool::key));
        return all;
    }

    /** One round of upkeep. */
    public void upkeep() {
        long now = System.nanoTime();
        for (Pool pool : pools.values()) {
            pool.upkeep(now);
        }
        makeRoom();
    }

    /**
     * Puts a new configuration in force.
     *
     * @param configs gives each pool's, or null for a pool whose database or user is gone
     */
    public void configure(Function<PoolKey, PoolConfig> configs) {
        for (Pool pool : all()) {
            PoolConfig config = configs.apply(pool.key());
            if (config == null) {
                pools.remove(pool.key(), pool);
                pool.remove();
            } else {
                pool.configure(config);
            }
        }
    }

    /** A slot has come free: whoever has waited longest for one gets it first. */
    private void slotFreed() {
        List<Pool> wanting = wanting();
        wanting.forEach(Pool::openForWaiters);
    }

    /** Where a pool may open no more because others hold what it shares with them, an idle server of theirs is closed. */
    private void makeRoom() {
        for (Pool pool : wanting()) {
            boolean byDatabase = full(PoolLimits.Kind.SERVERS_OF_DATABASE, pool.key().database(), pool.config().pool().maxDbConnections());
            boolean byUser = full(PoolLimits.Kind.SERVERS_OF_USER, pool.key().user(), pool.config().pool().maxUserConnections());
            if (!byDatabase && !byUser) {
                pool.openForWaiters();
                continue;
            }
            for (Pool other : pools.values()) {
                boolean shares = (byDatabase && other.key().database().equals(pool.key().database()))
                        || (byUser && other.key().user().equals(pool.key().user()));
                if (other != pool && shares && other.evictOne()) {
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
