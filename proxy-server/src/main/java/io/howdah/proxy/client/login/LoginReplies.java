package io.howdah.proxy.client.login;

import io.howdah.protocol.backend.BackendMessage;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.client.LastWords;
import io.howdah.proxy.ledger.MemoryShortage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** Sends the pooler's own messages to a client that has no session. */
public final class LoginReplies {

    private LoginReplies() {}

    /** Writes messages without a flush. */
    public static void write(Channel channel, BackendMessage... messages) {
        ByteBuf out = channel.alloc().directBuffer();
        for (BackendMessage message : messages) {
            message.write(out);
        }
        channel.write(out, channel.voidPromise());
    }

    /** Sends the error and closes the socket once the error has left. Logs the refusal of a client that has no session yet. */
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
