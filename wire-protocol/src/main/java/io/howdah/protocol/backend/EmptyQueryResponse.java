package io.howdah.protocol.backend;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.BodyReader;
import io.howdah.protocol.FrameWriter;
import io.netty.buffer.ByteBuf;

/** Takes the place of CommandComplete for an empty query. */
public record EmptyQueryResponse() implements BackendMessage {

    public static final EmptyQueryResponse INSTANCE = new EmptyQueryResponse();

    public static EmptyQueryResponse read(ByteBuf body) {
        BodyReader.end(body, "EmptyQueryResponse");
        return INSTANCE;
    }

    @Override
    public void write(ByteBuf out) {
        FrameWriter.writeEmpty(out, BackendType.EMPTY_QUERY_RESPONSE);
    }
}
