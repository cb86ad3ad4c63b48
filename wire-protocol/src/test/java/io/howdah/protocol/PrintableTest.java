package io.howdah.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void whatIsPrintableStaysTheSameObject() {
        String text = "Zoë's 'database' \\ \uD83D\uDC18 日本";
        assertThat(Printable.of(text)).isSameAs(text);
    }

    @Test
    void everythingElseIsEscaped() {
        assertThat(Printable.of("a\nb\r\nc\td")).isEqualTo("a\\nb\\r\\nc\\td");
        assertThat(Printable.of("\u001B[2J\u0000\u007F")).isEqualTo("\\x1b[2J\\x00\\x7f");
        assertThat(Printable.of("next\u0085line\u2028and\u2029so\u202Eon\uFEFF"))
                .isEqualTo("next\\x85line\\u2028and\\u2029so\\u202eon\\ufeff");
        assertThat(Printable.of("half a \uD83D pair \uDC18")).isEqualTo("half a \\ud83d pair \\udc18");
    }
}
