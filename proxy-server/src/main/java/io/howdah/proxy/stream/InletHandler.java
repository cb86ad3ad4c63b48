package io.howdah.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * A handler that gets what its channel receives past the pipeline where it can ({@link Inlet}), and through it where not: which of the two
 * makes no difference to it.
 */
public abstract class InletHandler extends ChannelInboundHandlerAdapter {

    /** Whether it is served when all others have been that had something to read in the same turn of their loop. The same each time. */
    protected boolean waitsForOthers() {
        return false;
    }

    /**
     * How many bytes of a read it takes now, at most. With 0 they stay in the socket, and its channel is no longer read: the handler has it
     * read again when it takes some.
     */
    protected int takes() {
        return ReceiveBuffers.CAPACITY;
    }

    /** The far end has gone while what it had sent was left in the socket. */
    protected void hungUp() {
        // Others learn it from the end of what they read.
    }

    /** Bytes of one read, to be owned. What this throws comes to {@link #exceptionCaught}. */
    protected abstract void received(ByteBuf bytes);

    /** There is nothing more to read for now. */
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
        // A handler before it may change the bytes.
        if (context.pipeline().firstContext() == context) {
            Inlets.attach(context.channel(), this);
        }
    }

    @Override
    public final void handlerRemoved(ChannelHandlerContext context) {
        Inlets.detach(context.channel(), this);
    }
}
