package io.howdah.proxy.server;

import io.howdah.protocol.ProtocolViolationException;
import io.howdah.proxy.stream.InletHandler;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns each of Netty's events into one call on a logged-in {@link ServerConnection}. */
public final class ServerHandler extends InletHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ServerHandler.class);

    private final ServerConnection server;
    private boolean failed;

    /** @param server gets the calls */
    public ServerHandler(ServerConnection server) {
        this.server = server;
    }

    /** The clients' requests are read first, so that servers work while answers are relayed. */
    @Override
    protected boolean waitsForOthers() {
        return true;
    }

    @Override
    protected void received(ByteBuf bytes) {
        server.relay().read(bytes);
    }

    @Override
    protected void readComplete() {
        ServerPeer peer = server.peer();
        if (peer != null) {
            peer.endOfRead();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        ServerPeer peer = server.peer();
        if (peer != null) {
            peer.writable(context.channel().isWritable());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        server.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof ProtocolViolationException) {
            LOG.warn("{} {}", server, cause.getMessage());
            server.close(DisconnectReason.OUT_OF_SYNC);
        } else if (cause instanceof IOException || cause instanceof NotYetConnectedException
                || cause instanceof DecoderException // A record of TLS that is damaged.
                || cause instanceof OutOfMemoryError) {
            // The server has reset the connection, or memory has run out. channelInactive follows and logs the end.
            context.close();
        } else if (!failed) {
            failed = true; // Log only the first error, whatever follows until the connection has closed.
            LOG.error("{} closed after an internal error", server, cause);
            server.close(DisconnectReason.INTERNAL_ERROR);
        }
    }
}
