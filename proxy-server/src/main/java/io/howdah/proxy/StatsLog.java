package io.howdah.proxy;

import io.howdah.config.PoolerConfig;
import io.howdah.console.view.StatsValues;
import io.howdah.proxy.live.PoolLatencies;
import io.howdah.proxy.live.PoolNumbers;
import io.howdah.proxy.live.StatsHistory;
import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a period of the statistics every stats_period, and logs the averages in PgBouncer's words. With many pools this takes
 * milliseconds, so it runs off the event loops.
 */
final class StatsLog {

    private static final Logger LOG = LoggerFactory.getLogger(StatsLog.class);

    private final PoolNumbers numbers;
    private final StatsHistory history;
    private final PoolLatencies latencies;
    private final Supplier<PoolerConfig> config;
    private final Executor work;

    StatsLog(PoolNumbers numbers, StatsHistory history, PoolLatencies latencies, Supplier<PoolerConfig> config, Executor work) {
        this.numbers = numbers;
        this.history = history;
        this.latencies = latencies;
        this.config = config;
        this.work = work;
    }

    void start(EventLoop loop) {
        long millis = Math.max(1000, config.get().log().statsPeriod().toMillis());
        loop.schedule(() -> {
            start(loop);
            work.execute(this::periodEnds);
        }, millis, TimeUnit.MILLISECONDS);
    }

    private void periodEnds() {
        long now = System.nanoTime();
        latencies.periodEnds(now);
        StatsValues averages = history.periodEnds(numbers.totals(), now);
        if (config.get().log().stats()) {
            LOG.info("{}", line(averages));
        }
    }

    static String line(StatsValues averages) {
        return "stats: " + averages.xactCount() + " xacts/s, "
                + averages.queryCount() + " queries/s, "
                + averages.clientParseCount() + " client parses/s, "
                + averages.serverParseCount() + " server parses/s, "
                + averages.bindCount() + " binds/s, in "
                + averages.received() + " B/s, out "
                + averages.sent() + " B/s, xact "
                + averages.xactTime() + " us, query "
                + averages.queryTime() + " us, wait "
                + averages.waitTime() + " us";
    }
}
