package io.howdah.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.testing.TestConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecentTextsTest {

    private static final String NO_TYPES = "";

    private final ResultCache cache = new ResultCache(TestConfig.of("").cache(), statement -> {});
    private final Scope scope = scope("a");
    private final StatementForm reader = new StatementForm();
    private final RecentTexts texts = new RecentTexts();
    private final Map<RecentTexts.Meaning, String> forms = new IdentityHashMap<>();

    private Scope scope(String user, Place.Setting... settings) {
        return cache.scope(new Place("db", user, user, "db", "localhost", List.of(settings)));
    }

    /** What is found for a text with parameter types, before anybody reads the text. */
    private RecentTexts.@Nullable Meaning found(String sql, String types, Scope of) {
        ByteBuf in = Unpooled.copiedBuffer("xx" + sql + "\0" + types + "yy", StandardCharsets.ISO_8859_1);
        int to = 2 + sql.length();
        return texts.find(in, 2, to, types.isEmpty() ? to : to + 1 + types.length(), of);
    }

    /** The kind and the form of a text, read with care. */
    private String read(String sql, Scope of) {
        StatementForm.Kind kind = reader.read(Unpooled.copiedBuffer(sql, StandardCharsets.ISO_8859_1), 0, sql.length(),
                of.escapes());
        return kind + (kind == StatementForm.Kind.TELLABLE
                ? new String(reader.buffer(), 0, reader.length(), StandardCharsets.ISO_8859_1) : "");
    }

    /** Looks for a text, and keeps it if it has to be read. @return whether it was found */
    private boolean look(String sql, String types, Scope of) {
        RecentTexts.Meaning found = found(sql, types, of);
        String right = read(sql, of);
        if (found == null) {
            StatementForm.Kind kind = StatementForm.Kind.valueOf(right.split(" ", 2)[0].replaceAll("[^A-Z_].*", ""));
            forms.put(texts.keep(kind, null, reader.constants()), right);
            return false;
        }
        assertThat(forms.get(found)).as(sql).isEqualTo(right);
        return true;
    }

    private boolean look(String sql) {
        return look(sql, NO_TYPES, scope);
    }

    @ParameterizedTest
    @DisplayName("Texts that differ in plain constants")
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "SELECT v FROM t WHERE id = 1                  | SELECT v FROM t WHERE id = 2147483647",
        "SELECT v FROM t WHERE id = 1 AND n = 'a'      | SELECT v FROM t WHERE id = 77 AND n = 'it is longer -- /* $$'",
        "INSERT INTO t VALUES (1, 2.5, '')             | INSERT INTO t VALUES (2, 12.25, 'x')",
        "SELECT v FROM t WHERE id IN (1, 2, 3)         | SELECT v FROM t WHERE id IN (30, 20, 10)",
        "UPDATE t SET n = n + 3000000000               | UPDATE t SET n = n + 9223372036854775807",
        "BEGIN                                         | BEGIN",
        "DELETE FROM t                                 | DELETE FROM t"})
    void found(String one, String other) {
        assertThat(look(one)).isFalse();
        assertThat(look(other)).isTrue();
    }

    @ParameterizedTest
    @DisplayName("Texts that may have another form, or have to be read with care")
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "SELECT v FROM t WHERE id = 1            | SELECT v FROM t WHERE id = 2147483648",
        "SELECT v FROM t WHERE id = 1            | SELECT v FROM t WHERE id = 1.5",
        "SELECT v FROM t WHERE id = 1            | SELECT v FROM t WHERE id = 1e5",
        "SELECT v FROM t WHERE id = 1            | SELECT v FROM t WHERE id = 01",
        "SELECT v FROM t WHERE id = 1            | SELECT v FROM t WHERE id = 'a'",
        "SELECT v FROM t WHERE id = 1            | SELECT v FROM t WHERE id = 1; DROP TABLE t",
        "SELECT v FROM t WHERE id = 1            | SELECT v FROM t WHERE id = 1 FOR UPDATE",
        "SELECT v FROM t WHERE id = 1 AND x      | SELECT v FROM t WHERE id = 1 OR x",
        "SELECT v FROM t ORDER BY 1              | SELECT v FROM t ORDER BY 2",
        "SELECT 'a' FROM t                       | SELECT 'a''b' FROM t",
        "SELECT 'a' FROM t                       | SELECT 'a\\' FROM t; --' FROM t",
        "SELECT 'a' FROM t                       | SELECT 'a FROM t",
        "SELECT 'a' FROM t                       | SELECT E'a' FROM t",
        "SELECT E'a' FROM t                      | SELECT E'b' FROM t",
        "SELECT $1 FROM t                        | SELECT $2 FROM t",
        "SELECT t1 FROM t                        | SELECT t2 FROM t",
        "SET app.n = 1                           | SET app.n = 2"})
    void read(String one, String other) {
        look(one);
        assertThat(look(other)).isFalse();
    }

    @Test
    @DisplayName("The same text with other parameter types, of another scope, or where a backslash escapes")
    void otherKeys() {
        assertThat(look("SELECT $1", "\0\1int4", scope)).isFalse();
        assertThat(look("SELECT $1", "\0\1int4", scope)).isTrue();
        assertThat(look("SELECT $1", "\0\1int8", scope)).isFalse();
        assertThat(look("SELECT $1", NO_TYPES, scope)).isFalse();
        assertThat(look("SELECT $2", NO_TYPES, scope)).isFalse();
        assertThat(look("SELECT $2", "\0\1int8", scope)).isFalse();
        Scope escaping = scope("a",
                new Place.Setting("standard_conforming_strings", "off", "SET standard_conforming_strings TO off"));
        for (Scope other : List.of(scope("b"), escaping)) {
            assertThat(look("SELECT $1", NO_TYPES, other)).isFalse();
        }
    }

    @Test
    @DisplayName("A text that is too long is read each time, and is not taken for the text before it")
    void tooLong() {
        String text = "SELECT '" + "a".repeat(3_000) + "'";
        assertThat(look("SELECT 1")).isFalse();
        assertThat(look(text)).isFalse();
        assertThat(look(text)).isFalse();
        assertThat(look("SELECT 2")).isTrue();
    }

    /** Parts of texts, such as confuse who reads by halves. */
    private static final List<String> PARTS = List.of("1", "0", "01", "1.5", "1.", ".5", "1..2", "2147483647", "2147483648",
            "9223372036854775807", "9223372036854775808", "99999999999999999999", "1e5", "1E", "0x1F", "9_000_000_000", "1_000",
            "_0", "7a", "a7", "$1", "$12",
            "'a'",
            "''", "'a''b'", "'a\\'", "'a\\\\'", "E'a\\'b'", "e'a'", "N'a'", "b'1'", "x'1F'", "U&'a'", "U&\"a\"", "\"a'b\"",
            "\"7\"",
            "$$a'b$$", "$q$7$q$", "'a'\n'b'", "'a' --\n'b'", "-- '7\n", "/* 7 ' */", "/* '", "order by", "BY", "distinct on (",
            "in (",
            "(", ")", ",", "+", "-", "::", "::int", ";", "and", "for update", "null", "as x", " ", "\n", ".", "'", "\\", "limit",
            "\u0083", "\u00e4");

    private static String random(Random random, String before) {
        StringBuilder sql = new StringBuilder();
        if (random.nextInt(3) == 0) {
            sql.append("SELECT ");
            int count = 1 + random.nextInt(8);
            for (int i = 0; i < count; i++) {
                sql.append(PARTS.get(random.nextInt(PARTS.size()))).append(random.nextInt(3) == 0 ? "" : " ");
            }
            return sql.toString();
        }
        sql.append(before);
        int changes = 1 + random.nextInt(2);
        for (int i = 0; i < changes && sql.length() > 8; i++) {
            int at = 7 + random.nextInt(sql.length() - 7);
            switch (random.nextInt(4)) {
                case 0 -> sql.deleteCharAt(at);
                case 1 -> sql.insert(at, random.nextInt(100));
                case 2 -> sql.setCharAt(at, "0123456789'.\\ab $".charAt(random.nextInt(17)));
                default -> sql.insert(at, PARTS.get(random.nextInt(PARTS.size())));
            }
        }
        return sql.toString();
    }

    @Test
    @DisplayName("Whatever is found is what reading with care says, for random texts that differ little from those before")
    void random() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Scope escaping = scope("a",
                new Place.Setting("standard_conforming_strings", "off", "SET standard_conforming_strings TO off"));
        String sql = "SELECT 1";
        int found = 0;
        for (int i = 0; i < 200_000; i++) {
            sql = random(random, sql);
            try {
                found += look(sql, NO_TYPES, i % 7 == 0 ? escaping : scope) ? 1 : 0;
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(found).isGreaterThan(5_000);
    }
}
