package io.howdah.proxy.prepared;

import io.howdah.protocol.ProtocolViolationException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * PostgreSQL's description of a prepared statement: the types of its parameters, and the names and types of its columns as
 * {@code equalTupleDescs} compares them. A client that has been told a shape reads rows by it.
 */
public final class Shape {

    private final int[] parameters;
    private final byte[] columns;

    private Shape(int[] parameters, byte[] columns) {
        this.parameters = parameters;
        this.columns = columns;
    }

    /**
     * The types of a ParameterDescription whose body lies at {@code index}, behind its length.
     *
     * @throws ProtocolViolationException if the message is too short for them
     */
    public static int[] parameters(ByteBuf in, int index) {
        if (end(in, index) < index + 2 || end(in, index) < index + 2 + 4 * in.getUnsignedShort(index)) {
            throw new ProtocolViolationException("the server's ParameterDescription is too short");
        }
        int[] types = new int[in.getUnsignedShort(index)];
        for (int i = 0; i < types.length; i++) {
            types[i] = in.getInt(index + 2 + 4 * i);
        }
        return types;
    }

    /** Where a message ends whose body lies at {@code index}. */
    private static int end(ByteBuf in, int index) {
        return index - 4 + in.getInt(index - 4);
    }

    /** The shape of a statement that returns no rows (NoData). */
    public static Shape withoutColumns(int[] parameters) {
        return new Shape(parameters, new byte[0]);
    }

    /**
     * The shape with the columns of a RowDescription whose body lies at {@code index}, behind its length.
     *
     * @throws ProtocolViolationException if the message is too short for them
     */
    public static Shape of(int[] parameters, ByteBuf in, int index) {
        ByteArrayOutputStream columns = new ByteArrayOutputStream();
        int end = end(in, index);
        int count = end < index + 2 ? 0xffff : in.getUnsignedShort(index);
        int at = index + 2;
        columns.write(1); // A row without columns differs from NoData.
        for (int i = 0; i < count; i++) {
            int nameEnd = at > end ? -1 : in.indexOf(at, end, (byte) 0);
            if (nameEnd < 0 || nameEnd + 19 > end) {
                throw new ProtocolViolationException("the server's RowDescription is too short");
            }
            columns.writeBytes(ByteBufUtil.getBytes(in, at, nameEnd - at));
            columns.write(0);
            int fields = nameEnd + 1; // Table (4), column (2), type (4), length (2), modifier (4), format (2).
            for (int j = 6; j < 10; j++) {
                columns.write(in.getByte(fields + j));
            }
            for (int j = 12; j < 16; j++) {
                columns.write(in.getByte(fields + j));
            }
            at = fields + 18;
        }
        return new Shape(parameters, columns.toByteArray());
    }

    /** The shape as bytes: two shapes with the same bytes are equal. */
    byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (1 + parameters.length) + columns.length)
                .putInt(parameters.length);
        for (int type : parameters) {
            bytes.putInt(type);
        }
        return bytes.put(columns).array();
    }

    /** OIDs of the parameters' types. */
    int[] parameters() {
        return parameters;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(parameters, shape.parameters)
                && Arrays.equals(columns, shape.columns);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(parameters) + Arrays.hashCode(columns);
    }
}
