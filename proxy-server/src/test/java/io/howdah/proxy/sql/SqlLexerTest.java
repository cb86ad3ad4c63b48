package io.howdah.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.howdah.proxy.sql.SqlLexer.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SqlLexerTest {

    /**
     * Texts and their tokens: words plain, names in "", strings in '', dollar strings in $$, and ; for the end of a statement.
     */
    static Stream<Arguments> texts() {
        return Stream.of(
                arguments("", List.of()),
                arguments("SELECT 1", List.of("select", "#1")),
                arguments("Select\tA\n,\u000bB_1$x", List.of("select", "a", ",", "b_1$x")),
                arguments("select $1,$23", List.of("select", "@$1", ",", "@$23")),
                arguments("a;b;;c", List.of("a", ";", "b", ";", ";", "c")),
                arguments("1.5e10 .5 1from", List.of("#1.5", "e10", ".", "#5", "#1", "from")),
                // Plain strings: a backslash is an ordinary character.
                arguments("'a;b'", List.of("'a;b'")),
                arguments("'it''s' x", List.of("'it''s'", "x")),
                arguments("'a\\' b", List.of("'a\\'", "b")),
                arguments("''", List.of("''")),
                arguments("''''", List.of("''''")),
                // Escape strings.
                arguments("E'a\\'b;' c", List.of("'a\\'b;'", "c")),
                arguments("e'\\\\' c", List.of("'\\\\'", "c")),
                arguments("E'a''b' c", List.of("'a''b'", "c")),
                // A word that ends in e is no prefix.
                arguments("note'\\' x", List.of("note", "'\\'", "x")),
                // Other strings and names.
                arguments("B'01' x'ff' N'a;' U&'\\0061' u", List.of("'01'", "'ff'", "'a;'", "'\\0061'", "u")),
                arguments("\"Ab;\"\"c\" x", List.of("\"Ab;\"\"c\"", "x")),
                arguments("U&\"d\\0061t\" u&x", List.of("U\"d\\0061t\"", "u", "&", "x")),
                // Strings continued on another line, by the rules of the first part.
                arguments("'a'\n'b' c", List.of("'a'\n'b'", "c")),
                arguments("'a' 'b'", List.of("'a'", "'b'")),
                arguments("E'a' -- it's\n  'b\\'c' d", List.of("'a' -- it's\n  'b\\'c'", "d")),
                arguments("E'a' -- b\n -- c\r'd\\'' e", List.of("'a' -- b\n -- c\r'd\\''", "e")),
                arguments("'a' -- b", List.of("'a'")),
                arguments("'a' -- 'b'\nc", List.of("'a'", "c")),
                arguments("'a' - '\n'", List.of("'a'", "-", "'\n'")),
                arguments("'a' /* b */\n'c'", List.of("'a'", "'c'")),
                arguments("E'a'  \r\n  'b\\'c' d", List.of("'a'  \r\n  'b\\'c'", "d")),
                arguments("'a'\n-- ;'\n'b' c", List.of("'a'\n-- ;'\n'b'", "c")),
                arguments("'a' -- x\n'b'", List.of("'a' -- x\n'b'")),
                // Dollar quotes.
                arguments("$$a;'b$$ c", List.of("$a;'b$", "c")),
                arguments("$x$ $$ $y$ $x$ c", List.of("$ $$ $y$ $", "c")),
                arguments("$a$$$a$", List.of("$$$")),
                arguments("$1$a$ $a$", List.of("@$1", "$ $")),
                arguments("a$b$ c $b$", List.of("a$b$", "c", "!")),
                arguments("$1a $ $x", List.of("@$1", "a", "$", "$", "x")),
                arguments("$\u00e4$ ; $\u00e4$", List.of("$ ; $")),
                // Comments.
                arguments("a -- b;\nc", List.of("a", "c")),
                arguments("a -- b\rc", List.of("a", "c")),
                arguments("a /* b; /* c */ ; */ d", List.of("a", "d")),
                arguments("a /**/ b /***/ c", List.of("a", "b", "c")),
                arguments("a /*/ b */ c", List.of("a", "c")),
                arguments("--", List.of()),
                arguments("/* all comment */", List.of()),
                arguments("a+-1 - -- c", List.of("a", "+", "-", "#1", "-")),
                arguments("a@/*b*/c", List.of("a", "@", "c")),
                // NUL ends the text.
                arguments("a\0b", List.of("a")),
                // Texts that do not end.
                arguments("a 'b", List.of("a", "!")),
                arguments("E'b\\", List.of("!")),
                arguments("a \"b", List.of("a", "!")),
                arguments("$x$ b $x", List.of("!")),
                arguments("a /* b /* c */", List.of("a", "!")));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void cutsTextsAsPostgresDoes(String sql, List<String> tokens) {
        assertThat(tokens(sql, true)).isEqualTo(tokens);
    }

    @Test
    void knowsBothWaysOfPlainStrings() {
        assertThat(tokens("'a\\'; c'", true)).containsExactly("'a\\'", ";", "c", "!");
        assertThat(tokens("'a\\'; b'", false)).containsExactly("'a\\'; b'");
        assertThat(isAmbiguous("select 'a\\'")).isTrue();
        assertThat(isAmbiguous("select N'a\\'")).isTrue();
        assertThat(isAmbiguous("select 'a\\b', E'a\\'', U&'\\'")).isFalse();
    }

    private static boolean isAmbiguous(String sql) {
        SqlLexer lexer = new SqlLexer(sql.getBytes(StandardCharsets.UTF_8), true);
        while (lexer.next() != Kind.END && lexer.kind() != Kind.UNTERMINATED) {
            assertThat(lexer.end()).isGreaterThan(lexer.start());
        }
        return lexer.isAmbiguous();
    }

    @Test
    void coversAnyTextAndComesToItsEnd() {
        Random random = new Random(7);
        String[] pieces = {"'", "\"", "$", "$$", "$a$", "\\", "/*", "*/", "--", "\n", " ", ";", "e", "E'", "u&", "U&\"", "b'",
            "a", "1", "\u00e9",
            "(", ".", "\0", "''", "select"};
        for (int round = 0; round < 50_000; round++) {
            StringBuilder sql = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                sql.append(pieces[random.nextInt(pieces.length)]);
            }
            byte[] bytes = sql.toString().getBytes(StandardCharsets.UTF_8);
            SqlLexer lexer = new SqlLexer(bytes, random.nextBoolean());
            int last = 0;
            while (lexer.next() != Kind.END && lexer.kind() != Kind.UNTERMINATED) {
                assertThat(lexer.start()).as("%s", sql).isGreaterThanOrEqualTo(last);
                assertThat(lexer.end()).as("%s", sql).isGreaterThan(lexer.start());
                lexer.text();
                last = lexer.end();
            }
            assertThat(lexer.end()).isLessThanOrEqualTo(bytes.length);
            lexer.next();
            assertThat(lexer.kind()).isIn(Kind.END, Kind.UNTERMINATED);
        }
    }

    private static List<String> tokens(String sql, boolean standardConformingStrings) {
        SqlLexer lexer = new SqlLexer(sql.getBytes(StandardCharsets.UTF_8), standardConformingStrings);
        List<String> tokens = new ArrayList<>();
        while (lexer.next() != Kind.END) {
            switch (lexer.kind()) {
                case WORD, SYMBOL -> tokens.add(lexer.text());
                case QUOTED_NAME -> tokens.add('"' + lexer.text() + '"');
                case UNICODE_NAME -> tokens.add("U\"" + lexer.text() + '"');
                case STRING -> tokens.add("'" + lexer.text() + "'");
                case DOLLAR_STRING -> tokens.add("$" + lexer.text() + "$");
                case NUMBER -> tokens.add("#" + lexer.text());
                case PARAMETER -> tokens.add("@" + lexer.text());
                case SEMICOLON -> tokens.add(";");
                default -> {
                    tokens.add("!");
                    return tokens;
                }
            }
        }
        return tokens;
    }
}
