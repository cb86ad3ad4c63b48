package io.howdah.bench.load;

import io.howdah.bench.load.LoadMoment.Phase;
import io.howdah.bench.load.login.Logins;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs one load from the first connection to the last. */
public final class LoadRun {

    private static final long MOMENT_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Logins are given up when not one of them ended in so long. */
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

    /** Ends the load soon; {@link #run()} then returns what was counted so far. Any thread may call this, at any time. */
    public void stop() {
        stopped.countDown();
    }

    /**
     * Connects all clients, warms up, measures, and lets all clients go. Once only.
     *
     * @throws IOException where no client could connect at all
     * @throws InterruptedException where the calling thread was interrupted; the clients are gone then too
     */
    public LoadResult run() throws IOException, InterruptedException {
        try (LoadLoops loops = new LoadLoops(plan, new Logins(plan.target()))) {
            double loginsPerSecond = plan.reconnecting() ? 0 : connect(loops);
            collect();
            loops.each(LoadLoop::begin);
            watch(loops, Phase.WARM_UP, plan.warmUp(), before);
            // What the listener reads takes time, which is to lie outside of what is measured.
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
     * The first collection after ten thousand logins moves all that is left of them, 0.1 to 0.25 s in which no answer is read. Later, it
     * would be taken for the target's latency; afterwards there is little to move, for a transaction leaves next to nothing.
     */
    private static void collect() {
        System.gc();
    }

    /** Logs everybody in; gives logins per second. */
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

    /** Lets it run for so long, or until it is stopped. */
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
        return new LoadResult(measured.transactions(), measured.statements(), errors.counts(), seconds, measured.latencies(), measured.inTurn(),
                clients, loginsPerSecond, overdue, before.updates() + measured.updates() + after.updates(), errors.texts());
    }
}
