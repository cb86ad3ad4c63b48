package io.howdah.bench.jmh;

import io.howdah.protocol.TransactionStatus;
import io.howdah.protocol.backend.BackendMessage;
import io.howdah.protocol.backend.CommandComplete;
import io.howdah.protocol.backend.DataRow;
import io.howdah.protocol.backend.ReadyForQuery;
import io.howdah.protocol.backend.RowDescription;
import io.howdah.protocol.frontend.FrontendMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;

/** Writes several messages into one buffer. */
final class Messages {

    static final BackendMessage ONE_COLUMN = new RowDescription(List.of(RowDescription.Column.int4("abalance")));
    static final BackendMessage ONE_ROW = DataRow.ofText("-42117");
    static final BackendMessage ONE_SELECTED = new CommandComplete("SELECT 1");
    static final BackendMessage IDLE = new ReadyForQuery(TransactionStatus.IDLE);

    private Messages() {
    }

    static ByteBuf requests(FrontendMessage... messages) {
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer();
        for (FrontendMessage message : messages) {
            message.write(out);
        }
        return out;
    }

    static ByteBuf answers(BackendMessage... messages) {
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer();
        for (BackendMessage message : messages) {
            message.write(out);
        }
        return out;
    }
}
