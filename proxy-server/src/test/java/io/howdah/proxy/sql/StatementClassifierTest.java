package io.howdah.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementClassifierTest {

    @ParameterizedTest
    @ValueSource(strings = {"", ";", "-- nothing", "select 1", "SELECT * FROM t WHERE a = $1 FOR UPDATE",
        "(select 1) union (select 2)",
        "insert into t values (1, 'a') on conflict do update set a = 1 returning *", "update t set template = 'x'",
        "delete from t",
        "merge into t using s on true when matched then do nothing", "with x as (select 1) select * from x", "values (1)",
        "table t",
        "BEGIN", "begin isolation level serializable read only", "START TRANSACTION", "COMMIT", "commit and chain", "END",
        "ROLLBACK",
        "rollback to savepoint a", "ABORT", "savepoint a", "release a", "show search_path", "fetch 1 from c", "move c", "close c",
        "copy t from stdin", "lock table t", "notify a, 'b'", "unlisten *", "execute p(1)",
        "declare c cursor for select 1", "explain analyze select 1", "create table t (a int)", "alter table t add b int",
        "drop table t",
        "truncate t", "grant select on t to u", "vacuum", "analyze t", "/* route=a */ select 1", "select 1 -- done",
        "alter role u set search_path = a", "select pg_advisory_xact_lock(1)", "select pg_advisory_unlock(1)", "select 1;"})
    void quickLetsEverydayTextsPass(String sql) {
        assertThat(quick(sql)).isEqualTo(StateKind.NONE);
        assertThat(StatementClassifier.classify(sql)).isSameAs(StatementVerdict.NOTHING);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        // A word makes the lexer read these statements, and the lexer finds no state.
        "SET LOCAL search_path = a", "set local role x", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        "set constraints all deferred",
        "set transaction_isolation = 'serializable'", "set session transaction_read_only = on", "SET TRANSACTION SNAPSHOT 'x'",
        "discard plans", "discard temp", "discard sequences", "prepare transaction 'x'", "select 'a;b'", "select 1; select 2",
        "begin; insert into t values (';'); commit", "select 'create temp table'", "select $$set_config($$",
        "select 1 /* set_config */",
        "select set_config('role', $1, true)", "select set_config('a.b', 'x', 'on')", "set local enable_sort = off",
        "select name from pg_settings", "select 'pg_temp_1' ~ nspname", "select temp from t", "select temp , hold from t",
        "declare c cursor without hold for select 1", "create temp table t (a int) on commit drop",
        "CREATE LOCAL TEMPORARY TABLE t ON COMMIT DROP AS SELECT 1", "select * from pg_temp.t",
        "create function f() returns void language sql as $$ select set_config('a', 'b', false) $$",
        "create function f() returns void language plpgsql set search_path = a as 'begin; create temp table x(); end'",
        "explain (analyze, format json) execute p", "explain execute p", "explain do nothing", "explain set a = 1",
        "select \"temp\" from t",
        "alter function f() set search_path = pg_catalog", "select set_config from t", "select 1;;;", "; ;"})
    void nothingIsLeftBehind(String sql) {
        assertThat(StatementClassifier.classify(sql)).isEqualTo(StatementVerdict.NOTHING);
        assertNoLess(sql);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        // SET.
        "SET search_path TO a, b ~ SETTING ~ SET search_path",
        "set SESSION Search_Path = a ~ SETTING ~ SET search_path",
        "set \"Search_Path\" = a ~ SETTING ~ SET search_path",
        "set session = 1 ~ SETTING ~ SET session",
        "set my.Own.name to 'x' ~ SETTING ~ SET my.own.name",
        "`/* c */ set -- d\n a/**/=/**/1;` ~ SETTING ~ SET a",
        "set time zone 'UTC' ~ SETTING ~ SET timezone",
        "set session time zone interval '1' hour ~ SETTING ~ SET timezone",
        "set time zone local ~ NONE ~ RESET timezone",
        "set time zone default ~ NONE ~ RESET timezone",
        "set names 'latin1' ~ SETTING ~ SET client_encoding",
        "set names ~ NONE ~ RESET client_encoding",
        "set schema 'a' ~ SETTING ~ SET search_path",
        "set seed to 0.5 ~ SETTING ~ SET seed",
        "set seed 0.5 ~ UNKNOWN ~ ",
        "set xml option document ~ SETTING ~ SET xmloption",
        "set a to default ~ NONE ~ RESET a",
        "set a = default ~ NONE ~ RESET a",
        "set session characteristics as transaction isolation level repeatable read, read only, not deferrable ~ SETTING ~ "
                + "SET default_transaction_isolation,SET default_transaction_read_only,SET default_transaction_deferrable",
        "set session characteristics as transaction isolation level read committed ~ SETTING ~ SET default_transaction_isolation",
        "set search_path = pg_temp, a ~ SETTING|TEMPORARY ~ SET search_path",
        "set search_path = 'pg_temp' ~ SETTING|TEMPORARY ~ SET search_path",
        "set search_path = e'pg\\x5ftemp' ~ SETTING|TEMPORARY ~ SET search_path",
        "set a ~ UNKNOWN ~ ",
        "set 1 = 2 ~ UNKNOWN ~ ",
        // SET LOCAL.
        "set local a = 1 ~ SET_LOCALLY ~ ",
        "SET LOCAL TIME ZONE 'UTC' ~ SET_LOCALLY ~ ",
        "set local time zone default ~ SET_LOCALLY ~ ",
        "set local names latin1 ~ SET_LOCALLY ~ ",
        "set local xml option document ~ SET_LOCALLY ~ ",
        "set local \"Extra_Float_Digits\" to 0 ~ PLANS|SET_LOCALLY ~ ",
        "set local bytea_output to default ~ PLANS|SET_LOCALLY ~ ",
        "set local local = 1 ~ SET_LOCALLY ~ ",
        // Parameters that the planner reads.
        "set extra_float_digits = 3 ~ SETTING|PLANS ~ SET extra_float_digits",
        "set session quote_all_identifiers = on ~ SETTING|PLANS ~ SET quote_all_identifiers",
        "select set_config('bytea_output', $1, false) ~ SETTING|PLANS ~ SET bytea_output",
        "select set_config('bytea_output', $1, true) ~ PLANS|SET_LOCALLY ~ ",
        // Roles.
        "set role a ~ ROLE ~ ",
        "set session role a ~ ROLE ~ ",
        "set role none ~ ROLE ~ ",
        "set role = a ~ ROLE ~ ",
        "set \"role\" to a ~ ROLE ~ ",
        "set session authorization a ~ ROLE ~ ",
        "set session_authorization = a ~ ROLE ~ ",
        "reset role ~ ROLE ~ ",
        "reset session authorization ~ ROLE ~ ",
        "reset session_authorization ~ ROLE ~ ",
        // RESET and DISCARD.
        "reset all ~ NONE ~ RESET_ALL ",
        "RESET Search_Path ~ NONE ~ RESET search_path",
        "reset time zone ~ NONE ~ RESET timezone",
        "reset a.b ~ NONE ~ RESET a.b",
        "reset ~ UNKNOWN ~ ",
        "discard all ~ NONE ~ DISCARD_ALL ",
        // set_config.
        "select set_config('a', 'b', false) ~ SETTING ~ SET a",
        "select pg_catalog.Set_Config('A.b', $1, $2) ~ SETTING ~ SET a.b",
        "select \"set_config\"('a', 'b', 'f') ~ SETTING ~ SET a",
        "select set_config($1, $2, false) ~ SETTING|ROLE|TEMPORARY ~ SET ",
        "select set_config('a' || 'b', 'x', false) ~ SETTING|ROLE ~ SET ",
        "select set_config(E'ro\\x6ce', 'x', false) ~ SETTING|ROLE|TEMPORARY ~ SET ",
        "select set_config('role', 'x', false) ~ ROLE ~ ",
        "select set_config('search_path', 'a', false) ~ SETTING ~ SET search_path",
        "select set_config('search_path', $1, false) ~ SETTING|TEMPORARY ~ SET search_path",
        "select set_config('search_path', 'pg_temp', false) ~ SETTING|TEMPORARY ~ SET search_path",
        "select set_config('a', (select f(1, true)), not true) ~ SETTING ~ SET a",
        "select set_config('a', $1, true) ~ SET_LOCALLY ~ ",
        "select pg_catalog.set_config($1, $2, TRUE), 2 ~ SET_LOCALLY ~ ",
        "select set_config('a', 'x', true), set_config('b', 'y', false) ~ SETTING|SET_LOCALLY ~ SET b",
        "select set_config('a', set_config('b', 'x', true), true) ~ SETTING|ROLE|SET_LOCALLY ~ SET ",
        "select set_config(is_local => true, setting_name => 'a', new_value => 'b') ~ SETTING|ROLE|TEMPORARY ~ SET ",
        "with x as (select set_config('a', 'b', false)) select * from x ~ SETTING ~ SET a",
        "update pg_settings set setting = 'a' where name = 'b' ~ SETTING|ROLE ~ SET ",
        "select set_limit(0.3) ~ SETTING ~ ",
        "select setseed(0.3) ~ UNKNOWN ~ ",
        // The other kinds.
        "prepare p as select 1 ~ PREPARED ~ ",
        "PREPARE p (int) AS INSERT INTO t VALUES ($1) ~ PREPARED ~ ",
        "listen a ~ LISTEN ~ ",
        "load 'auto_explain' ~ LOADED ~ ",
        "declare c cursor with hold for select 1 ~ HOLD_CURSOR ~ ",
        "DECLARE c BINARY INSENSITIVE NO SCROLL CURSOR WITH HOLD FOR SELECT 1 ~ HOLD_CURSOR ~ ",
        "select pg_advisory_lock(1) ~ ADVISORY_LOCK ~ ",
        "select pg_catalog.pg_try_advisory_lock_shared(1, 2) ~ ADVISORY_LOCK ~ ",
        "select pg_advisory_lock (id) from t ~ ADVISORY_LOCK ~ ",
        "select dblink_connect('c', 'x') ~ LOADED ~ ",
        "select u&\"set\\005fconfig\"('a', 'b', false) ~ UNKNOWN ~ ",
        // Temporary objects.
        "create temp table t (a int) ~ TEMPORARY ~ ",
        "CREATE LOCAL TEMPORARY TABLE t (a int) ON COMMIT DELETE ROWS ~ TEMPORARY ~ ",
        "create global temp sequence s ~ TEMPORARY ~ ",
        "create or replace temp view v as select 1 ~ TEMPORARY ~ ",
        "create table pg_temp.t (a int) ~ TEMPORARY ~ ",
        "create function \"pg_temp\".f() returns int language sql as 'select 1' ~ TEMPORARY ~ ",
        "select 1 into temp t ~ TEMPORARY ~ ",
        "select a, b into local temporary table t from u ~ TEMPORARY ~ ",
        "select 1 into pg_temp.t ~ TEMPORARY ~ ",
        "explain analyze create temp table t as select 1 ~ TEMPORARY ~ ",
        "explain (analyze, timing off) create temp table t as select 1 ~ TEMPORARY ~ ",
        // Statements that may do anything.
        "call p() ~ SETTING|ROLE|PREPARED|TEMPORARY|LISTEN|ADVISORY_LOCK|HOLD_CURSOR|UNKNOWN ~ ",
        "do $$ begin end $$ ~ SETTING|ROLE|PREPARED|TEMPORARY|LISTEN|ADVISORY_LOCK|HOLD_CURSOR|UNKNOWN ~ ",
        "frobnicate ~ UNKNOWN ~ ",
        // Several statements.
        "begin; set a = 1; select 2; listen x; commit ~ SETTING|LISTEN ~ SET a",
        "set a = 1; reset a; set b = 2; set a = 3; reset all ~ SETTING ~ SET a,RESET a,SET b,RESET_ALL ",
        "select ';'; set a = 1 ~ SETTING ~ SET a",
        "select $x$;$x$; /* ; */ set role a -- ; ~ ROLE ~ ",
        // A backslash before a quote: both readings of the text count.
        "select 'a\\'; set b = 1; --' ~ SETTING ~ SET b",
        "select 'a\\'', '; set b = 1; --' ~ SETTING ~ SET b"})
    void saysWhatIsLeftBehind(String sql, String flags, String changes) {
        StatementVerdict verdict = StatementClassifier.classify(sql);
        assertThat(StateKind.toString(verdict.flags())).isEqualTo(flags.strip());
        assertThat(verdict.changes().stream().map(change -> change.kind() + " " + change.name()).map(String::strip)
                .collect(Collectors.joining(","))).isEqualTo(changes == null ? "" : changes.strip());
        assertNoLess(sql);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "reset a ~ RESET a 0 7",
        "select 1;; reset A.b -- done ~ RESET a.b 1 20",
        "set local time zone default; reset all; select 2 ~ RESET timezone local 0 27,RESET_ALL  1 38",
        "set local a to default ~ RESET a local 0 22",
        "set names ~ RESET client_encoding 0 9",
        "reset role; set session authorization default; set role to default ~ RESET role 0 10,RESET session_authorization 1 45,RESET role 2 66",
        "discard all ~ DISCARD_ALL  0 11",
        "set local a = 1; set a = 2 ~ ",
        // In these texts the classifier cannot tell where a statement ends.
        "create rule r as on insert to t do (select 1; select 2); reset a ~ ",
        "create function f() returns int begin atomic select 1; end; reset a ~ ",
        "select 'a\\'; reset b; --' ~ "})
    void saysWhereParametersAreSetBack(String sql, String points) {
        assertThat(StatementClassifier.classify(sql).resets().stream()
                .map(point -> point.kind() + " " + point.name() + (point.local() ? " local" : "") + " " + point.statement() + " "
                        + point.end())
                .collect(Collectors.joining(","))).isEqualTo(points == null ? "" : points.strip());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "deallocate p ~ p",
        "DEALLOCATE PREPARE P; select 1; deallocate \"A \"\"b\"\"\" ~ p,A \"b\"",
        "deallocate prepare ~ prepare",
        "deallocate all ~ ALL",
        "deallocate prepare all ~ ALL",
        "deallocate \"all\" ~ all",
        "discard all ~ ALL",
        "select 'deallocate p' ~ "})
    void saysWhichStatementsAreDeallocated(String sql, String names) {
        StatementVerdict verdict = StatementClassifier.classify(sql);
        assertThat(verdict.deallocatesAll() ? "ALL" : String.join(",", verdict.deallocated()))
                .isEqualTo(names == null ? "" : names.strip());
        assertNoLess(sql);
    }

    @ParameterizedTest
    @CsvSource({"select lastval(), SEQUENCE_READ", "select nextval('s'), SEQUENCE_USED",
        "select Currval('s') + NEXTVAL('s'), SEQUENCE_READ|SEQUENCE_USED"})
    void sequencesNeedNoLexer(String sql, String flags) {
        assertThat(StateKind.toString(quick(sql))).isEqualTo(flags);
        assertThat(StateKind.toString(StatementClassifier.classify(sql).flags())).isEqualTo(flags);
        assertThat(StatementClassifier.classify(sql).isNothing()).isTrue();
    }

    /**
     * PostgreSQL refuses these texts, or reads them in another way than the lexer. The quick look passes such a text unless a
     * word of its list is in it.
     */
    @ParameterizedTest
    @ValueSource(strings = {"select 'open", "select \"open", "select $$open", "select /* open", "select E'open\\'"})
    void textsThatDoNotEndAreUnknown(String sql) {
        assertThat(StatementClassifier.classify(sql)).isEqualTo(new StatementVerdict(StateKind.UNKNOWN, List.of()));
        assertThat(quick(sql)).isEqualTo(StateKind.NONE);
        assertThat(quick(sql + "; set a = 1")).isEqualTo(StateKind.NEEDS_LEXER);
    }

    /** The quick look must be at least as careful as the lexer. */
    private static void assertNoLess(String sql) {
        if (!StatementClassifier.classify(sql).isNothing()) {
            assertThat(quick(sql)).as(sql).isEqualTo(StateKind.NEEDS_LEXER);
        }
    }

    @Test
    void quickIsNeverLessCarefulThanTheLexer() {
        Random random = new Random(13);
        String[] words = {"select", "set", "local", "session", "role", "reset", "all", "discard", "a", "b", "=", "to", "default",
            "'x'", "'pg_temp'",
            "create", "temp", "temporary", "table", "into", "pg_temp", ".", "with", "hold", "declare", "cursor", "for", "listen",
            "load", "do",
            "call", "prepare", "as", "execute", "explain", "analyze", "(", ")", ",", ";", ";", "set_config", "(", "true", "false",
            "setseed",
            "pg_advisory_lock", "dblink_connect", "update", "pg_settings", "u&\"x\"", "\"", "'", "$$", "--", "/*", "*/", "\n",
            "\\", "e'", "begin",
            "commit", "insert", "time", "zone", "frobnicate", "1", "$1", "\0"};
        int nothing = 0;
        for (int round = 0; round < 100_000; round++) {
            StringBuilder sql = new StringBuilder();
            for (int i = random.nextInt(10); i >= 0; i--) {
                String word = words[random.nextInt(words.length)];
                // After a digit or a dollar quote PostgreSQL reads a function's name only behind a blank.
                boolean joined = !word.matches(".*[0-9$]") && random.nextInt(4) == 0;
                sql.append(word).append(joined ? "" : " ");
            }
            // PostgreSQL accepts no text that ends with one of the words.
            String text = sql.append(" x").toString();
            StatementVerdict verdict = StatementClassifier.classify(text);
            if (quick(text) == StateKind.NONE) {
                nothing++;
                boolean refused = verdict.flags() == StateKind.UNKNOWN && verdict.changes().isEmpty();
                // A quote that does not end is a syntax error; the quick look does not see quotes.
                assertThat(verdict.isNothing() || refused).as("%s: %s", text, verdict).isTrue();
            }
        }
        assertThat(nothing).isGreaterThan(1_000);
    }

    @Test
    void readsRangesOfBuffersOfAnyKind() {
        String sql = "xxset a = 1\0yy";
        for (ByteBuf buf : new ByteBuf[] {Unpooled.copiedBuffer(sql, StandardCharsets.UTF_8),
            Unpooled.directBuffer().writeBytes(sql.getBytes(StandardCharsets.UTF_8)),
            Unpooled.wrappedBuffer("xxset".getBytes(StandardCharsets.UTF_8), " a = 1\0yy".getBytes(StandardCharsets.UTF_8))}) {
            assertThat(StatementClassifier.quick(buf, 2, 12)).isEqualTo(StateKind.NEEDS_LEXER);
            assertThat(StatementClassifier.classify(buf, 2, 12).changes()).containsExactly(
                    new ParameterChange(ParameterChange.Kind.SET, "a"));
            assertThat(buf.readerIndex()).isZero();
            buf.release();
        }
    }

    private static int quick(String sql) {
        ByteBuf buf = Unpooled.copiedBuffer(sql, StandardCharsets.UTF_8);
        return StatementClassifier.quick(buf, 0, buf.writerIndex());
    }

    @Test
    void whatStandsBehindALongList() {
        String columns = "a, ".repeat(500) + "a";
        assertThat(StatementClassifier.classify("select " + columns + " into pg_temp.t from u").flags())
                .isEqualTo(StateKind.TEMPORARY);
        assertThat(StatementClassifier.classify("select " + columns + " from u").flags()).isEqualTo(StateKind.NONE);
        assertThat(StatementClassifier.classify("set search_path = " + columns + ", pg_temp").flags())
                .isEqualTo(StateKind.SETTING | StateKind.TEMPORARY);
        assertThat(StatementClassifier.classify("explain (" + "verbose, ".repeat(50) + "analyze) create temp table t as select 1")
                .flags())
                .isEqualTo(StateKind.UNKNOWN);
        String deep = "(".repeat(100) + "select 1 into pg_temp.t" + ")".repeat(100);
        assertThat(StatementClassifier.classify(deep).flags() & StateKind.TEMPORARY).isEqualTo(StateKind.TEMPORARY);
    }
}
