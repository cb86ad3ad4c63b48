package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The text of the cache's rules, and the rule that applies. */
class CacheRulesTest {

    private static CacheRules names(String text) {
        return CacheRules.names(RuleText.read(text));
    }

    private static CacheRules tables(String text) {
        return CacheRules.tables(RuleText.read(text));
    }

    private static CacheRules statements(String text) {
        return CacheRules.statements(RuleText.read(text));
    }

    private static Optional<Duration> seconds(long seconds) {
        return Optional.of(Duration.ofSeconds(seconds));
    }

    @Test
    void theTextHoldsNamesWithAndWithoutATtl() {
        assertThat(RuleText.read(" shop ,blog = 5m,, 'a ''b'', = c'=1.5 , \"My, Table\"=250ms,x.\"y\"\"z\" ")).containsExactly(
                new CacheRules.Rule("shop", Optional.empty()),
                new CacheRules.Rule("blog", seconds(300)),
                new CacheRules.Rule("a 'b', = c", Optional.of(Duration.ofMillis(1500))),
                new CacheRules.Rule("\"My, Table\"", Optional.of(Duration.ofMillis(250))),
                new CacheRules.Rule("x.\"y\"\"z\"", Optional.empty()));
        assertThat(RuleText.read("")).isEmpty();
        assertThat(RuleText.read(" , ")).isEmpty();
    }

    @Test
    void whatIsWrittenReadsBack() {
        List<CacheRules.Rule> rules = List.of(
                new CacheRules.Rule("plain.name", seconds(90)),
                new CacheRules.Rule("two words", Optional.empty()),
                new CacheRules.Rule("a,b", seconds(0)),
                new CacheRules.Rule("a=b", Optional.empty()),
                new CacheRules.Rule("'", Optional.of(Duration.ofNanos(1_500_000))),
                new CacheRules.Rule("\"", Optional.empty()),
                new CacheRules.Rule("line\nline", Optional.empty()),
                new CacheRules.Rule("select * from p where id = '7'", seconds(3600)));
        for (ConfigFormat format : ConfigFormat.values()) {
            assertThat(RuleText.read(RuleText.write(rules, format))).isEqualTo(rules);
        }
        assertThat(RuleText.write(rules.subList(0, 3), ConfigFormat.YAML)).isEqualTo("plain.name=90s, 'two words', 'a,b'=0");
        assertThat(RuleText.write(rules.subList(0, 1), ConfigFormat.INI)).isEqualTo("plain.name=90");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '|', value = {
        "a b              ~ no comma and no = behind \"a\"",
        "select 1=5       ~ no comma and no = behind \"select\"",
        "'a'b             ~ no comma and no = behind \"a\"",
        "a'b'             ~ no comma and no = behind \"a\"",
        "x, 'a''b         ~ the quote opened at character 4 is never closed",
        "x, \"a           ~ the quote opened at character 4 is never closed",
        "=5               ~ a rule without a name, at character 1",
        "x, ''=5          ~ a rule without a name, at character 6",
        "x=               ~ the ttl of \"x\": \"\" is not a time",
        "x=5 fortnights   ~ the ttl of \"x\": unknown unit \"fortnights\"",
        "x=1=2            ~ the ttl of \"x\": \"1=2\" is not a time",
        "x=-1             ~ the ttl of \"x\": \"-1\" is not a time"})
    void aBrokenTextIsRefused(String text, String message) {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> RuleText.read(text)).withMessage(message);
    }

    @Test
    void withDatabasesAndUsersOnlyTheseAreCached() {
        CacheRules rules = names("shop, blog=5m, old=0");
        assertThat(rules.onlyThese()).isTrue();
        assertThat(rules.admits("shop")).isTrue();
        assertThat(rules.admits("blog")).isTrue();
        assertThat(rules.admits("old")).isFalse();
        assertThat(rules.admits("other")).isFalse();
        assertThat(rules.admits("Shop")).isFalse();
        assertThat(rules.ttl("shop")).isEmpty();
        assertThat(rules.ttl("blog")).isEqualTo(seconds(300));
        assertThat(rules.ttl("old")).isEqualTo(seconds(0));
        assertThat(rules.ttl("other")).isEmpty();
        assertThat(rules.match("blog")).contains(new CacheRules.Rule("blog", seconds(300)));
        assertThat(rules.rules()).extracting(CacheRules.Rule::name).containsExactly("shop", "blog", "old");
        assertThat(rules.rules()).extracting(CacheRules.Rule::isNever).containsExactly(false, false, true);
    }

    @Test
    void noRulesRestrictNothing() {
        for (CacheRules rules : List.of(names(""), tables(""), statements(""))) {
            assertThat(rules.isEmpty()).isTrue();
            assertThat(rules.onlyThese()).isFalse();
            assertThat(rules.admits("any")).isTrue();
            assertThat(rules.ttl("any")).isEmpty();
        }
        assertThat(names("x").isEmpty()).isFalse();
    }

    @Test
    void aListOfTablesOrStatementsRestrictsAndTtlsDoNot() {
        assertThat(tables("products, orders").onlyThese()).isTrue();
        assertThat(tables("products, orders").admits("public.products")).isTrue();
        assertThat(tables("products, orders").admits("public.other")).isFalse();
        assertThat(tables("products=5m, orders=0").onlyThese()).isFalse();
        assertThat(tables("products=5m, orders=0").admits("public.other")).isTrue();
        assertThat(tables("products=5m, orders=0").admits("public.orders")).isFalse();
        assertThat(statements("'select 1*'").onlyThese()).isTrue();
        assertThat(statements("'select 1*'").admits("select 2")).isFalse();
        assertThat(statements("'select 1*'=5").onlyThese()).isFalse();
        assertThat(statements("'select 1*'=5").admits("select 2")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '|', value = {
        "products             ~ products             ~ true",
        "products             ~ public.products      ~ true",
        "products             ~ shop.products        ~ true",
        "PRODUCTS             ~ public.products      ~ true",
        "\"products\"         ~ public.products      ~ true",
        "\"user\"             ~ public.\"user\"      ~ true",
        "user                 ~ public.\"user\"      ~ true",
        "Products             ~ public.\"Products\"  ~ false",
        "\"Products\"         ~ public.\"Products\"  ~ true",
        "\"Products\"         ~ public.products      ~ false",
        "shop.products        ~ shop.products        ~ true",
        "Shop.\"products\"    ~ shop.products        ~ true",
        "shop.products        ~ public.products      ~ false",
        "shop.products        ~ products             ~ false",
        "\"a.b\"              ~ public.\"a.b\"       ~ true",
        "a.b                  ~ public.\"a.b\"       ~ false",
        "\"a\"\"b\"           ~ public.\"a\"\"b\"    ~ true",
        "Ärger                ~ public.\"ärger\"     ~ false",
        "products             ~ public.              ~ false",
        "products             ~ no name              ~ false"})
    void tablesAreNamedAsInSql(String rule, String table, boolean applies) {
        assertThat(tables(rule + "=5m").ttl(table)).isEqualTo(applies ? seconds(300) : Optional.empty());
    }

    @Test
    void aTablesRuleWithItsSchemaGoesFirst() {
        CacheRules rules = tables("products=1, shop.products=2");
        assertThat(rules.ttl("shop.products")).isEqualTo(seconds(2));
        assertThat(rules.ttl("public.products")).isEqualTo(seconds(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '|', value = {
        "select 1           ~ select 1                          ~ true",
        "select 1           ~ select 11                         ~ false",
        "SELECT  1          ~ | Select\n\t\r\f\u000b 1\n |      ~ true",
        "select 1           ~ sel ect 1                         ~ false",
        "select 1           ~ select\u00a01                     ~ false",
        "select*            ~ select 1                          ~ true",
        "select*            ~ select                            ~ true",
        "select*            ~ | -- x\nselect 1|                 ~ false",
        "*from p            ~ select 1 from p                   ~ true",
        "*from p            ~ select 1 from p x                 ~ false",
        "*                  ~ ||                                ~ true",
        "**                 ~ anything                          ~ true",
        "a*b*c              ~ a c b c                           ~ true",
        "a*b*c              ~ a c b                             ~ false",
        "ab*ba              ~ aba                               ~ false",
        "ab*ba              ~ abba                              ~ true",
        "*ab*ab             ~ abab                              ~ true",
        "*ab*ab             ~ ab                                ~ false",
        "a*bc*cd            ~ abcd                              ~ false",
        "a*x*x*b            ~ axb                               ~ false",
        "a.c                ~ abc                               ~ false",
        "a[b]\\E(           ~ a[b]\\E(                          ~ true"})
    void aStarStandsForAnyText(String rule, String statement, boolean applies) {
        CacheRules rules = statements("'" + rule + "'=5m");
        assertThat(rules.ttl(statement)).isEqualTo(applies ? seconds(300) : Optional.empty());
    }

    @Test
    void theFirstStatementThatMatchesCounts() {
        CacheRules rules = statements("'select * from products where*'=1, '*products*'=2, '*'=0");
        assertThat(rules.ttl("SELECT * FROM products\nWHERE id = 7")).isEqualTo(seconds(1));
        assertThat(rules.ttl("select count(*) from products")).isEqualTo(seconds(2));
        assertThat(rules.admits("select 1")).isFalse();
        assertThat(rules.match("select 1").orElseThrow().name()).isEqualTo("*");
    }

    /** Every piece fits all over the text, so going back from the missing end would take longer than the test may. */
    @Test
    @Timeout(20)
    void manyStarsTakeNoLongerThanOne() {
        String stars = "*a".repeat(500) + "*b";
        String text = "a".repeat(1 << 20);
        CacheRules rules = statements("'" + stars + "'=5m");
        assertThat(rules.ttl(text)).isEmpty();
        assertThat(rules.ttl(text + "b")).isEqualTo(seconds(300));
    }

    @Test
    void equalRulesAreEqual() {
        assertThat(names("a, b=5")).isEqualTo(names("'a',b=5s")).hasSameHashCodeAs(names("a, b=5"));
        assertThat(names("a, b=5")).isNotEqualTo(names("b=5, a")).isNotEqualTo(names("a, b=6"));
        assertThat(names("a=5")).isNotEqualTo(tables("a=5"));
        assertThat(names("a, b=5m")).hasToString("a, b=5min");
    }
}
