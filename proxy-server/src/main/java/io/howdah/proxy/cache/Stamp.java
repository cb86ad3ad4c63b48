package io.howdah.proxy.cache;

import io.howdah.proxy.cache.group.TableRef;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who writes to one table, and when the last write ended. A stamp may also stand for all tables of a database, or for the
 * catalogs. Any thread may call.
 *
 * <p>A writer enters before its request is sent, and leaves after the server has answered. So an answer that was asked for at
 * moment {@code m} of the {@link Clock} is still PostgreSQL's answer if there is no writer now and none has left since {@code m}
 * ({@link #isUnchangedSince}): a writer that ended before {@code m} was visible to the question, and a writer that ends after
 * {@code m} is seen here, as one who is there or as one who has left.
 */
public final class Stamp {

    private final TableRef ref;
    private final String name;
    private final AtomicInteger writers = new AtomicInteger();
    private final AtomicLong writes = new AtomicLong();
    private volatile long lastWrite;
    private volatile long lastWriteNanos;

    /**
     * A stamp of a table without writers.
     *
     * @param ref names the table to other Howdahs
     * @param name for people
     */
    Stamp(TableRef ref, String name) {
        this.ref = ref;
        this.name = name;
    }

    /** A writer's request is about to be sent. */
    void enter() {
        writers.incrementAndGet();
    }

    /** The writer's transaction has ended, and may have changed something. */
    void leaveChanged(Clock clock) {
        touch(clock);
        writers.decrementAndGet();
    }

    /** The writer has turned out to be none. */
    void leaveUnchanged() {
        writers.decrementAndGet();
    }

    /** Something has changed now. Until the moment of the change is noted, the change counts as a writer. */
    void touch(Clock clock) {
        writers.incrementAndGet();
        writes.incrementAndGet();
        lastWriteNanos = System.nanoTime();
        long at = clock.tick();
        synchronized (this) {
            lastWrite = Math.max(lastWrite, at);
        }
        writers.decrementAndGet();
    }

    /** The moment of the {@link Clock} at which the last write ended; 0 if there was none. */
    long lastWrite() {
        return lastWrite;
    }

    /** Whether nobody writes. */
    boolean isQuiet() {
        return writers.get() == 0;
    }

    /** Whether nobody writes, and nobody has written since this moment of the {@link Clock}. */
    boolean isUnchangedSince(long moment) {
        return writers.get() == 0 && lastWrite <= moment;
    }

    /** Names the table to other Howdahs. */
    public TableRef ref() {
        return ref;
    }

    /** The table's OID; 0 for a stamp of more than one table. */
    public long oid() {
        return ref.oid();
    }

    /** The table's name, as PostgreSQL wrote it when a statement first named the table. */
    public String name() {
        return name;
    }

    /** How many transactions may be writing now. */
    public int writers() {
        return writers.get();
    }

    /** How many writes have ended. */
    public long writes() {
        return writes.get();
    }

    /** When the last write ended, System.nanoTime(); without meaning before the first. */
    public long lastWriteNanos() {
        return lastWriteNanos;
    }

    @Override
    public String toString() {
        return name;
    }
}
