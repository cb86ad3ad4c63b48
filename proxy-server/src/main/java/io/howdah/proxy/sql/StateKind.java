package io.howdah.proxy.sql;

import java.util.StringJoiner;

/**
 * The kinds of state that a statement may leave in a server's session after its transaction, as bits of an int. They fit in 16
 * bits, for {@link StateWords} packs them with the state of its automaton.
 *
 * <p>What a sequence gave last ({@code currval}, {@code lastval}) is no kind of its own, for every INSERT into a table with a serial
 * column leaves it: a server forgets it when a text that asks for it comes ({@link #SEQUENCE_READ}).
 */
public final class StateKind {

    /** Nothing is left behind. */
    public static final int NONE = 0;

    /** A parameter; RESET ALL undoes it. */
    public static final int SETTING = 1;

    /** The current role or the session's authorization, which RESET ALL leaves alone ({@code GUC_NO_RESET_ALL}). */
    public static final int ROLE = 1 << 1;

    /** A statement prepared in SQL. */
    public static final int PREPARED = 1 << 2;

    /** A table, view, sequence or function in {@code pg_temp}. */
    public static final int TEMPORARY = 1 << 3;

    /** A channel listened to. */
    public static final int LISTEN = 1 << 4;

    /** An advisory lock that lives as long as the session. */
    public static final int ADVISORY_LOCK = 1 << 5;

    /** A cursor that lives on after its transaction. */
    public static final int HOLD_CURSOR = 1 << 6;

    /** What no command undoes, DISCARD ALL included: a library loaded, a dblink connection opened. Only closing the server does. */
    public static final int LOADED = 1 << 7;

    /** Anything that DISCARD ALL undoes; nobody can tell from the text. */
    public static final int UNKNOWN = 1 << 8;

    /** Not a kind of state: the text holds a semicolon that something follows, and perhaps is several statements. */
    public static final int SEMICOLON = 1 << 9;

    /** Not a kind of state: the text has to be looked at by {@link StatementClassifier#classify}. */
    public static final int NEEDS_LEXER = 1 << 10;

    /** Not a kind of state: the text may ask what a sequence gave last in this session. */
    public static final int SEQUENCE_READ = 1 << 11;

    /** Not a kind of state: the text calls {@code nextval} or {@code setval}. */
    public static final int SEQUENCE_USED = 1 << 12;

    /** The kinds of state, without what is none. */
    public static final int KINDS = (1 << 9) - 1;

    /** What a DO block or a procedure may leave. */
    public static final int ANYTHING = UNKNOWN | SETTING | ROLE | PREPARED | TEMPORARY | LISTEN | ADVISORY_LOCK | HOLD_CURSOR;

    private static final String[] NAMES = {"SETTING", "ROLE", "PREPARED", "TEMPORARY", "LISTEN", "ADVISORY_LOCK", "HOLD_CURSOR",
        "LOADED", "UNKNOWN", "SEMICOLON", "NEEDS_LEXER", "SEQUENCE_READ", "SEQUENCE_USED"};

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
