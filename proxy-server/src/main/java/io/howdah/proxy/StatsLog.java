package io.howdah.proxy;

import io.howdah.config.PoolerConfig;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.stats.Counter;
import io.howdah.proxy.stats.PoolStats;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The line of averages that log_stats writes every stats_period, in PgBouncer's words. */
final class StatsLog {

    private static final Logger LOG = LoggerFactory.getLogger(StatsLog.class);

    private final Pools pools;
    private final Supplier<PoolerConfig> config;
    private long[] before = new long[Counter.values().length];
    private long beforeNanos = System.nanoTime();

    StatsLog(Pools pools, Supplier<PoolerConfig> config) {
        this.pools = pools;
        this.config = config;
    }

    void start(EventLoop loop) {
        long millis = Math.max(1000, config.get().log().statsPeriod().toMillis());
        loop.schedule(() -> {
            if (config.get().log().stats()) {
                LOG.info("{}", line(System.nanoTime()));
            }
            start(loop);
        }, millis, TimeUnit.MILLISECONDS);
    }

    String line(long nowNanos) {
        long[] now = new long[before.length];
        for (Pool pool : pools.all()) {
            for (PoolStats stats : pool.stats()) {
                for (Counter counter : Counter.values()) {
                    now[counter.ordinal()] += stats.total(counter);
                }
            }
        }
        long[] since = new long[now.length];
        for (int i = 0; i < now.length; i++) {
            since[i] = Math.max(0, now[i] - before[i]);
        }
        double seconds = Math.max(1e-3, (nowNanos - beforeNanos) / 1e9);
        before = now;
        beforeNanos = nowNanos;
        return "stats: " + rate(since, Counter.XACT_COUNT, seconds) + " xacts/s, "
                + rate(since, Counter.QUERY_COUNT, seconds) + " queries/s, "
                + rate(since, Counter.CLIENT_PARSE_COUNT, seconds) + " client parses/s, "
                + rate(since, Counter.SERVER_PARSE_COUNT, seconds) + " server parses/s, "
                + rate(since, Counter.BIND_COUNT, seconds) + " binds/s, in "
                + rate(since, Counter.RECEIVED, seconds) + " B/s, out "
                + rate(since, Counter.SENT, seconds) + " B/s, xact "
                + mean(since, Counter.XACT_TIME, Counter.XACT_COUNT) + " us, query "
                + mean(since, Counter.QUERY_TIME, Counter.QUERY_COUNT) + " us, wait "
                + mean(since, Counter.WAIT_TIME, Counter.SERVER_ASSIGNMENT_COUNT) + " us";
    }

    private static long rate(long[] since, Counter counter, double seconds) {
        return (long) (since[counter.ordinal()] / seconds);
    }

    /** Nanoseconds in all to microseconds each. */
    private static long mean(long[] since, Counter time, Counter count) {
        return since[count.ordinal()] == 0 ? 0 : since[time.ordinal()] / 1000 / since[count.ordinal()];
    }
}
