package io.howdah.proxy.server;

import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.prepared.ServerStatements;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The entries of {@link OutstandingRequests}, oldest first, and searches among them: a ring of type bytes, actions and bookings.
 * {@link OutstandingRequests} decides which entries come and go.
 */
class RequestRing {

    static final byte SYNC = 'S';

    /** Ring mark of CopyDone and CopyFail. */
    static final byte COPY_END = 'c';

    /** Ring mark of a {@link Barrier}; the ring has no other entry while answers are discarded. */
    static final byte BARRIER = '*';

    /** Ring mark of a Sync that COPY IN may have passed over. */
    static final byte DOUBTFUL_SYNC = 's';

    byte[] types = new byte[16];
    ResponseAction[] actions = new ResponseAction[16];
    Booking[] bookings = new Booking[16];
    int head;
    int size;

    RequestRing() {}

    /** Whether no request is outstanding. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Number of entries. */
    public int size() {
        return size;
    }

    /** Type of the oldest entry; 0 if there is none. */
    byte type() {
        return size == 0 ? 0 : types[head];
    }

    /** Action of the oldest entry; FORWARD if there is none. */
    ResponseAction action() {
        return size == 0 ? ResponseAction.FORWARD : actions[head];
    }

    /** Booking of the oldest entry; {@link Booking#NONE} if there is none. */
    Booking booking() {
        return size == 0 ? Booking.NONE : bookings[head];
    }

    /** The note of the oldest request; null if it has none. */
    @Nullable
    RequestNote note() {
        return booking() instanceof RequestNote note ? note : null;
    }

    /**
     * Whether the oldest request is a query of the pooler's own. A client's query with statements of the pooler's in it is not.
     */
    boolean isOwn() {
        return type() == 'Q' && action() == ResponseAction.SKIP && note() == null;
    }

    // ---- entries

    /** Adds an entry behind all others. */
    void append(byte type, ResponseAction action, Booking booking) {
        if (size == types.length) {
            grow();
        }
        size++;
        place((head + size - 1) & (types.length - 1), type, action, booking);
    }

    /** Adds an entry in front of all others. */
    void prepend(byte type, ResponseAction action, Booking booking) {
        if (size == types.length) {
            grow();
        }
        size++;
        head = (head - 1) & (types.length - 1);
        place(head, type, action, booking);
    }

    private void place(int at, byte type, ResponseAction action, Booking booking) {
        types[at] = type;
        actions[at] = action;
        bookings[at] = booking;
    }

    /** Removes the oldest entry. */
    void drop() {
        bookings[head] = null;
        head = (head + 1) & (types.length - 1);
        size--;
    }

    /** Removes all entries but the newest. */
    void keepLast() {
        while (size > 1) {
            drop();
        }
    }

    /** Removes all marks of CopyDone and CopyFail. */
    void dropCopyEnds() {
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

    /** Changes the action of the oldest entry. */
    void actionIs(ResponseAction action) {
        actions[head] = action;
    }

    /** Has the answer to the oldest entry left out, and gives the entry another booking. */
    void skipHead(Booking booking) {
        actions[head] = ResponseAction.SKIP;
        bookings[head] = booking;
    }

    /** Copies an entry from one index of the arrays to another. */
    void move(int from, int to) {
        types[to] = types[from];
        actions[to] = actions[from];
        bookings[to] = bookings[from];
    }

    /** Copies type, action and booking of the entry {@code index} places behind the oldest. */
    void copyEntry(int index, byte[] type, ResponseAction[] action, Booking[] booking) {
        int at = (head + index) & (types.length - 1);
        type[index] = types[at];
        action[index] = actions[at];
        booking[index] = bookings[at];
    }

    private void grow() {
        int capacity = types.length;
        byte[] newTypes = new byte[capacity * 2];
        ResponseAction[] newActions = new ResponseAction[capacity * 2];
        Booking[] newBookings = new Booking[capacity * 2];
        for (int i = 0; i < size; i++) {
            int from = (head + i) & (capacity - 1);
            newTypes[i] = types[from];
            newActions[i] = actions[from];
            newBookings[i] = bookings[from];
        }
        types = newTypes;
        actions = newActions;
        bookings = newBookings;
        head = 0;
    }

    // ---- doubtful Syncs

    /** Whether the ring holds only doubtful Syncs. */
    public boolean hasOnlyDoubts() {
        return size > 0 && types[head] == DOUBTFUL_SYNC && types[(head + size - 1) & (types.length - 1)] == DOUBTFUL_SYNC;
    }

    /** Whether the oldest entry is a doubtful Sync. */
    boolean isDoubtful() {
        return size > 0 && types[head] == DOUBTFUL_SYNC;
    }

    /**
     * Whether a Sync of the pooler's own stands behind the doubtful ones. The last ReadyForQuery before any other answer is its
     * answer.
     */
    boolean isSettling() {
        int behind = behindDoubts();
        return behind >= 0 && types[behind] == SYNC && actions[behind] == ResponseAction.SKIP;
    }

    /** Index of the first entry that is not a doubtful Sync; -1 if there is none. */
    int behindDoubts() {
        for (int i = 0; i < size; i++) {
            int at = (head + i) & (types.length - 1);
            if (types[at] != DOUBTFUL_SYNC) {
                return at;
            }
        }
        return -1;
    }

    // ---- searches

    /** Whether the server owes a ReadyForQuery. */
    public boolean owesReadyForQuery() {
        for (int i = 0; i < size; i++) {
            if (endsInReady(types[(head + i) & (types.length - 1)])) {
                return true;
            }
        }
        return false;
    }

    /** Whether a Close of this statement name is outstanding. If the server skips the Close, the name keeps its statement. */
    public boolean hasCloseOf(byte[] name) {
        for (int i = 0; i < size; i++) {
            int at = (head + i) & (types.length - 1);
            if (isCloseOf(at, name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a Close of this statement name is outstanding with a Sync behind it. An error before the Close would keep the
     * name's statement.
     */
    public boolean hasCloseOfEarlierBatch(byte[] name) {
        boolean earlier = false;
        for (int i = size - 1; i >= 0; i--) {
            int at = (head + i) & (types.length - 1);
            if (earlier && isCloseOf(at, name)) {
                return true;
            }
            earlier |= types[at] == SYNC;
        }
        return false;
    }

    private boolean isCloseOf(int at, byte[] name) {
        return types[at] == 'C' && Arrays.equals(bookings[at].name(), name);
    }

    /**
     * Whether the peer's own unnamed Parse is outstanding with a Sync behind it. An error before the Parse would make the server
     * skip the Parse, but not a request that is sent now.
     */
    public boolean hasUnnamedParseOfEarlierBatch() {
        return isOfEarlierBatch(newestUnnamedParse());
    }

    /** Whether the newest outstanding Parse of this statement, from peer or pooler, has a Sync behind it. */
    public boolean hasParseOfEarlierBatch(PreparedStatement statement) {
        for (int i = size - 1; i >= 0; i--) {
            int at = (head + i) & (types.length - 1);
            if (types[at] == 'P' && bookings[at].statement() == statement) {
                return isOfEarlierBatch(i);
            }
        }
        return false;
    }

    /** Whether a Sync stands behind the entry {@code index} places behind the oldest; false for -1. */
    private boolean isOfEarlierBatch(int index) {
        for (int i = index + 1; index >= 0 && i < size; i++) {
            if (types[(head + i) & (types.length - 1)] == SYNC) {
                return true;
            }
        }
        return false;
    }

    /** Whether the peer's own unnamed Parse is outstanding. */
    boolean hasUnnamedParse() {
        return newestUnnamedParse() >= 0;
    }

    private int newestUnnamedParse() {
        for (int i = size - 1; i >= 0; i--) {
            int at = (head + i) & (types.length - 1);
            if (types[at] == 'P' && bookings[at].isUnnamed()) {
                return i;
            }
        }
        return -1;
    }

    /** Whether exactly one Sync is outstanding and is the newest entry: nothing was sent behind the oldest batch. */
    boolean isOneBatch() {
        for (int i = 0; i < size - 1; i++) {
            if (types[(head + i) & (types.length - 1)] == SYNC) {
                return false;
            }
        }
        return size > 0 && types[(head + size - 1) & (types.length - 1)] == SYNC;
    }

    /** Whether a Query or Execute of the peer's is outstanding. */
    public boolean runsSomething() {
        for (int i = 0; i < size; i++) {
            int at = (head + i) & (types.length - 1);
            if ((types[at] == 'Q' || types[at] == 'E') && actions[at] == ResponseAction.FORWARD) {
                return true;
            }
        }
        return false;
    }

    /** Whether the server answers a request of this type with ReadyForQuery. */
    static boolean endsInReady(byte type) {
        return type == SYNC || type == 'Q' || type == 'F';
    }

    /**
     * Whether another Close of the same name, or another unnamed Parse, is outstanding and will decide what the name stands for.
     */
    boolean isDecidedLater(byte type, Booking booking) {
        return type == 'C' ? booking.name() != null && hasCloseOf(booking.name())
                : type == 'P' && booking.isUnnamed() && hasUnnamedParse();
    }

    /** The oldest entry has ended with DEALLOCATE ALL or DISCARD ALL. The entries behind it book anew, oldest first. */
    void outliveDiscard(ServerStatements on) {
        for (int i = 1; i < size; i++) {
            int at = (head + i) & (types.length - 1);
            bookings[at].outlivesDiscard(types[at], on);
        }
    }
}
