package io.howdah.proxy.client;

import io.howdah.protocol.backend.BackendMessage;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.ledger.MemoryShortage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.TimeUnit;

/** Messages the pooler itself says to a client. */
public final class LoginReplies {

    private static final int FAREWELL_SECONDS = 5;

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
            closeAfter(channel, channel.writeAndFlush(out));
        } catch (OutOfMemoryError shortage) {
            MemoryShortage.noticed(shortage);
            channel.close();
        }
    }

    /** Closes when the last words have left; soon in any case, for who reads nothing must not stay for ever. */
    public static void closeAfter(Channel channel, ChannelFuture lastWords) {
        lastWords.addListener(ChannelFutureListener.CLOSE);
        if (!lastWords.isDone()) {
            var deadline = channel.eventLoop().schedule(() -> channel.close(), FAREWELL_SECONDS, TimeUnit.SECONDS);
            channel.closeFuture().addListener(closed -> deadline.cancel(false));
        }
    }
}
