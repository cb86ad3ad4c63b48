package io.howdah.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StatementFingerprintTest {

    private static StatementFingerprint of(String sql) {
        return StatementFingerprint.of(sql.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("SELECT * FROM t WHERE id = 42", "select * from t where id = ?"),
                Arguments.of("select *\nfrom  t where ID=-1e5", "select * from t where id =- ?"),
                Arguments.of("SELECT 'secret', E'it\\'s', U&'x', $$dollars$$, $tag$more$tag$, 0x1F", "select ?, ..."),
                Arguments.of("INSERT INTO \"Mixed\" (a, b) VALUES ($1, 'x')", "insert into \"Mixed\" (a, b) values ($1, ?)"),
                Arguments.of("SELECT 1 WHERE a IN (1, 2, 3, 4)", "select ? where a in (?, ...)"),
                Arguments.of("SELECT a.b -- a secret\n, c /* another /* within */ */ FROM s.t", "select a.b, c from s.t"),
                Arguments.of("SELECT x::int, y <> 5 ;", "select x :: int, y <> ?;"),
                Arguments.of("SELECT 'a string that does not end", "select ..."),
                Arguments.of("SELECT 1\0SELECT 'behind the end'", "select ?"),
                Arguments.of("", ""));
    }

    @ParameterizedTest
    @MethodSource("texts")
    @DisplayName("no constant is left in the text")
    void text(String sql, String text) {
        assertThat(of(sql).text()).isEqualTo(text);
    }

    @Test
    @DisplayName("what differs in constants, blanks, comments, case and lengths of lists alone has one number")
    void same() {
        StatementFingerprint one = of("SELECT * FROM t WHERE id IN (1, 2) AND name = 'a'");
        assertThat(of("select  *  from T where ID in(7,8,9)\nand name='b' /*traceparent='00-x'*/")).isEqualTo(one);
        assertThat(of("SELECT * FROM u WHERE id IN (1, 2) AND name = 'a'").hash()).isNotEqualTo(one.hash());
        assertThat(one.hashText()).matches("[0-9a-f]{16}");
    }

    @Test
    @DisplayName("whatever the bytes are, nothing is thrown, and no string gets through")
    void anything() {
        Random random = new Random(7);
        String alphabet = "'\"$aE1.,()-/* \n\\?;";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder sql = new StringBuilder("SELECT 'KEEP");
            for (int length = random.nextInt(40); length > 0; length--) {
                sql.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(of(sql.toString()).text()).as("of %s", sql).doesNotContain("KEEP");
        }
    }
}
