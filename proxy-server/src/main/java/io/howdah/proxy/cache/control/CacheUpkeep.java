package io.howdah.proxy.cache.control;

import io.howdah.config.CacheSettings;
import io.howdah.proxy.cache.ResultCache;
import io.howdah.proxy.cache.Stamps;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.server.ServerConnection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the record of writes where no client does: transactions that ran before the cache was switched on, and server
 * processes whose connections were lost.
 */
public final class CacheUpkeep {

    private static final Logger LOG = LoggerFactory.getLogger(CacheUpkeep.class);

    private final ResultCache cache;
    private final Pools pools;
    private final List<Loop> loops;
    private final Set<Stamps.Orphan> asked = ConcurrentHashMap.newKeySet();

    /** @param loops of the pooler */
    public CacheUpkeep(ResultCache cache, Pools pools, List<Loop> loops) {
        this.cache = cache;
        this.pools = pools;
        this.loops = List.copyOf(loops);
    }

    // ---- switched on

    /** Puts other settings in force. Any thread may call. */
    public void configure(CacheSettings next) {
        boolean wasOn = cache.isOn();
        Runnable open = wasOn ? () -> {} : cache.close();
        cache.configure(next);
        if (wasOn || !cache.isOn()) {
            open.run();
            return;
        }
        // A loop that has seen the cache off may be about to send a statement. Once each loop has turned, all statements are
        // noted but those of transactions that run already.
        AtomicInteger turning = new AtomicInteger(loops.size());
        for (Loop loop : loops) {
            loop.eventLoop().execute(() -> {
                if (turning.decrementAndGet() == 0) {
                    awaitRunning(open);
                }
            });
        }
    }

    private void awaitRunning(Runnable open) {
        List<ServerConnection> servers = pools.all().stream().flatMap(pool -> pool.connections().stream()).toList();
        AtomicInteger running = new AtomicInteger(servers.size() + 1);
        Runnable one = () -> {
            if (running.decrementAndGet() == 0) {
                open.run();
            }
        };
        servers.forEach(server -> awaitFree(server, one));
        one.run();
    }

    private static void awaitFree(ServerConnection server, Runnable then) {
        Loop on = server.loop();
        on.eventLoop().execute(() -> {
            if (server.loop() == on && (!server.isOpen() || server.isFree())) {
                then.run();
            } else {
                on.eventLoop().schedule(() -> awaitFree(server, then), 20, TimeUnit.MILLISECONDS);
            }
        });
    }

    // ---- lost connections

    /** One round: asks about each server process whose connection was lost in a transaction. */
    public void round() {
        cache.databases().forEach((database, stamps) -> {
            for (Stamps.Orphan orphan : new HashSet<>(stamps.orphans())) {
                pools.all().stream().filter(pool -> pool.config().target().database().equals(database)
                        && pool.config().database().hosts().contains(orphan.host())).findAny()
                        .ifPresent(pool -> ask(pool, stamps, orphan));
            }
        });
    }

    private void ask(Pool pool, Stamps stamps, Stamps.Orphan orphan) {
        if (!asked.add(orphan)) {
            return;
        }
        ProcessSearch.ask(pool, loops.get(0), orphan.processId(), orphan.host()).whenComplete((gone, failure) -> {
            asked.remove(orphan);
            if (failure == null && gone && stamps.orphans().remove(orphan)) {
                LOG.info("server process {} has ended: the cache serves its tables again", orphan.processId());
                orphan.end().run();
            }
        });
    }
}
