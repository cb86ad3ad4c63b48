package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** A further message of the mechanism chosen in {@link SASLInitialResponse}. */
public record SASLResponse(byte[] data) implements FrontendMessage {

    public static SASLResponse read(ByteBuf body) {
        return new SASLResponse(BodyReader.readRest(body));
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, FrontendType.PASSWORD);
        out.writeBytes(data);
        FrameWriter.end(out, frame);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SASLResponse that && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "SASLResponse[" + data.length + " bytes]";
    }
}
