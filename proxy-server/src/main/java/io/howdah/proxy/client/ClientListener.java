package io.howdah.proxy.client;

import io.howdah.config.ListenConfig;
import io.howdah.config.LogSettings;
import io.howdah.config.TcpSettings;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.frontend.StartupMessage;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.loop.SocketOptions;
import io.howdah.proxy.loop.Transport;
import io.howdah.proxy.stream.ReceiveBuffers;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/** Takes clients in: binds the addresses, counts who comes, and starts each connection on its way. */
public final class ClientListener {

    /**
     * What may change while it listens.
     *
     * @param loginTimeout client_login_timeout
     * @param maxClients max_client_conn
     * @param tcp socket options of connections accepted from now on
     * @param log what is to be logged
     */
    public record Settings(Duration loginTimeout, int maxClients, TcpSettings tcp, LogSettings log) {}

    /** Consoles have places of their own: an operator gets in when max_client_conn is reached. */
    private static final int CONSOLE_PLACES = 100;

    /** PgBouncer's value for tcp_defer_accept = 1: who says nothing is accepted after a second, and client_login_timeout begins. */
    private static final int DEFER_ACCEPT_SECONDS = 1;

    /** Linux's numbers. Without it a listener on :: would take IPv4's connections as well, and collide with one on 0.0.0.0. */
    private static final IntegerUnixChannelOption IPV6_V6ONLY = new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);

    private final EventLoopGroup group;
    private final Map<EventLoop, Loop> loops;
    private final Transport transport;
    private final CancelKeys cancelKeys;
    private final SessionFactory sessions;
    private final Admission admission;
    private final AtomicInteger clients = new AtomicInteger();
    private final AtomicInteger consoles = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger logins = new AtomicInteger();
    private final AtomicLongArray accepted;
    private final ConcurrentHashMap<Channel, Login> loggingIn = new ConcurrentHashMap<>();
    private final List<Channel> bound = new ArrayList<>();
    private volatile Settings settings;
    private volatile ErrorResponse refusal;

    /**
     * @param loops which of the pooler's loops each of the group's is
     * @param sessions where a client goes on that has logged in
     * @param admission what is asked of who comes in
     */
    public ClientListener(
            EventLoopGroup group,
            Map<EventLoop, Loop> loops,
            Transport transport,
            CancelKeys cancelKeys,
            SessionFactory sessions,
            Admission admission,
            Settings settings) {
        this.group = group;
        this.loops = Map.copyOf(loops);
        this.accepted = new AtomicLongArray(loops.size());
        this.transport = transport;
        this.cancelKeys = cancelKeys;
        this.sessions = sessions;
        this.admission = admission;
        this.settings = settings;
    }

    /**
     * Binds one address and begins to accept.
     *
     * @return the address it got, with the port the system chose where 0 was asked
     * @throws Exception what the system says against it
     */
    public SocketAddress bind(SocketAddress address, ListenConfig listen) throws Exception {
        boolean unix = !(address instanceof InetSocketAddress);
        ServerBootstrap bootstrap = bootstrap(unix, listen).channelFactory(() -> transport.listener(address));
        if (!unix) {
            bootstrap.option(ChannelOption.SO_REUSEADDR, true);
        }
        if (address instanceof InetSocketAddress tcp && transport == Transport.EPOLL) {
            if (listen.reusePort()) {
                bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
            }
            if (tcp.getAddress() instanceof Inet6Address) {
                bootstrap.option(IPV6_V6ONLY, 1);
            }
        }
        return listening(bootstrap.bind(address));
    }

    /**
     * Begins to accept on a socket that listens already.
     *
     * @param descriptor the socket's; non-blocking
     * @return its address
     * @throws Exception where the transport cannot take it over, or what the system says against it
     */
    public SocketAddress adopt(int descriptor, boolean unix, ListenConfig listen) throws Exception {
        return listening(bootstrap(unix, listen).channelFactory(() -> transport.listener(descriptor, unix)).register());
    }

    private SocketAddress listening(ChannelFuture begun) throws Exception {
        Channel channel = begun.sync().channel();
        synchronized (bound) {
            bound.add(channel);
        }
        return channel.localAddress();
    }

    private ServerBootstrap bootstrap(boolean unix, ListenConfig listen) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .option(ChannelOption.SO_BACKLOG, listen.backlog())
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new ReceiveBuffers())
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(64 << 10, 256 << 10))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (!unix) {
                            SocketOptions.apply(channel, settings.tcp(), transport);
                        }
                        Loop loop = loops.get(channel.eventLoop());
                        accepted.incrementAndGet(loop.index());
                        new ClientConnection(ClientListener.this, loop, channel).begin();
                    }
                });
        if (!unix && listen.tcp().deferAccept() && transport == Transport.EPOLL) {
            bootstrap.option(EpollChannelOption.TCP_DEFER_ACCEPT, DEFER_ACCEPT_SECONDS);
        }
        return bootstrap;
    }

    /** Stops to listen on TCP; a unix socket stays. */
    public void closeTcp() {
        List<Channel> closing = new ArrayList<>();
        synchronized (bound) {
            bound.removeIf(channel -> channel.localAddress() instanceof InetSocketAddress && closing.add(channel));
        }
        closing.forEach(channel -> channel.close().awaitUninterruptibly());
    }

    /** Lets nobody in any more but consoles; others are told this. */
    public void refuseClients(ErrorResponse why) {
        refusal = why;
    }

    /** Takes people in, or lets them wait before the door. */
    public void accept(boolean on) {
        bound().forEach(channel -> channel.config().setAutoRead(on));
    }

    /** Takes nobody in any more. */
    public void close() {
        List<Channel> closing;
        synchronized (bound) {
            closing = new ArrayList<>(bound);
            bound.clear();
        }
        closing.forEach(channel -> channel.close().awaitUninterruptibly());
    }

    /** Puts other settings in force, for those who come from now on. */
    public void configure(Settings next) {
        settings = next;
    }

    /** How many clients are connected, cancel requests and consoles not among them. */
    public int clients() {
        return clients.get();
    }

    /**
     * A connection that has not logged in yet.
     *
     * @param number how many came before it by this door
     */
    public record Login(int number, long sinceNanos) {}

    /** Connections that have not logged in yet; those of cancel requests are among them. */
    public Map<Channel, Login> loggingIn() {
        return Map.copyOf(loggingIn);
    }

    /** What it listens on. */
    public List<Channel> bound() {
        synchronized (bound) {
            return List.copyOf(bound);
        }
    }

    /** How many connections there are in all, whatever they have come for. */
    public int connections() {
        return connections.get();
    }

    /** How many connections a loop has taken over since the start, whatever they had come for. */
    public long accepted(Loop loop) {
        return accepted.get(loop.index());
    }

    void loginBegins(Channel channel) {
        connections.incrementAndGet();
        loggingIn.put(channel, new Login(logins.incrementAndGet(), System.nanoTime()));
        channel.closeFuture().addListener(closed -> {
            connections.decrementAndGet();
            loggingIn.remove(channel);
        });
    }

    void loginEnds(Channel channel) {
        loggingIn.remove(channel);
    }

    Settings settings() {
        return settings;
    }

    CancelKeys cancelKeys() {
        return cancelKeys;
    }

    SessionFactory sessions() {
        return sessions;
    }

    Admission admission() {
        return admission;
    }

    /** Counts a client in until its channel closes. @return why not, or null */
    ErrorResponse admit(Channel channel, StartupMessage startup) {
        boolean console = admission.isForConsole(startup);
        if (refusal != null && !console) {
            return refusal;
        }
        AtomicInteger count = console ? consoles : clients;
        int most = console ? CONSOLE_PLACES : settings.maxClients();
        if (count.incrementAndGet() > most && most > 0) {
            count.decrementAndGet();
            return ErrorResponse.of("FATAL", SqlState.TOO_MANY_CONNECTIONS, "no more connections allowed (max_client_conn)")
                    .withHint(console ? "There are " + most + " consoles already." : "max_client_conn is " + most + ".");
        }
        channel.closeFuture().addListener(closed -> count.decrementAndGet());
        return null;
    }
}
