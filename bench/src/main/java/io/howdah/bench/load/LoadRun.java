package io.howdah.bench.load;

import io.howdah.bench.load.LoadMoment.Phase;
import io.howdah.bench.load.login.Logins;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs one load from the first connection to the last. */
public final class LoadRun {

    private static final long MOMENT_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The run gives the logins up when none has succeeded for so many moments. */
    private static final int SILENT_MOMENTS = 30;
    private static final int DRAIN_SECONDS = 5;

    private final LoadPlan plan;
    private final LoadProgress progress;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Counts before = new Counts();
    private final Counts measured = new Counts();

    public LoadRun(LoadPlan plan, LoadProgress progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /** Runs a load to its end: see {@link #run()}. */
    public static LoadResult run(LoadPlan plan, LoadProgress progress) throws IOException, InterruptedException {
        return new LoadRun(plan, progress).run();
    }

    /** Runs the load on a thread of its own, beside others. The result fails as {@link #run()} does. */
    public CompletableFuture<LoadResult> begin() {
        CompletableFuture<LoadResult> result = new CompletableFuture<>();
        new Thread(() -> {
            try {
                result.complete(run());
            } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                result.completeExceptionally(e);
            }
        }, "load").start();
        return result;
    }

    /** Ends the load soon; {@link #run()} then returns the counts so far. Any thread may call this at any time. */
    public void stop() {
        stopped.countDown();
    }

    /**
     * Connects all clients, warms up, measures, and has all clients leave. Call it only once.
     *
     * @throws IOException if no client could connect at all
     * @throws InterruptedException if the calling thread was interrupted; the clients have left then too
     */
    public LoadResult run() throws IOException, InterruptedException {
        try (LoadLoops loops = new LoadLoops(plan, new Logins(plan.target()))) {
            double loginsPerSecond = plan.reconnecting() ? 0 : connect(loops);
            collect();
            loops.each(LoadLoop::begin);
            watch(loops, Phase.WARM_UP, plan.warmUp(), before);
            // The listener's readings take time, which must not count as measured time.
            progress.measuringBegan();
            before.add(loops.take());
            long began = System.nanoTime();
            watch(loops, Phase.MEASURING, plan.measured(), measured);
            measured.add(loops.take());
            double seconds = (System.nanoTime() - began) / 1e9;
            progress.measuringEnded();
            int clients = plan.reconnecting() ? plan.clients() : loops.connected();
            long overdue = loops.stop();
            loops.drain(DRAIN_SECONDS);
            Counts after = loops.take();
            return result(seconds, clients, plan.reconnecting() ? measured.logins() / seconds : loginsPerSecond, overdue, after);
        }
    }

    /**
     * The first garbage collection after ten thousand logins moves all their remains. It takes 0.1 to 0.25 s, in which the
     * generator reads no answer, and later would look like the target's latency. The collections after it move little, for a
     * transaction leaves next to nothing.
     */
    private static void collect() {
        System.gc();
    }

    /** Logs all clients in and returns the logins per second. */
    private double connect(LoadLoops loops) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Moments moments = new Moments(Phase.CONNECTING, progress, loops, before);
        loops.each(LoadLoop::connect);
        int silent = 0;
        while (!loops.settled(MOMENT_NANOS) && stopped.getCount() > 0 && silent < SILENT_MOMENTS) {
            silent = moments.next().logins() > 0 ? 0 : silent + 1;
        }
        before.add(loops.take());
        double seconds = (System.nanoTime() - began) / 1e9;
        if (loops.connected() == 0) {
            throw new IOException(plan.target() + ": " + before.errors().texts().stream().findFirst().orElse("no login ended"));
        }
        return before.logins() / seconds;
    }

    /** Lets the load run for so long, or until {@link #stop}. */
    private void watch(LoadLoops loops, Phase phase, Duration length, Counts into) throws InterruptedException {
        Moments moments = new Moments(phase, progress, loops, into);
        long end = System.nanoTime() + length.toNanos();
        long left = length.toNanos();
        while (left > 0 && !stopped.await(Math.min(left, MOMENT_NANOS), TimeUnit.NANOSECONDS)) {
            left = end - System.nanoTime();
            if (left > 0) {
                moments.next();
            }
        }
    }

    private LoadResult result(double seconds, int clients, double loginsPerSecond, long overdue, Counts after) {
        ErrorCounts errors = new ErrorCounts();
        errors.add(before.errors());
        errors.add(measured.errors());
        errors.add(after.errors());
        return new LoadResult(measured.transactions(), measured.statements(), errors.counts(), seconds, measured.latencies(),
                measured.inTurn(), clients, loginsPerSecond, overdue, before.updates() + measured.updates() + after.updates(),
                errors.texts());
    }
}
