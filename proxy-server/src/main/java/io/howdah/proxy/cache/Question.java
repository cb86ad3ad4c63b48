package io.howdah.proxy.cache;

import io.howdah.proxy.cache.group.TableRef;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request whose answer the {@link SecondLevel} may have. Immutable; any thread may call. */
public final class Question {

    private final CacheKey key;
    private final KnownStatement statement;
    private final @Nullable ParseBody parse;
    private final Dependencies dependencies;
    private final List<String> tables;
    private final List<String> tags;
    private final long moment;
    private volatile @Nullable Object seen;

    /** @param parse of a prepared statement, for which the key has a number only; null if the key has all */
    Question(CacheKey key, KnownStatement statement, @Nullable ParseBody parse, Dependencies dependencies, List<String> tags,
            long moment) {
        this.key = key;
        this.statement = statement;
        this.parse = parse;
        this.dependencies = dependencies;
        this.tables = statement.tables();
        this.tags = tags;
        this.moment = moment;
    }

    /** The statement, with its scope. */
    public KnownStatement statement() {
        return statement;
    }

    /** Names of the tables that the statement reads. */
    public List<String> tables() {
        return tables;
    }

    /** All that the answer depends on: its tables, any table of the database, the catalogs. */
    public List<TableRef> dependencies() {
        return dependencies.refs();
    }

    /** The second level keeps here what it has seen when it looked. */
    public void seen(Object state) {
        seen = state;
    }

    /** What the second level has seen; null if it has seen nothing of use. */
    public @Nullable Object seen() {
        return seen;
    }

    /** The request's bytes: all that the answer depends on, but for the scope. The same request has the same bytes in any process. */
    public byte[] request() {
        ParseBody prepared = parse;
        if (prepared == null) {
            return key.from(Long.BYTES);
        }
        byte[] body = prepared.body();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(key.from(Long.BYTES, 1));
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(body.length).array());
        out.writeBytes(body);
        out.writeBytes(key.from(Long.BYTES + 1 + Long.BYTES));
        return out.toByteArray();
    }

    /**
     * The answer to this question. Who calls vouches that it has the effects of every write that this pooler had acknowledged when
     * the look-up began. What is written later ends the answer by itself.
     *
     * @param bytes messages: a RowDescription, if there is one, DataRows and a CommandComplete
     * @param rows index of the first message behind the RowDescription; 0 if there is none
     * @param bestBeforeNanos when its time is over, System.nanoTime()
     */
    public CachedAnswer answer(byte[] bytes, int rows, long bestBeforeNanos) {
        return new CachedAnswer(statement, dependencies, tags, moment, bestBeforeNanos, bytes, rows, 0, bestBeforeNanos);
    }
}
