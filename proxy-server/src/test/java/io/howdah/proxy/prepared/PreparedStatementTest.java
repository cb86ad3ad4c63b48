package io.howdah.proxy.prepared;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.sql.StatementVerdict;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreparedStatementTest {

    private static PreparedStatement of(String text) {
        return new PreparedStatement(7, (text + "\0\0\0").getBytes(StandardCharsets.UTF_8), StatementVerdict.NOTHING);
    }

    @ParameterizedTest
    @DisplayName("A text is shown on one line, shortened, with nothing in it a terminal would obey")
    @CsvSource(delimiter = ';', ignoreLeadingAndTrailingWhitespace = false, value = {
        "SELECT 1;SELECT 1",
        "1234567890;1234567890",
        "12345678901;1234567890...",
        "'  SELECT\n\t\r\n   1  ';SELECT 1",
        "'a\u001b[31m\u0007b\u0085c';a [31m b c",
        "''; ",
        "ääääääääää;ääääääääää",
        "äääääääääää;ääääääääää...",
        "😀😀😀😀😀😀😀😀😀😀;😀😀😀😀😀😀😀😀😀😀",
        "😀😀😀😀😀😀😀😀😀😀😀;😀😀😀😀😀😀😀😀😀😀..."})
    void abbreviated(String text, String expected) {
        assertThat(of(text).abbreviated(10)).isEqualTo(expected.strip());
    }

    @Test
    @DisplayName("A text that is nearly all blanks is read no further than sixteen times the length, and says so")
    void blanks() {
        assertThat(of("SELECT" + " ".repeat(100_000) + "1").abbreviated(10)).isEqualTo("SELECT...");
    }

    @Test
    @DisplayName("What is no UTF-8 does no harm")
    void latin1() {
        assertThat(
                new PreparedStatement(7, new byte[] {'a', (byte) 0xe4, 'b', 0, 0, 0}, StatementVerdict.NOTHING).abbreviated(10))
                .isEqualTo("a\uFFFDb");
    }
}
