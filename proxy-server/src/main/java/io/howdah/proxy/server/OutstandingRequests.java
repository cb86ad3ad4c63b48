package io.howdah.proxy.server;

import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ServerStatements;

/**
 * The requests that a server has yet to answer, in order: PgBouncer's queue of outstanding requests, as a ring of types and
 * actions. Pure: no I/O, no clock.
 *
 * <p>The rules are those of PostgreSQL's {@code PostgresMain}:
 * <ul>
 *   <li>After an error in the extended protocol the server skips everything up to the next Sync, simple Queries included. Skipped
 *       requests get no answer and leave the ring ({@link #failToSync}). If that Sync has not been sent yet, requests ahead of it
 *       do not enter the ring at all ({@link #skipping}).
 *   <li>In COPY IN the server passes over Sync and Flush until CopyDone or CopyFail, because libpq may send both before it knows
 *       of the COPY. Such a Sync gets no answer.
 *   <li>CopyDone and CopyFail ('c') get no answer either. They stand in the ring only to mark where COPY IN ends.
 *   <li>A COPY IN that fails ends somewhere among the messages that were on their way. The server answers a Sync among these
 *       messages if it read the Sync after the failure, and not if it read the Sync before. Only the COPY data decide which. Such
 *       a Sync is <em>doubtful</em> ({@link #isInDoubt}). Behind a doubtful Sync the pooler sends only Sync, until an answer
 *       comes that only a later request can have.
 *   <li>The server answers a Flush with a body ('H') with an error of the extended protocol. A Flush without a body gets no
 *       answer.
 * </ul>
 */
public final class OutstandingRequests extends RequestRing {

    /** What the server skips after an error of the extended protocol. */
    private enum Skipping {
        NOTHING,
        /** Everything up to a Sync that has not been sent yet. The ring is empty. */
        UP_TO_SYNC,
        /** The peer has got no ReadyForQuery since the error, and the doubtful Syncs may have been passed over. */
        UNKNOWN
    }

    /** What is known of COPY IN. */
    private enum CopyIn {
        NONE,
        /** The peer has sent CopyData, CopyDone or CopyFail behind an outstanding request: this request may be a COPY IN. */
        POSSIBLE,
        /** The server is in COPY IN, and neither CopyDone nor CopyFail has been sent. */
        UNDER_WAY
    }

    /**
     * Whether a Query or FunctionCall follows messages of the extended protocol with no Sync between, and no other command has
     * followed.
     */
    private enum PipelinedQuery {
        NONE, SENT, MAY_BE_COPY
    }

    private Skipping skipping = Skipping.NOTHING;
    private CopyIn copyIn = CopyIn.NONE;
    private PipelinedQuery pipelinedQuery = PipelinedQuery.NONE;
    private boolean unsynced;
    /** Number of Syncs sent that the COPY IN under way, if there is one, passes over. */
    private int syncsInCopy;
    /** Number of doubtful Syncs. */
    private int doubts;
    /** The pooler has sent a barrier to learn which doubtful Syncs the server answers. */
    private boolean settling;
    /** This account may be wrong. */
    private boolean suspect;

    /** Enters a request of the peer's that is being sent and books nothing; see {@link #add(byte, ResponseAction, Booking)}. */
    public boolean add(byte type) {
        return add(type, ResponseAction.FORWARD, Booking.NONE);
    }

    /**
     * Enters a request that is being sent.
     *
     * @param type its type byte: Q, F, S, P, B, D, E, C, H for a Flush with a body, or c for CopyDone and CopyFail
     * @param booking what the request books in advance; the server's answer keeps the booking or takes it back
     * @return false if the server will pass over the request: the ring gets no entry, and the request gets no answer
     */
    public boolean add(byte type, ResponseAction action, Booking booking) {
        if (isSkipping()) {
            if (type != SYNC) {
                return false;
            }
            skipping = Skipping.NOTHING;
        }
        if (isCopyIn()) {
            if (type == COPY_END) {
                copyIn = CopyIn.POSSIBLE;
                return true; // The server is known to be in COPY IN: no mark is needed.
            } else if (type == SYNC || type == 'H') {
                syncsInCopy += type == SYNC ? 1 : 0;
                return false;
            }
        }
        if (type == COPY_END) {
            if (size == 0 || doubts > 0) {
                return false; // With a doubtful Sync the COPY has failed: there is no end to mark.
            }
            copyIn = CopyIn.POSSIBLE;
        }
        if (action != ResponseAction.FAKE && isExtended(type)) {
            unsynced = true;
            if (type != 'C' && type != 'H') {
                pipelinedQuery = PipelinedQuery.NONE;
            }
        } else if (type == SYNC) {
            pipelinedQuery = PipelinedQuery.NONE;
        } else if (endsInReady(type) && pipelinedQuery == PipelinedQuery.NONE && isUnsynced()) {
            pipelinedQuery = PipelinedQuery.SENT;
        }
        append(type, action, booking);
        return true;
    }

    /**
     * CopyData is being sent.
     *
     * @return false if the server cannot be in COPY IN when it reads the CopyData: the server would pass over it
     */
    public boolean addCopyData() {
        boolean mayBeCopy = size > 0 && doubts == 0;
        if (mayBeCopy && copyIn == CopyIn.NONE) {
            copyIn = CopyIn.POSSIBLE;
        }
        return mayBeCopy;
    }

    /**
     * Whether an outstanding request may be a COPY IN. The fate of the messages on their way then depends on COPY data, which
     * only the server understands. Until the server has answered, only Sync and messages of COPY may be sent.
     */
    public boolean isInDoubt() {
        return size > 0 && (doubts > 0 || settling || syncsInCopy > 0 || copyIn != CopyIn.NONE);
    }

    /** After this event the account may be wrong: the server must pass a {@link Barrier} before its next client. */
    void suspect() {
        suspect = true;
    }

    /** Whether the server must pass a {@link Barrier} before its next client. */
    public boolean isSuspect() {
        return suspect;
    }

    /** Whether the server skips everything until a Sync that has not been sent yet. */
    public boolean isSkipping() {
        return skipping == Skipping.UP_TO_SYNC;
    }

    /** Whether the server is known to be in COPY IN, with neither CopyDone nor CopyFail sent. */
    public boolean isCopyIn() {
        return copyIn == CopyIn.UNDER_WAY;
    }

    /** Whether no request is outstanding and the server skips nothing: an answer made by the pooler may be sent at once. */
    public boolean owesNothing() {
        return size == 0 && !isSkipping();
    }

    /** Removes the oldest entry, and the COPY marks behind it. */
    void pop() {
        boolean ready = endsInReady(types[head]);
        drop();
        if (size == 0) {
            unsynced &= !ready;
        }
        syncsInCopy = 0;
        while (size > 0 && types[head] == COPY_END) {
            drop();
        }
        if (size == 0 && copyIn == CopyIn.POSSIBLE) {
            copyIn = CopyIn.NONE;
        }
    }

    /** The pooler sends a Sync, a barrier's Parse and Describe, and another Sync behind the doubtful Syncs. */
    void settle(Barrier asked, OwnQuery settled) {
        add(SYNC, ResponseAction.SKIP, Booking.NONE);
        add((byte) 'P', ResponseAction.SKIP, asked);
        add((byte) 'D', ResponseAction.SKIP, asked);
        add(SYNC, ResponseAction.SKIP, settled);
        settling = true;
    }

    /**
     * The peer gets a ReadyForQuery while the oldest entry is doubtful. Makes the Sync that is answered the oldest entry. A
     * certain Sync behind the doubtful ones counts as the answered one, for the server answers it in any case.
     */
    void readyInDoubt() {
        int certain = behindDoubts();
        if (certain >= 0 && types[certain] == SYNC) {
            types[certain] = DOUBTFUL_SYNC;
            doubts++;
        }
        types[head] = SYNC;
        doubts--;
        readyDelivered();
    }

    /** Like {@link #readyInDoubt}, but the ReadyForQuery is held back until another one follows. */
    void readyHeld() {
        drop();
    }

    /** The peer has got a ReadyForQuery that was held back. */
    void heldReadyDelivered() {
        readyDelivered();
    }

    private void readyDelivered() {
        if (skipping == Skipping.UNKNOWN) {
            skipping = Skipping.NOTHING;
        }
    }

    /**
     * The server has answered the pooler's own Sync, so no doubtful Sync before it gets an answer any more. If the peer has got
     * no ReadyForQuery since the error, the peer's requests are skipped up to its next Sync, as the server would have skipped
     * them.
     */
    void doubtsSettled() {
        doubtsEnd();
        pop();
        settling = false;
        if (skipping == Skipping.UNKNOWN) {
            skipping = Skipping.UP_TO_SYNC;
        }
    }

    /** An answer other than ReadyForQuery has come: no doubtful Sync before it gets an answer any more. */
    void doubtsEnd() {
        while (size > 0 && types[head] == DOUBTFUL_SYNC) {
            drop();
        }
    }

    /**
     * Whether messages of the extended protocol were sent with no Sync behind them. The server is then in an implicit
     * transaction, even if the last ReadyForQuery said I and no request is outstanding.
     */
    public boolean isUnsynced() {
        return isSkipping() || (unsynced && (size == 0 || !endsInReady(types[(head + size - 1) & (types.length - 1)])));
    }

    /** Whether a Query or FunctionCall was the last command sent in a pipeline whose Sync is yet to come. */
    public boolean hasQueryInPipeline() {
        return pipelinedQuery != PipelinedQuery.NONE;
    }

    /** The Query or FunctionCall being sent in such a pipeline, if it is one, may be a COPY. */
    public void pipelinedQueryMayBeCopy() {
        if (pipelinedQuery == PipelinedQuery.SENT) {
            pipelinedQuery = PipelinedQuery.MAY_BE_COPY;
        }
    }

    /** Whether a Query in a pipeline whose Sync is yet to come may be a COPY. */
    boolean mayBePipelinedCopy() {
        return pipelinedQuery == PipelinedQuery.MAY_BE_COPY;
    }

    /**
     * The server reported an error in the extended protocol. Requests up to the next Sync get no answer, and their bookings are
     * taken back, newest first.
     */
    void failToSync(ServerStatements on) {
        int count = 0;
        while (count < size && types[(head + count) & (types.length - 1)] != SYNC) {
            count++;
        }
        byte[] droppedTypes = new byte[count];
        Booking[] droppedBookings = new Booking[count];
        for (int i = 0; i < count; i++) {
            droppedTypes[i] = types[head];
            droppedBookings[i] = bookings[head];
            drop();
        }
        for (int i = count - 1; i >= 0; i--) {
            if (!isDecidedLater(droppedTypes[i], droppedBookings[i])) {
                droppedBookings[i].skipped(droppedTypes[i], on);
            }
        }
        copyEnds();
        if (syncsInCopy > 0) {
            doubt();
            skipping = Skipping.UNKNOWN;
        } else if (size == 0) {
            skipping = Skipping.UP_TO_SYNC;
        }
    }

    /** No COPY IN is under way any more, but late messages of one may be. */
    private void copyEnds() {
        copyIn = size == 0 || copyIn == CopyIn.NONE ? CopyIn.NONE : CopyIn.POSSIBLE;
    }

    /**
     * Puts the Syncs that COPY IN may have passed over in front of everything that was sent after the end of the COPY. The place
     * of that end no longer matters.
     */
    private void doubt() {
        dropCopyEnds();
        while (syncsInCopy > 0) {
            prepend(DOUBTFUL_SYNC, ResponseAction.FORWARD, Booking.NONE);
            doubts++;
            syncsInCopy--;
        }
    }

    /** The server has entered COPY IN for the oldest entry: it passes over each Sync sent before CopyDone or CopyFail. */
    void copyInStarted() {
        syncsInCopy = 0;
        boolean ended = false;
        int kept = 1;
        int mask = types.length - 1;
        for (int i = 1; i < size; i++) {
            int from = (head + i) & mask;
            if (!ended && types[from] == COPY_END) {
                ended = true;
                continue; // The mark has served its purpose.
            }
            if (!ended && (types[from] == SYNC || types[from] == 'H')) {
                syncsInCopy += types[from] == SYNC ? 1 : 0;
                continue;
            }
            move(from, (head + kept++) & mask);
        }
        for (int i = kept; i < size; i++) {
            bookings[(head + i) & mask] = null;
        }
        size = kept;
        copyIn = ended ? CopyIn.POSSIBLE : CopyIn.UNDER_WAY;
    }

    /** A simple Query has failed, perhaps in COPY IN. The server passes over late CopyData, CopyDone and CopyFail. */
    void copyInFailed() {
        copyEnds();
        if (syncsInCopy > 0) {
            byte type = types[head];
            ResponseAction action = actions[head];
            Booking booking = bookings[head];
            drop();
            doubt();
            prepend(type, action, booking);
        }
    }

    /**
     * The pooler is about to discard all answers up to a barrier: removes all entries, and asks each booking what it leaves
     * uncertain.
     *
     * @return whether the server's session may now hold state that the pooler does not know of
     */
    boolean barrier(ServerStatements on) {
        boolean unheard = false;
        while (size > 0) {
            byte type = types[head];
            Booking booking = bookings[head];
            drop();
            unheard |= booking.unheard(type, on);
        }
        clear();
        suspect = true;
        add(BARRIER, ResponseAction.SKIP, Booking.NONE);
        return unheard;
    }

    /**
     * Removes all entries and no booking hears of it: the connection has ended, or the server has proved that it owes no answer.
     */
    void clear() {
        while (size > 0) {
            drop();
        }
        skipping = Skipping.NOTHING;
        copyIn = CopyIn.NONE;
        pipelinedQuery = PipelinedQuery.NONE;
        unsynced = false;
        syncsInCopy = 0;
        settling = false;
        suspect = false;
    }

    private static boolean isExtended(byte type) {
        return type == 'P' || type == 'B' || type == 'D' || type == 'E' || type == 'C' || type == 'H';
    }

    @Override
    void drop() {
        doubts -= types[head] == DOUBTFUL_SYNC ? 1 : 0;
        super.drop();
    }
}
