package io.howdah.bench.load.login;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.FrameScanner;
import io.howdah.protocol.ProtocolVersion;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.Authentication;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.frontend.FrontendMessage;
import io.howdah.protocol.frontend.StartupMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Logs in, from the startup packet to the first ReadyForQuery, and then replaces itself by its successor in the pipeline. */
final class LoginHandler extends ByteToMessageDecoder {

    private final FrameScanner frames = new FrameScanner();
    private final Target target;
    private final PasswordExchange exchange;
    private final ChannelHandler successor;
    private final LoginFailure failure;
    private boolean started;
    private boolean ended;

    LoginHandler(Target target, SaltedKeys keys, ChannelHandler successor, LoginFailure failure) {
        this.target = target;
        this.exchange = new PasswordExchange(target, keys);
        this.successor = successor;
        this.failure = failure;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        // After the TLS handshake the channel is active already.
        if (ctx.channel().isActive()) {
            start(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        start(ctx);
    }

    private void start(ChannelHandlerContext ctx) {
        if (started) {
            return;
        }
        started = true;
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("user", target.user());
        parameters.put("database", target.database());
        parameters.put("application_name", "howdah-bench-load");
        send(ctx, new StartupMessage(ProtocolVersion.V3_0, parameters));
    }

    private static void send(ChannelHandlerContext ctx, FrontendMessage message) {
        ByteBuf out = ctx.alloc().buffer();
        message.write(out);
        ctx.writeAndFlush(out, ctx.voidPromise());
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        frames.start(in);
        if (!frames.next(in)) {
            return;
        }
        if (!frames.complete()) {
            frames.unread();
            return;
        }
        ByteBuf body = in.slice(frames.bodyIndex(), frames.bodyLength());
        in.readerIndex(frames.position());
        switch (frames.type()) {
            case BackendType.AUTHENTICATION -> exchange.answer(Authentication.read(body)).ifPresent(answer -> send(ctx, answer));
            case BackendType.ERROR_RESPONSE -> {
                ErrorResponse error = ErrorResponse.read(body);
                fail(ctx, error.sqlState(), error.message());
            }
            case BackendType.READY_FOR_QUERY -> {
                ended = true;
                ctx.pipeline().replace(this, null, successor);
            }
            default -> {
                // The load needs neither ParameterStatus nor BackendKeyData nor notices.
            }
        }
    }

    private void fail(ChannelHandlerContext ctx, @Nullable String sqlState, @Nullable String message) {
        if (!ended) {
            ended = true;
            failure.failed(sqlState, message);
        }
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(ctx, SqlState.CONNECTION_FAILURE.code(), "connection closed during login");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable reason = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        fail(ctx, SqlState.CONNECTION_FAILURE.code(), "during login: " + reason);
    }
}
