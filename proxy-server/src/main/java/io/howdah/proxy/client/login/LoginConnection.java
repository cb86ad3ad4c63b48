package io.howdah.proxy.client.login;

import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.frontend.CancelRequest;
import io.howdah.proxy.auth.ClientAuthenticator;
import io.howdah.proxy.auth.ClientOrigin;
import io.howdah.proxy.client.CancelConnection;
import io.howdah.proxy.client.Cancelable;
import io.howdah.proxy.client.ClientIdentity;
import io.howdah.proxy.client.NetworkFailure;
import io.howdah.proxy.ledger.MemoryShortage;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.tls.ClientTls;
import io.howdah.proxy.tls.TlsFacts;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * One accepted connection before its session: knows its place among max_client_conn and the beginning of its login, and takes the
 * steps of the login. The channel has one handler at a time: first {@link StartupHandler}, then the handlers that {@link #goesOn}
 * installs.
 */
public final class LoginConnection implements LoginSteps, LoginInProgress, ChannelFutureListener {

    private final ClientListener listener;
    private final LoginPlaces places;
    private final Loop loop;
    private final Channel channel;
    private final long sinceNanos = System.nanoTime();
    private @Nullable LoginLog arrival;
    private int number;
    private boolean hasPlace;
    private boolean console;

    LoginConnection(ClientListener listener, Loop loop, Channel channel) {
        this.listener = listener;
        this.places = listener.places();
        this.loop = loop;
        this.channel = channel;
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public long sinceNanos() {
        return sinceNanos;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public ClientTls tls() {
        return listener.tls();
    }

    @Override
    public LoginBytes bytes() {
        return new LoginBytes(channel, listener.loginBytes());
    }

    @Override
    public void begin() {
        arrival = LoginLog.of(channel, listener::log, places.refusals());
        number = places.began(this);
        channel.closeFuture().addListener(this);
    }

    private LoginLog arrival() {
        assert arrival != null : "a login begins with the channel's registration";
        return arrival;
    }

    /** Replaces the channel's handler. Called on the channel's loop. */
    public static void goesOn(Channel channel, String name, ChannelHandler next) {
        channel.pipeline().replace(channel.pipeline().last(), name, next);
    }

    @Override
    public ClientStartup read(ByteBuf packet) {
        return listener.packets(loop).read(packet);
    }

    @Override
    public void startup(ChannelHandlerContext context, ClientStartup startup) {
        arrival().isNamed(startup.database(), startup.user());
        console = listener.admission().isForConsole(startup);
        ClientOrigin origin = ClientOrigin.of(channel);
        if (places.failures().isOver(origin.address())) {
            LoginReplies.fail(channel, ErrorResponse.of("FATAL", SqlState.TOO_MANY_CONNECTIONS,
                    "too many failed logins from this address (max_login_failures)"));
            return;
        }
        ErrorResponse refusal = places.admit(console);
        if (refusal != null) {
            LoginReplies.fail(channel, refusal);
            return;
        }
        hasPlace = true;
        LoginHandler login = new LoginHandler(this, startup, channel);
        login.begin(listener.admission().authenticator(origin, startup));
        if (!context.isRemoved()) {
            // The login is not over: the client must answer, or the user must be looked up.
            goesOn(channel, "login", login);
        }
    }

    @Override
    public void asks(ClientStartup startup, ClientAuthenticator authenticator) {
        arrival().asks(channel, startup, authenticator.user(), authenticator.isKnown());
    }

    @Override
    public void proofFailed() {
        places.failures().failed(ClientOrigin.of(channel).address());
    }

    @Override
    public void loggedIn(ClientStartup startup, String user) {
        places.loginEnded(this);
        arrival = null; // A session that lasts for days need not keep what a login has logged.
        listener.sessions().loggedIn(new NewClient(channel, loop, ClientOrigin.of(channel), startup, user));
    }

    @Override
    public void tookTooLong() {
        loop.run(() -> {
            if (places.isLoggingIn(this)) {
                places.loginEnded(this);
                LoginReplies.fail(channel, ErrorResponse.of("FATAL", SqlState.PROTOCOL_VIOLATION, "client_login_timeout"));
            }
        });
    }

    @Override
    public void mustMakeRoom() {
        loop.run(() -> {
            if (arrival != null && channel.isActive()) {
                // An attack must not fill the log: LoginPlaces says it once for many.
                places.refusals().add(SqlState.TOO_MANY_CONNECTIONS.code());
                LoginLog.end(channel);
                LoginReplies.fail(channel, ErrorResponse.of("FATAL", SqlState.TOO_MANY_CONNECTIONS,
                        "too many connections are logging in (max_login_conn)"));
            }
        });
    }

    @Override
    public void cancel(CancelRequest request) {
        Cancelable target = listener.cancelKeys().find(request.processId(), request.secret());
        if (target == null) {
            listener.cancelKeys().forward(loop, request, () -> channel.close());
        } else {
            // The request closes its connection when it has been carried out; libpq waits for that.
            CancelConnection connection = new CancelConnection(channel, listener.cancelKeys().reserve(channel));
            target.loop().run(() -> target.cancel(connection));
        }
    }

    /** The channel has closed. */
    @Override
    public void operationComplete(ChannelFuture closed) {
        places.ended(this, hasPlace, console);
    }

    @Override
    public void closedBeforeLogin() {
        // Nothing to do: port scanners and health checks come and go.
    }

    @Override
    public void failed(ChannelHandlerContext context, Throwable cause, Logger log) {
        if (cause instanceof ProtocolViolationException) {
            LoginReplies.fail(channel, ErrorResponse.of("FATAL", SqlState.PROTOCOL_VIOLATION, cause.getMessage()));
        } else if (NetworkFailure.is(cause)) {
            if (TlsFacts.isFailure(cause)) {
                LoginLog.tlsFailed(channel, cause);
            }
            context.close();
        } else if (cause instanceof OutOfMemoryError shortage) {
            MemoryShortage.noticed(shortage);
            context.close();
        } else {
            log.error("C-{}: closed after an internal error", ClientIdentity.addressOf(channel), cause);
            context.close();
        }
    }
}
