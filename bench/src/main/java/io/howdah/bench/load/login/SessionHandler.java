package io.howdah.bench.load.login;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.FrameScanner;
import io.howdah.protocol.backend.DataRow;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.RowDescription;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Collects the answer to one query at a time. */
final class SessionHandler extends ByteToMessageDecoder {

    private final FrameScanner frames = new FrameScanner();
    private final CompletableFuture<Channel> loggedIn = new CompletableFuture<>();
    private CompletableFuture<Rows> answer = CompletableFuture.completedFuture(null);
    private List<RowDescription.Column> columns = List.of();
    private List<DataRow> rows = new ArrayList<>();
    private @Nullable IOException error;

    /** Completes with the channel after the login, or exceptionally if the login fails. */
    CompletableFuture<Channel> loggedIn() {
        return loggedIn;
    }

    /** Sets the future for the next query's answer. */
    void expect(CompletableFuture<Rows> next) {
        answer = next;
        columns = List.of();
        rows = new ArrayList<>();
        error = null;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        loggedIn.complete(ctx.channel());
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
            case BackendType.ROW_DESCRIPTION -> columns = RowDescription.read(body).columns();
            case BackendType.DATA_ROW -> rows.add(DataRow.read(body));
            case BackendType.ERROR_RESPONSE -> {
                ErrorResponse response = ErrorResponse.read(body);
                error = new IOException(response.sqlState() + " " + response.message());
            }
            case BackendType.READY_FOR_QUERY -> end();
            default -> {
                // Callers need no other messages.
            }
        }
    }

    private void end() {
        if (error != null) {
            answer.completeExceptionally(error);
        } else {
            answer.complete(new Rows(columns, rows));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        answer.completeExceptionally(error != null ? error : new IOException("the server closed the connection"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        answer.completeExceptionally(cause);
        ctx.close();
    }
}
