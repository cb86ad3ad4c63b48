package io.howdah.proxy.client;

import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.ledger.MemoryShortage;
import io.howdah.proxy.stream.InletHandler;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns each call of Netty into one call of a {@link ClientSession}. */
public final class ClientHandler extends InletHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ClientHandler.class);

    private final ClientSession session;
    private boolean failed;

    /** @param session gets the calls */
    public ClientHandler(ClientSession session) {
        this.session = session;
    }

    @Override
    protected int takes() {
        return session.takes();
    }

    @Override
    protected void hungUp() {
        session.hungUp();
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
        session.writabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        session.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof ProtocolViolationException violation) {
            session.violated(violation);
        } else if (NetworkFailure.is(cause)) {
            session.lost();
            context.close(); // After a damaged record of TLS the socket is still open.
        } else if (cause instanceof OutOfMemoryError shortage) {
            MemoryShortage.noticed(shortage);
            session.client().drop("out of memory");
        } else if (!failed) {
            failed = true; // Logged once, whatever else the client sends before its socket closes.
            LOG.error("{} closed after an internal error", session, cause);
            session.client().end(ErrorResponse.of("FATAL", SqlState.INTERNAL_ERROR, "internal error of the pooler"),
                    "internal error");
        }
    }
}
