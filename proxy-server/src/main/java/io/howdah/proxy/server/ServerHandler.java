package io.howdah.proxy.server;

import io.howdah.protocol.ProtocolViolationException;
import io.howdah.proxy.stream.InletHandler;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Netty's calls turned into one call each on a logged-in {@link ServerConnection}. */
public final class ServerHandler extends InletHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ServerHandler.class);

    private final ServerConnection server;
    private boolean failed;

    /** @param server gets the calls */
    public ServerHandler(ServerConnection server) {
        this.server = server;
    }

    /** Requests first: while answers go out, servers are at work on them. */
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
        } else if (cause instanceof IOException || cause instanceof NotYetConnectedException || cause instanceof OutOfMemoryError) {
            // Reset by the far end, or no memory for what it says: channelInactive follows and says so.
            context.close();
        } else if (!failed) {
            failed = true; // Said once, whatever else comes until it is closed.
            LOG.error("{} closed after an internal error", server, cause);
            server.close(DisconnectReason.PROTOCOL);
        }
    }
}
