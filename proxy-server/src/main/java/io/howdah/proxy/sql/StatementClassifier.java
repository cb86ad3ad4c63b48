package io.howdah.proxy.sql;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Tells from a SQL text which state it leaves behind in its session, in two steps. {@link #quick} reads the text once, makes no
 * object, and shows for nearly all everyday texts that they leave no state. {@link #classify} parses the others.
 *
 * <pre>{@code
 * int flags = StatementClassifier.quick(buf, from, to);
 * if (flags == StateKind.NEEDS_LEXER) {
 *     StatementVerdict verdict = StatementClassifier.classify(buf, from, to);   // worth keeping by text
 * }
 * }</pre>
 *
 * <p>The text that calls a user's function does not show what the function does. If the function sets a reported parameter,
 * ParameterStatus shows it.
 */
public final class StatementClassifier {

    /**
     * First words of statements that leave no state unless {@link StateWords} finds some. EXECUTE is one of them, for the PREPARE
     * before it counts.
     */
    private static final String[] HARMLESS = {"select", "insert", "update", "delete", "merge", "with", "values", "table", "begin",
        "start", "commit", "end", "rollback", "abort", "savepoint", "release", "show", "fetch", "move", "close", "copy", "lock",
        "notify", "unlisten", "execute", "declare", "explain", "create", "alter", "drop", "truncate", "comment",
        "grant", "revoke", "reassign", "vacuum", "analyze", "analyse", "reindex", "cluster", "repack", "refresh", "import",
        "security", "checkpoint", "wait"};

    /** Open addressing, a quarter full: the first probe finds or misses most words. */
    private static final long[] TABLE = new long[256];

    static {
        for (String word : HARMLESS) {
            long keyword = Keyword.of(word);
            int slot = slot(keyword);
            while (TABLE[slot] != Keyword.NONE) {
                slot = slot + 1 & TABLE.length - 1;
            }
            TABLE[slot] = keyword;
        }
    }

    private StatementClassifier() {
    }

    /**
     * Reads {@code [from, to)}, a whole text with or without its NUL, and makes no object.
     *
     * @return {@link StateKind#NONE}; or {@link StateKind#NEEDS_LEXER}; or, if the text only concerns sequences, a combination of
     *     {@link StateKind#SEQUENCE_READ} and {@link StateKind#SEQUENCE_USED}
     */
    public static int quick(ByteBuf sql, int from, int to) {
        long keyword = Keyword.read(sql, from, to);
        if (keyword != Keyword.NONE && !isHarmless(keyword)) {
            return StateKind.NEEDS_LEXER;
        }
        int found = StateWords.find(sql, from, to);
        return (found & ~StateKind.SEQUENCES) == 0 ? found : StateKind.NEEDS_LEXER;
    }

    /** The verdict on the whole text in {@code [from, to)}: by {@link #quick}, and by {@link #classify} if that is not enough. */
    public static StatementVerdict verdict(ByteBuf sql, int from, int to) {
        int flags = quick(sql, from, to);
        return flags == StateKind.NEEDS_LEXER ? classify(sql, from, to) : StatementVerdict.of(flags);
    }

    /** Whether a statement with this first word ({@link Keyword}) leaves no state if {@link StateWords} finds none. */
    public static boolean isHarmless(long keyword) {
        for (int slot = slot(keyword); TABLE[slot] != Keyword.NONE; slot = slot + 1 & TABLE.length - 1) {
            if (TABLE[slot] == keyword) {
                return true;
            }
        }
        return false;
    }

    /** The state that the whole text in {@code [from, to)} leaves behind. */
    public static StatementVerdict classify(ByteBuf sql, int from, int to) {
        return classify(ByteBufUtil.getBytes(sql, from, to - from, false));
    }

    public static StatementVerdict classify(String sql) {
        return classify(sql.getBytes(StandardCharsets.UTF_8));
    }

    public static StatementVerdict classify(byte[] sql) {
        StatementFindings findings = new StatementFindings();
        if (collect(sql, true, findings)) {
            // standard_conforming_strings may be off. The text's meaning in that case counts too, but the place of its statements
            // is not known then.
            findings.forgetPlaces();
            collect(sql, false, findings);
        }
        int words = StateWords.flags(StateWords.scan(Unpooled.wrappedBuffer(sql), 0, sql.length, StateWords.START));
        return findings.verdict(words);
    }

    private static boolean collect(byte[] sql, boolean standardConformingStrings, StatementFindings findings) {
        SqlLexer lexer = new SqlLexer(sql, standardConformingStrings);
        StatementReader statement = new StatementReader(findings);
        while (true) {
            switch (lexer.next()) {
                case SEMICOLON -> {
                    statement.finish();
                    statement = new StatementReader(findings);
                }
                case END -> {
                    statement.finish();
                    return lexer.isAmbiguous();
                }
                case UNTERMINATED -> {
                    // PostgreSQL will refuse the whole text, unless its lexer sees it otherwise.
                    statement.finish();
                    findings.leaves(StateKind.UNKNOWN);
                    return lexer.isAmbiguous();
                }
                default -> statement.token(lexer);
            }
        }
    }

    private static int slot(long keyword) {
        return (int) (keyword * 0x9E3779B97F4A7C15L >>> 56);
    }
}
