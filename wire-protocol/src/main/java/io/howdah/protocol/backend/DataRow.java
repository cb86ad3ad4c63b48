package io.howdah.protocol.backend;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.BodyReader;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row: one value per column, null for SQL's NULL. */
public record DataRow(List<byte @Nullable []> values) implements BackendMessage {

    public DataRow {
        // Not List.copyOf, which refuses nulls.
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    /** A row of values in text format; null is NULL. */
    public static DataRow ofText(@Nullable String... values) {
        List<byte @Nullable []> row = new ArrayList<>(values.length);
        for (@Nullable String value : values) {
            row.add(value == null ? null : CStrings.bytes(value));
        }
        return new DataRow(row);
    }

    public static DataRow read(ByteBuf body) {
        int count = BodyReader.readCount(body, Integer.BYTES);
        List<byte @Nullable []> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int length = BodyReader.readInt(body);
            values.add(length == -1 ? null : BodyReader.readBytes(body, length));
        }
        BodyReader.end(body, "DataRow");
        return new DataRow(values);
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, BackendType.DATA_ROW);
        out.writeShort(values.size());
        for (byte @Nullable [] value : values) {
            if (value == null) {
                out.writeInt(-1);
            } else {
                out.writeInt(value.length);
                out.writeBytes(value);
            }
        }
        FrameWriter.end(out, frame);
    }

    /** The value of a column as text; null is NULL. */
    public @Nullable String text(int column) {
        byte[] value = values.get(column);
        return value == null ? null : CStrings.text(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DataRow that && Arrays.deepEquals(values.toArray(), that.values.toArray());
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(values.toArray());
    }

    @Override
    public String toString() {
        return "DataRow[" + values.size() + " values]";
    }
}
