package io.howdah.proxy.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.TimeUnit;

/** The end of a connection whose client gets an error first. */
public final class LastWords {

    private static final int FAREWELL_SECONDS = 5;

    private LastWords() {}

    /** Closes the socket when the error has left, or soon in any case: a client that reads nothing must not stay for ever. */
    public static void closeAfter(Channel channel, ChannelFuture lastWords) {
        lastWords.addListener(ChannelFutureListener.CLOSE);
        if (!lastWords.isDone()) {
            var deadline = channel.eventLoop().schedule(() -> channel.close(), FAREWELL_SECONDS, TimeUnit.SECONDS);
            channel.closeFuture().addListener(closed -> deadline.cancel(false));
        }
    }
}
