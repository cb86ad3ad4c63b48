package io.howdah.proxy.client.login;

import io.howdah.config.ListenConfig;
import io.howdah.config.LogSettings;
import io.howdah.config.TcpSettings;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.loop.SocketOptions;
import io.howdah.proxy.loop.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;

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

    /** How often those are looked at that are logging in: all together, for a timer of its own costs each login more than that. */
    private static final long TICK_MILLIS = 100;

    private final EventLoopGroup group;
    private final Map<EventLoop, Loop> loops;
    private final Transport transport;
    private final CancelKeys cancelKeys;
    private final SessionFactory sessions;
    private final AdmissionRules admission;
    private final Account loginBytes;
    private final AtomicInteger clients = new AtomicInteger();
    private final AtomicInteger consoles = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger logins = new AtomicInteger();
    private final AtomicLongArray accepted;
    private final LoginRefusals refusals = new LoginRefusals();
    private final StartupPackets[] packets;
    private final Set<LoginConnection> loggingIn = ConcurrentHashMap.newKeySet();
    private final List<Channel> bound = new ArrayList<>();
    private volatile Settings settings;
    private volatile ErrorResponse refusal;
    private volatile boolean accepting = true;

    /**
     * @param loops which of the pooler's loops each of the group's is
     * @param sessions where a client goes on that has logged in
     * @param admission what is asked of who comes in
     * @param loginBytes counts what strangers have sent
     */
    public ClientListener(
            EventLoopGroup group,
            Map<EventLoop, Loop> loops,
            Transport transport,
            CancelKeys cancelKeys,
            SessionFactory sessions,
            AdmissionRules admission,
            Account loginBytes,
            Settings settings) {
        this.group = group;
        this.loops = Map.copyOf(loops);
        this.accepted = new AtomicLongArray(loops.size());
        this.packets = Stream.generate(StartupPackets::new).limit(loops.size()).toArray(StartupPackets[]::new);
        this.transport = transport;
        this.cancelKeys = cancelKeys;
        this.sessions = sessions;
        this.admission = admission;
        this.loginBytes = loginBytes;
        this.settings = settings;
    }

    /** Counts those who were not let in. */
    public LoginRefusals refusals() {
        return refusals;
    }

    /** Begins to end those that take longer than client_login_timeout to log in. */
    public void start() {
        group.next().scheduleAtFixedRate(this::checkLogins, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Binds one address and begins to accept.
     *
     * @return the address it got, with the port the system chose where 0 was asked
     * @throws Exception what the system says against it
     */
    public SocketAddress bind(SocketAddress address, ListenConfig listen) throws Exception {
        boolean unix = !(address instanceof InetSocketAddress);
        ServerChannel channel = transport.listener(address, listen);
        if (unix || !transport.handsDownOptions()) {
            channel.config().setOption(ChannelOption.SO_BACKLOG, listen.backlog());
        }
        if (!unix && !transport.handsDownOptions()) {
            channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
            if (listen.tcp().socketBuffer() > 0) {
                // Before a connection is accepted: the scale of its windows is made for this size.
                channel.config().setOption(ChannelOption.SO_RCVBUF, (int) Math.min(Integer.MAX_VALUE, listen.tcp().socketBuffer()));
            }
        }
        return listening(channel, unix, address);
    }

    /**
     * Begins to accept on a socket that listens already.
     *
     * @param descriptor the socket's; non-blocking
     * @return its address
     * @throws Exception where the transport cannot take it over, or what the system says against it
     */
    public SocketAddress adopt(int descriptor, boolean unix, ListenConfig listen) throws Exception {
        return listening(transport.listener(descriptor, unix, listen), unix, null);
    }

    /** @param address to be bound to; null where it is */
    private SocketAddress listening(ServerChannel channel, boolean unix, SocketAddress address) throws Exception {
        channel.pipeline().addLast(new Acceptor(this, group, unix));
        try {
            group.register(channel).sync();
            if (address != null) {
                channel.bind(address).sync();
            }
        } catch (Exception e) {
            channel.close();
            throw e;
        }
        synchronized (bound) {
            bound.add(channel);
        }
        return channel.localAddress();
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
        accepting = on;
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
        bound().forEach(channel -> SocketOptions.handDown(channel, next.tcp()));
    }

    /** How many clients are connected, cancel requests and consoles not among them. */
    public int clients() {
        return clients.get();
    }

    /** Connections that have not logged in yet; those of cancel requests are among them. */
    public List<LoginConnection> loggingIn() {
        return List.copyOf(loggingIn);
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

    /** Somebody has come. @return how many came before by this door */
    int began(LoginConnection connection) {
        connections.incrementAndGet();
        accepted.incrementAndGet(connection.loop().index());
        loggingIn.add(connection);
        return logins.incrementAndGet();
    }

    /** It is known who that is, or it has gone. */
    void loginEnded(LoginConnection connection) {
        loggingIn.remove(connection);
    }

    /** It has gone. @param hasPlace whether it was let in by {@link #admit} */
    void ended(LoginConnection connection, boolean hasPlace, boolean console) {
        connections.decrementAndGet();
        loggingIn.remove(connection);
        if (hasPlace) {
            place(console).decrementAndGet();
        }
    }

    boolean isLoggingIn(LoginConnection connection) {
        return loggingIn.contains(connection);
    }

    private void checkLogins() {
        long limit = settings.loginTimeout().toNanos();
        if (limit > 0) {
            long now = System.nanoTime();
            for (LoginConnection connection : loggingIn) {
                if (now - connection.sinceNanos() >= limit) {
                    try {
                        connection.tookTooLong();
                    } catch (RuntimeException | OutOfMemoryError e) {
                        connection.channel().close(); // A look that throws would be the last one.
                    }
                }
            }
        }
    }

    StartupPackets packets(Loop loop) {
        return packets[loop.index()];
    }

    LogSettings log() {
        return settings.log();
    }

    boolean isAccepting() {
        return accepting;
    }

    Transport transport() {
        return transport;
    }

    Loop loop(EventLoop eventLoop) {
        return loops.get(eventLoop);
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

    Account loginBytes() {
        return loginBytes;
    }

    AdmissionRules admission() {
        return admission;
    }

    private AtomicInteger place(boolean console) {
        return console ? consoles : clients;
    }

    /** Counts a client in. @return why not, or null */
    ErrorResponse admit(boolean console) {
        if (refusal != null && !console) {
            return refusal;
        }
        AtomicInteger count = place(console);
        int most = console ? CONSOLE_PLACES : settings.maxClients();
        if (count.incrementAndGet() > most && most > 0) {
            count.decrementAndGet();
            return ErrorResponse.of("FATAL", SqlState.TOO_MANY_CONNECTIONS, "no more connections allowed (max_client_conn)")
                    .withHint(console ? "There are " + most + " consoles already." : "max_client_conn is " + most + ".");
        }
        return null;
    }
}
