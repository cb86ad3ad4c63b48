package io.howdah.proxy.loop;

import io.howdah.config.ListenConfig;
import io.howdah.config.TcpSettings;
import io.netty.channel.Channel;
import io.netty.channel.epoll.AbstractEpollServerChannel;
import io.netty.channel.epoll.EpollChannelConfig;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * A socket that listens for clients over TCP. On Linux a connection has the options of the socket that accepted it, so they are set
 * here, once, and not on each connection. With TCP_DEFER_ACCEPT whoever is accepted has spoken, and is heard at once.
 */
final class TcpListener extends AbstractEpollServerChannel {

    /** PgBouncer's value for tcp_defer_accept = 1: who says nothing is accepted after a second, and client_login_timeout begins. */
    private static final int DEFER_ACCEPT_SECONDS = 1;

    private final EpollChannelConfig config = new Config(this);
    private final int backlog;
    private final int systemKeepIdle = config.getOption(LinuxOptions.TCP_KEEPIDLE);
    private final int systemKeepInterval = config.getOption(LinuxOptions.TCP_KEEPINTVL);
    private final int systemKeepCount = config.getOption(LinuxOptions.TCP_KEEPCNT);
    private final int systemReceiveBuffer = config.getOption(LinuxOptions.SO_RCVBUF) / 2; // Linux doubles what it is told.
    private volatile boolean deferAccept;
    private boolean receiveBufferSet;

    /** One that is yet to be bound: IPv4's own or IPv6's own, as other programs open it, for only then do they share a port by SO_REUSEPORT. */
    TcpListener(InetSocketAddress address, ListenConfig listen) {
        super(LinuxSocket.newSocketStream(Transport.family(address)), false);
        backlog = listen.backlog();
        config.setOption(LinuxOptions.SO_REUSEADDR, 1);
        if (listen.reusePort()) {
            config.setOption(LinuxOptions.SO_REUSEPORT, 1);
        }
        if (Transport.family(address) == SocketProtocolFamily.INET6) {
            // Without it a listener on :: would take IPv4's connections as well, and collide with one on 0.0.0.0.
            config.setOption(LinuxOptions.IPV6_V6ONLY, 1);
        }
        handDown(listen.tcp());
    }

    /** One that listens already. @param descriptor the socket's; non-blocking */
    TcpListener(int descriptor, ListenConfig listen) {
        super(descriptor);
        active = true;
        backlog = listen.backlog();
        handDown(listen.tcp());
    }

    /** What connections accepted from now on have. Any thread. */
    void handDown(TcpSettings tcp) {
        deferAccept = tcp.deferAccept();
        config.setOption(LinuxOptions.TCP_DEFER_ACCEPT, deferAccept ? DEFER_ACCEPT_SECONDS : 0);
        config.setOption(LinuxOptions.TCP_NODELAY, 1);
        config.setOption(LinuxOptions.SO_KEEPALIVE, tcp.keepAlive() ? 1 : 0);
        config.setOption(LinuxOptions.TCP_KEEPIDLE, tcp.keepIdle().isZero() ? systemKeepIdle : SocketOptions.keepSeconds(tcp.keepIdle()));
        config.setOption(LinuxOptions.TCP_KEEPINTVL,
                tcp.keepInterval().isZero() ? systemKeepInterval : SocketOptions.keepSeconds(tcp.keepInterval()));
        config.setOption(LinuxOptions.TCP_KEEPCNT, tcp.keepCount() == 0 ? systemKeepCount : tcp.keepCount());
        config.setOption(LinuxOptions.TCP_USER_TIMEOUT, SocketOptions.userTimeoutMillis(tcp.userTimeout()));
        receiveBuffer(tcp.socketBuffer());
    }

    /**
     * Before a connection is accepted, for the scale of its windows is made for this size. A size that has been set once stays one: taken back
     * by a reload, the system's first size holds until a restart, and does not grow.
     */
    private synchronized void receiveBuffer(long bytes) {
        if (bytes > 0 || receiveBufferSet) {
            receiveBufferSet = true;
            config.setOption(LinuxOptions.SO_RCVBUF, bytes > 0 ? (int) Math.min(Integer.MAX_VALUE, bytes) : systemReceiveBuffer);
        }
    }

    @Override
    protected void doBind(SocketAddress address) throws Exception {
        super.doBind(address);
        socket.listen(backlog);
        active = true;
    }

    @Override
    protected SocketAddress localAddress0() {
        return socket.localAddress();
    }

    @Override
    protected Channel newChildChannel(int descriptor, byte[] address, int offset, int length) throws Exception {
        return new AcceptedSocket(this, descriptor, deferAccept);
    }

    @Override
    public EpollChannelConfig config() {
        return config;
    }

    private static final class Config extends EpollChannelConfig {
        Config(Channel channel) {
            super(channel);
        }
    }
}
