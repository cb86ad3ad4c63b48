package io.howdah.proxy.server.login;

import io.howdah.config.HostAddress;
import io.howdah.config.TcpSettings;
import io.howdah.config.TlsMode;
import io.howdah.config.TlsSettings;
import io.howdah.proxy.loop.DescriptorReserve;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.loop.Seldom;
import io.howdah.proxy.loop.SocketOptions;
import io.howdah.proxy.loop.Transport;
import io.howdah.proxy.proxied.Announcement;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerEncryption;
import io.howdah.proxy.server.ServerState;
import io.howdah.proxy.server.ServerTarget;
import io.howdah.proxy.stats.PoolStats;
import io.howdah.proxy.stream.ReceiveBuffers;
import io.howdah.proxy.tls.ServerTls;
import io.howdah.proxy.tls.TlsFacts;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens connections to servers, and moves connections from loop to loop. */
public final class ServerConnector {

    private static final Logger LOG = LoggerFactory.getLogger(ServerConnector.class);

    private final Transport transport;
    private final HostResolver resolver;
    private final ServerTls tls;
    private final Turns passwordWork;
    private volatile TcpSettings tcp;
    /** Channels in the middle of a TLS handshake. */
    private final Set<Channel> negotiating = ConcurrentHashMap.newKeySet();
    private final Seldom withoutDescriptor = new Seldom(60);
    private volatile LoginLimits limits = LoginLimits.STANDARD;

    /** @param passwordWork runs PBKDF2 */
    public ServerConnector(Transport transport, HostResolver resolver, ServerTls tls, Executor passwordWork, TcpSettings tcp) {
        this.transport = transport;
        this.resolver = resolver;
        this.tls = tls;
        this.passwordWork = new Turns(passwordWork);
        this.tcp = tcp;
    }

    /** Sets the socket options of connections opened from now on. */
    public void tcpSettings(TcpSettings settings) {
        tcp = settings;
    }

    /** Sets what servers may ask for from now on. */
    public void loginLimits(LoginLimits next) {
        limits = next;
    }

    /**
     * Opens a connection on a loop and logs in. Any thread may call. On that loop the owner gets exactly one of {@code opened}
     * and {@code openFailed}.
     *
     * @param timeout server_connect_timeout, for connecting and logging in together; zero for no limit
     * @param lifetime server_lifetime; each connection draws its own share between nine and ten tenths of it
     */
    public void open(Loop loop, HostAddress host, ServerTarget target, ServerOpening owner, PoolStats[] stats, Duration timeout,
            Duration lifetime) {
        open(loop, host, target, target.encryption(), owner, stats, timeout, lifetime);
    }

    /** @param way the target's encryption, or the other one that its mode allows */
    private void open(Loop loop, HostAddress host, ServerTarget target, ServerEncryption way, ServerOpening owner,
            PoolStats[] stats, Duration timeout, Duration lifetime) {
        long begunNanos = System.nanoTime();
        connect(loop, host, target.announcement(), way, timeout).whenComplete((channel, problem) -> loop.run(() -> {
            if (problem != null && DescriptorReserve.isShortage(problem)) {
                if (withoutDescriptor.isDue()) {
                    LOG.warn("{}@{} cannot connect: {}", target.name(), host, reason(root(problem)));
                }
                owner.openFailed(LoginFailure.withoutDescriptor(host));
            } else if (problem != null) {
                boolean unknown = cause(problem) instanceof UnknownHostException;
                // There is no socket, so the log gets S-0x0: log filters expect this form.
                LOG.info("S-0x0: {}@{} closing because: {} (age={}s) error=\"{}\"", target.name(), host,
                        unknown ? "server DNS lookup failed" : "connect failed",
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begunNanos), reason(problem));
                owner.openFailed(cause(problem) instanceof TlsNegotiation.FailedException failed && failed.isFinal()
                        ? LoginFailure.untrusted(host, reason(problem)) : LoginFailure.unreachable(host, reason(problem)));
            } else {
                try {
                    login(channel, loop, host, target, way, owner, stats, timeout, begunNanos, lifetime);
                } catch (RuntimeException | Error e) {
                    LOG.error("{} login could not be started", target.name(), e);
                    channel.close();
                }
            }
        }));
    }

    /** The rest of the timeout. Zero, which is no limit, stays zero. */
    private static Duration left(Duration timeout, long begunNanos) {
        if (timeout.isZero()) {
            return timeout;
        }
        long millis = timeout.toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
        return Duration.ofMillis(Math.max(1, millis));
    }

    private void login(
            Channel channel, Loop loop, HostAddress host, ServerTarget target, ServerEncryption way, ServerOpening owner,
            PoolStats[] stats, Duration timeLimit, long begunNanos, Duration lifetime) {
        Duration timeout = left(timeLimit, begunNanos);
        long share = lifetime.isZero() ? 0
                : lifetime.toNanos() - ThreadLocalRandom.current().nextLong(1 + lifetime.toNanos() / 10);
        ServerConnection server = new ServerConnection(owner, target, host, channel, loop, stats, share);
        boolean encrypted = TlsFacts.of(channel) != null;
        String from = from(channel);
        boolean[] logged = new boolean[1];
        owner.loginBegins(server);
        ServerLogin login = new ServerLogin(server, task -> passwordWork.execute(host, task), limits, () -> {
            logged[0] = true;
            owner.loginEnds(server);
            // Logged only now, with the process id, by which PostgreSQL's views name the backend.
            LOG.info("{} new connection to server{}", server, from);
            server.age().idleSince(System.nanoTime());
            server.stats().serverOpened();
            owner.opened(server);
        });
        if (!timeout.isZero()) {
            var deadline = loop.eventLoop().schedule(() -> {
                if (!logged[0]) {
                    login.fail(LoginFailure.unreachable(host, LoginFailure.CONNECT_TIMEOUT));
                    channel.close();
                }
            }, timeout.toMillis(), TimeUnit.MILLISECONDS);
            channel.closeFuture().addListener(closed -> deadline.cancel(false));
        }
        channel.closeFuture().addListener(closed -> {
            if (!logged[0]) {
                server.enter(ServerState.CLOSED);
                owner.loginEnds(server);
                LoginFailure failure = login.fail(LoginFailure.unreachable(host, "server closed the connection during login"));
                LOG.info("{} new connection to server{}", server, from);
                if (failure.reached()) {
                    LOG.warn("{} {}", server, failure.text());
                }
                LOG.info("{} closing because: {} (age={}s)", server, failure.closing(), server.age().seconds());
                ServerEncryption other = otherWay(way, encrypted, failure);
                if (other == null) {
                    owner.openFailed(failure);
                } else {
                    open(loop, host, target, other, owner, stats, left(timeLimit, begunNanos), lifetime);
                }
            }
        });
        // From here on any failure ends in the listener above, which gives the slot back.
        if (!host.isUnixSocket()) {
            SocketOptions.apply(channel, tcp, transport);
        }
        channel.pipeline().addLast("login", login);
        try {
            login.begin(channel.pipeline().context(login));
        } catch (IllegalArgumentException e) {
            login.exceptionCaught(channel.pipeline().context(login), e);
        }
    }

    /**
     * How to try once more after the server's refusal: with {@code prefer} in clear, with {@code allow} by TLS, as libpq does,
     * for the lines of pg_hba.conf may differ. Null if there is no other way.
     */
    private static @Nullable ServerEncryption otherWay(ServerEncryption tried, boolean encrypted, LoginFailure failure) {
        TlsMode mode = tried.settings().mode();
        if (!failure.isNotAllowed()) {
            return null;
        }
        return mode == TlsMode.PREFER && encrypted ? tried.with(TlsMode.DISABLE)
                : mode == TlsMode.ALLOW && !encrypted ? tried.with(TlsMode.REQUIRE) : null;
    }

    /** The local address of the connection; empty for a unix socket. */
    private static String from(Channel channel) {
        return channel.localAddress() instanceof InetSocketAddress local
                ? " (from " + local.getAddress().getHostAddress() + ":" + local.getPort() + ")"
                : "";
    }

    /**
     * Connects without logging in, for logins and for cancel requests. The channel is ready for the first packet: TLS, if the
     * settings and the server want it, is established.
     *
     * @param announcement the PROXY header, which goes before everything
     * @param encryption TLS, which does not apply to a unix socket
     * @param timeout for the look-up of the host's name, the connecting and TLS together; zero for no limit
     */
    public CompletableFuture<Channel> connect(Loop loop, HostAddress host, Announcement announcement, ServerEncryption encryption,
            Duration timeout) {
        TlsMode mode = encryption.settings().mode();
        if (host.isUnixSocket() || mode == TlsMode.DISABLE || mode == TlsMode.ALLOW) {
            return connectInClear(loop, host, announcement, timeout);
        }
        long begunNanos = System.nanoTime();
        CompletableFuture<Channel> encrypted = connectInClear(loop, host, announcement, timeout)
                .thenCompose(channel -> negotiate(channel, host, encryption.settings(), left(timeout, begunNanos)));
        if (mode != TlsMode.PREFER) {
            return encrypted;
        }
        // As libpq does: the server speaks TLS, but not in a way that both sides know.
        return encrypted.exceptionallyCompose(problem -> cause(problem) instanceof TlsNegotiation.FailedException
                ? connectInClear(loop, host, announcement, left(timeout, begunNanos)) : CompletableFuture.failedFuture(problem));
    }

    private CompletableFuture<Channel> negotiate(Channel channel, HostAddress host, TlsSettings settings, Duration timeout) {
        CompletableFuture<Channel> result = new CompletableFuture<>();
        negotiating.add(channel);
        result.whenComplete((done, problem) -> negotiating.remove(channel));
        if (!timeout.isZero()) {
            var deadline = channel.eventLoop().schedule(() -> {
                if (result.completeExceptionally(new IOException(LoginFailure.CONNECT_TIMEOUT))) {
                    channel.close();
                }
            }, timeout.toMillis(), TimeUnit.MILLISECONDS);
            result.whenComplete((done, problem) -> deadline.cancel(false));
        }
        channel.eventLoop()
                .execute(() -> channel.pipeline().addLast("negotiation", new TlsNegotiation(tls, settings, host, result)));
        return result;
    }

    /** Gives up handshakes that are under way, for the pooler ends. */
    public void close() {
        negotiating.forEach(Channel::close);
    }

    /** Connects in clear, for a connection that needs no protection. @param timeout as for the other method */
    public CompletableFuture<Channel> connect(Loop loop, HostAddress host, Duration timeout) {
        return connectInClear(loop, host, Announcement.NONE, timeout);
    }

    private CompletableFuture<Channel> connectInClear(Loop loop, HostAddress host, Announcement announcement, Duration timeout) {
        long begunNanos = System.nanoTime();
        CompletableFuture<Channel> result = new CompletableFuture<>();
        CompletableFuture<SocketAddress> address;
        try {
            address = host.isUnixSocket()
                    ? CompletableFuture.completedFuture(transport.unixAddress(host.unixSocketPath()))
                    : resolver.resolve(host);
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
            return result;
        }
        if (!timeout.isZero()) {
            address.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        }
        address.whenComplete((resolved, problem) -> {
            if (problem != null) {
                result.completeExceptionally(problem instanceof TimeoutException
                        ? new UnknownHostException(host.host() + ": look-up timed out") : problem);
                return;
            }
            try {
                connect(loop, resolved, announcement, left(timeout, begunNanos), result);
            } catch (RuntimeException e) {
                // A future would swallow the exception, and the slot would be lost.
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** Connects and closes again, to see whether the host answers. Any thread may call. A timeout of zero is no limit. */
    public CompletableFuture<Void> reach(Loop loop, HostAddress host, Announcement announcement, Duration timeout) {
        return connectInClear(loop, host, announcement, timeout).thenAccept(Channel::close);
    }

    private void connect(Loop loop, SocketAddress address, Announcement announcement, Duration timeout,
            CompletableFuture<Channel> result) {
        new Bootstrap()
                .group(loop.eventLoop())
                .channelFactory(() -> unconnected(address))
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new ReceiveBuffers())
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(64 << 10, 256 << 10))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        timeout.isZero() ? 0 : (int) Math.min(Integer.MAX_VALUE, timeout.toMillis()))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        // The caller adds its handlers when the connection is made.
                    }
                })
                .connect(address)
                .addListener((ChannelFuture connected) -> {
                    if (connected.isSuccess()) {
                        if (announcement.isOn()) {
                            announcement.send(connected.channel());
                        }
                        result.complete(connected.channel());
                    } else {
                        result.completeExceptionally(connected.cause());
                    }
                });
    }

    private Channel unconnected(SocketAddress address) {
        Channel channel = transport.socket(address);
        if (address instanceof InetSocketAddress) {
            SocketOptions.buffers(channel, tcp);
        }
        return channel;
    }

    /**
     * Moves an idle connection to another loop. Any thread may call. {@code arrived} runs on the new loop, where the connection
     * may have closed meanwhile.
     */
    public void move(ServerConnection server, Loop to, Runnable arrived) {
        Channel channel = server.channel();
        server.loop().run(() -> {
            if (!server.isOpen()) {
                // The connection is closing. Off its loop it would never hear of its end, and its slot would be lost.
                to.run(arrived);
                return;
            }
            channel.deregister().addListener(left -> {
                server.movingTo(to);
                try {
                    register(server, to, arrived);
                } catch (RejectedExecutionException ended) {
                    // The pooler ends, and the new loop has ended first. Without a loop nothing else would close the connection.
                    channel.unsafe().closeForcibly();
                }
            });
        });
    }

    private static void register(ServerConnection server, Loop to, Runnable arrived) {
        Channel channel = server.channel();
        to.eventLoop().execute(server::arrived);
        to.eventLoop().register(channel).addListener(registered -> to.run(() -> {
            if (!registered.isSuccess()) {
                // The connection closed on its way and has lost its handler, which would have reported the end.
                channel.close();
                server.closed();
            }
            arrived.run();
        }));
    }

    private static Throwable cause(Throwable problem) {
        return problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
    }

    private static Throwable root(Throwable problem) {
        Throwable cause = problem.getCause();
        return cause == null ? problem : root(cause);
    }

    /** The text of a failure to connect. */
    public static String reason(Throwable problem) {
        Throwable cause = cause(problem);
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
