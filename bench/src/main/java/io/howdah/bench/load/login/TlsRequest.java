package io.howdah.bench.load.login;

import io.howdah.protocol.SqlState;
import io.howdah.protocol.frontend.SSLRequest;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/** Asks for TLS, completes the handshake, and replaces itself by its successor in the pipeline. */
final class TlsRequest extends SimpleChannelInboundHandler<ByteBuf> {

    private static final byte GRANTED = 'S';

    private final Target target;
    private final SslContext tls;
    private final ChannelHandler successor;
    private final LoginFailure failure;
    private boolean ended;

    TlsRequest(Target target, SslContext tls, ChannelHandler successor, LoginFailure failure) {
        this.target = target;
        this.tls = tls;
        this.successor = successor;
        this.failure = failure;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ByteBuf out = ctx.alloc().buffer();
        SSLRequest.INSTANCE.write(out);
        ctx.writeAndFlush(out, ctx.voidPromise());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf in) {
        // Bytes behind the server's answer would be plain text injected before TLS begins: CVE-2021-23222.
        if (in.readableBytes() == 1 && in.getByte(in.readerIndex()) == GRANTED) {
            ctx.pipeline().addFirst(tls.newHandler(ctx.alloc(), target.host(), target.port()));
        } else {
            fail(ctx, "the server does not offer TLS");
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                ended = true;
                ctx.pipeline().replace(this, null, successor);
            } else {
                fail(ctx, "TLS: " + handshake.cause());
            }
        }
    }

    private void fail(ChannelHandlerContext ctx, String message) {
        if (!ended) {
            ended = true;
            failure.failed(SqlState.SQLCLIENT_UNABLE_TO_ESTABLISH.code(), message);
        }
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(ctx, "connection closed while TLS was negotiated");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, "TLS: " + cause);
    }
}
