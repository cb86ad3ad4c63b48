package io.howdah.proxy.client;

import io.howdah.protocol.backend.BackendMessage;
import io.howdah.protocol.backend.ErrorResponse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;

/** Messages the pooler itself says to a client. */
public final class Replies {

    private Replies() {}

    /** Writes messages, without a flush. */
    public static void write(Channel channel, BackendMessage... messages) {
        ByteBuf out = channel.alloc().directBuffer();
        for (BackendMessage message : messages) {
            message.write(out);
        }
        channel.write(out, channel.voidPromise());
    }

    /** Says why, and closes when that has left. */
    public static void fail(Channel channel, ErrorResponse error) {
        ByteBuf out = channel.alloc().directBuffer();
        error.write(out);
        channel.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
    }
}
