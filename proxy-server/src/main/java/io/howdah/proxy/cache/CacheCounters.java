package io.howdah.proxy.cache;

import io.howdah.proxy.cache.probe.BypassReason;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What the cache has done for one database, as clients call it. Any thread may call. */
public final class CacheCounters {

    private final String database;
    private final LongAdder[] given = adders(AnswerSource.values().length);
    private final LongAdder misses = new LongAdder();
    private final LongAdder fills = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final LongAdder invalidations = new LongAdder();
    private final LongAdder[] bypasses = adders(BypassReason.values().length);
    private final AtomicLong entries = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final LongAdder saved = new LongAdder();

    CacheCounters(String database) {
        this.database = database;
    }

    private static LongAdder[] adders(int count) {
        LongAdder[] adders = new LongAdder[count];
        Arrays.setAll(adders, i -> new LongAdder());
        return adders;
    }

    void gave(AnswerSource from, long savedNanos) {
        given[from.ordinal()].increment();
        saved.add(savedNanos);
    }

    void missed() {
        misses.increment();
    }

    void bypassed(BypassReason reason) {
        bypasses[reason.ordinal()].increment();
    }

    void kept(int size) {
        fills.increment();
        entries.incrementAndGet();
        bytes.addAndGet(size);
    }

    /** An answer was recorded and not kept: it was too long, failed, or was overtaken by a write. */
    void rejected() {
        rejected.increment();
    }

    void left(int size, boolean evicted) {
        entries.decrementAndGet();
        bytes.addAndGet(-size);
        if (evicted) {
            evictions.increment();
        }
    }

    /** An answer was found that must not be given any more. */
    void invalidated() {
        invalidations.increment();
    }

    /** The database as clients call it. */
    public String database() {
        return database;
    }

    /** Answers that came from memory at once. */
    public long hits() {
        return given[AnswerSource.MEMORY.ordinal()].sum();
    }

    /** Answers for which their clients have waited while another client asked the same question. */
    public long coalesced() {
        return given[AnswerSource.ANOTHER_CLIENT.ordinal()].sum();
    }

    /** Answers that came from the second level. */
    public long secondLevelHits() {
        return given[AnswerSource.SECOND_LEVEL.ordinal()].sum();
    }

    /** What servers took for the answers when they were asked, once for each time that an answer was given from memory; nanoseconds. */
    public long savedNanos() {
        return saved.sum();
    }

    /** Answers that may be cached, and that a server had to give. */
    public long misses() {
        return misses.sum();
    }

    /** Requests whose answers must not be cached, for this reason. */
    public long bypasses(BypassReason reason) {
        return bypasses[reason.ordinal()].sum();
    }

    /** Requests whose answers must not be cached. */
    public long bypasses() {
        long all = 0;
        for (LongAdder each : bypasses) {
            all += each.sum();
        }
        return all;
    }

    /** Answers that were kept. */
    public long fills() {
        return fills.sum();
    }

    /** Answers that were recorded and not kept. */
    public long rejections() {
        return rejected.sum();
    }

    /** Answers that made room for others. */
    public long evictions() {
        return evictions.sum();
    }

    /** Answers that were found and not given, for something they depend on had changed. */
    public long invalidations() {
        return invalidations.sum();
    }

    /** Answers in memory, those included that will be found to be outdated. */
    public long entries() {
        return entries.get();
    }

    /** Bytes of the answers in memory, with their keys. */
    public long bytes() {
        return bytes.get();
    }
}
