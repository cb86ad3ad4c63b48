package io.howdah.proxy.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/** The end of a connection whose client gets an error first. */
public final class LastWords {

    private static final int FAREWELL_SECONDS = 5;

    private static final int LINGER_SECONDS = 2;

    private LastWords() {}

    /** Closes the socket when the error has left, or soon in any case: a client that reads nothing must not stay for ever. */
    public static void closeAfter(Channel channel, ChannelFuture lastWords) {
        lastWords.addListener(ChannelFutureListener.CLOSE);
        if (!lastWords.isDone()) {
            var deadline = channel.eventLoop().schedule(() -> channel.close(), FAREWELL_SECONDS, TimeUnit.SECONDS);
            channel.closeFuture().addListener(closed -> deadline.cancel(false));
        }
    }

    /**
     * As {@link #closeAfter}, for a client that may still be sending. TCP answers bytes that nobody has read with a reset, which
     * takes the error from a client that has not read it yet. So the socket is read until the client closes it, or for a moment;
     * the caller drops what comes. Without TLS the client sees the end of the connection at once.
     */
    static void lingerAfter(Channel channel, ChannelFuture lastWords) {
        lastWords.addListener(left -> {
            if (channel instanceof DuplexChannel socket && channel.pipeline().get(SslHandler.class) == null) {
                socket.shutdownOutput();
            }
        });
        var deadline = channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> deadline.cancel(false));
    }
}
