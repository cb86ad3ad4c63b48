package io.howdah.bench.crowd;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.ProtocolVersion;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.frontend.Query;
import io.howdah.protocol.frontend.StartupMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One client: every query asks for a value nobody else asks for, and only that value is the right answer. */
final class CrowdClient extends SimpleChannelInboundHandler<ByteBuf> {

    private final Crowd crowd;
    private final int number;
    private int queriesLeft;
    private boolean loggedIn;
    private boolean ended;
    private long askedAt;
    private String expected;
    private String met;
    private ChannelHandlerContext context;

    CrowdClient(Crowd crowd, int number, int queries) {
        this.crowd = crowd;
        this.number = number;
        this.queriesLeft = queries;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("user", crowd.user());
        parameters.put("database", crowd.database());
        ByteBuf out = ctx.alloc().buffer();
        new StartupMessage(ProtocolVersion.V3_0, parameters).write(out);
        ctx.writeAndFlush(out);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) {
        byte type = frame.getByte(0);
        if (type == BackendType.READY_FOR_QUERY) {
            ready();
        } else if (type == BackendType.DATA_ROW) {
            met = frame.toString(11, frame.getInt(7), StandardCharsets.UTF_8);
        } else if (type == BackendType.ERROR_RESPONSE) {
            ErrorResponse error = ErrorResponse.read(frame.slice(5, frame.readableBytes() - 5));
            failed(error.sqlState() + " " + error.message());
        }
    }

    private void ready() {
        if (!loggedIn) {
            loggedIn = true;
            crowd.loginEnded();
            return;
        }
        if (!expected.equals(met)) {
            crowd.complain("client " + number + " expected " + expected + " but met " + met);
        }
        crowd.answered(System.nanoTime() - askedAt);
        if (queriesLeft > 0) {
            send();
        } else if (!ended) {
            ended = true;
            crowd.clientEnded();
        }
    }

    /** Begins to ask; each further query follows its predecessor's answer. */
    void ask() {
        if (context != null) {
            context.executor().execute(this::send);
        }
    }

    private void send() {
        if (ended) {
            return;
        }
        expected = number + "/" + queriesLeft--;
        met = null;
        askedAt = System.nanoTime();
        ByteBuf out = context.alloc().buffer();
        new Query("SELECT '" + expected + "'").write(out);
        context.writeAndFlush(out);
    }

    /** Nothing more will come of this client. */
    void failed(String reason) {
        if (ended) {
            return;
        }
        ended = true;
        crowd.complain("client " + number + ": " + reason);
        if (!loggedIn) {
            crowd.loginEnded();
        }
        crowd.clientEnded();
        if (context != null) {
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        failed("connection closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failed(cause.toString());
    }
}
