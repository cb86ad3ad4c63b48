package io.howdah.console.show;

import io.howdah.protocol.Printable;
import io.howdah.protocol.backend.RowDescription;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The types of the console's columns, and the encoding of their values. */
public enum ColumnType {

    /** A {@link String}. */
    TEXT(RowDescription.Column.TEXT_OID, -1),
    /** An {@link Integer}, or a flag as 0 or 1. */
    INT4(RowDescription.Column.INT4_OID, Integer.BYTES),
    /** A {@link Long}. */
    INT8(RowDescription.Column.INT8_OID, Long.BYTES),
    /** A {@link Long} of 0 or more, sent as numeric: SHOW STATS has unsigned 64-bit counts. */
    NUMERIC(RowDescription.Column.NUMERIC_OID, -1),
    /** A finite {@link Double}. */
    FLOAT8(ColumnType.FLOAT8_OID, Double.BYTES),
    /** An {@link Instant}, sent as text in the pooler's time zone. */
    TIME(RowDescription.Column.TEXT_OID, -1),
    /** A {@code byte[]}. */
    BYTEA(RowDescription.Column.BYTEA_OID, -1);

    private static final int FLOAT8_OID = 701; // pg_type.dat

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss zzz", Locale.ROOT);

    private final int oid;
    private final int length;

    ColumnType(int oid, int length) {
        this.oid = oid;
        this.length = length;
    }

    /** A column of this type, in text format. */
    public RowDescription.Column column(String name) {
        return RowDescription.Column.computed(name, oid, length);
    }

    /** The value in text format; null stays null. */
    public byte @Nullable [] text(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        String text = switch (this) {
            case TIME -> CLOCK.format(((Instant) value).atZone(ZoneId.systemDefault()));
            case BYTEA -> "\\x" + HexFormat.of().formatHex((byte[]) value);
            case INT4 -> Integer.toString(int4(value));
            case FLOAT8 -> BigDecimal.valueOf((Double) value).stripTrailingZeros().toPlainString();
            default -> Printable.of(value.toString());
        };
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The value in PostgreSQL's binary format; null stays null. */
    public byte @Nullable [] binary(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (this) {
            case INT4 -> ByteBuffer.allocate(Integer.BYTES).putInt(int4(value)).array();
            case FLOAT8 -> ByteBuffer.allocate(Double.BYTES).putDouble((Double) value).array();
            case INT8 -> ByteBuffer.allocate(Long.BYTES).putLong(((Number) value).longValue()).array();
            case NUMERIC -> numeric(((Number) value).longValue());
            case BYTEA -> (byte[]) value;
            default -> text(value);
        };
    }

    private static int int4(Object value) {
        return value instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) value).intValue();
    }

    /**
     * {@code numeric_send}: number of digits to the base 10,000, weight of the first digit, sign, scale, digits without trailing
     * zeros.
     */
    private static byte[] numeric(long value) {
        int weight = -1;
        for (long rest = value; rest > 0; rest /= 10_000) {
            weight++;
        }
        long rest = value;
        int digits = weight + 1;
        while (digits > 0 && rest % 10_000 == 0) {
            rest /= 10_000;
            digits--;
        }
        ByteBuffer out = ByteBuffer.allocate(8 + 2 * digits);
        out.putShort((short) digits).putShort((short) Math.max(0, weight)).putInt(0);
        for (int i = digits - 1; i >= 0; i--) {
            out.putShort(8 + 2 * i, (short) (rest % 10_000));
            rest /= 10_000;
        }
        return out.array();
    }
}
