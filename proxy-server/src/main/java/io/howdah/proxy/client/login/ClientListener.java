package io.howdah.proxy.client.login;

import io.howdah.config.ListenConfig;
import io.howdah.config.LogSettings;
import io.howdah.config.TcpSettings;
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
import java.util.stream.Stream;

/** Listens for clients: binds the addresses, accepts connections and starts each one on its way to a login. */
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

    private final EventLoopGroup group;
    private final Map<EventLoop, Loop> loops;
    private final Transport transport;
    private final CancelKeys cancelKeys;
    private final SessionFactory sessions;
    private final AdmissionRules admission;
    private final Account loginBytes;
    private final LoginPlaces places;
    private final StartupPackets[] packets;
    private final List<Channel> bound = new ArrayList<>();
    private volatile Settings settings;
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
        this.places = new LoginPlaces(loops.size(), this::settings);
        this.packets = Stream.generate(StartupPackets::new).limit(loops.size()).toArray(StartupPackets[]::new);
        this.transport = transport;
        this.cancelKeys = cancelKeys;
        this.sessions = sessions;
        this.admission = admission;
        this.loginBytes = loginBytes;
        this.settings = settings;
    }

    /** Who has come, and who may stay. */
    public LoginPlaces places() {
        return places;
    }

    /** Begins to end those that take longer than client_login_timeout to log in. */
    public void start() {
        places.start(group);
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
                channel.config().setOption(ChannelOption.SO_RCVBUF,
                        (int) Math.min(Integer.MAX_VALUE, listen.tcp().socketBuffer()));
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

    /** What it listens on. */
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
}
