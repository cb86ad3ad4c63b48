package io.howdah.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.howdah.proxy.sql.SqlLexer.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * Any text has tokens that follow each other with nothing but blanks and comments between them, up to the text's end; and what the
 * text leaves behind is the same in whatever kind of buffer, and in whatever pieces, it is looked at.
 */
class SqlLexerFuzzTest {

    /** The first two bytes say where the text behind them is cut. */
    private static final int HEAD = 2;

    /** Made once, for the memory of such buffers comes back late. */
    private static final ByteBuf DIRECT = Unpooled.unreleasableBuffer(Unpooled.directBuffer());

    @FuzzTest(maxDuration = "10m")
    void anyText(byte[] input) {
        if (input.length < HEAD) {
            return;
        }
        byte[] sql = Arrays.copyOfRange(input, HEAD, input.length);
        int cut = ((input[0] & 0xff) << 8 | input[1] & 0xff) % (sql.length + 1);
        boolean wellFormed = tokens(sql, true) & tokens(sql, false);
        verdicts(sql, cut, wellFormed);
        StatementFingerprint fingerprint = StatementFingerprint.of(sql);
        assertThat(fingerprint.hashText()).isEqualTo(StatementFingerprint.of(sql.clone()).hashText()).hasSize(16);
    }

    /**
     * @return whether PostgreSQL may accept the text: it ends outside of quotes and comments, and no name stands right behind a number or a
     *     dollar quote, where a call of a function would be a syntax error
     */
    private static boolean tokens(byte[] sql, boolean standardConformingStrings) {
        int end = 0;
        while (end < sql.length && sql[end] != 0) {
            end++;
        }
        SqlLexer lexer = new SqlLexer(sql, standardConformingStrings);
        int last = 0;
        boolean joined = false;
        Kind before = Kind.END;
        while (lexer.next() != Kind.END && lexer.kind() != Kind.UNTERMINATED) {
            require(lexer.start() >= last, "a token begins behind the last one", lexer);
            require(lexer.end() > lexer.start() && lexer.end() <= end, "a token has bytes of the text", lexer);
            require(alone(sql, last, lexer.start(), standardConformingStrings) == Kind.END, "nothing stands between tokens",
                    lexer);
            require(alone(sql, lexer.start(), lexer.end(), standardConformingStrings) == lexer.kind(), "a token alone is one",
                    lexer);
            require(lexer.text().length() <= lexer.end() - lexer.start(), "the value is a part of the token", lexer);
            joined |= lexer.kind() == Kind.WORD && lexer.start() == last
                    && (before == Kind.NUMBER || before == Kind.PARAMETER || before == Kind.DOLLAR_STRING);
            before = lexer.kind();
            last = lexer.end();
        }
        assertThat(lexer.end()).as("the last token's end").isEqualTo(end);
        boolean ends = lexer.kind() == Kind.END;
        if (ends) {
            assertThat(alone(sql, last, end, standardConformingStrings)).as("behind the last token").isEqualTo(Kind.END);
        }
        lexer.next();
        assertThat(lexer.kind()).isIn(Kind.END, Kind.UNTERMINATED);
        return ends && !joined;
    }

    /** As an assertion, which would take most of the time here. */
    private static void require(boolean holds, String what, SqlLexer lexer) {
        if (!holds) {
            throw new AssertionError(what + ", not so at " + lexer.start() + " to " + lexer.end() + ": " + lexer.kind());
        }
    }

    /** The first token of a part of a text, which must be the only one. */
    private static Kind alone(byte[] sql, int from, int to, boolean standardConformingStrings) {
        SqlLexer lexer = new SqlLexer(Arrays.copyOfRange(sql, from, to), standardConformingStrings);
        Kind kind = lexer.next();
        require(lexer.end() == to - from, "a part of " + (to - from) + " bytes is one token", lexer);
        return kind;
    }

    private static void verdicts(byte[] sql, int cut, boolean wellFormed) {
        StatementVerdict verdict = StatementClassifier.classify(sql);
        ByteBuf whole = Unpooled.wrappedBuffer(sql);
        int quick = StatementClassifier.quick(whole, 0, sql.length);
        // Of a text too deep to read the lexer knows nothing, and the quick look need not read it.
        boolean unread = (verdict.flags() & StateKind.KINDS) == StateKind.UNKNOWN && verdict.changes().isEmpty();
        if (!verdict.isNothing() && wellFormed && !unread && quick != StateKind.NEEDS_LEXER) {
            assertThat(quick).as("the quick look is less careful").isEqualTo(verdict.flags());
        }
        ByteBuf pieces = Unpooled.wrappedBuffer(new byte[3], Arrays.copyOf(sql, cut), Arrays.copyOfRange(sql, cut, sql.length),
                new byte[9]);
        DIRECT.clear().writeZero(3).writeBytes(sql).writeZero(9);
        for (ByteBuf buffer : new ByteBuf[] {pieces, DIRECT}) {
            assertThat(StatementClassifier.classify(buffer, 3, 3 + sql.length)).isEqualTo(verdict);
            assertThat(StatementClassifier.quick(buffer, 3, 3 + sql.length)).isEqualTo(quick);
        }
        int scan = StateWords.scan(whole, 0, sql.length, StateWords.START);
        int inPieces = StateWords.scan(whole, cut, sql.length, StateWords.scan(whole, 0, cut, StateWords.START));
        assertThat(inPieces).isEqualTo(scan);
        assertThat(StateWords.find(whole, 0, sql.length)).as("the filter").isEqualTo(StateWords.flags(scan));
    }
}
