package io.howdah.proxy.client.login;

import io.howdah.protocol.FrameScanner;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.NegotiateProtocolVersion;
import io.howdah.proxy.auth.AuthQueryException;
import io.howdah.proxy.auth.ClientAuthenticator;
import io.howdah.proxy.client.ClientIdentity;
import io.howdah.proxy.stream.ByteBufs;
import io.howdah.proxy.stream.EarlyBytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authenticates one client. Accepts only password messages, and only after a request for one. A session's handler takes its
 * place.
 */
final class LoginHandler extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(LoginHandler.class);

    /** PG_MAX_AUTH_TOKEN_LENGTH of PostgreSQL, and the length word. The authenticator has a smaller limit for each answer. */
    private static final int MAX_LENGTH = 65_535 + 4;

    private final LoginSteps connection;
    private final ClientStartup startup;
    private final FrameScanner scanner = new FrameScanner(MAX_LENGTH);
    private final Channel channel;
    private final LoginBytes pendingBytes;
    private @Nullable ClientAuthenticator authenticator;
    private @Nullable ByteBuf pending;
    private boolean answerExpected;
    private boolean over;
    private boolean succeeded;

    LoginHandler(LoginSteps connection, ClientStartup startup, Channel channel) {
        this.connection = connection;
        this.startup = startup;
        this.channel = channel;
        this.pendingBytes = connection.bytes();
    }

    /**
     * Begins the login. The object is not yet the channel's handler, and never becomes it for a client that need not prove
     * anything.
     *
     * @param found how the client must prove its identity, which may take a query on a server
     */
    void begin(CompletionStage<ClientAuthenticator> found) {
        if (startup.needsNegotiation()) {
            LoginReplies.write(channel, new NegotiateProtocolVersion(startup.newestVersion(), startup.unknownOptions()));
        }
        whenDone(found, one -> {
            authenticator = one;
            connection.asks(startup, one);
            follow(one.begin());
        });
    }

    private void follow(CompletionStage<ClientAuthenticator.Step> next) {
        whenDone(next, this::take);
    }

    private <T> void whenDone(CompletionStage<T> stage, Consumer<T> then) {
        if (stage instanceof CompletableFuture<T> known && known.isDone() && !known.isCompletedExceptionally()) {
            if (!over && channel.isActive()) {
                then.accept(known.join());
            }
            return;
        }
        stage.whenComplete((result, problem) -> connection.loop().run(() -> {
            if (over || !channel.isActive()) {
                return;
            }
            Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
            if (cause instanceof AuthQueryException unknown) {
                refuse(unknown.error());
            } else if (problem != null) {
                LOG.error("C-{}: login failed by an internal error", ClientIdentity.addressOf(channel), problem);
                refuse(ErrorResponse.of("FATAL", SqlState.INTERNAL_ERROR, "internal error of the pooler"));
            } else {
                then.accept(result);
            }
        }));
    }

    private void take(ClientAuthenticator.Step step) {
        if (step.reply() != null) {
            LoginReplies.write(channel, step.reply());
        }
        if (step.error() != null) {
            if (authenticator().isFailedProof(step.error())) {
                connection.proofFailed();
            }
            refuse(step.error());
        } else if (step.done()) {
            over = true;
            succeeded = true;
            connection.loggedIn(startup, authenticator().user());
        } else {
            answerExpected = true;
            channel.flush();
            readPending();
            if (answerExpected && !over) {
                channel.config().setAutoRead(true);
            }
        }
    }

    private ClientAuthenticator authenticator() {
        assert authenticator != null : "steps and answers come from an authenticator";
        return authenticator;
    }

    /** Whether the client has proved its identity. */
    boolean hasSucceeded() {
        return succeeded;
    }

    private void refuse(ErrorResponse error) {
        over = true;
        LoginReplies.fail(channel, error);
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        if (over && !succeeded) {
            ((ByteBuf) message).release();
            return;
        }
        if (!channel.config().isAutoRead() && channel.pipeline().first() == this) {
            // Netty reads even so when the client has closed its side. Behind TLS the bytes were read before.
            ((ByteBuf) message).release();
            channel.close();
            return;
        }
        ByteBuf before = pending;
        pending = null;
        pending = ByteBufs.joined(from.alloc(), before, (ByteBuf) message);
        readPending();
        if (pending != null && (!over || succeeded)) {
            if (!answerExpected) {
                channel.config().setAutoRead(false);
            }
            pending = pendingBytes.kept(pending);
            over |= pending == null;
        }
    }

    private void readPending() {
        if (pending == null || over) {
            return;
        }
        scanner.start(pending);
        if (!scanner.next(pending)) {
            return;
        }
        if (scanner.type() == FrontendType.TERMINATE) {
            over = true;
            channel.close();
            return;
        }
        if (scanner.type() != FrontendType.PASSWORD || !answerExpected) {
            throw new ProtocolViolationException("expected password response, got message type " + (scanner.type() & 0xff));
        }
        if (scanner.bodyLength() > authenticator().longestAnswer()) {
            throw new ProtocolViolationException("invalid length of password message: " + (scanner.bodyLength() + 4)
                    + " (expected: at most " + (authenticator().longestAnswer() + 4) + ")");
        }
        if (!scanner.complete()) {
            scanner.unread();
            return;
        }
        answerExpected = false;
        ByteBuf body = pending.slice(scanner.bodyIndex(), scanner.bodyLength());
        CompletionStage<ClientAuthenticator.Step> next = authenticator().answer(body);
        pending.readerIndex(scanner.position());
        if (!pending.isReadable()) {
            pending.release();
            pending = null;
            pendingBytes.gone();
        }
        follow(next);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        over = true;
        connection.failed(from, cause, LOG);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext from) {
        ByteBuf early = pending;
        pending = null;
        pendingBytes.gone();
        if (early == null) {
            return;
        }
        from.channel().config().setAutoRead(true);
        if (succeeded && from.channel().isActive()) {
            // The session gets a request that the client sent before the login was over.
            EarlyBytes.giveLater(from.channel(), early);
        } else {
            early.release();
        }
    }
}
