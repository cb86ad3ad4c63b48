package io.howdah.console.show;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnTypeTest {

    private static String text(ColumnType type, Object value) {
        return new String(type.text(value), StandardCharsets.UTF_8);
    }

    @Test
    void writesText() {
        assertThat(text(ColumnType.TEXT, "\u00e9")).isEqualTo("\u00e9");
        assertThat(text(ColumnType.INT4, 7)).isEqualTo("7");
        assertThat(text(ColumnType.INT4, true)).isEqualTo("1");
        assertThat(text(ColumnType.INT8, 1L << 40)).isEqualTo("1099511627776");
        assertThat(text(ColumnType.NUMERIC, Long.MAX_VALUE)).isEqualTo("9223372036854775807");
        assertThat(text(ColumnType.FLOAT8, 0.25)).isEqualTo("0.25");
        assertThat(text(ColumnType.FLOAT8, 0.0)).as("as PostgreSQL writes it").isEqualTo("0");
        assertThat(text(ColumnType.FLOAT8, 1.0)).isEqualTo("1");
        assertThat(text(ColumnType.FLOAT8, 0.0001)).isEqualTo("0.0001");
        assertThat(text(ColumnType.BYTEA, new byte[] {0, (byte) 0xab})).isEqualTo("\\x00ab");
        assertThat(text(ColumnType.TIME, Instant.parse("2026-01-02T03:04:05.999Z")))
                .matches("2026-01-0[123] \\d\\d:\\d4:05 \\S+");
        for (ColumnType type : ColumnType.values()) {
            assertThat(type.text(null)).isNull();
            assertThat(type.binary(null)).isNull();
        }
    }

    @Test
    void writesBinary() {
        assertThat(ColumnType.TEXT.binary("a")).isEqualTo(Frames.utf8("a"));
        assertThat(ColumnType.INT4.binary(-2)).isEqualTo(Frames.int4(-2));
        assertThat(ColumnType.INT4.binary(false)).isEqualTo(Frames.int4(0));
        assertThat(ColumnType.INT8.binary(5L)).isEqualTo(Frames.concat(Frames.int4(0), Frames.int4(5)));
        assertThat(ColumnType.FLOAT8.binary(0.75)).isEqualTo(Frames.concat(Frames.int4(0x3fe80000), Frames.int4(0)));
        assertThat(ColumnType.BYTEA.binary(new byte[] {1})).isEqualTo(new byte[] {1});
    }

    /** Values of PostgreSQL's {@code numeric_send}, from {@code SELECT encode(numeric_send(10000), 'hex')} and the like. */
    @ParameterizedTest
    @CsvSource({
        "0,                   0000000000000000",
        "1,                   00010000000000000001",
        "9999,                0001000000000000270f",
        "10000,               00010001000000000001",
        "10000000,            000100010000000003e8",
        "123456789,           0003000200000000000109291a85",
        "9223372036854775807, 0005000400000000039a0d2c0170156516af"
    })
    void writesNumericAsPostgresDoes(long value, String hex) {
        assertThat(java.util.HexFormat.of().formatHex(ColumnType.NUMERIC.binary(value))).isEqualTo(hex);
    }
}
