package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Makes a portal from a statement. {@code rest} has the formats and values unparsed; {@link BindParameters} parses them. */
public record Bind(String portal, String statement, byte[] rest) implements FrontendMessage {

    public static Bind read(ByteBuf body) {
        String portal = BodyReader.readString(body);
        String statement = BodyReader.readString(body);
        return new Bind(portal, statement, BodyReader.readRest(body));
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, FrontendType.BIND);
        CStrings.write(out, portal);
        CStrings.write(out, statement);
        out.writeBytes(rest);
        FrameWriter.end(out, frame);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bind that && portal.equals(that.portal) && statement.equals(that.statement)
                && Arrays.equals(rest, that.rest);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * portal.hashCode() + statement.hashCode()) + Arrays.hashCode(rest);
    }

    /** Without the values: they are the client's data. */
    @Override
    public String toString() {
        return "Bind[portal=" + portal + ", statement=" + statement + ", rest=" + rest.length + " bytes]";
    }
}
