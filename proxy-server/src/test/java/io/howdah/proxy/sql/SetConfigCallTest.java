package io.howdah.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetConfigCallTest {

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        // The name.
        "'My.Own', 'x', false) ~ SETTING ~ my.own",
        "E'my', 'x', false) ~ SETTING ~ my",
        "my, 'x', false) ~ SETTING|ROLE ~ ?",
        "'my'::text, 'x', false) ~ SETTING|ROLE ~ ?",
        "('my'), 'x', false) ~ SETTING|ROLE ~ ?",
        "'it''s', 'x', false) ~ SETTING|ROLE|TEMPORARY ~ ?",
        "'Session_Authorization', 'x', false) ~ ROLE ~ ``",
        "'transaction_isolation', 'x', false) ~ NONE ~ ``",
        // The value: search_path may begin with pg_temp.
        "'search_path', 'a', false) ~ SETTING ~ search_path",
        "'search_path', 'a' || 'b', false) ~ SETTING|TEMPORARY ~ search_path",
        "'search_path', f(1, [2, 3]), false) ~ SETTING|TEMPORARY ~ search_path",
        "'search_path', 'a, pg_temp', false) ~ SETTING|TEMPORARY ~ search_path",
        "'my', 'pg_temp', false) ~ SETTING ~ my",
        // is_local.
        "'my', 'x', TRUE) ~ SET_LOCALLY ~ ``",
        "'my', 'x', 'T') ~ SET_LOCALLY ~ ``",
        "'my', 'x', 'yes') ~ SET_LOCALLY ~ ``",
        "'my', f(1, ']', array[2, (3)]), '1') ~ SET_LOCALLY ~ ``",
        "my, 'x', true) ~ SET_LOCALLY ~ ``",
        "'my.own', 'x', true) ~ NONE ~ ``",
        "'search_path', 'x', true) ~ NONE ~ ``",
        "'TimeZone', 'x', true) ~ SET_LOCALLY ~ ``",
        "'Quote_All_Identifiers', 'x', true) ~ PLANS|SET_LOCALLY ~ ``",
        "'my', 'x', 'tr') ~ SETTING ~ my",
        "'my', 'x', not true) ~ SETTING ~ my",
        "'my', 'x', \"true\") ~ SETTING ~ my",
        "'my', 'x', 1) ~ SETTING ~ my",
        // Not the arguments of PostgreSQL's function.
        "true) ~ SETTING|ROLE|TEMPORARY ~ ?",
        ") ~ SETTING|ROLE|TEMPORARY ~ ?"})
    void findsTheParameterAndWhetherItStaysSet(String arguments, String kinds, String parameter) {
        SetConfigCall call = new SetConfigCall();
        for (Token token : Tokens.of(arguments)) {
            assertThat(call.ended()).isFalse();
            call.token(token);
        }
        assertThat(call.ended()).isTrue();
        assertFound(call, kinds, parameter);
    }

    /** The text may have ended within a quote, and what PostgreSQL sees behind the argument is not known. */
    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "'my', 'x', true ~ SETTING ~ my",
        "'my', 'x', true, ~ SETTING ~ my",
        "'my', f( ~ SETTING ~ my",
        "'my' ~ SETTING|ROLE|TEMPORARY ~ ?"})
    void aCallWithoutItsEndIsNotLocal(String arguments, String kinds, String parameter) {
        SetConfigCall call = new SetConfigCall();
        Tokens.of(arguments).forEach(call::token);
        assertThat(call.ended()).isFalse();
        assertFound(call, kinds, parameter);
    }

    private static void assertFound(SetConfigCall call, String kinds, String parameter) {
        StatementFindings findings = new StatementFindings();
        call.report(findings);
        StatementVerdict verdict = findings.verdict(StateKind.NONE);
        assertThat(StateKind.toString(verdict.flags())).isEqualTo(kinds);
        assertThat(verdict.changes().stream().map(change -> change.name().isEmpty() ? "?" : change.name())
                .collect(Collectors.joining(","))).isEqualTo(parameter);
    }
}
