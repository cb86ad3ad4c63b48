package io.howdah.proxy.client.login;

import io.howdah.config.ListenConfig;
import io.howdah.config.LogSettings;
import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.loop.DescriptorReserve;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.loop.SocketOptions;
import io.howdah.proxy.loop.Transport;
import io.howdah.proxy.tls.ClientTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Listens for clients: binds the addresses, accepts connections and starts the login of each one. */
public final class ClientListener {

    private final EventLoopGroup group;
    private final Map<EventLoop, Loop> loops;
    private final Transport transport;
    private final CancelKeys cancelKeys;
    private final SessionFactory sessions;
    private final AdmissionRules admission;
    private final Account loginBytes;
    private final ClientTls tls;
    private final DescriptorReserve.Share reserve;
    private final LoginPlaces places;
    private final StartupPackets[] packets;
    private final List<Channel> bound = new ArrayList<>();
    private volatile ListenerSettings settings;
    private volatile boolean accepting = true;

    /**
     * @param loops the pooler's loop for each loop of the group
     * @param sessions makes the session of a client that has logged in
     * @param admission the rules for new clients
     * @param loginBytes counts the bytes held for clients that have not logged in
     * @param tls the certificates for clients
     * @param reserve the listener's share in the reserve of file descriptors
     */
    public ClientListener(
            EventLoopGroup group,
            Map<EventLoop, Loop> loops,
            Transport transport,
            CancelKeys cancelKeys,
            SessionFactory sessions,
            AdmissionRules admission,
            Account loginBytes,
            ClientTls tls,
            DescriptorReserve.Share reserve,
            ListenerSettings settings) {
        this.group = group;
        this.loops = Map.copyOf(loops);
        this.places = new LoginPlaces(loops.size(), this::settings, reserve::isShort);
        this.packets = Stream.generate(StartupPackets::new).limit(loops.size()).toArray(StartupPackets[]::new);
        this.transport = transport;
        this.cancelKeys = cancelKeys;
        this.sessions = sessions;
        this.admission = admission;
        this.loginBytes = loginBytes;
        this.tls = tls;
        this.reserve = reserve;
        this.settings = settings;
    }

    /** The connections of this listener, and their limits. */
    public LoginPlaces places() {
        return places;
    }

    /** Starts to end logins that take longer than client_login_timeout. */
    public void start() {
        places.start(group);
    }

    /**
     * Binds one address and begins to accept.
     *
     * @return the bound address, with the port that the system has chosen if port 0 was asked for
     * @throws Exception if the system refuses
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
                // Must be set before a connection is accepted: TCP derives the window scale from this size.
                channel.config().setOption(ChannelOption.SO_RCVBUF,
                        (int) Math.min(Integer.MAX_VALUE, listen.tcp().socketBuffer()));
            }
        }
        return listening(channel, unix, address);
    }

    /**
     * Begins to accept on a socket that listens already.
     *
     * @param descriptor the socket's non-blocking descriptor
     * @return the socket's address
     * @throws Exception if the transport cannot adopt the socket, or the system refuses
     */
    public SocketAddress adopt(int descriptor, boolean unix, ListenConfig listen) throws Exception {
        return listening(transport.listener(descriptor, unix, listen), unix, null);
    }

    /** @param address the address to bind; null if the socket is bound */
    private SocketAddress listening(ServerChannel channel, boolean unix, @Nullable SocketAddress address) throws Exception {
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

    /** Stops listening on TCP; unix sockets stay open. */
    public void closeTcp() {
        List<Channel> closing = new ArrayList<>();
        synchronized (bound) {
            bound.removeIf(channel -> channel.localAddress() instanceof InetSocketAddress && closing.add(channel));
        }
        closing.forEach(channel -> channel.close().awaitUninterruptibly());
    }

    /** Accepts new connections, or lets them wait in the kernel's backlog. */
    public void accept(boolean on) {
        accepting = on;
        bound().forEach(channel -> channel.config().setAutoRead(on));
    }

    /** Closes the listening sockets. */
    public void close() {
        List<Channel> closing;
        synchronized (bound) {
            closing = new ArrayList<>(bound);
            bound.clear();
        }
        closing.forEach(channel -> channel.close().awaitUninterruptibly());
    }

    /** Puts other settings in force, for later connections. */
    public void configure(ListenerSettings next) {
        settings = next;
        bound().forEach(channel -> SocketOptions.handDown(channel, next.tcp()));
    }

    /** The listening sockets. */
    public List<Channel> bound() {
        synchronized (bound) {
            return List.copyOf(bound);
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
        Loop loop = loops.get(eventLoop);
        assert loop != null : "Netty has no other loops than the pooler's";
        return loop;
    }

    ListenerSettings settings() {
        return settings;
    }

    CancelKeys cancelKeys() {
        return cancelKeys;
    }

    SessionFactory sessions() {
        return sessions;
    }

    /** TLS towards clients. */
    ClientTls tls() {
        return tls;
    }

    DescriptorReserve.Share reserve() {
        return reserve;
    }

    Account loginBytes() {
        return loginBytes;
    }

    AdmissionRules admission() {
        return admission;
    }
}
