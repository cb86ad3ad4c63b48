package io.howdah.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateWordsTest {

    private static final String B = "[^a-z0-9_$\\x80-\\xff]";

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "select 1 ~ NONE",
        "`` ~ NONE",
        "select set_config('a', 'b', false) ~ SETTING|ROLE",
        "SELECT Pg_Catalog.SET_CONFIG($1, $2, $3) ~ SETTING|ROLE",
        "select \"set_config\"($1) ~ SETTING|ROLE",
        "set_config ~ SETTING|ROLE",
        "select my_set_config(1) ~ NONE",
        "update pg_settings set setting = 1 ~ SETTING|ROLE",
        "select set_limit(0.5) ~ SETTING",
        "select pg_advisory_lock(1) ~ ADVISORY_LOCK",
        "select pg_try_advisory_lock_shared(1) ~ ADVISORY_LOCK",
        "select pg_advisory_xact_lock(1), pg_advisory_unlock(1) ~ NONE",
        "create temp table t (a int) ~ TEMPORARY",
        "create TEMPORARY table t (a int) ~ TEMPORARY",
        "select 1 into temp/**/t ~ TEMPORARY",
        "select * from pg_temp.t ~ TEMPORARY",
        "select template, attempt, temperature, temp_id, a_temp from t ~ NONE",
        "declare c cursor with hold for select 1 ~ HOLD_CURSOR",
        "select threshold, household, holder, hold_id from t ~ NONE",
        "listen a ~ LISTEN",
        "select listener, listen_id from t ~ NONE",
        "select setseed(0.5) ~ UNKNOWN",
        "select u&\"d\\0061t\" ~ UNKNOWN",
        "select u&x, xu&\"a\" ~ NONE",
        "select dblink_connect_u('a', 'b') ~ LOADED",
        "select pg_replication_origin_session_setup('a') ~ LOADED",
        "select lastval(), currval('s') ~ SEQUENCE_READ",
        "select nextval('s'), setval('s', 1) ~ SEQUENCE_USED",
        "select interval '1', my_lastval() ~ NONE",
        "select 1; ~ NONE",
        "`select 1; \n\t;; ` ~ NONE",
        "select 1; select 2 ~ SEMICOLON",
        "select 1;-- x ~ SEMICOLON",
        ";select 1 ~ SEMICOLON",
        "select 'a;b' ~ SEMICOLON",
        "set_set_config ~ NONE",
        "pg_advisory_advisory_lock ~ ADVISORY_LOCK",
        "create temp temp x; set_config hold hold  ~ SETTING|ROLE|TEMPORARY|HOLD_CURSOR|SEMICOLON"})
    void findsTheWords(String sql, String flags) {
        assertThat(StateKind.toString(scan(sql))).isEqualTo(flags.strip());
    }

    @Test
    void takesTheNulAtATextsEndForABlank() {
        ByteBuf buf = Unpooled.wrappedBuffer(new byte[] {'a', ';', 0});
        assertThat(StateWords.flags(StateWords.scan(buf, 0, 3, StateWords.START))).isZero();
    }

    @Test
    void findsTheSameWhereverTheTextIsCut() {
        String sql = "select set_config('a', $1, false), pg_advisory_lock(1) into temp t; declare c cursor with hold for select U&\"x\";"
                + " select dblink_connect('x') ; ";
        ByteBuf whole = buffer(sql);
        int expected = StateWords.scan(whole, 0, whole.writerIndex(), StateWords.START);
        for (int cut = 0; cut <= whole.writerIndex(); cut++) {
            int scan = StateWords.scan(whole, 0, cut, StateWords.START);
            assertThat(StateWords.scan(whole, cut, whole.writerIndex(), scan)).as("cut at %d", cut).isEqualTo(expected);
        }
        int scan = StateWords.START;
        for (int i = 0; i < whole.writerIndex(); i++) {
            scan = StateWords.scan(whole, i, i + 1, scan);
        }
        assertThat(scan).isEqualTo(expected);
    }

    /** Compares texts of word pieces, cut anywhere, with regular expressions. */
    @Test
    void agreesWithRegularExpressions() {
        Random random = new Random(11);
        String[] pieces = {"set", "_config", "set_config", "SET_CONFIG", "advisory", "_lock", "_xact", "temp", "orary", "pg_",
            "pg_temp", "hold",
            "HOLD", "listen", "setseed", "lastval", "next", "val", "set_limit", "settings", "pg_settings", "u&", "\"", "U&\"",
            "dblink", "_connect", ";", ";", " ", " ",
            "\n", ".", "x", "_", "1", "$", "\u00e9", "(", "\0"};
        for (int round = 0; round < 100_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(10); i >= 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            String sql = text.toString();
            ByteBuf buf = Unpooled.copiedBuffer(sql, StandardCharsets.ISO_8859_1);
            int[] cuts = random.ints(random.nextInt(4), 0, sql.length() + 1).sorted().toArray();
            int scan = StateWords.START;
            int from = 0;
            for (int cut : cuts) {
                scan = StateWords.scan(buf, from, cut, scan);
                from = cut;
            }
            scan = StateWords.scan(buf, from, sql.length(), scan);
            assertThat(StateKind.toString(StateWords.flags(scan))).as("%s cut at %s", sql, Arrays.toString(cuts))
                    .isEqualTo(StateKind.toString(expected(sql)));
            assertThat(StateWords.find(buf, 0, sql.length())).as(sql).isEqualTo(expected(sql));
        }
    }

    @Test
    void theFasterLookMissesNoWordAnywhere() {
        String[] words = {"set_config", "SET_LIMIT", "pg_settings", "pg_advisory_lock", "Temp", "temporary", "pg_temp", "hold",
            "LISTEN",
            "setseed", "u&\"", "U&\"", "dblink_connect", "pg_replication_origin_session_setup", "lastval", "CurrVal", "nextval",
            "setval", ";"};
        for (String word : words) {
            for (int before = 0; before < 20; before++) {
                for (int after = 0; after < 20; after++) {
                    ByteBuf buf = buffer("x".repeat(before) + " " + word + " " + "y".repeat(after + 1));
                    assertThat(StateWords.find(buf, 0, buf.writerIndex())).as("%s after %d, before %d", word, before, after)
                            .isNotZero();
                }
            }
        }
        ByteBuf none = buffer("select template_id, count(*) from attempts where threshold > 1 and household = $1 ; \n");
        assertThat(StateWords.find(none, 0, none.writerIndex())).isZero();
    }

    private static int expected(String sql) {
        String text = " " + sql.toLowerCase(Locale.ROOT);
        int flags = 0;
        flags |= found(text, B + "(set_config|pg_settings)", StateKind.SETTING | StateKind.ROLE);
        flags |= found(text, B + "set_limit", StateKind.SETTING);
        flags |= found(text, "advisory_lock", StateKind.ADVISORY_LOCK);
        flags |= found(text, B + "(temp" + B + "|temporary" + B + "|pg_temp)", StateKind.TEMPORARY);
        flags |= found(text, B + "hold" + B, StateKind.HOLD_CURSOR);
        flags |= found(text, B + "listen" + B, StateKind.LISTEN);
        flags |= found(text, B + "(setseed|u&\")", StateKind.UNKNOWN);
        flags |= found(text, B + "dblink_connect", StateKind.LOADED);
        flags |= found(text, B + "(lastval|currval)", StateKind.SEQUENCE_READ);
        flags |= found(text, B + "(nextval|setval)", StateKind.SEQUENCE_USED);
        flags |= found(text, ";[^ \\n\\x00;]|;[ \\n\\x00;]+[^ \\n\\x00;]", StateKind.SEMICOLON);
        return flags;
    }

    private static int found(String text, String pattern, int flags) {
        return Pattern.compile(pattern).matcher(text).find() ? flags : 0;
    }

    private static ByteBuf buffer(String sql) {
        return Unpooled.copiedBuffer(sql, StandardCharsets.UTF_8);
    }

    private static int scan(String sql) {
        ByteBuf buf = buffer(sql);
        return StateWords.flags(StateWords.scan(buf, 0, buf.writerIndex(), StateWords.START));
    }
}
