package io.howdah.proxy.client;

import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.stream.InletHandler;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Netty's calls turned into one call each on a {@link ClientSession}. */
public final class ClientHandler extends InletHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ClientHandler.class);

    private final ClientSession session;

    /** @param session gets the calls */
    public ClientHandler(ClientSession session) {
        this.session = session;
    }

    @Override
    protected void received(ByteBuf bytes) {
        session.received(bytes);
    }

    @Override
    protected void readComplete() {
        session.readComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        session.writabilityChanged(context.channel().isWritable());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        session.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof ProtocolViolationException violation) {
            session.violated(violation);
        } else if (cause instanceof IOException) {
            session.lost("client unexpected eof");
        } else {
            LOG.error("{} closed after an internal error", session, cause);
            session.end(ErrorResponse.of("FATAL", SqlState.INTERNAL_ERROR, "internal error of the pooler"), "internal error");
        }
    }
}
