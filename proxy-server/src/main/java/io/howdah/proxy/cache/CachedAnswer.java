package io.howdah.proxy.cache;

import io.netty.buffer.ByteBuf;
import java.util.List;

/** An answer of PostgreSQL's, byte for byte, and all that tells whether it may still be given. Immutable. */
public final class CachedAnswer {

    /** Bytes of the objects of one answer, roughly. */
    private static final int OVERHEAD = 200;

    private final KnownStatement statement;
    private final Dependencies dependencies;
    private final List<String> tags;
    private final long moment;
    private final long bestBeforeNanos;
    private final byte[] bytes;
    private final int rows;
    private final long tookNanos;
    private final long staleUntilNanos;

    /**
     * An answer.
     *
     * @param tags under which the answer can be dropped
     * @param moment of the {@link Clock} before the statement was sent
     * @param bestBeforeNanos when its time is over, System.nanoTime()
     * @param bytes messages: a RowDescription, if there is one, DataRows and a CommandComplete
     * @param rows index of the first message behind the RowDescription
     * @param tookNanos how long a server took for the answer; 0 if that is not known
     * @param staleUntilNanos until when the answer may be given while somebody asks anew, System.nanoTime()
     */
    CachedAnswer(KnownStatement statement, Dependencies dependencies, List<String> tags, long moment, long bestBeforeNanos,
            byte[] bytes, int rows, long tookNanos, long staleUntilNanos) {
        this.statement = statement;
        this.dependencies = dependencies;
        this.tags = tags;
        this.moment = moment;
        this.bestBeforeNanos = bestBeforeNanos;
        this.bytes = bytes;
        this.rows = rows;
        this.tookNanos = tookNanos;
        this.staleUntilNanos = staleUntilNanos;
    }

    /** The moment of the {@link Clock} before the statement was sent. */
    long moment() {
        return moment;
    }

    KnownStatement statement() {
        return statement;
    }

    /** The tags under which the answer can be dropped. */
    List<String> tags() {
        return tags;
    }

    /** When its time is over, System.nanoTime(). */
    long bestBeforeNanos() {
        return bestBeforeNanos;
    }

    /** Until when it may be given while somebody asks anew, System.nanoTime(). */
    long staleUntilNanos() {
        return staleUntilNanos;
    }

    /** The messages; must not be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** Index of the first message behind the RowDescription; 0 if there is none. */
    int rows() {
        return rows;
    }

    /** How long a server took for the answer; 0 if that is not known. */
    long tookNanos() {
        return tookNanos;
    }

    /** Whether the answer tells the columns. */
    public boolean describesRows() {
        return rows > 0;
    }

    /** Whether the answer is still PostgreSQL's answer, and its time is not over. */
    boolean isFresh(long nowNanos) {
        return nowNanos - bestBeforeNanos < 0 && isUnwritten();
    }

    /** Whether the answer is fresh but for its time, and may be given while somebody asks anew. */
    boolean isStale(long nowNanos) {
        return nowNanos - staleUntilNanos < 0 && isUnwritten();
    }

    private boolean isUnwritten() {
        return statement.isUnflushedSince(moment) && dependencies.areUnchangedSince(moment);
    }

    /** Whether the answer will never be given again. An answer that is neither fresh nor over waits for writers to turn out to be none. */
    boolean isOver(long nowNanos) {
        return nowNanos - staleUntilNanos >= 0 || !statement.isUnflushedSince(moment) || dependencies.haveChangedSince(moment);
    }

    /** Writes the answer. @param described whether with the columns */
    void write(ByteBuf out, boolean described) {
        int from = described ? 0 : rows;
        out.writeBytes(bytes, from, bytes.length - from);
    }

    /** Bytes that the answer takes in memory. */
    int size() {
        return OVERHEAD + bytes.length;
    }
}
