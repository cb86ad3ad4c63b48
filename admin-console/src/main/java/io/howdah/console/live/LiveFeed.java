package io.howdah.console.live;

import io.howdah.console.http.EventStream;
import io.howdah.console.http.StatusPage;
import io.howdah.console.http.StatusReply;
import io.howdah.console.http.StatusRequest;
import io.howdah.console.view.ActivitySnapshot;
import io.howdah.console.view.PoolName;
import io.howdah.console.view.PoolerView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /events}: the pooler as server-sent events, one snapshot a second, the same for all browsers. While no browser watches,
 * the feed reads only counters, every ten seconds, so a page opened at night shows the minutes before. All work runs on one
 * thread of the feed's own.
 */
public final class LiveFeed implements StatusPage, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);

    /** A browser that has taken nothing for so many snapshots counts as gone, even if its system keeps the connection open. */
    private static final int MOST_UNTAKEN = 60;

    /** Only a reload changes settings, so the feed reads them less often. */
    private static final int BEATS_A_LOOK_AT_SETTINGS = 10;

    private static final class Viewer {
        private final EventStream stream;
        private int untaken;

        Viewer(EventStream stream) {
            this.stream = stream;
        }
    }

    private final PoolerView view;
    private final long watchedNanos;
    private final long unwatchedNanos;
    private final ScheduledThreadPoolExecutor thread;
    private final List<Viewer> viewers = new ArrayList<>();
    private final PoolTracks tracks = new PoolTracks();
    private final RecentDurations waits = new RecentDurations();
    private final RecentDurations durations = new RecentDurations();
    private final LastMinute errors = new LastMinute();
    private final LastMinute refusals = new LastMinute();
    private final CacheTrack cache = new CacheTrack();
    private final History history = new History();
    private Future<?> next = CompletableFuture.completedFuture(null);
    private boolean underWay;
    private long begunNanos;
    private long readNanos;
    private int beats;
    private int maxClients;

    /** @param view the source of the snapshots */
    public LiveFeed(PoolerView view) {
        this(view, 1_000, 10_000);
    }

    /**
     * A test may choose shorter times.
     *
     * @param watchedMillis from one snapshot to the next while a browser watches
     * @param unwatchedMillis from one reading to the next while none watches
     */
    LiveFeed(PoolerView view, long watchedMillis, long unwatchedMillis) {
        this.view = view;
        this.watchedNanos = TimeUnit.MILLISECONDS.toNanos(watchedMillis);
        this.unwatchedNanos = TimeUnit.MILLISECONDS.toNanos(unwatchedMillis);
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "howdah-live");
            made.setDaemon(true);
            return made;
        });
        thread.setRemoveOnCancelPolicy(true);
    }

    /** Begins to read. */
    public void start() {
        thread.execute(this::beat);
    }

    @Override
    public CompletionStage<StatusReply> answer(StatusRequest request, Executor work) {
        return CompletableFuture.completedStage(StatusReply.events(stream -> onThread(() -> join(stream))));
    }

    private void onThread(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the live page has ended", e);
        }
    }

    private void join(EventStream stream) {
        Viewer viewer = new Viewer(stream);
        viewers.add(viewer);
        stream.closed().whenComplete((done, problem) -> onThread(() -> viewers.remove(viewer)));
        stream.send(LiveDocuments.history(history.beats(), tracks.shown()));
        schedule();
    }

    /** Schedules the next beat, one or ten seconds after the beginning of the last one. */
    private void schedule() {
        if (underWay) {
            return;
        }
        next.cancel(false);
        long period = viewers.isEmpty() ? unwatchedNanos : watchedNanos;
        long left = Math.max(0, begunNanos + period - System.nanoTime());
        next = thread.schedule(this::beat, left, TimeUnit.NANOSECONDS);
    }

    private void beat() {
        underWay = true;
        begunNanos = System.nanoTime();
        boolean watched = !viewers.isEmpty();
        try {
            view.activity().thenComposeAsync(activity -> read(activity, watched), thread)
                    .whenCompleteAsync((reading, problem) -> ended(reading, problem), thread);
        } catch (RuntimeException e) {
            ended(null, e);
        }
    }

    private CompletionStage<LiveReading> read(ActivitySnapshot activity, boolean watched) {
        long now = System.nanoTime();
        tracks.add(activity.pools(), readNanos == 0 ? 0 : (now - readNanos) / 1e9);
        readNanos = now;
        List<PoolName> shown = tracks.shown();
        return watched ? LiveReading.ofAll(view, activity, shown) : LiveReading.ofCounters(view, activity, shown);
    }

    private void ended(@Nullable LiveReading reading, @Nullable Throwable problem) {
        underWay = false;
        try {
            if (reading != null) {
                tell(reading);
            } else {
                LOG.debug("no snapshot for the live page", problem);
            }
        } catch (RuntimeException e) {
            LOG.warn("no snapshot for the live page", e);
        } finally {
            if (!thread.isShutdown()) {
                schedule();
            }
        }
    }

    private void tell(LiveReading reading) {
        History.Beat beat = beatOf(reading);
        history.add(beat);
        List<LastMinute.Count> recentErrors = errors.add(bySource(reading.activity()), readNanos);
        List<LastMinute.Count> recentRefusals = refusals.add(reading.activity().refusals(), readNanos);
        LiveReading.Watched watched = reading.watched();
        if (watched == null) {
            return;
        }
        if (beats++ % BEATS_A_LOOK_AT_SETTINGS == 0) {
            maxClients = view.settings().stream().filter(setting -> setting.key().equals("max_client_conn"))
                    .mapToInt(setting -> Integer.parseInt(setting.value())).findFirst().orElse(0);
        }
        String snapshot = LiveDocuments.snapshot(beat, reading, tracks,
                new LiveDocuments.Facts(view.version(), view.state(), maxClients, recentErrors, recentRefusals,
                        watched.cache() == null ? null : cache.add(watched.cache(), watched.redis(), readNanos)));
        for (Viewer viewer : viewers) {
            viewer.untaken = viewer.stream.send(snapshot) ? 0 : viewer.untaken + 1;
            if (viewer.untaken == MOST_UNTAKEN) {
                viewer.stream.close();
            }
        }
    }

    private History.Beat beatOf(LiveReading reading) {
        Map<PoolName, Point> points = new HashMap<>();
        long[] micros = reading.durations().micros();
        for (int i = 0; i < reading.shown().size(); i++) {
            PoolName name = reading.shown().get(i);
            points.put(name, tracks.of(name).point(reading.durations().pools().get(i), micros, readNanos));
        }
        int clients = 0;
        int waiting = 0;
        int busy = 0;
        int idle = 0;
        double queries = 0;
        double told = 0;
        for (PoolTrack track : tracks.all()) {
            clients += track.last().numbers().clActive();
            waiting += track.last().numbers().clWaiting();
            busy += PoolTrack.busy(track.last().numbers());
            idle += PoolTrack.idle(track.last().numbers());
            queries += track.queries();
            told += track.errors();
        }
        Point all = new Point(clients, waiting, busy, idle, queries, told,
                waits.add(reading.durations().all().waits(), micros, readNanos),
                durations.add(reading.durations().all().queries(), micros, readNanos));
        return new History.Beat(System.currentTimeMillis(), all, points);
    }

    private static Map<String, Long> bySource(ActivitySnapshot activity) {
        Map<String, Long> all = new HashMap<>();
        activity.serverErrors().forEach((state, count) -> all.put(state + " server", count));
        activity.poolerErrors().forEach((state, count) -> all.put(state + " pooler", count));
        return all;
    }

    /** Ends the feed; the streams end with their connections. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
