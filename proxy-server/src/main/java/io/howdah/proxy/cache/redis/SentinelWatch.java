package io.howdah.proxy.cache.redis;

import io.howdah.config.HostAddress;
import io.howdah.config.RedisSettings;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks, during an era, where the master is. After a failover the sentinels let an old master that still runs go on for some seconds,
 * and poolers that talk to it would not hear of those that talk to the new one. Belongs to the link's thread.
 */
final class SentinelWatch {

    private static final long PERIOD_MILLIS = 500;

    private final LinkThread thread;
    private final RedisSettings settings;
    private final int turn;
    private final RedisEra era;
    private final HostAddress master;
    private @Nullable Whereabouts question;

    /** @param turn the one of the era, for a sentinel that has named this master does not know less than the others */
    SentinelWatch(LinkThread thread, RedisSettings settings, int turn, RedisEra era, HostAddress master) {
        this.thread = thread;
        this.settings = settings;
        this.turn = turn;
        this.era = era;
        this.master = master;
    }

    void start() {
        thread.loop().schedule(this::ask, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    void stop() {
        if (question != null) {
            question.abort("the era has ended");
        }
    }

    private void ask() {
        if (!era.isOpen()) {
            return;
        }
        Whereabouts now = new Whereabouts(thread, settings, turn);
        question = now;
        now.start().whenComplete((found, failure) -> {
            question = null;
            // Without an answer the era goes on: the sentinels may all be away.
            if (failure == null && !found.equals(master)) {
                era.end("the sentinels name another master, " + found);
            } else if (era.isOpen()) {
                start();
            }
        });
    }
}
