package io.howdah.bench.load;

import io.howdah.bench.load.wire.ResponseListener;
import io.howdah.bench.load.wire.ResponseScanner;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.stream.Outlet;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/** One connection of a client, from the end of its login on. A client that reconnects gets a new LoadConnection. */
final class LoadConnection extends ChannelInboundHandlerAdapter implements ResponseListener {

    private final LoadClient client;
    private final ResponseScanner scanner;
    private @Nullable ChannelHandlerContext context;
    /** Writes to the socket past Netty's pipeline; null with TLS, where the pipeline encrypts. */
    private @Nullable Outlet outlet;
    private boolean ended;

    LoadConnection(LoadClient client, boolean rows) {
        this.client = client;
        this.scanner = new ResponseScanner(this, rows);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        outlet = ctx.pipeline().get(SslHandler.class) == null ? Outlet.of(ctx.channel()) : null;
        client.loggedIn(this);
    }

    /**
     * Sends a request. The caller keeps its reference to the buffer; the connection holds another reference until all bytes have
     * left.
     */
    void send(ByteBuf request) {
        request.retain();
        if (outlet != null) {
            outlet.write(request);
            outlet.flush();
        } else {
            context().writeAndFlush(request, context().voidPromise());
        }
    }

    private ChannelHandlerContext context() {
        assert context != null : "the client has a connection once its handler has been added";
        return context;
    }

    /** Sends the last bytes and closes the connection. The client gets no further calls. */
    void end(ByteBuf lastWords) {
        ended = true;
        context().writeAndFlush(lastWords).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes the connection without Terminate. The client gets no further calls. */
    void abort() {
        ended = true;
        context().close();
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
