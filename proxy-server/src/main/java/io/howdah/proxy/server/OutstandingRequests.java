package io.howdah.proxy.server;

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
 * </ul>
 */
public final class OutstandingRequests {

    /** Ring mark of CopyDone and CopyFail. */
    static final byte COPY_END = 'c';

    private static final byte SYNC = 'S';

    private byte[] types = new byte[16];
    private ResponseAction[] actions = new ResponseAction[16];
    private Object[] details = new Object[16];
    private int head;
    private int size;
    private boolean skipping;
    private boolean copyIn;
    private boolean unsynced;

    /** Looks at entries. */
    interface Visitor {
        /** Called for each. */
        void entry(byte type, ResponseAction action, Object detail);
    }

    /** Takes back what a request that gets no answer had done in advance. */
    public interface Undo {
        /** Called for each entry dropped, oldest first; {@code failed} for the one the server answered with the error. */
        void dropped(byte type, ResponseAction action, Object detail, boolean failed);
    }

    /**
     * Enters a request that is being sent.
     *
     * @param type its type byte: Q, F, S, P, B, D, E, C, or c for CopyDone and CopyFail
     * @return false where the server will pass over it: nothing is entered, and it gets no answer
     */
    public boolean add(byte type, ResponseAction action, Object detail) {
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
            } else if (type == SYNC) {
                return false;
            }
        }
        if (type == COPY_END && size == 0) {
            return false;
        }
        if (action != ResponseAction.FAKE && (type == 'P' || type == 'B' || type == 'D' || type == 'E' || type == 'C')) {
            unsynced = true;
        }
        if (size == types.length) {
            grow();
        }
        int tail = (head + size) & (types.length - 1);
        types[tail] = type;
        actions[tail] = action;
        details[tail] = detail;
        size++;
        return true;
    }

    /** Whether nothing is outstanding. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** How many entries there are. */
    public int size() {
        return size;
    }

    /** Whether the server passes over everything until a Sync that has not been sent yet. */
    public boolean skipping() {
        return skipping;
    }

    /** Whether the server is known to be in COPY IN, with neither CopyDone nor CopyFail sent. */
    public boolean copyIn() {
        return copyIn;
    }

    /** Type of the oldest entry; 0 where there is none. */
    public byte type() {
        return size == 0 ? 0 : types[head];
    }

    /** Action of the oldest entry. */
    public ResponseAction action() {
        return size == 0 ? ResponseAction.FORWARD : actions[head];
    }

    /** Detail of the oldest entry. */
    public Object detail() {
        return size == 0 ? null : details[head];
    }

    /** Takes the oldest entry out, and the COPY marks that follow it. */
    public void pop() {
        boolean ready = endsInReady(types[head]);
        drop();
        if (ready && size == 0) {
            unsynced = false;
        }
        while (size > 0 && types[head] == COPY_END) {
            drop();
        }
    }

    /**
     * Whether messages of the extended protocol were sent with no Sync behind them: the server is in an implicit transaction, though the
     * last ReadyForQuery may have said I and nothing may be outstanding.
     */
    public boolean unsynced() {
        return skipping || (unsynced && (size == 0 || !endsInReady(types[(head + size - 1) & (types.length - 1)])));
    }

    /** Whether a ReadyForQuery will come for something that has been sent. */
    public boolean endsBatch() {
        for (int i = 0; i < size; i++) {
            if (endsInReady(types[(head + i) & (types.length - 1)])) {
                return true;
            }
        }
        return false;
    }

    /** Whether an unnamed Parse of the peer's own is outstanding. */
    boolean hasUnnamedParse() {
        for (int i = 0; i < size; i++) {
            int at = (head + i) & (types.length - 1);
            if (types[at] == 'P' && details[at] == null) {
                return true;
            }
        }
        return false;
    }

    /** Whether exactly one Sync is outstanding and it is the newest entry: nothing was sent behind the oldest batch. */
    public boolean isOneBatch() {
        for (int i = 0; i < size - 1; i++) {
            if (types[(head + i) & (types.length - 1)] == SYNC) {
                return false;
            }
        }
        return size > 0 && types[(head + size - 1) & (types.length - 1)] == SYNC;
    }

    /** The type, action and detail of the entry {@code index} places behind the oldest. */
    void copyEntry(int index, byte[] type, ResponseAction[] action, Object[] detail) {
        int at = (head + index) & (types.length - 1);
        type[index] = types[at];
        action[index] = actions[at];
        detail[index] = details[at];
    }

    /** Calls with each entry behind the oldest, in order. */
    void forEachBehind(Visitor visitor) {
        for (int i = 1; i < size; i++) {
            int at = (head + i) & (types.length - 1);
            visitor.entry(types[at], actions[at], details[at]);
        }
    }

    /** Drops all but the newest entry. */
    void keepLast() {
        while (size > 1) {
            drop();
        }
    }

    /** Turns the answer of the oldest entry into one the pooler keeps to itself. */
    void skipHead(Object detail) {
        actions[head] = ResponseAction.SKIP;
        details[head] = detail;
    }

    /** The server reported an error in the extended protocol: everything up to the next Sync gets no answer. */
    public void failToSync(Undo undo) {
        copyIn = false;
        boolean failed = true;
        while (size > 0 && types[head] != SYNC) {
            byte type = types[head];
            ResponseAction action = actions[head];
            Object detail = details[head];
            drop();
            undo.dropped(type, action, detail, failed);
            failed = false;
        }
        skipping = size == 0;
    }

    /** The server entered COPY IN for the oldest entry: it passes over each Sync sent before the CopyDone or CopyFail. */
    public void copyInStarted() {
        boolean ended = false;
        int kept = 1;
        int mask = types.length - 1;
        for (int i = 1; i < size; i++) {
            int from = (head + i) & mask;
            if (!ended && types[from] == COPY_END) {
                ended = true;
                continue; // this mark has done its work
            }
            if (!ended && types[from] == SYNC) {
                continue;
            }
            int to = (head + kept) & mask;
            types[to] = types[from];
            actions[to] = actions[from];
            details[to] = details[from];
            kept++;
        }
        for (int i = kept; i < size; i++) {
            details[(head + i) & mask] = null;
        }
        size = kept;
        copyIn = !ended;
    }

    /** COPY IN of a simple Query ended with an error before its end was sent: late CopyData and CopyDone are passed over by the server. */
    public void copyInFailed() {
        copyIn = false;
    }

    /** Drops all, without a word: the connection is at its end. */
    public void clear() {
        while (size > 0) {
            drop();
        }
        skipping = false;
        copyIn = false;
    }

    private static boolean endsInReady(byte type) {
        return type == SYNC || type == 'Q' || type == 'F';
    }

    private void drop() {
        details[head] = null;
        head = (head + 1) & (types.length - 1);
        size--;
    }

    private void grow() {
        int capacity = types.length;
        byte[] newTypes = new byte[capacity * 2];
        ResponseAction[] newActions = new ResponseAction[capacity * 2];
        Object[] newDetails = new Object[capacity * 2];
        for (int i = 0; i < size; i++) {
            int from = (head + i) & (capacity - 1);
            newTypes[i] = types[from];
            newActions[i] = actions[from];
            newDetails[i] = details[from];
        }
        types = newTypes;
        actions = newActions;
        details = newDetails;
        head = 0;
    }
}
