package io.howdah.proxy.sql;

import java.util.StringJoiner;

/**
 * The kinds of state that a statement may leave in a server's session after its transaction, as bits of an int. They fit in 16
 * bits, for {@link StateWords} packs them with the state of its automaton.
 *
 * <p>The last value of a sequence ({@code currval}, {@code lastval}) is no kind of its own, for every INSERT into a table with a
 * serial column leaves one. A server forgets these values when a text asks for them ({@link #SEQUENCE_READ}).
 */
public final class StateKind {

    /** No state. */
    public static final int NONE = 0;

    /** A parameter; RESET ALL undoes it. */
    public static final int SETTING = 1;

    /** The current role or the session's authorization, which RESET ALL leaves alone ({@code GUC_NO_RESET_ALL}). */
    public static final int ROLE = 1 << 1;

    /** A statement prepared in SQL. */
    public static final int PREPARED = 1 << 2;

    /** A table, view, sequence or function in {@code pg_temp}. */
    public static final int TEMPORARY = 1 << 3;

    /** A channel of LISTEN. */
    public static final int LISTEN = 1 << 4;

    /** A session-level advisory lock. */
    public static final int ADVISORY_LOCK = 1 << 5;

    /** A cursor WITH HOLD. */
    public static final int HOLD_CURSOR = 1 << 6;

    /**
     * State that no command undoes, not even DISCARD ALL: a loaded library, an open dblink connection. Only closing the server
     * ends it.
     */
    public static final int LOADED = 1 << 7;

    /** Any state that DISCARD ALL undoes; the text does not show which. */
    public static final int UNKNOWN = 1 << 8;

    /** Plans, made by a planner that has read other parameters than the client's ({@link FoldedParameters}). */
    public static final int PLANS = 1 << 9;

    /** Not a kind of state: the text has a semicolon before its end, so it may have several statements. */
    public static final int SEMICOLON = 1 << 10;

    /** Not a kind of state: {@link StatementClassifier#classify} has to look at the text. */
    public static final int NEEDS_LEXER = 1 << 11;

    /** Not a kind of state: the text may ask for the last value of a sequence in this session. */
    public static final int SEQUENCE_READ = 1 << 12;

    /** Not a kind of state: the text calls {@code nextval} or {@code setval}. */
    public static final int SEQUENCE_USED = 1 << 13;

    /**
     * Not a kind of state: until the end of the transaction the text sets a parameter that may make constants ({@link
     * FoldedParameters}), or one whose name the text does not show.
     */
    public static final int SET_LOCALLY = 1 << 14;

    static final int SEQUENCES = SEQUENCE_READ | SEQUENCE_USED;

    /** All kinds of state. */
    public static final int KINDS = (1 << 10) - 1;

    /** State that a DO block or a procedure may leave. */
    public static final int ANYTHING = UNKNOWN | SETTING | ROLE | PREPARED | TEMPORARY | LISTEN | ADVISORY_LOCK | HOLD_CURSOR;

    private static final String[] NAMES = {"SETTING", "ROLE", "PREPARED", "TEMPORARY", "LISTEN", "ADVISORY_LOCK", "HOLD_CURSOR",
        "LOADED", "UNKNOWN", "PLANS", "SEMICOLON", "NEEDS_LEXER", "SEQUENCE_READ", "SEQUENCE_USED", "SET_LOCALLY"};

    private StateKind() {
    }

    /** {@code "SETTING|ROLE"}, for logs. */
    public static String toString(int flags) {
        if (flags == NONE) {
            return "NONE";
        }
        StringJoiner names = new StringJoiner("|");
        for (int i = 0; i < NAMES.length; i++) {
            if ((flags & 1 << i) != 0) {
                names.add(NAMES[i]);
            }
        }
        return names.toString();
    }
}
