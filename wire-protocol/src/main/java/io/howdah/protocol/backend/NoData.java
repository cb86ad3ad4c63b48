package io.howdah.protocol.backend;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.BodyReader;
import io.howdah.protocol.FrameWriter;
import io.netty.buffer.ByteBuf;

/** Answers Describe for a statement or portal without rows. */
public record NoData() implements BackendMessage {

    public static final NoData INSTANCE = new NoData();

    public static NoData read(ByteBuf body) {
        BodyReader.end(body, "NoData");
        return INSTANCE;
    }

    @Override
    public void write(ByteBuf out) {
        FrameWriter.writeEmpty(out, BackendType.NO_DATA);
    }
}
