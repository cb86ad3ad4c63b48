package io.howdah.proxy.server.login;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.CStrings;
import io.howdah.protocol.FrameScanner;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.ProtocolVersion;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.TransactionStatus;
import io.howdah.protocol.auth.Credentials;
import io.howdah.protocol.auth.Md5Password;
import io.howdah.protocol.auth.ScramClient;
import io.howdah.protocol.auth.ScramException;
import io.howdah.protocol.auth.ScramServer;
import io.howdah.protocol.backend.Authentication;
import io.howdah.protocol.backend.BackendKeyData;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.ParameterStatus;
import io.howdah.protocol.backend.ReadyForQuery;
import io.howdah.protocol.frontend.FrontendMessage;
import io.howdah.protocol.frontend.PasswordMessage;
import io.howdah.protocol.frontend.SASLInitialResponse;
import io.howdah.protocol.frontend.SASLResponse;
import io.howdah.protocol.frontend.StartupMessage;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerCredentials;
import io.howdah.proxy.server.ServerHandler;
import io.howdah.proxy.server.ServerTarget;
import io.howdah.proxy.stream.ByteBufs;
import io.howdah.proxy.stream.EarlyBytes;
import io.howdah.proxy.tls.EndPoint;
import io.howdah.proxy.tls.TlsFacts;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Start-up and authentication towards PostgreSQL (manual, "Start-up"). This handler leaves the pipeline when the login is
 * complete, so no field of the connection says "still logging in".
 */
final class ServerLogin extends ChannelInboundHandlerAdapter {

    /** Bytes; far more than PostgreSQL's longest message at login, an error with all its fields. */
    private static final int LONGEST_MESSAGE = 64 << 10;

    /** Bytes of all ParameterStatus messages together; PostgreSQL sends about a kilobyte. */
    private static final int MOST_REPORTED = 256 << 10;

    private final ServerConnection server;
    private final Executor passwordWork;
    private final LoginLimits limits;
    private final Runnable done;
    private final FrameScanner scanner = new FrameScanner();

    private @Nullable ByteBuf pending;
    private int reportedBytes;
    private ParameterSet reported = ParameterSet.EMPTY;
    private @Nullable ParameterSet beforeConnectQuery;
    private @Nullable ScramClient scram;
    private boolean scramVerified;
    private boolean authenticated;
    private boolean connectQuerySent;
    private @Nullable ErrorResponse connectQueryError;
    private @Nullable LoginFailure failure;

    /**
     * @param passwordWork runs PBKDF2, which takes milliseconds
     * @param limits what the server may ask for
     * @param done called once, on the loop, when the server is ready for its first use
     */
    ServerLogin(ServerConnection server, Executor passwordWork, LoginLimits limits, Runnable done) {
        this.server = server;
        this.passwordWork = passwordWork;
        this.limits = limits;
        this.done = done;
    }

    /** Notes a failure, a timeout for example. @return the first failure, which remains */
    LoginFailure fail(LoginFailure found) {
        LoginFailure first = failure == null ? found : failure;
        failure = first;
        return first;
    }

    /** Sends the start-up packet. (channelActive would not do: Netty may have fired it before this handler was added.) */
    void begin(ChannelHandlerContext context) {
        ServerTarget target = server.target();
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("user", target.credentials().user());
        parameters.put("database", target.database());
        parameters.putAll(target.startupParameters());
        send(context, new StartupMessage(ProtocolVersion.V3_0, parameters));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf before = pending;
        pending = null;
        ByteBuf in = ByteBufs.joined(context.alloc(), before, (ByteBuf) message);
        pending = in;
        readFrames(context, in);
    }

    private void readFrames(ChannelHandlerContext context, ByteBuf in) {
        int passedOver = scanner.start(in);
        in.skipBytes(passedOver);
        while (failure == null && scanner.next(in)) {
            byte type = scanner.type();
            if (isPassedOver(type)) {
                in.readerIndex(scanner.position());
                continue;
            }
            if (scanner.bodyLength() > LONGEST_MESSAGE) {
                throw new ProtocolViolationException(
                        "message of " + scanner.bodyLength() + " bytes from server at login: " + BackendType.name(type)
                                + " (expected: at most " + LONGEST_MESSAGE + ")");
            }
            if (!scanner.complete()) {
                scanner.unread();
                break;
            }
            ByteBuf body = in.slice(scanner.bodyIndex(), scanner.bodyLength());
            in.readerIndex(scanner.position());
            if (message(context, type, body)) {
                finish(context, in);
                return;
            }
        }
        if (failure != null) {
            context.close();
        } else if (!in.isReadable()) {
            in.release();
            pending = null;
        }
    }

    /** Notices, and the rows and tags of connect_query: of any length, and never gathered. */
    private boolean isPassedOver(byte type) {
        return type == BackendType.NOTICE_RESPONSE || (connectQuerySent && type != BackendType.ERROR_RESPONSE
                && type != BackendType.READY_FOR_QUERY && type != BackendType.PARAMETER_STATUS
                && type != BackendType.BACKEND_KEY_DATA);
    }

    /** @return whether the login is complete */
    private boolean message(ChannelHandlerContext context, byte type, ByteBuf body) {
        switch (type) {
            case BackendType.AUTHENTICATION:
                if (authenticated) {
                    throw new ProtocolViolationException("authentication request after AuthenticationOk");
                }
                authenticate(context, Authentication.read(body));
                return false;
            case BackendType.PARAMETER_STATUS:
                reportedBytes += body.readableBytes();
                if (reportedBytes > MOST_REPORTED) {
                    throw new ProtocolViolationException(
                            "parameters of more than " + MOST_REPORTED + " bytes from server at login");
                }
                ParameterStatus status = ParameterStatus.read(body);
                reported = reported.with(status.name(), status.value());
                return false;
            case BackendType.BACKEND_KEY_DATA:
                BackendKeyData key = BackendKeyData.read(body);
                server.keyIs(key.processId(), key.secret());
                return false;
            case BackendType.ERROR_RESPONSE:
                ErrorResponse error = ErrorResponse.read(body);
                if (connectQuerySent && !"FATAL".equals(error.severity())) {
                    connectQueryError = error;
                } else {
                    fail(new LoginFailure(server.host(), true, error));
                    if (SqlState.INVALID_PASSWORD.code().equals(error.sqlState())) {
                        server.target().credentials().refused().run();
                    }
                }
                return false;
            case BackendType.READY_FOR_QUERY:
                return ready(context, ReadyForQuery.read(body).status());
            case BackendType.NEGOTIATE_PROTOCOL_VERSION:
                return false;
            default:
                throw new ProtocolViolationException("unexpected message from server at login: " + BackendType.name(type));
        }
    }

    private boolean ready(ChannelHandlerContext context, TransactionStatus status) {
        if (!authenticated) {
            throw new ProtocolViolationException("ReadyForQuery before AuthenticationOk");
        }
        Optional<String> connectQuery = server.target().connectQuery();
        if (connectQuery.isEmpty() || connectQuerySent) {
            if (connectQueryError != null) {
                fail(new LoginFailure(server.host(), true, connectQueryError.withSeverity("FATAL")));
                context.close();
                return false;
            }
            if (status != TransactionStatus.IDLE) {
                // The first client would find itself in a transaction that it has not begun.
                refuse("the server is in a transaction" + (connectQuerySent ? " after connect_query" : ""));
                context.close();
                return false;
            }
            return true;
        }
        connectQuerySent = true;
        beforeConnectQuery = reported;
        ByteBuf out = context.alloc().directBuffer();
        int length = FrameWriter.begin(out, FrontendType.QUERY);
        CStrings.write(out, connectQuery.get());
        FrameWriter.end(out, length);
        context.writeAndFlush(out);
        return false;
    }

    private void authenticate(ChannelHandlerContext context, Authentication request) {
        ServerCredentials credentials = server.target().credentials();
        if (request instanceof Authentication.Ok) {
            if (scram != null && !scramVerified) {
                throw new ProtocolViolationException("AuthenticationOk before the server proved itself by SCRAM");
            }
            authenticated = true;
        } else if (request instanceof Authentication.CleartextPassword) {
            if (!limits.cleartext() && !server.host().isUnixSocket() && TlsFacts.of(context.channel()) == null) {
                refuse("the server asks for a password in clear text over a connection without TLS"
                        + " (server_cleartext_password is 0)");
                return;
            }
            credentials.password().ifPresentOrElse(
                    password -> send(context, new PasswordMessage(password)), () -> noSecret("a password in clear"));
        } else if (request instanceof Authentication.Md5Password md5) {
            Optional<String> hash = credentials.isMd5()
                    ? credentials.secret()
                    : credentials.password().map(password -> Md5Password.hash(credentials.user(), password));
            hash.ifPresentOrElse(
                    stored -> send(context, new PasswordMessage(Md5Password.response(stored, md5.salt()))),
                    () -> noSecret("md5"));
        } else if (request instanceof Authentication.Sasl sasl) {
            startScram(context, sasl, credentials);
        } else if (request instanceof Authentication.SaslContinue next && scram != null) {
            continueScram(context, scram, next.data(), credentials);
        } else if (request instanceof Authentication.SaslFinal last && scram != null) {
            try {
                scram.finish(last.data());
                scramVerified = true;
            } catch (ScramException e) {
                refuse("SASL authentication failed: " + e.getMessage());
            }
        } else {
            refuse("the server asks for an authentication method this pooler does not have: "
                    + request.getClass().getSimpleName());
        }
    }

    private void startScram(ChannelHandlerContext context, Authentication.Sasl sasl, ServerCredentials credentials) {
        TlsFacts tls = TlsFacts.of(context.channel());
        Optional<byte[]> endPoint = tls == null ? Optional.empty() : tls.peer().flatMap(EndPoint::of);
        boolean plus = endPoint.isPresent() && sasl.mechanisms().contains(ScramServer.MECHANISM_PLUS);
        if (!plus && !sasl.mechanisms().contains(ScramServer.MECHANISM)) {
            refuse("the server offers SASL mechanisms " + sasl.mechanisms() + " (expected: SCRAM-SHA-256)");
            return;
        }
        Optional<Credentials> known = credentials.password().<Credentials>map(Credentials.Password::new)
                .or(() -> credentials.scramKeys().get());
        if (known.isEmpty()) {
            noSecret("SCRAM-SHA-256");
            return;
        }
        ScramClient exchange = plus ? new ScramClient("", known.get(), endPoint.get())
                : endPoint.isPresent() ? ScramClient.unbound(known.get()) : new ScramClient("", known.get());
        scram = exchange;
        send(context, new SASLInitialResponse(exchange.mechanism(), exchange.first()));
    }

    private void continueScram(ChannelHandlerContext context, ScramClient exchange, byte[] serverFirst,
            ServerCredentials credentials) {
        Optional<String> password = credentials.password();
        if (password.isEmpty()) {
            answerScram(context, exchange, serverFirst, credentials.scramKeys().get().orElse(null), null);
            return;
        }
        ScramClient.Challenge challenge;
        try {
            challenge = exchange.challenge(serverFirst);
        } catch (ScramException e) {
            refuse("SASL authentication failed: " + e.getMessage());
            return;
        }
        if (challenge.iterations() > limits.scramMaxIterations()) {
            refuse("SASL authentication failed: the server asks for " + challenge.iterations()
                    + " SCRAM iterations (scram_max_iterations is "
                    + limits.scramMaxIterations() + ")");
            return;
        }
        Channel channel = context.channel();
        passwordWork.execute(() -> {
            if (!channel.isActive()) {
                return; // The connection closed while the password work of others was done.
            }
            Credentials.Keys keys = null;
            RuntimeException problem = null;
            try {
                // The pooler's end interrupts the thread, also where the channel's loop has ended without closing the channel.
                keys = ScramKeyCache.keys(password.get(), challenge.salt(), challenge.iterations(),
                        () -> !channel.isActive() || Thread.currentThread().isInterrupted());
            } catch (RuntimeException e) {
                problem = e;
            }
            Credentials.Keys computed = keys;
            RuntimeException found = problem;
            try {
                context.executor().execute(() -> {
                    answerScram(context, exchange, serverFirst, computed, found);
                    if (failure != null) {
                        context.close();
                    }
                });
            } catch (RejectedExecutionException ended) {
                // The pooler has ended meanwhile, and the connection with it.
            }
        });
    }

    private void answerScram(ChannelHandlerContext context, ScramClient exchange, byte[] serverFirst,
            Credentials.@Nullable Keys keys, @Nullable RuntimeException problem) {
        if (problem != null || keys == null) {
            refuse("SASL authentication failed" + (problem == null ? "" : ": " + problem.getMessage()));
            return;
        }
        try {
            send(context, new SASLResponse(exchange.respond(serverFirst, keys)));
        } catch (ScramException e) {
            refuse("SASL authentication failed: " + e.getMessage());
        }
    }

    private void noSecret(String method) {
        fail(new LoginFailure(server.host(), true,
                ErrorResponse.of("FATAL", SqlState.INVALID_PASSWORD, "server login failed: wrong password type")
                        .withDetail("The server asks for " + method + ", and no secret good for that is known for user \""
                                + server.target().credentials().user() + "\".")));
    }

    private void refuse(String reason) {
        fail(new LoginFailure(server.host(), true,
                ErrorResponse.of("FATAL", SqlState.INVALID_PASSWORD, "server login failed: " + reason)));
    }

    private void finish(ChannelHandlerContext context, ByteBuf rest) {
        server.session().loginReported(reported, beforeConnectQuery);
        pending = null;
        Channel channel = context.channel();
        context.pipeline().replace(this, "server", new ServerHandler(server));
        done.run();
        if (rest.isReadable()) {
            EarlyBytes.give(channel, rest);
        } else {
            rest.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(LoginFailure.unreachable(server.host(), "server closed the connection during login"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        boolean violation = cause instanceof ProtocolViolationException;
        fail(violation
                ? new LoginFailure(server.host(), true,
                        ErrorResponse.of("FATAL", SqlState.PROTOCOL_VIOLATION, "server login failed: " + cause.getMessage()))
                : LoginFailure.unreachable(server.host(), String.valueOf(cause.getMessage())));
        context.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (pending != null) {
            pending.release();
            pending = null;
        }
    }

    private static void send(ChannelHandlerContext context, FrontendMessage message) {
        ByteBuf out = context.alloc().directBuffer();
        message.write(out);
        context.writeAndFlush(out);
    }
}
