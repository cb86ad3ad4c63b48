package io.howdah.proxy.client;

import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.frontend.CancelRequest;
import io.howdah.protocol.frontend.StartupMessage;
import io.howdah.proxy.auth.ClientAuthenticator;
import io.howdah.proxy.loop.Loop;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** One accepted connection before it is somebody: its place among max_client_conn, its deadline for logging in, and where it goes on. */
final class ClientConnection {

    private final ClientListener listener;
    private final Loop loop;
    private final Channel channel;
    private ScheduledFuture<?> deadline;

    ClientConnection(ClientListener listener, Loop loop, Channel channel) {
        this.listener = listener;
        this.loop = loop;
        this.channel = channel;
    }

    void begin() {
        Arrival.came(channel, () -> listener.settings().log());
        listener.loginBegins(channel);
        long millis = listener.settings().loginTimeout().toMillis();
        if (millis > 0) {
            deadline = channel.eventLoop().schedule(
                    () -> Replies.fail(channel, ErrorResponse.of("FATAL", SqlState.PROTOCOL_VIOLATION, "client_login_timeout")),
                    millis, TimeUnit.MILLISECONDS);
            channel.closeFuture().addListener(closed -> deadline.cancel(false));
        }
        channel.pipeline().addLast("startup", new StartupHandler(this));
    }

    Loop loop() {
        return loop;
    }

    /** The client has said who it wants to be. */
    void startup(ChannelHandlerContext context, StartupMessage startup) {
        String user = startup.parameters().get("user");
        String database = startup.parameters().getOrDefault("database", user);
        Arrival.isNamed(channel, database, user);
        ErrorResponse refusal = listener.admit(channel, startup);
        if (refusal != null) {
            Replies.fail(channel, refusal);
            return;
        }
        LoginHandler login = new LoginHandler(this, startup);
        context.pipeline().replace(context.handler(), "login", login);
        login.begin(listener.admission().authenticator(channel, startup));
    }

    /** It is known who that is, or that nobody knows it. */
    void asks(StartupMessage startup, ClientAuthenticator authenticator) {
        String user = authenticator.user();
        String database = startup.parameters().getOrDefault("database", startup.parameters().get("user"));
        Arrival.asks(channel, startup, database, user, authenticator.isKnown());
    }

    /** The client has proved that it is this user. */
    void loggedIn(ChannelHandlerContext context, StartupMessage startup, String user) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        listener.loginEnds(channel);
        listener.sessions().loggedIn(context, loop, startup, user);
    }

    /** A cancel request: carried out where its client lives. It is never answered, only closed. */
    void cancel(CancelRequest request) {
        Cancelable target = listener.cancelKeys().find(request.processId(), request.secret());
        if (target == null) {
            listener.cancelKeys().forward(loop, request, () -> channel.close());
        } else {
            // Closed when it has been carried out: libpq waits for that before it goes on.
            CancelConnection connection = new CancelConnection(channel, listener.cancelKeys().reserve(channel));
            target.loop().run(() -> target.cancel(connection));
        }
    }

    void closedBeforeLogin() {
        // Nothing was begun: port scanners and health checks come and go.
    }

    void failed(ChannelHandlerContext context, Throwable cause, Logger log) {
        if (cause instanceof ProtocolViolationException) {
            Replies.fail(channel, ErrorResponse.of("FATAL", SqlState.PROTOCOL_VIOLATION, cause.getMessage()));
        } else if (StartupHandler.isNetworkFailure(cause)) {
            context.close();
        } else {
            log.error("C-{}: closed after an internal error", ClientIdentity.addressOf(channel), cause);
            context.close();
        }
    }
}
