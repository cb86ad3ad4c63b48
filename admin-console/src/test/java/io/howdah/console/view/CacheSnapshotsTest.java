package io.howdah.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheSnapshotsTest {

    @ParameterizedTest
    @CsvSource({"0, 0, 0, 0", "0, 0, 9, 0", "1, 0, 0, 1", "1, 2, 1, 0.75", "0, 1, 3, 0.25",
        "9223372036854775807, 0, 9223372036854775807, 0.5"})
    void hitRatioIsHitsOfBothLevelsPerLookup(long memory, long redis, long misses, double ratio) {
        CacheSnapshot cache = new CacheSnapshot("shop", "on", 100, 101, memory, redis, misses, 102, 103, 104, 105, 106, "", 107,
                108, 109);
        assertThat(cache.hitRatio()).isEqualTo(ratio);
    }

    @Test
    void tablesAreThoseOfTheMoment() {
        List<String> tables = new ArrayList<>(List.of("public.item"));
        CacheStatementSnapshot statement = new CacheStatementSnapshot("shop", "app", "1", "eligible", "", "", tables, 0, 0, 0, 0,
                "");
        tables.clear();
        assertThat(statement.tables()).containsExactly("public.item");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "SELECT 1        ~ SELECT 1              ~ true",
        "SELECT 1        ~ SELECT 12             ~ false",
        "SELECT 12       ~ SELECT 1              ~ false",
        "SELECT 1        ~ select 1              ~ false",
        "``              ~ ``                    ~ true",
        "``              ~ a                     ~ false",
        "*               ~ ``                    ~ true",
        "*               ~ SELECT 1              ~ true",
        "**              ~ SELECT 1              ~ true",
        "*item*          ~ SELECT * FROM item    ~ true",
        "*item*          ~ SELECT * FROM line    ~ false",
        "SELECT*item     ~ SELECT * FROM item    ~ true",
        "SELECT*item     ~ SELECT item, line     ~ false",
        "*ab             ~ aab                   ~ true",
        "*ab*ab          ~ abab                  ~ true",
        "*ab*ab          ~ ab                    ~ false",
        "a*b*c           ~ a-b-b-c               ~ true",
        "a.c             ~ abc                   ~ false",
        "a%              ~ ab                    ~ false",
        "*1              ~ 2                     ~ false",
    })
    void starStandsForAnythingAndNothingElseDoes(String pattern, String statement, boolean matches) {
        assertThat(new CacheScope.Pattern(pattern).matches(statement)).isEqualTo(matches);
    }

    @Test
    @Timeout(60)
    void noPatternTakesLong() {
        CacheScope.Pattern pattern = new CacheScope.Pattern("*a".repeat(500) + "b");
        assertThat(pattern.matches("a".repeat(20_000))).isFalse();
    }
}
