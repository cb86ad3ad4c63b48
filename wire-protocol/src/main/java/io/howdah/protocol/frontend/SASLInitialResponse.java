package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The mechanism that the frontend chose, and the mechanism's first message; {@code data} is null if the server sends first. */
public record SASLInitialResponse(String mechanism, byte @Nullable [] data) implements FrontendMessage {

    public SASLInitialResponse(String mechanism, byte @Nullable [] data) {
        this.mechanism = Objects.requireNonNull(mechanism, "mechanism");
        this.data = data;
    }

    public static SASLInitialResponse read(ByteBuf body) {
        String mechanism = BodyReader.readString(body);
        int length = BodyReader.readInt(body);
        byte[] data = length == -1 ? null : BodyReader.readBytes(body, length);
        BodyReader.end(body, "SASLInitialResponse");
        return new SASLInitialResponse(mechanism, data);
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, FrontendType.PASSWORD);
        CStrings.write(out, mechanism);
        if (data == null) {
            out.writeInt(-1);
        } else {
            out.writeInt(data.length);
            out.writeBytes(data);
        }
        FrameWriter.end(out, frame);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SASLInitialResponse that && mechanism.equals(that.mechanism) && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * mechanism.hashCode() + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "SASLInitialResponse[" + mechanism + "]";
    }
}
