package io.howdah.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.howdah.protocol.CStrings;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockLiteralsTest {

    /** Text, NUL, number of parameter types, as behind the name in a Parse message. */
    private static boolean areIn(String text) {
        return ClockLiterals.areIn(CStrings.bytes(text + "\0\0\0"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "SELECT 'now'::timestamptz              | true", "SELECT timestamptz ' NOW '              | true",
        "select date 'Today'                    | true", "select 'tomorrow 12:00'                 | true",
        "SELECT '[yesterday,now]'               | true", "SELECT '{2024-01-01,today}'             | true",
        "SELECT timetz 'allballs'               | true", "SELECT N'now', n'x'                     | true",
        "SELECT 'today12:00', '2'               | true", "SELECT '12:00_today'                    | true",
        "SELECT 1; SELECT 'now'                 | true", "SELECT /* 'x' */ 'now' -- 'x'           | true",
        "SELECT $$now$$::date, $$a$$            | true", "SELECT $a$ it's now $a$                 | true",
        "SELECT E'now', e'a'                    | true", "SELECT E'\\x6eow'                       | true",
        "SELECT E'\\x6Eow'                      | true", "SELECT e'\\156ow'                       | true",
        "SELECT E'n\\u006fw'                    | true", "SELECT E'no\\U00000077'                 | true",
        "SELECT E'n\\ow'                        | true", "SELECT E'\\tnow'                        | true",
        "SELECT E'{n\\\\\\\\ow}'                | true", "SELECT '{n\\ow}'                        | true",
        "SELECT '[n\"o\"w,)'                    | true", "SELECT '\\x6eow'                        | true",
        "SELECT U&'\\006eow'                    | true", "SELECT u&'!006eow' UESCAPE '!'          | true",
        "SELECT 'a''now''b'                     | true", "SELECT 'a\\'                            | true",
        "SELECT now()                           | false", "SELECT today FROM t                    | false",
        "SELECT \"now\" FROM \"today\"          | false", "SELECT 1 -- 'now'                      | false",
        "SELECT /* 'now' */ 1                   | false", "SELECT 'know', 'nowhere', 'snowfall'   | false",
        "SELECT 'epoch', 'infinity', 'current'  | false", "SELECT '2024-01-01', '12:00'           | false",
        "SELECT 'it''s', '''', ''               | false", "SELECT x ~ '\\d+\\.\\w', E'a\\nb'     | false",
        "SELECT 'a', 'b' FROM t                 | false", "SELECT $1::date, $2                    | false",
        "SELECT B'01', X'1f', $$a$$, $x$'$x$    | false", "''                                     | false"})
    void literals(String text, boolean found) {
        assertThat(areIn(text)).isEqualTo(found);
    }

    @Test
    void stringsOnSeveralLines() {
        for (String text : List.of("SELECT 'no'\n'w'", "SELECT 'no'  \r\n\t 'w'", "SELECT 'no' -- it's\n -- so\n'w'",
                "SELECT E'n'\n'\\x6f'\n'w'", "SELECT ''\n'now'")) {
            assertThat(areIn(text)).as(text).isTrue();
        }
        assertThat(areIn("SELECT 'a',\n'b'\nFROM t")).isFalse();
        assertThat(areIn("SELECT 'a''b'\nFROM t")).isFalse();
        assertThat(areIn("SELECT $$a'\n'b$$")).isFalse();
    }

    /** The string ends elsewhere if standard_conforming_strings is off, and what follows may be a string. */
    @Test
    void backslashBeforeAQuote() {
        assertThat(areIn("SELECT 'a\\'' || 'now' -- '")).isTrue();
        assertThat(areIn("SELECT E'it\\'s'")).as("too strict, for simplicity").isTrue();
    }

    @Test
    void textsWithoutEnd() {
        for (String text : List.of("'now", "$$now", "/* 'now'", "\"now", "E'\\", "'\\", "U&'", "'a'\n", "$")) {
            areIn(text);
        }
        assertThat(ClockLiterals.areIn(new byte[0])).isFalse();
        assertThat(ClockLiterals.areIn(CStrings.bytes("SELECT 1\0'now'"))).as("behind the text").isFalse();
    }

    @Test
    void anyBytes() {
        Random random = new Random(14);
        String letters = "'\"\\$Ee&uUxno w0\n-";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(30); length > 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            areIn(text.toString());
        }
    }

    @Test
    void timeIsProportionalToTheText() {
        for (String repeated : List.of("'", "' ", "'\n", "'\n ", "\\", "'\\x", "nownow", "\"n", "--'", "$a")) {
            String text = "SELECT '" + repeated.repeat(300_000);
            assertTimeoutPreemptively(Duration.ofSeconds(60), () -> areIn(text + "'"));
        }
    }
}
