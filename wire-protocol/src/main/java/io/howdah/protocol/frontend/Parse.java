package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Prepares a statement. The empty name is the unnamed statement; type 0 lets the server choose a parameter's type. */
public record Parse(String name, String query, int[] parameterTypes) implements FrontendMessage {

    public static Parse read(ByteBuf body) {
        String name = BodyReader.readString(body);
        String query = BodyReader.readString(body);
        int[] types = new int[BodyReader.readCount(body, Integer.BYTES)];
        for (int i = 0; i < types.length; i++) {
            types[i] = body.readInt();
        }
        BodyReader.end(body, "Parse");
        return new Parse(name, query, types);
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, FrontendType.PARSE);
        CStrings.write(out, name);
        CStrings.write(out, query);
        out.writeShort(parameterTypes.length);
        for (int type : parameterTypes) {
            out.writeInt(type);
        }
        FrameWriter.end(out, frame);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Parse that && name.equals(that.name) && query.equals(that.query)
                && Arrays.equals(parameterTypes, that.parameterTypes);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * name.hashCode() + query.hashCode()) + Arrays.hashCode(parameterTypes);
    }

    @Override
    public String toString() {
        return "Parse[name=" + name + ", query=" + query + ", parameterTypes=" + Arrays.toString(parameterTypes) + "]";
    }
}
