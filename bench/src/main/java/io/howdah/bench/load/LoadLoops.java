package io.howdah.bench.load;

import io.howdah.bench.load.login.Logins;
import io.howdah.bench.load.login.Sockets;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** All event loops of a load. The thread that runs the load asks them together. */
final class LoadLoops implements AutoCloseable {

    /** Logins under way on all loops together: fewer than fit into the listen backlog of a busy target. */
    private static final int LOGINS_AT_ONCE = 200;
    private static final int CLOSE_SECONDS = 10;

    private final EventLoopGroup group;
    private final List<LoadLoop> loops = new ArrayList<>();
    private final CountDownLatch settled;
    private final CountDownLatch gone;

    LoadLoops(LoadPlan plan, Logins logins) {
        settled = new CountDownLatch(plan.clients());
        gone = new CountDownLatch(plan.clients());
        group = Sockets.loops(plan.loops());
        SplittableRandom random = new SplittableRandom(plan.seed());
        for (int i = 0; i < plan.loops(); i++) {
            EventLoop eventLoop = (EventLoop) group.next();
            loops.add(new LoadLoop(eventLoop, plan, logins, Math.max(1, LOGINS_AT_ONCE / plan.loops()), random.split(), settled,
                    gone));
        }
        for (int client = 0; client < plan.clients(); client++) {
            loops.get(client % loops.size()).add(client);
        }
    }

    /** Runs the action on every loop, one loop after the other. */
    void each(Consumer<LoadLoop> action) throws InterruptedException {
        for (LoadLoop loop : loops) {
            loop.ask(() -> {
                action.accept(loop);
                return null;
            });
        }
    }

    /** The counts of all loops since the last call. */
    Counts take() throws InterruptedException {
        Counts sum = new Counts();
        for (LoadLoop loop : loops) {
            sum.add(loop.ask(loop::take));
        }
        return sum;
    }

    /** The number of logged-in clients. */
    int connected() throws InterruptedException {
        int sum = 0;
        for (LoadLoop loop : loops) {
            sum += loop.ask(loop::connectedClients);
        }
        return sum;
    }

    /** Waits until the first login of every client has ended, well or not; false if the time runs out. */
    boolean settled(long nanos) throws InterruptedException {
        return settled.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Begins no further transactions, and returns how many are overdue. */
    long stop() throws InterruptedException {
        long overdue = 0;
        for (LoadLoop loop : loops) {
            overdue += loop.ask(loop::stop);
        }
        return overdue;
    }

    /** Has all clients leave at the end of their transactions, and waits for so many seconds at most. */
    void drain(int seconds) throws InterruptedException {
        each(LoadLoop::drain);
        gone.await(seconds, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws InterruptedException {
        each(LoadLoop::abandon);
        group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).await(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
