package io.howdah.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandHeadTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "set a = 1 | 0 | set",
        "((select 1)) | 2 | select",
        "explain select 1 | 1 | select",
        "explain analyze verbose declare c cursor for select 1 | 3 | declare",
        "explain analyse create table t as select 1 | 2 | create",
        "explain (analyze) create table t as select 1 | 4 | create",
        "explain (analyze, buffers off, format json) declare c | 10 | declare",
        // A parenthesis that opens a query holds no options.
        "explain (select 1) | 1 | ``",
        "explain (values (1)) | 1 | ``",
        "explain (table t) | 1 | ``",
        "explain (with a as (select 1) table a) | 1 | ``",
        "explain ((select 1)) | 1 | ``",
        "(explain select 1) | 2 | select",
        "explain (analyze | 4 | ``",
        "explain | 1 | ``",
        "'x' | 0 | ``",
        "\"set\" a = 1 | 0 | ``"})
    void findsTheCommandBehindParenthesesAndExplain(String sql, int index, String word) {
        CommandHead head = head(sql);
        assertThat(head.command()).isEqualTo(index);
        assertThat(head.word(head.command())).isEqualTo(word);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "a = 1 | 1 | a | true",
        "My.Own . name to x | 5 | my.own.name | true",
        "\"A\".\"B\" = 1 | 3 | a.b | true",
        "a b | 1 | a | false",
        "a := 1 | 1 | a | false"})
    void readsTheNameOfAParameter(String sql, int end, String name, boolean assigned) {
        CommandHead head = head(sql);
        assertThat(head.nameEnd(0)).isEqualTo(end);
        assertThat(head.name(0, end)).isEqualTo(name);
        assertThat(head.isAssigned(end)).isEqualTo(assigned);
    }

    @Test
    void keepsOnlyTheFirstTokens() {
        CommandHead head = head("select " + "1, ".repeat(31) + "last into t");
        assertThat(head.isFull()).isTrue();
        assertThat(head.at(63).is("last")).isTrue();
        assertThat(head.at(64)).isSameAs(Token.END);
    }

    @Test
    void isEmptyBeforeTheFirstToken() {
        assertThat(head("").isEmpty()).isTrue();
        assertThat(head("").command()).isZero();
        assertThat(head("a").isEmpty()).isFalse();
        assertThat(head("a").isFull()).isFalse();
    }

    private static CommandHead head(String sql) {
        CommandHead head = new CommandHead();
        Tokens.of(sql).forEach(head::add);
        return head;
    }
}
