package io.howdah.proxy.cache;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the present transaction of one server connection may write. The pooler notes each statement before it sends the
 * statement. Until the transaction has ended, nobody gets cached answers from these tables, and no answers from them are kept.
 * Used on the connection's loop.
 *
 * <p>A statement that PostgreSQL has not told about closes all tables of the database, until PostgreSQL has told. So does each
 * statement that is sent while the catalogs change: what is known of it may be out of date before the pooler hears that the
 * change has been committed. If the catalogs have changed meanwhile, PostgreSQL is asked again about all statements of the
 * transaction. A statement that writes, and is sent while this Howdah may not serve answers, counts as one that writes any table.
 */
public final class Writes {

    /** Different statements of one transaction; if it has more, it may have written anything. */
    private static final int MOST_STATEMENTS = 200;

    private final List<Stamp> entered = new ArrayList<>();
    private final List<KnownStatement> ran = new ArrayList<>();
    private @Nullable Stamps of;
    private @Nullable Stamps last;
    private long begun;
    private boolean anything;
    private boolean doubtful;
    /** Whether something may be committed before the server says that the transaction has ended. */
    private boolean commits = true;

    /** A statement of this form is about to be sent. */
    public void runs(KnownStatement statement) {
        Stamps stamps = statement.scope().stamps();
        if (ran.size() == MOST_STATEMENTS) {
            runsAnything(stamps, true);
            return;
        }
        begin(stamps);
        if (!ran.contains(statement)) {
            ran.add(statement);
        }
        boolean quiet = stamps.catalogs().isQuiet();
        Effect effect = statement.effect();
        if (effect == null || !quiet) {
            enter(stamps.everything());
            doubtful |= effect == null;
        }
        statement.ask();
        if (effect != null) {
            note(effect, stamps);
            if (!effect.tables().isEmpty() && !stamps.others().allowHits()) {
                // Another Howdah may have changed the catalogs and could not tell: what the statement writes may be more than is known.
                note(new Effect(List.of(), true, false), stamps);
            }
        }
    }

    /** Something is about to be sent that may write anything. @param ddl whether it may also change the catalogs */
    public void runsAnything(Stamps stamps, boolean ddl) {
        commits = true;
        begin(stamps);
        note(new Effect(List.of(), true, ddl), stamps);
    }

    private void begin(Stamps stamps) {
        if (of == null) {
            of = stamps;
            last = stamps;
            begun = stamps.clock().now();
        }
    }

    private void note(Effect effect, Stamps stamps) {
        for (Stamp table : effect.tables()) {
            enter(table);
        }
        if (effect.anything()) {
            enter(stamps.everything());
            anything = true;
        }
        if (effect.catalogs()) {
            enter(stamps.catalogs());
        }
    }

    private void enter(Stamp stamp) {
        if (!entered.contains(stamp)) {
            stamp.enter();
            entered.add(stamp);
        }
    }

    /** A COMMIT, a ROLLBACK or the like may be about to be sent. */
    public void mayEnd() {
        commits = true;
    }

    /** The server owes no answer, and stands in a transaction block: what is sent next commits nothing by itself. */
    public void inBlock() {
        commits = false;
    }

    /** The transaction has ended, in whatever way. @return what ends the older answers, already at work; null if nothing was written */
    public @Nullable Settlement ended() {
        Stamps stamps = of;
        Settlement settlement = stamps == null ? null : end(stamps);
        commits = true;
        if (settlement != null) {
            settlement.begin();
        }
        return settlement;
    }

    /**
     * A command has completed, and the transaction goes on, or the pooler does not know yet that it has ended.
     *
     * @return what ends the answers that are older than anything that may have been committed by now, already at work; null if nothing
     *     was, or no other Howdah cares
     */
    public @Nullable Settlement soFar() {
        Stamps stamps = of;
        if (stamps == null || !mayConcernOthers()) {
            return null;
        }
        Settlement settlement = new Settlement(stamps, begun, entered, ran, anything, doubtful, false);
        settlement.begin();
        return settlement;
    }

    /** Whether something may have been committed that other Howdahs have in their caches. */
    public boolean mayConcernOthers() {
        Stamps stamps = of;
        if (stamps == null || !commits) {
            return false;
        }
        Others others = stamps.others();
        for (Stamp stamp : entered) {
            if (others.mayCare(stamp)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The connection to this server process has closed: PostgreSQL may still be at work on its transaction.
     *
     * @param changed whether another server may be there from now on, whose tables have other OIDs and other rows
     */
    public void lost(int processId, Object host, boolean changed) {
        if (changed && last != null) {
            last.others().endShared(List.of(last.catalogs()));
            last.catalogs().touch(last.clock());
            last.others().written(List.of(last.catalogs()), () -> {});
        }
        Stamps stamps = of;
        Settlement settlement = stamps == null ? null : end(stamps);
        if (stamps != null && settlement != null) {
            stamps.orphans().add(new Stamps.Orphan(processId, host, settlement::begin));
        }
    }

    private @Nullable Settlement end(Stamps stamps) {
        of = null;
        Settlement settlement = null;
        if (!entered.isEmpty() || stamps.catalogs().lastWrite() > begun) {
            settlement = new Settlement(stamps, begun, entered, ran, anything, doubtful, true);
        }
        entered.clear();
        ran.clear();
        anything = false;
        doubtful = false;
        return settlement;
    }
}
