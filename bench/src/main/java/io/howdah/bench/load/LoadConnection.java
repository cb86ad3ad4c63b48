package io.howdah.bench.load;

import io.howdah.bench.load.wire.ResponseListener;
import io.howdah.bench.load.wire.ResponseScanner;
import io.howdah.protocol.backend.ErrorResponse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** One connection of a client, from the end of its login on; a client that reconnects has another one then. */
final class LoadConnection extends ChannelInboundHandlerAdapter implements ResponseListener {

    private final LoadClient client;
    private final ResponseScanner scanner;
    private ChannelHandlerContext context;
    private boolean ended;

    LoadConnection(LoadClient client, boolean rows) {
        this.client = client;
        this.scanner = new ResponseScanner(this, rows);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        client.loggedIn(this);
    }

    /** The buffer stays the caller's, who must leave it alone until all of it is answered. */
    void send(ByteBuf request) {
        context.writeAndFlush(request.retain(), context.voidPromise());
    }

    /** Sends the last words and closes; the client hears no more of it. */
    void end(ByteBuf lastWords) {
        ended = true;
        context.writeAndFlush(lastWords).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes without a word; the client hears no more of it. */
    void abort() {
        ended = true;
        context.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            scanner.read(in);
        } finally {
            in.release();
        }
    }

    @Override
    public void ready(byte status) {
        if (!ended) {
            client.ready(status);
        }
    }

    @Override
    public void error(ErrorResponse error) {
        if (!ended) {
            client.error(error);
        }
    }

    @Override
    public void row(ByteBuf in, int index, int length) {
        if (!ended) {
            client.row(in, index, length);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lost("connection closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        lost(cause.toString());
        ctx.close();
    }

    private void lost(String reason) {
        if (!ended) {
            ended = true;
            client.lost(reason);
        }
    }
}
