package io.howdah.proxy.cache.control;

import io.howdah.proxy.cache.KnownStatement;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.pool.Pool;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks PostgreSQL about statements, a few at a time: a probe takes a server from the clients for some milliseconds. Any thread may
 * call.
 */
public final class StatementProbes implements Consumer<KnownStatement> {

    /** Probes at a time. */
    private static final int AT_ONCE = 2;

    /** Statements that wait; what comes beyond them is not asked about. */
    private static final int MOST_WAITING = 1_000;

    private final Function<Object, @Nullable Pool> pools;
    private final List<Loop> loops;
    private final Queue<KnownStatement> waiting = new ArrayDeque<>();
    private int running;

    /**
     * Nothing is asked yet.
     *
     * @param pools finds the pool of a scope
     * @param loops the loops on which probes may live
     */
    public StatementProbes(Function<Object, @Nullable Pool> pools, List<Loop> loops) {
        this.pools = pools;
        this.loops = List.copyOf(loops);
    }

    @Override
    public void accept(KnownStatement statement) {
        synchronized (this) {
            if (running == AT_ONCE && waiting.size() < MOST_WAITING) {
                waiting.add(statement);
                return;
            }
            if (running < AT_ONCE) {
                running++;
            } else {
                statement.notTold();
                return;
            }
        }
        ask(statement);
    }

    /** Asks about one statement. @return whether the question is under way; if not, it has ended */
    private boolean asks(KnownStatement statement) {
        Pool pool = pools.apply(statement.scope().pool());
        if (pool == null) {
            statement.notTold();
            return false;
        }
        Loop loop = loops.get(Math.floorMod(statement.id().hashCode(), loops.size()));
        EligibilityProbe.ask(pool, loop, statement.parse(), statement.scope().assignments())
                .whenComplete((finding, failure) -> {
                    try {
                        if (failure == null) {
                            statement.told(finding);
                        } else {
                            statement.notTold();
                        }
                    } finally {
                        askNext();
                    }
                });
        return true;
    }

    private void ask(KnownStatement statement) {
        if (!asks(statement)) {
            askNext();
        }
    }

    /** A question has ended: asks the next one that can be asked. */
    private void askNext() {
        KnownStatement next = next();
        while (next != null && !asks(next)) {
            next = next();
        }
    }

    private synchronized @Nullable KnownStatement next() {
        KnownStatement next = waiting.poll();
        if (next == null) {
            running--;
        }
        return next;
    }
}
