package io.howdah.protocol.frontend;

import io.howdah.protocol.BodyReader;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.netty.buffer.ByteBuf;

/** A simple query of one or more statements; ReadyForQuery ends the answer. */
public record Query(String query) implements FrontendMessage {

    public static Query read(ByteBuf body) {
        String query = BodyReader.readString(body);
        BodyReader.end(body, "Query");
        return new Query(query);
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, FrontendType.QUERY);
        CStrings.write(out, query);
        FrameWriter.end(out, frame);
    }
}
