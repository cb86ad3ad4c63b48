package io.howdah.proxy.cache;

import io.howdah.proxy.parameters.TrackedParameters;
import io.howdah.proxy.sql.Keyword;
import io.howdah.proxy.sql.SqlLexer;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the form of a statement: its text with a mark for each constant, so that statements which differ only in constants
 * have one form. What PostgreSQL's query tree says about one of them holds for all: the mark tells the kinds of constants apart
 * that have different types, and a number that may stand for a column stays as it is. One reader serves one loop; the form is
 * valid until the next call.
 */
final class StatementForm {

    /** Bytes of a text. A longer one has no form: PostgreSQL's tree of it would keep a loop busy. */
    static final int LONGEST = 16 << 10;

    /** MaxTupleAttributeNumber of PostgreSQL: a higher number stands for no column. */
    private static final int MOST_COLUMNS = 1664;

    /** The mark of a string, without its prefix. */
    static final char STRING = 's';

    /** A number that begins with a zero stays as it is. */
    private static final char LEADING_ZERO = '0';

    /** What a text is, as far as its first words tell. */
    enum Kind {
        /** It writes nothing: BEGIN, COMMIT, SET, SHOW and the like. */
        HARMLESS,
        /** It is one SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES or TABLE: PostgreSQL can tell what it does. */
        TELLABLE,
        /** It may change what later texts of its transaction mean: SET search_path, SET ROLE, RESET and the like. */
        CHANGES_MEANING,
        /** It may do anything. */
        ANYTHING
    }

    private static final Set<Long> HARMLESS = keywords("begin", "start", "end", "rollback", "abort", "savepoint", "release",
            "set", "reset", "show", "discard", "deallocate", "listen", "unlisten", "notify", "lock", "close", "checkpoint");
    private static final Set<Long> TELLABLE = keywords("select", "insert", "update", "delete", "merge", "with", "values",
            "table");
    private static final long COMMIT = Keyword.of("commit");
    private static final long SET = Keyword.of("set");
    private static final long RESET = Keyword.of("reset");
    private static final long DISCARD = Keyword.of("discard");
    private static final Set<String> SCOPES = Set.of("session", "local");

    /** What SET and DISCARD take that is no parameter, and leaves the meaning of texts as it is. */
    private static final Set<String> NO_PARAMETERS = Set.of("characteristics", "constraints", "plans", "sequences", "temp",
            "temporary", "time", "transaction");

    private byte[] text = new byte[256];
    private byte[] form = new byte[256];
    private int length;
    private int[] constants = new int[32];
    private int constantCount;

    private static Set<Long> keywords(String... words) {
        return Arrays.stream(words).map(Keyword::of).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Reads the text in {@code [from, to)}, without its NUL.
     *
     * @param escapes whether a backslash escapes in an ordinary string (standard_conforming_strings is off)
     * @return the kind; only a TELLABLE text has a form
     */
    Kind read(ByteBuf in, int from, int to, boolean escapes) {
        Kind kind = readForm(in, from, to, escapes);
        if (kind != Kind.TELLABLE) {
            constantCount = 0;
        }
        return kind;
    }

    private Kind readForm(ByteBuf in, int from, int to, boolean escapes) {
        length = 0;
        constantCount = 0;
        long first = Keyword.read(in, from, to);
        boolean tellable = TELLABLE.contains(first);
        if (to - from > LONGEST || (!tellable && first != COMMIT && first != Keyword.NONE && !HARMLESS.contains(first))) {
            return Kind.ANYTHING;
        }
        load(in, from, to);
        SqlLexer lexer = new SqlLexer(text, !escapes);
        return tellable ? scan(lexer) : harmless(lexer, first);
    }

    /** The lexer reads up to a NUL. */
    private void load(ByteBuf in, int from, int to) {
        int size = to - from;
        if (text.length <= size) {
            text = new byte[Math.max(size + 1, 2 * text.length)];
        }
        in.getBytes(from, text, 0, size);
        text[size] = 0;
        if (form.length < 2 * size + 16) {
            form = new byte[4 * size + 16];
        }
    }

    /** A text of one statement that writes nothing, or of none. COMMIT PREPARED ends what another session has written. */
    private Kind harmless(SqlLexer lexer, long first) {
        boolean ended = false;
        boolean any = false;
        for (SqlLexer.Kind kind = lexer.next(); kind != SqlLexer.Kind.END; kind = lexer.next()) {
            if (kind == SqlLexer.Kind.UNTERMINATED || (ended && kind != SqlLexer.Kind.SEMICOLON)
                    || (first == COMMIT && kind == SqlLexer.Kind.WORD && lexer.text().equals("prepared"))
                    || first == Keyword.NONE && kind != SqlLexer.Kind.SEMICOLON) {
                return Kind.ANYTHING;
            }
            ended |= any && kind == SqlLexer.Kind.SEMICOLON;
            any |= kind != SqlLexer.Kind.SEMICOLON;
        }
        if (lexer.isAmbiguous()) {
            return Kind.ANYTHING;
        }
        boolean sets = first == SET || first == RESET || first == DISCARD;
        return sets && !leavesMeaning(new SqlLexer(text, true)) ? Kind.CHANGES_MEANING : Kind.HARMLESS;
    }

    /** Whether SET, RESET or DISCARD leaves the meaning of texts as it is. A parameter with a dot is an extension's or a user's own. */
    private static boolean leavesMeaning(SqlLexer lexer) {
        SqlLexer.Kind kind = lexer.next();
        while (kind == SqlLexer.Kind.SEMICOLON) {
            kind = lexer.next();
        }
        do {
            kind = lexer.next();
        } while (kind == SqlLexer.Kind.WORD && SCOPES.contains(lexer.text()));
        if (kind != SqlLexer.Kind.WORD) {
            return false;
        }
        String name = lexer.text();
        return NO_PARAMETERS.contains(name) || TrackedParameters.leavesMeaning(name)
                || lexer.next() == SqlLexer.Kind.SYMBOL && lexer.symbol() == '.';
    }

    private Kind scan(SqlLexer lexer) {
        boolean ended = false;
        boolean columnsByNumber = false;
        int end = -1;
        SqlLexer.Kind last = SqlLexer.Kind.END;
        for (SqlLexer.Kind kind = lexer.next(); kind != SqlLexer.Kind.END; kind = lexer.next()) {
            if (kind == SqlLexer.Kind.UNTERMINATED || (ended && kind != SqlLexer.Kind.SEMICOLON)) {
                return Kind.ANYTHING;
            }
            boolean adjacent = lexer.start() == end;
            end = lexer.end();
            switch (kind) {
                case SEMICOLON -> ended = true;
                case WORD -> {
                    word(lexer.start(), end, adjacent && last == SqlLexer.Kind.NUMBER);
                    columnsByNumber |= endsWith("by") || endsWith("distinct");
                }
                case NUMBER -> number(lexer.start(), end, columnsByNumber);
                case STRING, DOLLAR_STRING -> string(lexer.start(), end, kind);
                default -> token(lexer.start(), end, adjacent);
            }
            last = kind;
        }
        return lexer.isAmbiguous() ? Kind.ANYTHING : Kind.TELLABLE;
    }

    /** A word begins with a blank, unless it belongs to the number before it, as in 1e5. */
    private void word(int from, int to, boolean adjacent) {
        if (!adjacent) {
            form[length++] = ' ';
        }
        for (int i = from; i < to; i++) {
            byte b = text[i];
            form[length++] = b >= 'A' && b <= 'Z' ? (byte) (b + 'a' - 'A') : b;
        }
    }

    private boolean endsWith(String word) {
        int from = length - word.length() - 1;
        if (from < 0 || form[from] != ' ') {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (form[from + 1 + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void token(int from, int to, boolean adjacent) {
        if (!adjacent) {
            form[length++] = ' ';
        }
        System.arraycopy(text, from, form, length, to - from);
        length += to - from;
    }

    private void number(int from, int to, boolean mayBeColumn) {
        char kind = kindOfNumber(text, from, to);
        if (kind == LEADING_ZERO || text[to] == '_' || mayBeColumn && kind == 'i' && isColumn(from, to)) {
            token(from, to, false); // 9_000_000_000 goes on behind the underscore.
        } else {
            constant(kind, '?');
            if (!mayBeColumn) {
                varies(from, to, kind);
            }
        }
    }

    /**
     * The mark of a number: an int, a bigint or a numeric, by its size ({@code process_integer_literal}). Leading zeros do not make a
     * number longer.
     *
     * @param from of its digits and points
     */
    static char kindOfNumber(byte[] in, int from, int to) {
        if (in[from] == '0' && to - from > 1) {
            return LEADING_ZERO;
        }
        long value = 0;
        boolean whole = to - from <= 19;
        for (int i = from; i < to && whole; i++) {
            whole = in[i] != '.' && value >= 0;
            value = 10 * value + in[i] - '0';
        }
        return !whole || value < 0 ? 'd' : value > Integer.MAX_VALUE ? 'l' : 'i';
    }

    private boolean isColumn(int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            value = 10 * value + text[i] - '0';
        }
        return value <= MOST_COLUMNS;
    }

    private void string(int from, int to, SqlLexer.Kind kind) {
        byte prefix = kind == SqlLexer.Kind.DOLLAR_STRING ? (byte) '\'' : (byte) (text[from] | 0x20);
        constant(STRING, prefix == ('\'' | 0x20) ? '\'' : (char) prefix);
        if (text[from] == '\'') {
            varies(from, to, STRING);
        }
    }

    private void varies(int from, int to, char kind) {
        if (constantCount + 3 > constants.length) {
            constants = Arrays.copyOf(constants, 2 * constants.length);
        }
        constants[constantCount++] = from;
        constants[constantCount++] = to;
        constants[constantCount++] = kind;
    }

    /**
     * The constants of a TELLABLE text, and none of another, that may have other values in a text of the same form: for each its first index, the index behind
     * it, and its mark, which is that of {@link #kindOfNumber} or {@link #STRING}.
     */
    int[] constants() {
        return Arrays.copyOf(constants, constantCount);
    }

    /**
     * A constant's mark. A list of three or more equal constants behind IN is a list of two: {@code IN (1, 2, 3)} compares each
     * with the same operator, which may be another than that of {@code IN (1)}.
     */
    private void constant(char kind, char more) {
        byte first = '\0';
        if (length >= 9 && isMark(length - 1, kind, more) && isMark(length - 5, kind, more) && isInList(length - 9)) {
            length--; // the comma
            return;
        }
        form[length++] = first;
        form[length++] = (byte) kind;
        form[length++] = (byte) more;
    }

    /** Whether this mark stands before the comma at an index. */
    private boolean isMark(int comma, char kind, char more) {
        return form[comma] == ',' && form[comma - 1] == more && form[comma - 2] == kind && form[comma - 3] == 0;
    }

    private boolean isInList(int at) {
        int i = at;
        while (i >= 0 && form[i] == ' ') {
            i--;
        }
        return i >= 3 && form[i] == '(' && precedes(i, "in");
    }

    private boolean precedes(int parenthesis, String word) {
        int i = parenthesis - 1;
        while (i >= 0 && form[i] == ' ') {
            i--;
        }
        int from = i - word.length() + 1;
        if (from < 1 || form[from - 1] != ' ') {
            return false;
        }
        for (int j = 0; j < word.length(); j++) {
            if (form[from + j] != word.charAt(j)) {
                return false;
            }
        }
        return true;
    }

    /** The array that begins with the form; the caller must not change it. */
    byte[] buffer() {
        return form;
    }

    /** The form's length in bytes. */
    int length() {
        return length;
    }
}
