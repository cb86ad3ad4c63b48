package io.howdah.bench.compare;

import io.howdah.bench.compare.Contender.Kind;
import io.howdah.bench.process.PoolerProcess;
import io.howdah.bench.report.MemoryPoint;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** What poolers need of memory for clients that are merely there, and for the same when all of them have been served. */
final class MemorySweep {

    /** Queries of each client in the burst: the first find buffers unmade, the last show what is kept. */
    private static final int BURST = 5;

    private static final long SETTLE_MILLIS = PoolerProcess.TRIM_MILLIS + 1_000;
    private static final int MOST_SETTLES = 5;
    private static final double SETTLED = 0.01;

    private final Rig rig;
    private final String query;

    /** @param query what all of them ask in the burst */
    MemorySweep(Rig rig, String query) {
        this.rig = rig;
        this.query = query;
    }

    /** A pooler that has served nobody before is started for it, and stopped. */
    MemoryPoint measure(Kind kind, int clients) throws IOException, InterruptedException {
        try (Contender contender = rig.start(kind);
                IdleClients all = IdleClients.connect(clients, contender.port(), contender.role(), Rig.DATABASE)) {
            PoolerProcess pooler = contender.pooler().orElseThrow();
            long idle = settledBytes(pooler);
            all.burst(query, BURST);
            return new MemoryPoint(contender.name(), clients, idle, settledBytes(pooler));
        }
    }

    /** Once it no longer changes by more than one percent, or when it has changed long enough. */
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
