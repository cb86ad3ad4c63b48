package io.howdah.proxy.client.login;

import io.howdah.protocol.backend.BackendMessage;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.client.LastWords;
import io.howdah.proxy.ledger.MemoryShortage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** Messages the pooler itself says to a client. */
public final class LoginReplies {

    private LoginReplies() {}

    /** Writes messages, without a flush. */
    public static void write(Channel channel, BackendMessage... messages) {
        ByteBuf out = channel.alloc().directBuffer();
        for (BackendMessage message : messages) {
            message.write(out);
        }
        channel.write(out, channel.voidPromise());
    }

    /** Says why, in the log too where the client has no session yet, and closes when that has left. */
    public static void fail(Channel channel, ErrorResponse error) {
        LoginLog.refused(channel, error);
        try {
            ByteBuf out = channel.alloc().directBuffer();
            error.write(out);
            LastWords.closeAfter(channel, channel.writeAndFlush(out));
        } catch (OutOfMemoryError shortage) {
            MemoryShortage.noticed(shortage);
            channel.close();
        }
    }
}
