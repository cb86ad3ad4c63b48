package io.howdah.proxy.console;

import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.client.NetworkFailure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns each of Netty's calls into one call on a {@link ConsoleConnection}. */
final class ConsoleHandler extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleHandler.class);

    private final ConsoleConnection connection;
    private boolean failed;

    ConsoleHandler(ConsoleConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        connection.received((ByteBuf) message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (NetworkFailure.is(cause) || cause instanceof OutOfMemoryError) {
            context.close();
        } else if (!failed) {
            failed = true; // Logged once, whatever else the client sends until it is closed.
            LOG.error("console of {} closed after an internal error", connection.user(), cause);
            connection.end(ErrorResponse.of("FATAL", SqlState.INTERNAL_ERROR, "internal error of the pooler"));
        }
    }
}
