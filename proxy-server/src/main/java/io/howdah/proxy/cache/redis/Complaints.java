package io.howdah.proxy.cache.redis;

import io.howdah.config.HostAddress;
import io.howdah.config.RedisSettings;
import java.time.Duration;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log's lines about what goes wrong: one for the first attempt that fails, and then no more than one a minute. */
final class Complaints {

    private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final String place;
    private long last = System.nanoTime() - QUIET_NANOS;

    Complaints(RedisSettings settings) {
        this.place = settings.hosts().stream().map(HostAddress::toString).collect(Collectors.joining(","));
    }

    /** All goes well again, so the next line is the first. */
    void beginAnew() {
        last = System.nanoTime() - QUIET_NANOS;
    }

    /** @param line with places for the hosts and for {@code why} */
    void write(String line, String why) {
        long now = System.nanoTime();
        if (now - last >= QUIET_NANOS) {
            last = now;
            LOG.warn(line, place, why);
        }
    }
}
