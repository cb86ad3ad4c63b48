package io.howdah.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockWordsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "SELECT 'today'                  | true", "SELECT 'ToMorrow 12:00'  | true", "SELECT '[yesterday,now]' | true",
        "SELECT E'\\x74oday'             | true", "SELECT U&'\\0074oday'    | true", "SELECT u&'t'             | true",
        "SELECT '2020-01-01'             | false", "SELECT 'epoch', 'infinity', 'allballs' | false"})
    void words(String statement, boolean found) {
        assertThat(ClockWords.in(statement)).isEqualTo(found);
    }
}
