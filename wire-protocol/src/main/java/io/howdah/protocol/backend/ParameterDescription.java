package io.howdah.protocol.backend;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.BodyReader;
import io.howdah.protocol.FrameWriter;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** The types of a statement's parameters, as OIDs. */
public record ParameterDescription(int... types) implements BackendMessage {

    public static ParameterDescription read(ByteBuf body) {
        int[] types = new int[BodyReader.readCount(body, Integer.BYTES)];
        for (int i = 0; i < types.length; i++) {
            types[i] = body.readInt();
        }
        BodyReader.end(body, "ParameterDescription");
        return new ParameterDescription(types);
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, BackendType.PARAMETER_DESCRIPTION);
        out.writeShort(types.length);
        for (int type : types) {
            out.writeInt(type);
        }
        FrameWriter.end(out, frame);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ParameterDescription that && Arrays.equals(types, that.types);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(types);
    }

    @Override
    public String toString() {
        return "ParameterDescription[types=" + Arrays.toString(types) + "]";
    }
}
