package io.howdah.protocol.backend;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.BodyReader;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.TransactionStatus;
import io.netty.buffer.ByteBuf;

/** The backend waits for the next request; the session has this transaction status. */
public record ReadyForQuery(TransactionStatus status) implements BackendMessage {

    public static ReadyForQuery read(ByteBuf body) {
        TransactionStatus status = TransactionStatus.of(BodyReader.readByte(body));
        BodyReader.end(body, "ReadyForQuery");
        return new ReadyForQuery(status);
    }

    @Override
    public void write(ByteBuf out) {
        int frame = FrameWriter.begin(out, BackendType.READY_FOR_QUERY);
        out.writeByte(status.code());
        FrameWriter.end(out, frame);
    }
}
