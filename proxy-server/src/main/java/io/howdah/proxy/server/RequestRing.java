package io.howdah.proxy.server;

import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.PreparedStatement;
import io.howdah.proxy.prepared.ServerStatements;
import java.util.Arrays;

/**
 * The entries of {@link OutstandingRequests}, oldest first, and what can be looked up among them: a ring of type bytes, actions and bookings.
 * Which entries come and go is the matter of that class.
 */
class RequestRing {

    static final byte SYNC = 'S';

    byte[] types = new byte[16];
    ResponseAction[] actions = new ResponseAction[16];
    Booking[] bookings = new Booking[16];
    int head;
    int size;

    RequestRing() {}

    /** Whether nothing is outstanding. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** How many entries there are. */
    public int size() {
        return size;
    }

    /** Type of the oldest entry; 0 where there is none. */
    byte type() {
        return size == 0 ? 0 : types[head];
    }

    /** Action of the oldest entry. */
    ResponseAction action() {
        return size == 0 ? ResponseAction.FORWARD : actions[head];
    }

    /** Booking of the oldest entry. */
    Booking booking() {
        return size == 0 ? Booking.NONE : bookings[head];
    }

    // ---- entries

    /** Puts an entry behind all others. */
    void append(byte type, ResponseAction action, Booking booking) {
        if (size == types.length) {
            grow();
        }
        size++;
        place((head + size - 1) & (types.length - 1), type, action, booking);
    }

    /** Puts an entry before all others. */
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

    /** Takes the oldest entry out. */
    void drop() {
        bookings[head] = null;
        head = (head + 1) & (types.length - 1);
        size--;
    }

    /** Changes what becomes of the oldest entry's answers. */
    void actionIs(ResponseAction action) {
        actions[head] = action;
    }

    /** Turns the answer of the oldest entry into one the pooler keeps to itself. */
    void skipHead(Booking booking) {
        actions[head] = ResponseAction.SKIP;
        bookings[head] = booking;
    }

    /** Copies an entry from one place of the arrays to another. */
    void move(int from, int to) {
        types[to] = types[from];
        actions[to] = actions[from];
        bookings[to] = bookings[from];
    }

    /** The type, action and booking of the entry {@code index} places behind the oldest. */
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

    // ---- what is among them

    /** Whether a ReadyForQuery will come for something that has been sent. */
    public boolean owesReadyForQuery() {
        for (int i = 0; i < size; i++) {
            if (endsInReady(types[(head + i) & (types.length - 1)])) {
                return true;
            }
        }
        return false;
    }

    /** Whether a Close of a statement by this name is outstanding: should it be passed over, the name stands for what it stood for. */
    public boolean hasCloseOf(byte[] name) {
        for (int i = 0; i < size; i++) {
            int at = (head + i) & (types.length - 1);
            if (isCloseOf(at, name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a Close of a statement by this name is outstanding with a Sync behind it: an error before that Close would have the name stand. */
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
     * Whether an unnamed Parse of the peer's own is outstanding with a Sync behind it: an error before that Parse would take the Parse away,
     * and not what is sent now.
     */
    public boolean hasUnnamedParseOfEarlierBatch() {
        return isOfEarlierBatch(newestUnnamedParse());
    }

    /** The same of a Parse of this statement, for the peer or the pooler. */
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

    /** Whether an unnamed Parse of the peer's own is outstanding. */
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

    /** Whether exactly one Sync is outstanding and it is the newest entry: nothing was sent behind the oldest batch. */
    boolean isOneBatch() {
        for (int i = 0; i < size - 1; i++) {
            if (types[(head + i) & (types.length - 1)] == SYNC) {
                return false;
            }
        }
        return size > 0 && types[(head + size - 1) & (types.length - 1)] == SYNC;
    }

    /** Whether a Query or an Execute of the peer's has not been answered. */
    public boolean runsSomething() {
        for (int i = 0; i < size; i++) {
            int at = (head + i) & (types.length - 1);
            if ((types[at] == 'Q' || types[at] == 'E') && actions[at] == ResponseAction.FORWARD) {
                return true;
            }
        }
        return false;
    }

    /** Whether a request of this type is answered with a ReadyForQuery. */
    static boolean endsInReady(byte type) {
        return type == SYNC || type == 'Q' || type == 'F';
    }

    /** Whether another Close of the same name, or another unnamed Parse, is outstanding: that one tells what comes of the name. */
    boolean isDecidedLater(byte type, Booking booking) {
        return type == 'C' ? booking.name() != null && hasCloseOf(booking.name()) : type == 'P' && booking.isUnnamed() && hasUnnamedParse();
    }

    /** The oldest entry has ended with DEALLOCATE ALL or DISCARD ALL: what stands behind it, oldest first, books anew. */
    void outliveDiscard(ServerStatements on) {
        for (int i = 1; i < size; i++) {
            int at = (head + i) & (types.length - 1);
            bookings[at].outlivesDiscard(types[at], on);
        }
    }
}
