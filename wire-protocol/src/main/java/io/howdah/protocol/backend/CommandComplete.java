package io.howdah.protocol.backend;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.BodyReader;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.netty.buffer.ByteBuf;

/** A statement has succeeded. The tag is the command's name, often with a count of rows. */
public record CommandComplete(String tag) implements BackendMessage {

    public static CommandComplete read(ByteBuf body) {
        String tag = BodyReader.readString(body);
        BodyReader.end(body, "CommandComplete");
        return new CommandComplete(tag);
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, BackendType.COMMAND_COMPLETE);
        CStrings.write(out, tag);
        FrameWriter.end(out, frame);
    }
}
