package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** A fast-path function call with its body unparsed; answered by FunctionCallResponse and ReadyForQuery. */
public record FunctionCall(byte[] body) implements FrontendMessage {

    public static FunctionCall read(ByteBuf body) {
        return new FunctionCall(BodyReader.readRest(body));
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, FrontendType.FUNCTION_CALL);
        out.writeBytes(body);
        FrameWriter.end(out, frame);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FunctionCall that && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(body);
    }

    @Override
    public String toString() {
        return "FunctionCall[" + body.length + " bytes]";
    }
}
