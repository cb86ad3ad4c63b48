package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.netty.buffer.ByteBuf;

/** Ends a COPY from the frontend as failed; the server's error contains the cause. */
public record CopyFail(String cause) implements FrontendMessage {

    public static CopyFail read(ByteBuf body) {
        String cause = BodyReader.readString(body);
        BodyReader.end(body, "CopyFail");
        return new CopyFail(cause);
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, FrontendType.COPY_FAIL);
        CStrings.write(out, cause);
        FrameWriter.end(out, frame);
    }
}
