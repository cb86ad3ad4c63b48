package io.howdah.proxy.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeywordTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "select 1 | select",
        "SELECT 1 | select",
        "SeLeCt| select",
        "`  \t\n\r\f\u000b select`| select",
        "`-- one\n-- two\rselect`| select",
        "/* a /* b */ c */select | select",
        "/**/ /***/ /*/*/ */ select | ``",
        "/*+ IndexScan(t) */ update t | update",
        "((select 1)) | select",
        "( /* x */ values (1)) | values",
        ";; commit | commit",
        "commit; | commit",
        "rollback | rollback",
        "savepoint a | savepoin",
        "select$x | select$x",
        "sel\u00e9ct | sel\u00e9ct",
        "select'x' | select",
        "select\"x\" | select",
        "begin/**/ | begin",
        "1 | ``",
        "'select' | ``",
        "- select | ``",
        "/ select | ``",
        "-- select | ``",
        "/* select | ``",
        "/* /* */ select | ``"})
    void readsTheFirstWord(String sql, String word) {
        assertThat(read(sql)).isEqualTo(of(word));
    }

    @Test
    void readsNothingFromNothing() {
        assertThat(read("")).isEqualTo(Keyword.NONE);
        assertThat(read(" \n")).isEqualTo(Keyword.NONE);
        assertThat(Keyword.read(Unpooled.wrappedBuffer(new byte[] {0}), 0, 1)).isEqualTo(Keyword.NONE);
    }

    @Test
    void keepsWithinItsRange() {
        ByteBuf buf = Unpooled.copiedBuffer("xx select 1", StandardCharsets.UTF_8);
        assertThat(Keyword.read(buf, 2, 11)).isEqualTo(Keyword.of("select"));
        assertThat(Keyword.read(buf, 2, 6)).isEqualTo(Keyword.of("sel"));
        assertThat(Keyword.read(buf, 2, 3)).isEqualTo(Keyword.NONE);
        assertThat(buf.readerIndex()).isZero();
    }

    private static long read(String sql) {
        ByteBuf buf = Unpooled.copiedBuffer(sql, StandardCharsets.UTF_8);
        return Keyword.read(buf, 0, buf.writerIndex());
    }

    private static long of(String word) {
        long value = 0;
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < Math.min(8, bytes.length); i++) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }
}
