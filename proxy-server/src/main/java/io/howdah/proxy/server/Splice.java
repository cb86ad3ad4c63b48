package io.howdah.proxy.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Joins two channels of one loop byte for byte for the rest of their lives: a replication client and its own server connection.
 * In CopyBoth mode both sides send at once and end separately, which leaves no work for a pooler.
 */
final class Splice extends ChannelInboundHandlerAdapter {

    private final Channel to;

    private Splice(Channel to) {
        this.to = to;
    }

    /** Joins a server's channel with a client's on the same loop. @param ended called when the server's channel has closed */
    static void join(Channel server, Channel client, Runnable ended) {
        server.pipeline().replace("server", "splice", new Splice(client));
        client.pipeline().replace(client.pipeline().last(), "splice", new Splice(server));
        server.closeFuture().addListener(closed -> ended.run());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        to.write(message, to.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        to.flush();
        if (!to.isWritable()) {
            context.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        to.config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
