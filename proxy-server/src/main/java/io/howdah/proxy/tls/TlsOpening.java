package io.howdah.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a client's first TLS message, and gives its place to a handler with the certificate that the client asks for. Refuses a
 * client that wants to speak another protocol than PostgreSQL's, as PostgreSQL does ({@code alpn_cb}): else a browser could be
 * made to talk to the pooler.
 */
final class TlsOpening extends SslClientHelloHandler<@Nullable ClientHello> {

    /** A record of TLS with the fatal alert no_application_protocol (RFC 7301). */
    private static final byte[] NO_APPLICATION_PROTOCOL = {21, 3, 3, 0, 2, 2, 120};

    /** Bytes of the longest first message; those of libraries have some 500, with post-quantum keys 1,700. */
    private static final int LONGEST = 16 << 10;

    private final ClientTls tls;
    private final boolean direct;

    TlsOpening(ClientTls tls, boolean direct) {
        super(LONGEST);
        this.tls = tls;
        this.direct = direct;
    }

    @Override
    protected Future<@Nullable ClientHello> lookup(ChannelHandlerContext context, @Nullable ByteBuf message) {
        return context.executor().newSucceededFuture(message == null ? null : ClientHello.read(message));
    }

    /** Drops what others say: before the handshake the client could only hear it in clear, where anybody may read and forge it. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ReferenceCountUtil.release(message);
        promise.tryFailure(new ClosedChannelException());
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext context, Future<@Nullable ClientHello> found) {
        ClientHello hello = found.getNow();
        boolean speaksOther = hello != null
                && (hello.protocols() == null ? direct : !hello.protocols().contains(TlsLibrary.POSTGRESQL));
        if (speaksOther) {
            context.writeAndFlush(
                    context.alloc().directBuffer(NO_APPLICATION_PROTOCOL.length).writeBytes(NO_APPLICATION_PROTOCOL))
                    .addListener(ChannelFutureListener.CLOSE);
            context.fireExceptionCaught(new SSLHandshakeException(hello.protocols() == null
                    ? "direct TLS without ALPN"
                    : "the client asks for another protocol than " + TlsLibrary.POSTGRESQL));
            return;
        }
        SslHandler handler = tls.handler(context.channel(), hello == null ? null : hello.serverName());
        if (handler == null) {
            context.close();
        } else {
            boolean placed = false;
            try {
                ChannelPipeline pipeline = context.pipeline();
                pipeline.replace(this, "tls", handler);
                DamagedRecords.watch(pipeline, handler);
                placed = true;
            } finally {
                if (!placed) {
                    // The channel has closed meanwhile. A handler releases its engine when it leaves its pipeline.
                    ReferenceCountUtil.safeRelease(handler.engine());
                }
            }
        }
    }
}
