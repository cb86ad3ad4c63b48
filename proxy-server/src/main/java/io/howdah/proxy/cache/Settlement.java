package io.howdah.proxy.cache;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The account of one transaction's writes, as soon as it is known of all its statements what they have done. At the transaction's end
 * the tables are opened again. In the midst of a transaction, the account ends the answers that are older than what the transaction
 * may have committed by then.
 */
public final class Settlement {

    private final Stamps stamps;
    private final long begun;
    private final List<Stamp> entered;
    private final List<KnownStatement> ran;
    private final boolean anything;
    private final boolean unknown;
    private final boolean ends;
    private final boolean others;
    private final AtomicInteger open = new AtomicInteger(1);
    private boolean asks;
    private boolean done;
    private @Nullable Runnable then;

    /**
     * An account.
     *
     * @param begun moment of the {@link Clock} at which the transaction began
     * @param entered the stamps that the transaction has closed
     * @param ran its statements
     * @param anything whether it may have written anything
     * @param unknown whether it is not known of some statement what it does
     * @param ends whether the transaction has ended
     */
    Settlement(Stamps stamps, long begun, List<Stamp> entered, List<KnownStatement> ran, boolean anything, boolean unknown,
            boolean ends) {
        this.stamps = stamps;
        this.begun = begun;
        this.entered = List.copyOf(entered);
        this.ran = List.copyOf(ran);
        this.anything = anything;
        this.unknown = unknown;
        this.ends = ends;
        this.others = entered.stream().anyMatch(stamps.others()::mayCare);
    }

    /** Whether the client must not hear of its transaction before {@link #await} has called: another Howdah may have older answers. */
    public boolean mustBeAwaited() {
        return others;
    }

    /**
     * Calls when no Howdah gives answers any more that are older than this transaction.
     *
     * @return whether {@code then} is called later, on any thread; if not, the caller goes on by itself
     */
    public synchronized boolean await(Runnable then) {
        if (!done) {
            this.then = then;
        }
        return !done;
    }

    private void done() {
        Runnable waiting;
        synchronized (this) {
            done = true;
            waiting = then;
        }
        if (waiting != null) {
            waiting.run();
        }
    }

    /** A change of the catalogs since the transaction began may have given any statement of it another effect. */
    private boolean isOvertaken() {
        return stamps.catalogs().lastWrite() > begun;
    }

    /** Asks about statements that are not known, and then ends what has to be ended. */
    void begin() {
        if (isOvertaken()) {
            stamps.others().endShared(List.of(stamps.everything()));
            stamps.everything().touch(stamps.clock());
        }
        // In the midst of a transaction nobody is asked: its client may hold the only server that could answer.
        asks = ends && (unknown || isOvertaken());
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
        Set<Stamp> written = new LinkedHashSet<>();
        boolean any = anything || isOvertaken() || !ends && unknown;
        if (asks) {
            for (KnownStatement statement : ran) {
                // What PostgreSQL told last may be out of date again. If the catalogs made the statement harmless since it
                // ran, that change has ended all older answers by itself.
                Effect effect = statement.lastEffect();
                written.addAll(effect.tables());
                any |= effect.anything() || statement.effect() == null;
                if (effect.catalogs()) {
                    written.add(stamps.catalogs());
                }
            }
        }
        if (any) {
            written.add(stamps.everything());
        }
        for (Stamp stamp : entered) {
            if (isChanged(stamp, any)) {
                written.add(stamp);
            }
        }
        stamps.others().endShared(written);
        for (Stamp stamp : written) {
            if (!entered.contains(stamp)) {
                stamp.touch(stamps.clock());
            }
        }
        for (Stamp stamp : entered) {
            leave(stamp, isChanged(stamp, any));
        }
        stamps.others().written(written, this::done);
    }

    /** Whether this stamp, which the transaction has closed, stands for something written. @param any whether any table may be written */
    private boolean isChanged(Stamp stamp, boolean any) {
        return stamp != stamps.everything() || any;
    }

    private void leave(Stamp stamp, boolean changed) {
        if (!ends) {
            if (changed) {
                stamp.touch(stamps.clock());
            }
        } else if (changed) {
            stamp.leaveChanged(stamps.clock());
        } else {
            stamp.leaveUnchanged();
        }
    }
}
