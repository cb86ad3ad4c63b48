package io.howdah.proxy.cache.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.api.push.PushMessage;
import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.Endpoint;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lettuce's handler of commands, stricter. Lettuce lets a connection live on after an exception, and with it commands whose answers
 * may belong to others; here each exception ends the connection. And Lettuce has a connection of its own for subscriptions, which
 * takes an array of three values that begins with "message" for a message, though it is an answer; this handler has messages and
 * answers on one connection and keeps them apart by their types in RESP3.
 */
final class WireHandler extends CommandHandler {

    /** More bytes than the largest answer has, four values of 16 MB. What nobody can use must not fill the memory. */
    static final int LONGEST_ANSWER = 64 << 20;

    private final Wire wire;
    private final Framing framing = new Framing(LONGEST_ANSWER);
    private @Nullable ChannelHandlerContext context;
    private String reason = "the server closed the connection";
    private int received;

    WireHandler(ClientOptions options, ClientResources resources, Endpoint endpoint, Wire wire) {
        super(options, resources, endpoint);
        this.wire = wire;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
    }

    @Override
    public void channelRegistered(ChannelHandlerContext ctx) throws Exception {
        wire.registered();
        super.channelRegistered(ctx);
    }

    @Override
    public void channelUnregistered(ChannelHandlerContext ctx) throws Exception {
        super.channelUnregistered(ctx);
        wire.unregistered();
    }

    /** Closes the connection. Only the first reason counts. */
    void close(String why) {
        if (context != null && context.channel().isOpen()) {
            reason = why;
            context.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
        ByteBuf bytes = (ByteBuf) msg;
        received += bytes.readableBytes();
        String wrong = received > LONGEST_ANSWER ? "an answer of more than " + LONGEST_ANSWER + " bytes" : framing.check(bytes);
        if (wrong != null || !ctx.channel().isOpen()) {
            bytes.release();
            close("garbage: " + wrong);
            return;
        }
        super.channelRead(ctx, msg);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer) throws InterruptedException {
        super.decode(ctx, buffer);
        if (buffer.refCnt() > 0 && buffer.isReadable() && getStack().isEmpty() && !isPushDecode(buffer)) {
            close("garbage: an answer that nobody has asked for");
        }
    }

    @Override
    protected void complete(RedisCommand<?, ?, ?> command) {
        received = 0;
        super.complete(command);
    }

    @Override
    protected void notifyPushListeners(PushMessage push) {
        received = 0;
        if (push.getType() == null) {
            close("garbage: a push without a type");
            return;
        }
        List<Object> content = push.getContent();
        switch (push.getType()) {
            case "message" -> {
                if (content.size() == 3 && content.get(1) instanceof ByteBuffer channel
                        && content.get(2) instanceof ByteBuffer message) {
                    wire.owner().message(bytes(channel), bytes(message));
                } else {
                    close("garbage: a message of another form");
                }
            }
            case "subscribe" -> {
                // In RESP3 SUBSCRIBE has a push for each channel and no answer, so the first of them completes the command.
                RedisCommand<?, ?, ?> command = getStack().peek();
                if (command != null && command.getType() == CommandType.SUBSCRIBE) {
                    getStack().remove();
                    command.complete();
                }
                wire.owner().subscribed();
            }
            case "unsubscribe" -> close("the server ended the subscription");
            default -> {
                // Such as the invalidations of client-side caching, which this link does not ask for.
            }
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        return copy;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        close(Attempt.words(cause));
    }

    /** In between, all commands without an answer fail. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        wire.ending(reason);
        super.channelInactive(ctx);
        wire.ended();
    }
}
