package io.howdah.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * A handler that gets its channel's bytes past the pipeline if an {@link Inlet} can do so, otherwise through the pipeline. The
 * handler sees no difference.
 */
public abstract class InletHandler extends ChannelInboundHandlerAdapter {

    /** Whether the loop serves this handler after all other sockets of the same turn. Must always return the same. */
    protected boolean waitsForOthers() {
        return false;
    }

    /**
     * The most bytes that the handler takes now. After 0 the bytes stay in the socket and the channel is no longer read; the
     * handler has to switch reading on again when it takes bytes.
     */
    protected int takes() {
        return ReceiveBuffers.CAPACITY;
    }

    /** The far end has closed while bytes of it are left in the socket. */
    protected void hungUp() {
        // By default a handler learns of it from the end of the stream.
    }

    /** The bytes of one read; takes ownership. An exception goes to {@link #exceptionCaught}. */
    protected abstract void received(ByteBuf bytes);

    /** No more bytes can be read for now. */
    protected abstract void readComplete();

    @Override
    public final void channelRead(ChannelHandlerContext context, Object message) {
        received((ByteBuf) message);
    }

    @Override
    public final void channelReadComplete(ChannelHandlerContext context) {
        readComplete();
    }

    @Override
    public final void handlerAdded(ChannelHandlerContext context) {
        // A handler before this one may change the bytes.
        if (context.pipeline().firstContext() == context) {
            Inlets.attach(context.channel(), this);
        }
    }

    @Override
    public final void handlerRemoved(ChannelHandlerContext context) {
        Inlets.detach(context.channel(), this);
    }
}
