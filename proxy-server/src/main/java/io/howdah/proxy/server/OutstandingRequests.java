package io.howdah.proxy.server;

import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ServerStatements;

/**
 * What a server still has to answer, in order: PgBouncer's queue of outstanding requests, as a ring of type bytes and actions. Pure: no
 * I/O, no clock.
 *
 * <p>Rules, as PostgreSQL's {@code PostgresMain} has them:
 * <ul>
 *   <li>An error in the extended protocol makes the server skip everything up to the next Sync, a simple Query included. What is
 *       skipped gets no answer and leaves the ring ({@link #failToSync}); where that Sync has not been sent yet, what comes before it is
 *       not entered at all ({@link #skipping}).
 *   <li>In COPY IN the server passes over Sync and Flush until CopyDone or CopyFail (libpq sends them). Such a Sync gets no answer.
 *   <li>CopyDone and CopyFail ('c') get no answer either; they stand in the ring only to mark where COPY IN ends.
 *   <li>A COPY IN that fails is over somewhere among the messages that were on their way. A Sync among them gets an answer if the server
 *       met the Sync after the failure, and none if before; only the contents of the data decide that. Such a Sync is a
 *       <em>doubtful</em> one ({@link #isInDoubt}): nothing but Sync is sent behind it until the doubt is settled, by an answer that can
 *       only be a later request's.
 *   <li>A Flush with a body ('H') is answered with an error of the extended protocol; one without is not answered at all.
 * </ul>
 */
public final class OutstandingRequests extends RequestRing {

    /** Ring mark of CopyDone and CopyFail. */
    static final byte COPY_END = 'c';

    /** What stands in the ring while nothing is believed of the server but the answer to a {@link Barrier}. */
    static final byte BARRIER = '*';

    /** A Sync that COPY IN may have passed over. */
    private static final byte DOUBTFUL_SYNC = 's';

    private boolean skipping;
    private boolean copyIn;
    private boolean unsynced;
    /** A Query or FunctionCall stands behind messages of the extended protocol with no Sync between them, and no command behind it. */
    private boolean queryInPipeline;
    /** CopyData, CopyDone or CopyFail has been sent while something was outstanding: what is outstanding may be a COPY IN. */
    private boolean copyMessageSent;
    /** How many Sync have been sent that the COPY IN under way, if there is one, passes over. */
    private int syncsInCopy;
    /** How many doubtful Sync there are. */
    private int doubts;
    /** An error of the extended protocol stands behind which nothing has been answered: the peer's requests are passed over. */
    private boolean passesOver;
    /** The pooler has asked something to find out which doubtful Sync are answered. */
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
     * @param booking what it books in advance: kept or taken back when the server answers
     * @return false where the server will pass over it: nothing is entered, and it gets no answer
     */
    public boolean add(byte type, ResponseAction action, Booking booking) {
        if (skipping) {
            if (type != SYNC) {
                return false;
            }
            skipping = false;
        }
        if (copyIn) {
            if (type == COPY_END) {
                copyIn = false;
                return true; // the server is in COPY IN already: no mark needed
            } else if (type == SYNC || type == 'H') {
                syncsInCopy += type == SYNC ? 1 : 0;
                return false;
            }
        }
        if (type == COPY_END) {
            if (size == 0 || doubts > 0) {
                return false; // A doubt means that the COPY has failed: it has no end to be marked.
            }
            copyMessageSent = true;
        }
        if (action != ResponseAction.FAKE && isExtended(type)) {
            unsynced = true;
            queryInPipeline &= type == 'C' || type == 'H';
        } else if (type == SYNC) {
            queryInPipeline = false;
        } else if (endsInReady(type)) {
            queryInPipeline |= isUnsynced();
        }
        append(type, action, booking);
        return true;
    }

    /**
     * CopyData is being sent.
     *
     * @return false where no COPY IN can be under way when the server comes to it: the server would pass over it
     */
    public boolean addCopyData() {
        boolean mayBeCopy = size > 0 && doubts == 0;
        copyMessageSent |= mayBeCopy;
        return mayBeCopy;
    }

    /**
     * Whether what is outstanding may be a COPY IN: then it depends on data that only the server understands what comes of the messages on
     * their way. Nothing but Sync and messages of COPY may be sent until that is known.
     */
    public boolean isInDoubt() {
        return size > 0 && (doubts > 0 || settling || copyIn || syncsInCopy > 0 || copyMessageSent);
    }

    /** Whether nothing is left but Sync of which nobody knows whether they will be answered. */
    public boolean hasOnlyDoubts() {
        return size > 0 && types[head] == DOUBTFUL_SYNC && types[(head + size - 1) & (types.length - 1)] == DOUBTFUL_SYNC;
    }

    /** What is to be looked after while the oldest request is answered; null where nothing is. */
    RequestNote note() {
        return booking() instanceof RequestNote note ? note : null;
    }

    /** Whether the oldest request is a query of the pooler's own, and not a client's with statements of the pooler's in it. */
    boolean isOwn() {
        return type() == 'Q' && action() == ResponseAction.SKIP && note() == null;
    }

    /** Something happened after which this account may be wrong: a {@link Barrier} comes before the next client. */
    void suspect() {
        suspect = true;
    }

    /** Whether the server has to pass a {@link Barrier} before anybody else gets it. */
    public boolean isSuspect() {
        return suspect;
    }

    /** Whether the server passes over everything until a Sync that has not been sent yet. */
    public boolean isSkipping() {
        return skipping;
    }

    /** Whether the server is known to be in COPY IN, with neither CopyDone nor CopyFail sent. */
    public boolean isCopyIn() {
        return copyIn;
    }

    /** Whether nothing is outstanding and nothing is passed over: an answer that the pooler makes would be next. */
    public boolean owesNothing() {
        return size == 0 && !skipping;
    }

    /** Takes the oldest entry out, and the COPY marks that follow it. */
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
        copyMessageSent &= size > 0;
    }

    /** The pooler asks something behind the doubtful Sync, beginning with a Sync of its own. */
    void settle(Barrier asked, OwnQuery settled) {
        add(SYNC, ResponseAction.SKIP, Booking.NONE);
        add((byte) 'P', ResponseAction.SKIP, asked);
        add((byte) 'D', ResponseAction.SKIP, asked);
        add(SYNC, ResponseAction.SKIP, settled);
        settling = true;
    }

    /** Whether the oldest entry is a Sync that may never be answered. */
    boolean isDoubtful() {
        return size > 0 && types[head] == DOUBTFUL_SYNC;
    }

    /** Whether a Sync of the pooler's own stands behind the doubtful ones: the last ReadyForQuery before anything else is its answer. */
    boolean isSettling() {
        int behind = behindDoubts();
        return behind >= 0 && types[behind] == SYNC && actions[behind] == ResponseAction.SKIP;
    }

    /** Index of the first entry that is no doubtful Sync; -1 where there is none. */
    private int behindDoubts() {
        for (int i = 0; i < size; i++) {
            int at = (head + i) & (types.length - 1);
            if (types[at] != DOUBTFUL_SYNC) {
                return at;
            }
        }
        return -1;
    }

    /**
     * The peer gets a ReadyForQuery while the oldest entry is doubtful: makes what is answered the oldest entry. A Sync that is certain
     * comes first, for it is answered in any case.
     */
    void readyInDoubt() {
        int certain = behindDoubts();
        if (certain >= 0 && types[certain] == SYNC) {
            types[certain] = DOUBTFUL_SYNC;
            doubts++;
        }
        types[head] = SYNC;
        doubts--;
        passesOver = false;
    }

    /** The same where the peer gets the ReadyForQuery only if another one follows. */
    void readyHeld() {
        drop();
    }

    /** The peer has got a ReadyForQuery that was held. */
    void heldReadyDelivered() {
        passesOver = false;
    }

    /**
     * The pooler's own Sync behind the doubtful ones has been answered, so none of those will be any more. Where the peer has got no
     * ReadyForQuery since the error, the peer's requests are passed over up to its next Sync, as the server would have done.
     */
    void doubtsSettled() {
        doubtsEnd();
        pop();
        settling = false;
        skipping = passesOver;
        passesOver = false;
    }

    /** Something else than a ReadyForQuery has come: no doubtful Sync before it will be answered. */
    void doubtsEnd() {
        while (size > 0 && types[head] == DOUBTFUL_SYNC) {
            drop();
        }
    }

    /**
     * Whether messages of the extended protocol were sent with no Sync behind them: the server is in an implicit transaction, though the
     * last ReadyForQuery may have said I and nothing may be outstanding.
     */
    public boolean isUnsynced() {
        return skipping || (unsynced && (size == 0 || !endsInReady(types[(head + size - 1) & (types.length - 1)])));
    }

    /** Whether a Query or FunctionCall was the last command sent in a pipeline whose Sync is yet to come. */
    public boolean hasQueryInPipeline() {
        return queryInPipeline;
    }

    /** Drops all but the newest entry. */
    void keepLast() {
        while (size > 1) {
            drop();
        }
    }

    /**
     * The server reported an error in the extended protocol: everything up to the next Sync gets no answer, and what it had booked is taken
     * back, newest first.
     */
    void failToSync(ServerStatements on) {
        copyIn = false;
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
        copyMessageSent &= size > 0;
        skipping = size == 0;
        if (syncsInCopy > 0) {
            doubt();
            passesOver = true;
            skipping = false;
        }
    }

    /** The Sync that a COPY IN may have passed over stand before everything that was sent after its end; where that was is no matter now. */
    private void doubt() {
        dropCopyEnds();
        while (syncsInCopy > 0) {
            prepend(DOUBTFUL_SYNC, ResponseAction.FORWARD, Booking.NONE);
            doubts++;
            syncsInCopy--;
        }
    }

    /** The server entered COPY IN for the oldest entry: it passes over each Sync sent before the CopyDone or CopyFail. */
    void copyInStarted() {
        syncsInCopy = 0;
        boolean ended = false;
        int kept = 1;
        int mask = types.length - 1;
        for (int i = 1; i < size; i++) {
            int from = (head + i) & mask;
            if (!ended && types[from] == COPY_END) {
                ended = true;
                continue; // this mark has done its work
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
        copyIn = !ended;
    }

    /** COPY IN of a simple Query ended with an error before its end was sent: late CopyData and CopyDone are passed over by the server. */
    void copyInFailed() {
        copyIn = false;
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
     * Nothing is believed of the server any more but the answer to a barrier: drops all else, and what that booked.
     *
     * @return whether the server's session may now hold something that the pooler knows nothing of
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

    private void dropCopyEnds() {
        int mask = types.length - 1;
        int kept = 0;
        for (int i = 0; i < size; i++) {
            int from = (head + i) & mask;
            if (types[from] != COPY_END) {
                move(from, (head + kept++) & mask);
            }
        }
        for (int i = kept; i < size; i++) {
            bookings[(head + i) & mask] = null;
        }
        size = kept;
    }

    /** Drops all, without a word: the connection is at its end, or has been proved to owe nothing. */
    void clear() {
        while (size > 0) {
            drop();
        }
        skipping = false;
        copyIn = false;
        unsynced = false;
        queryInPipeline = false;
        copyMessageSent = false;
        syncsInCopy = 0;
        passesOver = false;
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
