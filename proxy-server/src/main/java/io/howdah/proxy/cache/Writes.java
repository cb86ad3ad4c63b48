package io.howdah.proxy.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the present transaction of one server connection may write. The pooler notes each statement before it sends the
 * statement. Until the transaction has ended, nobody gets cached answers from these tables, and no answers from them are kept.
 * Used on the connection's loop.
 *
 * <p>A statement that PostgreSQL has not told about closes all tables of the database, until PostgreSQL has told. So does each
 * statement that is sent while the catalogs change: what is known of it may be out of date before the pooler hears that the
 * change has been committed. If the catalogs have changed meanwhile, PostgreSQL is asked again about all statements of the
 * transaction.
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
        }
    }

    /** Something is about to be sent that may write anything. @param ddl whether it may also change the catalogs */
    public void runsAnything(Stamps stamps, boolean ddl) {
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

    /** The transaction has ended, in whatever way. */
    public void ended() {
        Stamps stamps = of;
        Runnable settlement = stamps == null ? null : end(stamps);
        if (settlement != null) {
            settlement.run();
        }
    }

    /**
     * The connection to this server process has closed: PostgreSQL may still be at work on its transaction.
     *
     * @param changed whether another server may be there from now on, whose tables have other OIDs and other rows
     */
    public void lost(int processId, Object host, boolean changed) {
        if (changed && last != null) {
            last.catalogs().touch(last.clock());
        }
        Stamps stamps = of;
        Runnable settlement = stamps == null ? null : end(stamps);
        if (stamps != null && settlement != null) {
            stamps.orphans().add(new Stamps.Orphan(processId, host, settlement));
        }
    }

    private @Nullable Runnable end(Stamps stamps) {
        of = null;
        Runnable settlement = null;
        if (!entered.isEmpty() || stamps.catalogs().lastWrite() > begun) {
            settlement = new Settlement(stamps, begun, List.copyOf(entered), List.copyOf(ran), anything, doubtful)::begin;
        }
        entered.clear();
        ran.clear();
        anything = false;
        doubtful = false;
        return settlement;
    }

    /** The end of one transaction's writes, as soon as it is known of all its statements what they have done. */
    private static final class Settlement {
        private final Stamps stamps;
        private final long begun;
        private final List<Stamp> entered;
        private final List<KnownStatement> ran;
        private final boolean anything;
        private final boolean unknown;
        private final AtomicInteger open = new AtomicInteger(1);
        private boolean asks;

        Settlement(Stamps stamps, long begun, List<Stamp> entered, List<KnownStatement> ran, boolean anything,
                boolean unknown) {
            this.stamps = stamps;
            this.begun = begun;
            this.entered = entered;
            this.ran = ran;
            this.anything = anything;
            this.unknown = unknown;
        }

        /** A change of the catalogs since the transaction began may have given any statement of it another effect. */
        private boolean isOvertaken() {
            return stamps.catalogs().lastWrite() > begun;
        }

        void begin() {
            if (isOvertaken()) {
                stamps.everything().touch(stamps.clock());
            }
            asks = unknown || isOvertaken();
            if (asks) {
                for (KnownStatement statement : ran) {
                    open.incrementAndGet();
                    if (!statement.awaitTold(this::told)) {
                        told();
                    }
                }
            }
            told();
        }

        private void told() {
            if (open.decrementAndGet() == 0) {
                settle();
            }
        }

        private void settle() {
            boolean any = anything || isOvertaken();
            if (asks) {
                for (KnownStatement statement : ran) {
                    // What PostgreSQL told last may be out of date again. If the catalogs made the statement harmless since it
                    // ran, that change has ended all older answers by itself.
                    Effect effect = statement.lastEffect();
                    effect.tables().forEach(table -> table.touch(stamps.clock()));
                    any |= effect.anything() || statement.effect() == null;
                    if (effect.catalogs()) {
                        stamps.catalogs().touch(stamps.clock());
                    }
                }
            }
            for (Stamp stamp : entered) {
                if (stamp != stamps.everything() || any) {
                    stamp.leaveChanged(stamps.clock());
                } else {
                    stamp.leaveUnchanged();
                }
            }
        }
    }
}
