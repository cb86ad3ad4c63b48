package io.howdah.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementFormTest {

    private final StatementForm reader = new StatementForm();

    private StatementForm.Kind kind(String sql) {
        return kind(sql, false);
    }

    private StatementForm.Kind kind(String sql, boolean escapes) {
        ByteBuf in = Unpooled.copiedBuffer("xx" + sql + "\0yy", StandardCharsets.UTF_8);
        return reader.read(in, 2, in.writerIndex() - 3, escapes);
    }

    private String form(String sql) {
        assertThat(kind(sql)).as(sql).isEqualTo(StatementForm.Kind.TELLABLE);
        return new String(reader.buffer(), 0, reader.length(), StandardCharsets.UTF_8).replace('\0', '#');
    }

    @ParameterizedTest
    @DisplayName("Statements that differ in constants, spelling of words, blanks and comments have one form")
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "SELECT * FROM t WHERE id = 1         | select  *\tFROM T where ID = 2147483647",
        "SELECT 'a'                           | SELECT /* hint */ 'b''c' -- end",
        "SELECT 3000000000                    | SELECT 9223372036854775807",
        "SELECT 1.5                           | SELECT 99999999999999999999",
        "SELECT $q$x$q$                       | SELECT $$y$$",
        "INSERT INTO t VALUES (1, 'a');       | INSERT INTO t VALUES (2, 'b')",
        "SELECT * FROM t WHERE id IN (1, 2)   | SELECT * FROM t WHERE id IN (4,5, 6)",
        "SELECT x FROM t WHERE a = 1 LIMIT 10 | SELECT x FROM t WHERE a = 2 LIMIT 20",
        "SELECT x FROM t ORDER BY x LIMIT 5000 | SELECT x FROM t ORDER BY x LIMIT 6000"})
    void oneForm(String one, String other) {
        assertThat(form(one)).isEqualTo(form(other));
    }

    @ParameterizedTest
    @DisplayName("Statements of which PostgreSQL may say different things have different forms")
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "SELECT f(1)                    | SELECT f('1')",
        "SELECT f(1)                    | SELECT f(3000000000)",
        "SELECT f(2147483647)           | SELECT f(2147483648)",
        "SELECT f(9223372036854775807)  | SELECT f(9223372036854775808)",
        "SELECT f(1)                    | SELECT f(1.0)",
        "SELECT f(1)                    | SELECT f(1e0)",
        "SELECT x IN (1)                | SELECT x IN (1, 2)",
        "SELECT f(00000000000000000001) | SELECT f(10000000000000000001)",
        "SELECT f(0x7FFFFFFF)           | SELECT f(0xFFFFFFFF)",
        "SELECT f(1_000_000_000)        | SELECT f(9_000_000_000)",
        "SELECT f('a')                  | SELECT f(b'1')",
        "SELECT f('a')                  | SELECT f(E'a')",
        "SELECT f(1, 2)                 | SELECT f(1, 2, 3)",
        "SELECT a, b FROM t ORDER BY 1  | SELECT a, b FROM t ORDER BY 2",
        "SELECT a, b FROM t GROUP BY 1, 2 | SELECT a, b FROM t GROUP BY 1, 3",
        "SELECT DISTINCT ON (1) a, b FROM t | SELECT DISTINCT ON (2) a, b FROM t",
        "SELECT a FROM t ORDER\tBY 1    | SELECT a FROM t ORDER\tBY 2",
        "SELECT x FROM (SELECT 1) q(x)  | SELECT x FROM (SELECT 'a') q(x)",
        "SELECT * FROM t                | SELECT * FROM \"t\"",
        "SELECT * FROM T                | SELECT * FROM \"T\"",
        "SELECT a<-1 FROM t             | SELECT a< -1 FROM t",
        "SELECT $1                      | SELECT $2",
        "SELECT a FROM t                | SELECT a FROM u",
        "SELECT 'a' b                   | SELECT 'a' c",
        "SELECT aint                    | SELECT a int",
        "SELECT 1 IN (1)                | SELECT 1 IN ('1')",
        "VALUES (1,2)                   | VALUES (1,2,3)"})
    void otherForms(String one, String other) {
        assertThat(form(one)).isNotEqualTo(form(other));
    }

    @Test
    @DisplayName("A form has no constant in it that is not a column's number")
    void noConstants() {
        assertThat(form("SELECT name FROM t WHERE secret = 'hunter2' AND pin IN (1234, 5678) AND at > 12.5"))
                .isEqualTo(" select name from t where secret =#s' and pin in (#i?,#i?) and at >#d?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BEGIN", "begin;", "COMMIT", "END;", "ROLLBACK", "ROLLBACK PREPARED 'x'", "SAVEPOINT a",
        "SET TimeZone TO 'b;'", "SHOW x", "RESET work_mem", "-- nothing", "", " ; ;", "DISCARD PLANS", "LISTEN x",
        "/* x */ begin",
        "set local statement_timeout = 5", "SET TIME ZONE 'UTC'", "SET TRANSACTION READ ONLY", "COMMIT AND CHAIN",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", "SET LOCAL app.user_id = '5'", "SET CONSTRAINTS ALL DEFERRED"})
    void writeNothing(String sql) {
        assertThat(kind(sql)).isEqualTo(StatementForm.Kind.HARMLESS);
    }

    @ParameterizedTest
    @DisplayName("What texts mean may be another thing behind these")
    @ValueSource(strings = {"SET search_path TO timezone", "SET LOCAL search_path = a", "SET ROLE app",
        "SET SESSION AUTHORIZATION DEFAULT",
        "RESET ALL", "RESET search_path", "DISCARD ALL", "SET \"search_path\" TO a", "SET LOCAL \"timezone\" TO a",
        "SET NAMES 'SJIS'",
        "SET row_security = off", "SET"})
    void changeMeaning(String sql) {
        assertThat(kind(sql)).isEqualTo(StatementForm.Kind.CHANGES_MEANING);
    }

    @Test
    @DisplayName("In encodings such as SJIS a backslash may be half a character, so a string with escapes may end elsewhere")
    void halfCharacters() {
        byte[] sql = "select E'\u0083\\'; delete from w; --'".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(reader.read(Unpooled.wrappedBuffer(sql), 0, sql.length, false)).isEqualTo(StatementForm.Kind.ANYTHING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"COMMIT PREPARED 'x'", "commit /* a */ Prepared 'x'", "DO $$ $$", "CALL p()", "TRUNCATE t",
        "COPY t FROM STDIN",
        "CREATE TABLE x()", "ALTER TABLE t ADD c int", "GRANT ALL ON t TO u", "EXECUTE p", "PREPARE p AS DELETE FROM t",
        "EXPLAIN ANALYZE DELETE FROM t", "BEGIN; DELETE FROM t; COMMIT", "SELECT 1; DELETE FROM t",
        "SET timezone TO 'b'; DELETE FROM t",
        "SELECT 'unterminated", "BEGIN 'x", "SELECT /* open", "REFRESH MATERIALIZED VIEW v", "FETCH 1 FROM c",
        "DECLARE c CURSOR FOR SELECT 1",
        "SELECT 'a\\'' ; DELETE FROM t; -- '", "$1", ";;DELETE FROM t;SELECT 1", "VACUUM",
        "IMPORT FOREIGN SCHEMA s FROM SERVER x INTO y",
        "SECURITY LABEL ON TABLE t IS 'x'", "\u00e9"})
    void mayDoAnything(String sql) {
        assertThat(kind(sql)).isEqualTo(StatementForm.Kind.ANYTHING);
    }

    @Test
    @DisplayName("With standard_conforming_strings off, a backslash escapes the quote that seems to end a string")
    void escapes() {
        String sql = "SELECT 'a\\' FROM t; DELETE FROM t; --'";
        assertThat(kind(sql, true)).isEqualTo(StatementForm.Kind.TELLABLE);
        assertThat(kind(sql, false)).isEqualTo(StatementForm.Kind.ANYTHING);
    }

    @Test
    void aTextThatIsTooLongMayDoAnything() {
        assertThat(kind("SELECT '" + "x".repeat(StatementForm.LONGEST) + "'")).isEqualTo(StatementForm.Kind.ANYTHING);
        assertThat(kind("SELECT '" + "x".repeat(StatementForm.LONGEST - 100) + "'")).isEqualTo(StatementForm.Kind.TELLABLE);
    }

    @Test
    @DisplayName("The longest form fits, and a reader forgets the text before")
    void manyTokens() {
        String sql = "SELECT a" + ",1".repeat(5_000) + "+\"b\"".repeat(1_000);
        String form = form(sql);
        assertThat(form).hasSizeGreaterThan(20_000).endsWith("+\"b\"");
        assertThat(form("SELECT 1")).isEqualTo(" select#i?");
        assertThat(form(sql)).isEqualTo(form);
    }
}
