package io.howdah.protocol.backend;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.BodyReader;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** The columns of the rows to come. */
public record RowDescription(List<Column> columns) implements BackendMessage {

    /** The least size of a column, in bytes: the terminator of an empty name, and six numbers. */
    private static final int LEAST_COLUMN = 1 + 4 + 2 + 4 + 2 + 4 + 2;

    public RowDescription {
        columns = List.copyOf(columns);
    }

    public static RowDescription read(ByteBuf body) {
        int count = BodyReader.readCount(body, LEAST_COLUMN);
        List<Column> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            columns.add(new Column(BodyReader.readString(body), BodyReader.readInt(body), BodyReader.readShort(body),
                    BodyReader.readInt(body), BodyReader.readShort(body), BodyReader.readInt(body), BodyReader.readShort(body)));
        }
        BodyReader.end(body, "RowDescription");
        return new RowDescription(columns);
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, BackendType.ROW_DESCRIPTION);
        out.writeShort(columns.size());
        for (Column column : columns) {
            CStrings.write(out, column.name);
            out.writeInt(column.tableOid);
            out.writeShort(column.column);
            out.writeInt(column.typeOid);
            out.writeShort(column.typeLen);
            out.writeInt(column.typeMod);
            out.writeShort(column.format);
        }
        FrameWriter.end(out, frame);
    }

    /**
     * One column. {@code tableOid} and {@code column} are 0 if the column belongs to no table; {@code typeLen} and
     * {@code typeMod} are {@code pg_type.typlen} and {@code pg_attribute.atttypmod}; {@code format} is 0 for text and 1 for
     * binary.
     */
    public record Column(String name, int tableOid, short column, int typeOid, short typeLen, int typeMod, short format) {

        public static final int BOOL_OID = 16;
        public static final int BYTEA_OID = 17;
        public static final int INT8_OID = 20;
        public static final int INT4_OID = 23;
        public static final int TEXT_OID = 25;
        public static final int NUMERIC_OID = 1700;

        /** A column of no table, sent as text. */
        public static Column computed(String name, int typeOid, int typeLen) {
            return new Column(name, 0, (short) 0, typeOid, (short) typeLen, -1, (short) 0);
        }

        /** The same column in another format: 0 is text, 1 is binary. */
        public Column inFormat(short other) {
            return new Column(name, tableOid, column, typeOid, typeLen, typeMod, other);
        }

        public static Column text(String name) {
            return computed(name, TEXT_OID, -1);
        }

        public static Column int4(String name) {
            return computed(name, INT4_OID, 4);
        }

        public static Column int8(String name) {
            return computed(name, INT8_OID, 8);
        }
    }
}
