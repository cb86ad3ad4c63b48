package io.howdah.console.live;

import com.fasterxml.jackson.jr.ob.JSON;
import io.howdah.console.metrics.ProcessReading;
import io.howdah.console.view.ActivitySnapshot.PoolActivity;
import io.howdah.console.view.PoolName;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.console.view.PoolerState;
import io.howdah.console.view.TransactionSnapshot;
import io.howdah.console.view.WaitingSnapshot;
import io.howdah.protocol.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes the page's data: snapshots, and the history before the first snapshot. Lists and texts have bounds. */
final class LiveDocuments {

    /** PostgreSQL's names have at most 63 bytes. */
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_TEXT = 300;

    private static final Map<String, Function<Point, @Nullable Object>> COLUMNS = new LinkedHashMap<>();

    static {
        COLUMNS.put("clients", Point::clients);
        COLUMNS.put("waiting", Point::waiting);
        COLUMNS.put("busy", Point::busy);
        COLUMNS.put("idle", Point::idle);
        COLUMNS.put("queries", point -> rounded(point.queries()));
        COLUMNS.put("errors", point -> rounded(point.errors()));
        COLUMNS.put("w50", point -> point.waits() == null ? null : point.waits().p50());
        COLUMNS.put("w95", point -> point.waits() == null ? null : point.waits().p95());
        COLUMNS.put("w99", point -> point.waits() == null ? null : point.waits().p99());
        COLUMNS.put("q50", point -> point.durations() == null ? null : point.durations().p50());
        COLUMNS.put("q95", point -> point.durations() == null ? null : point.durations().p95());
        COLUMNS.put("q99", point -> point.durations() == null ? null : point.durations().p99());
    }

    private LiveDocuments() {}

    private static double rounded(double rate) {
        return Math.round(rate * 10) / 10.0;
    }

    /** The history of the pools that the page shows now. */
    static String history(List<History.Beat> beats, List<PoolName> shown) {
        Map<String, Object> history = new LinkedHashMap<>();
        history.put("times", beats.stream().map(History.Beat::millis).toList());
        history.put("all", columns(beats, History.Beat::all));
        List<Map<String, Object>> pools = new ArrayList<>();
        for (PoolName name : shown) {
            Map<String, Object> pool = named(name.database(), name.user());
            pool.put("columns", columns(beats, beat -> beat.pools().get(name)));
            pools.add(pool);
        }
        history.put("pools", pools);
        return json(Map.of("history", history));
    }

    private static Map<String, Object> columns(List<History.Beat> beats, Function<History.Beat, @Nullable Point> which) {
        Map<String, Object> columns = new LinkedHashMap<>();
        COLUMNS.forEach((name, value) -> {
            List<@Nullable Object> values = new ArrayList<>(beats.size());
            for (History.Beat beat : beats) {
                Point point = which.apply(beat);
                values.add(point == null ? null : value.apply(point));
            }
            columns.put(name, values);
        });
        return columns;
    }

    /**
     * Facts about the whole pooler.
     *
     * @param maxClients max_client_conn
     * @param errors by SQLSTATE, a blank, and the source: server or pooler
     * @param cache null if no database has a cache
     */
    record Facts(String version, PoolerState state, int maxClients, List<LastMinute.Count> errors,
            List<LastMinute.Count> refusals, CacheTrack.@Nullable Figures cache) {}

    static String snapshot(History.Beat beat, LiveReading reading, PoolTracks tracks, Facts facts) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("time", beat.millis());
        all.put("version", facts.version());
        all.put("paused", facts.state().paused());
        all.put("suspended", facts.state().suspended());
        all.put("shutting_down", facts.state().shuttingDown());
        LiveReading.Watched watched = Objects.requireNonNull(reading.watched());
        all.put("connected", watched.lists().usedClients());
        all.put("logging_in", watched.lists().loginClients());
        all.put("max_clients", facts.maxClients());
        all.put("all", point(new LinkedHashMap<>(), beat.all()));
        List<Map<String, Object>> pools = new ArrayList<>();
        reading.shown().forEach(name -> pools.add(pool(tracks.of(name).last(), Objects.requireNonNull(beat.pools().get(name)))));
        all.put("pools", pools);
        all.put("rest", rest(reading, tracks));
        all.put("waiting", watched.waiting() == null ? null : watched.waiting().stream().map(LiveDocuments::waiting).toList());
        all.put("servers_held", watched.transactions() == null ? null : watched.transactions().size());
        all.put("transactions", watched.transactions() == null ? null
                : watched.transactions().stream().limit(LiveReading.MOST_CLIENTS).map(LiveDocuments::transaction).toList());
        all.put("errors", facts.errors().stream().map(LiveDocuments::error).toList());
        all.put("refusals", facts.refusals().stream().map(count -> count(Map.of("reason", count.word()), count)).toList());
        all.put("cache", cache(facts.cache()));
        all.put("process", process(watched.lags()));
        return json(all);
    }

    private static Map<String, Object> named(String database, String user) {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("database", cut(database, LONGEST_NAME));
        named.put("user", cut(user, LONGEST_NAME));
        return named;
    }

    private static Map<String, Object> point(Map<String, Object> into, Point point) {
        COLUMNS.forEach((name, value) -> into.put(name, value.apply(point)));
        return into;
    }

    private static Map<String, Object> pool(PoolActivity pool, Point point) {
        PoolSnapshot numbers = pool.numbers();
        Map<String, Object> object = point(named(pool.name().database(), pool.name().user()), point);
        object.put("mode", numbers.poolMode());
        object.put("size", pool.size());
        object.put("reserve", pool.reserve());
        object.put("opening", numbers.svLogin());
        object.put("maxwait", numbers.maxwait() * 1_000_000L + numbers.maxwaitUs());
        object.put("cause", pool.standing().cause());
        object.put("problem", cut(pool.standing().problem(), LONGEST_TEXT));
        return object;
    }

    /** The sum of the pools that the page does not show; null if it shows all. */
    private static @Nullable Map<String, Object> rest(LiveReading reading, PoolTracks tracks) {
        if (tracks.size() <= reading.shown().size()) {
            return null;
        }
        int clients = 0;
        int waiting = 0;
        int servers = 0;
        double queries = 0;
        for (PoolTrack track : tracks.all()) {
            if (!reading.shown().contains(track.last().name())) {
                PoolSnapshot numbers = track.last().numbers();
                clients += numbers.clActive();
                waiting += numbers.clWaiting();
                servers += PoolTrack.busy(numbers) + PoolTrack.idle(numbers);
                queries += track.queries();
            }
        }
        Map<String, Object> rest = new LinkedHashMap<>();
        rest.put("pools", tracks.size() - reading.shown().size());
        rest.put("clients", clients);
        rest.put("waiting", waiting);
        rest.put("servers", servers);
        rest.put("queries", rounded(queries));
        return rest;
    }

    private static Map<String, Object> waiting(WaitingSnapshot client) {
        Map<String, Object> object = named(client.database(), client.user());
        object.put("application", cut(client.applicationName(), LONGEST_NAME));
        object.put("address", client.addr());
        object.put("position", client.position());
        object.put("micros", client.waitMicros());
        return object;
    }

    private static Map<String, Object> transaction(TransactionSnapshot client) {
        Map<String, Object> object = named(client.database(), client.user());
        object.put("application", cut(client.applicationName(), LONGEST_NAME));
        object.put("address", client.addr());
        object.put("state", client.state());
        object.put("pid", client.serverPid());
        object.put("micros", client.ageMicros());
        object.put("quiet", client.quietMicros());
        return object;
    }

    private static Map<String, Object> error(LastMinute.Count count) {
        int blank = count.word().indexOf(' ');
        return count(Map.of("sqlstate", count.word().substring(0, blank), "source", count.word().substring(blank + 1)), count);
    }

    private static Map<String, Object> count(Map<String, Object> of, LastMinute.Count count) {
        Map<String, Object> object = new LinkedHashMap<>(of);
        object.put("minute", count.recent());
        object.put("total", count.total());
        return object;
    }

    private static @Nullable Map<String, Object> cache(CacheTrack.@Nullable Figures cache) {
        if (cache == null) {
            return null;
        }
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("ratio", thousandths(cache.ratio()));
        object.put("bytes", cache.bytes());
        object.put("databases", cache.databases().stream().map(LiveDocuments::cacheOf).toList());
        object.put("others", cache.others());
        object.put("redis", redis(cache.redis()));
        return object;
    }

    private static @Nullable Double thousandths(@Nullable Double ratio) {
        return ratio == null ? null : Math.round(ratio * 1_000) / 1_000.0;
    }

    private static Map<String, @Nullable Object> cacheOf(CacheTrack.Database database) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("database", cut(database.now().database(), LONGEST_NAME));
        object.put("mode", database.now().mode());
        object.put("entries", database.now().entries());
        object.put("bytes", database.now().bytes());
        CacheTrack.Counts minute = database.minute();
        object.put("ratio", thousandths(minute.ratio()));
        object.put("memory", minute.memory());
        object.put("redis", minute.redis());
        object.put("misses", minute.misses());
        object.put("coalesced", minute.coalesced());
        object.put("saved", minute.savedMicros());
        return object;
    }

    private static @Nullable Map<String, @Nullable Object> redis(CacheTrack.@Nullable Redis redis) {
        if (redis == null) {
            return null;
        }
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("state", redis.state());
        object.put("queue", redis.queue());
        object.put("answered", redis.answered());
        object.put("mean", redis.meanMicros());
        object.put("timeouts", redis.timeouts());
        object.put("refused", redis.refused());
        object.put("errors", redis.errors());
        return object;
    }

    /** @param lags null if the loops did not answer */
    private static Map<String, Object> process(@Nullable List<Long> lags) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("heap", ProcessReading.heapBytes());
        object.put("direct", ProcessReading.directBytes());
        object.put("resident", ProcessReading.residentBytes());
        object.put("descriptors", ProcessReading.descriptors());
        object.put("max_descriptors", ProcessReading.descriptorLimit());
        object.put("loops", lags == null ? null : lags.size());
        object.put("lag", lags == null ? null : lags.stream().mapToLong(nanos -> nanos / 1000).max().orElse(0));
        return object;
    }

    private static String cut(@Nullable String text, int longest) {
        String given = text == null ? "" : text;
        return Printable.of(given.length() <= longest ? given : given.substring(0, longest) + "…");
    }

    private static String json(Object document) {
        try {
            return JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
