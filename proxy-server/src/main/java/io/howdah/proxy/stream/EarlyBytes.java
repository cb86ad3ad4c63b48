package io.howdah.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that one handler has read and the next one is to have. The pipeline's head is no way to give them: a handler in front that
 * changes bytes (TLS) has seen them already.
 */
public final class EarlyBytes {

    private EarlyBytes() {}

    /** Gives bytes to the last handler, as if they had just been read; owns them. On the channel's loop. */
    public static void give(Channel channel, ByteBuf bytes) {
        ChannelPipeline pipeline = channel.pipeline();
        if (!(pipeline.last() instanceof ChannelInboundHandler last)) {
            bytes.release();
            return;
        }
        ChannelHandlerContext context = pipeline.lastContext();
        try {
            last.channelRead(context, bytes);
            last.channelReadComplete(context);
        } catch (Throwable problem) {
            try {
                last.exceptionCaught(context, problem);
            } catch (Exception e) {
                context.close();
            }
        }
    }

    /**
     * Gives bytes to the last handler soon, before all bytes that are read from now on; owns them. On the channel's loop.
     *
     * <p>A handler in front of the last one may have more bytes in hand and go on at once, so bytes that come meanwhile wait.
     */
    public static void giveLater(Channel channel, ByteBuf bytes) {
        ChannelPipeline pipeline = channel.pipeline();
        if (pipeline.first() == pipeline.last()) {
            channel.eventLoop().execute(() -> give(channel, bytes));
            return;
        }
        Queue queue = new Queue();
        queue.waiting.add(bytes);
        pipeline.addBefore(pipeline.lastContext().name(), "early", queue);
        channel.eventLoop().execute(queue::end);
    }

    private static final class Queue extends ChannelInboundHandlerAdapter {
        private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
        private @Nullable ChannelHandlerContext own;

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            own = context;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            waiting.add((ByteBuf) message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            // Comes with the bytes.
        }

        void end() {
            ChannelHandlerContext context = own;
            if (context != null && !context.isRemoved()) {
                context.pipeline().remove(this);
            }
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            boolean open = context.channel().isActive();
            for (ByteBuf bytes = waiting.poll(); bytes != null; bytes = waiting.poll()) {
                if (open) {
                    context.fireChannelRead(bytes);
                } else {
                    bytes.release();
                }
            }
            if (open) {
                context.fireChannelReadComplete();
            }
        }
    }
}
