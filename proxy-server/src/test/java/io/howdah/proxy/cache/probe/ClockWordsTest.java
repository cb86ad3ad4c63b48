package io.howdah.proxy.cache.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockWordsTest {

    @Test
    void partsOnSeveralLines() {
        assertThat(ClockWords.in("SELECT 'to'\n'day'")).isTrue();
        assertThat(ClockWords.in("SELECT 'to' \t\r\n\n 'day'")).isTrue();
        assertThat(ClockWords.in("SELECT 'to' -- it's\n -- and\n'day'")).isTrue();
        assertThat(ClockWords.in("SELECT 'a' 'b'")).as("PostgreSQL refuses that").isFalse();
        assertThat(ClockWords.in("SELECT 'a',\n'b'\nFROM t")).isFalse();
        assertThat(ClockWords.in("SELECT 'a''b'\nFROM t")).isFalse();
        assertThat(ClockWords.in("SELECT 'to' -- 'day'")).as("too strict, for speed").isTrue();
        for (String repeated : List.of("--'", "' ", "'\n", "'\n ", "' \n-", "''--x\n")) {
            String text = repeated.repeat(300_000);
            assertTimeoutPreemptively(Duration.ofSeconds(60), () -> ClockWords.in(text));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "SELECT 'today'                  | true", "SELECT 'ToMorrow 12:00'  | true", "SELECT '[yesterday,now]' | true",
        "SELECT E'\\x74oday'             | true", "SELECT U&'\\0074oday'    | true", "SELECT u&'t'             | true",
        "SELECT '2020-01-01'             | false", "SELECT 'epoch', 'infinity', 'allballs' | false"})
    void words(String statement, boolean found) {
        assertThat(ClockWords.in(statement)).isEqualTo(found);
    }
}
