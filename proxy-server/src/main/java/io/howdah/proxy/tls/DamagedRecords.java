package io.howdah.proxy.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;

/**
 * Lets Netty tell of a record that BoringSSL could not read. After the handshake, Netty's engine sends the alert at once, but keeps
 * the exception until somebody writes ({@code ReferenceCountedOpenSslEngine.pendingException}): a peer that only listens would be
 * kept for ever, and so would a client that waits for its answer. A read without plain text may have been such a record, so
 * DamagedRecords flushes: with nothing to write, that calls the engine once.
 */
public final class DamagedRecords extends ChannelInboundHandlerAdapter {

    private final SslHandler tls;
    /** Whether plain text has come since the last end of a read. */
    private boolean plainText;

    private DamagedRecords(SslHandler tls) {
        this.tls = tls;
    }

    /** Places such a handler behind the one that speaks TLS, unless its engine tells by itself. */
    public static void watch(ChannelPipeline pipeline, SslHandler tls) {
        if (tls.engine() instanceof ReferenceCountedOpenSslEngine) {
            pipeline.addAfter(pipeline.context(tls).name(), "tls-damage", new DamagedRecords(tls));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        plainText = true;
        context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        boolean nothing = !plainText;
        plainText = false;
        context.fireChannelReadComplete();
        if (nothing && tls.handshakeFuture().isSuccess() && !context.isRemoved()) {
            context.flush();
        }
    }
}
