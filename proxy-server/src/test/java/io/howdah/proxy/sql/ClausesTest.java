package io.howdah.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.StringJoiner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClausesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "select 1 into temp t ~ INTO, INTO TEMP",
        "select 1 into global temporary table t ~ INTO, INTO TEMP",
        "insert into t select temp ~ INTO",
        "select 1 into local t ~ INTO",
        "select 1 into \"temp\" ~ INTO",
        "declare c cursor with hold for select 1 ~ WITH HOLD",
        "declare c cursor without hold for select 1 ~ ``",
        "create temp table t () on commit drop ~ ON COMMIT DROP",
        "create temp table t () on commit delete rows ~ ``",
        "commit drop ~ ``",
        "create table pg_temp.t () ~ pg_temp",
        "create table \"pg_temp_3\".t () ~ pg_temp",
        "create table t (a text default 'pg_temp') ~ ``",
        "update pg_catalog.pg_settings set setting = 1 ~ UPDATE pg_settings",
        "with a as (select * from \"pg_settings\") update t set b = 1 ~ UPDATE pg_settings",
        "select * from pg_settings ~ ``",
        "select \"update\" from pg_settings ~ ``"})
    void findsClausesWhereverTheyStand(String sql, String found) {
        Clauses clauses = new Clauses();
        Tokens.of(sql).forEach(clauses::token);
        StringJoiner joiner = new StringJoiner(", ");
        add(joiner, clauses.into(), "INTO");
        add(joiner, clauses.intoTemporary(), "INTO TEMP");
        add(joiner, clauses.withHold(), "WITH HOLD");
        add(joiner, clauses.dropsOnCommit(), "ON COMMIT DROP");
        add(joiner, clauses.namesPgTemp(), "pg_temp");
        add(joiner, clauses.updatesSettings(), "UPDATE pg_settings");
        assertThat(joiner).hasToString(found);
    }

    private static void add(StringJoiner joiner, boolean found, String clause) {
        if (found) {
            joiner.add(clause);
        }
    }
}
