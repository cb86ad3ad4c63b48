package io.howdah.proxy.client.login;

import io.howdah.protocol.ProtocolViolationException;
import io.howdah.proxy.proxied.Announced;
import io.howdah.proxy.proxied.ProxyHeader;
import io.howdah.proxy.stream.ByteBufs;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the PROXY header with which a load balancer begins a connection, before anything else, and leaves the pipeline. Nothing
 * is said to the other side before: it is not the client.
 */
final class ProxyHeaderHandler extends ChannelDuplexHandler {

    private final LoginBytes pendingBytes;
    private @Nullable ByteBuf pending;
    private boolean over;

    /** @param bytes counts the bytes of a header that has not come as a whole */
    ProxyHeaderHandler(LoginBytes bytes) {
        this.pendingBytes = bytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (over) {
            ((ByteBuf) message).release();
            return;
        }
        ByteBuf before = pending;
        pending = null;
        ByteBuf received = ByteBufs.joined(context.alloc(), before, (ByteBuf) message);
        pending = received;
        ProxyHeader header = ProxyHeader.read(received);
        if (header == null) {
            pending = pendingBytes.kept(received);
            over = pending == null;
            return;
        }
        Announced.by(context.channel(), header);
        pending = null;
        // Leaves first: what follows may be TLS, whose handler then begins at the pipeline's head.
        context.pipeline().remove(this);
        if (received.isReadable()) {
            context.fireChannelRead(received);
        } else {
            received.release();
        }
    }

    /** Drops what others say: a load balancer would hand it to the client, or take it for a server's greeting. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ReferenceCountUtil.release(message);
        promise.tryFailure(new ClosedChannelException());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        over = true;
        if (cause instanceof ProtocolViolationException) {
            LoginLog.headerFailed(context.channel(), String.valueOf(cause.getMessage()));
            context.close();
        } else {
            context.fireExceptionCaught(cause);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (pending != null) {
            pending.release();
            pending = null;
        }
        pendingBytes.gone();
    }
}
