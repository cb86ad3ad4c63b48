package io.howdah.bench.compare;

import io.howdah.bench.compare.Contender.Kind;
import io.howdah.bench.process.PoolerProcess;
import io.howdah.bench.report.MemoryPoint;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Measures a pooler's memory with idle clients, and again after it has served all of them. */
final class MemorySweep {

    /** Queries of each client in the burst. The first allocate buffers, the last show how much memory the pooler keeps. */
    private static final int BURST = 5;

    private static final long SETTLE_MILLIS = PoolerProcess.TRIM_MILLIS + 1_000;
    private static final int MOST_SETTLES = 5;
    private static final double SETTLED = 0.01;

    private final Rig rig;
    private final String query;

    /** @param query the clients' query in the burst */
    MemorySweep(Rig rig, String query) {
        this.rig = rig;
        this.query = query;
    }

    /** Starts a new pooler for the measurement, and stops it. */
    MemoryPoint measure(Kind kind, int clients) throws IOException, InterruptedException {
        try (Contender contender = rig.start(kind);
                IdleClients all = IdleClients.connect(clients, contender.port(), contender.role(), Rig.DATABASE)) {
            PoolerProcess pooler = contender.pooler().orElseThrow();
            long idle = settledBytes(pooler);
            all.burst(query, BURST);
            return new MemoryPoint(contender.name(), clients, idle, settledBytes(pooler));
        }
    }

    /** The resident memory once it changes by no more than one percent, or after the last try. */
    private static long settledBytes(PoolerProcess pooler) throws IOException, InterruptedException {
        long before = pooler.residentBytes();
        for (int i = 0; i < MOST_SETTLES; i++) {
            TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
            long now = pooler.residentBytes();
            if (Math.abs(now - before) <= before * SETTLED) {
                return now;
            }
            before = now;
        }
        return before;
    }
}
