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
 * A socket that listens for clients over TCP. On Linux an accepted connection inherits the options of its listener, so the
 * listener sets them once and no connection has to. With TCP_DEFER_ACCEPT an accepted client has sent something already, which is
 * read at once.
 */
final class TcpListener extends AbstractEpollServerChannel {

    /**
     * PgBouncer's value for tcp_defer_accept = 1. The kernel hands a silent client over after a second; then client_login_timeout
     * begins.
     */
    private static final int DEFER_ACCEPT_SECONDS = 1;

    private final EpollChannelConfig config = new Config(this);
    private final int backlog;
    private final int systemKeepIdle = config.getOption(LinuxOptions.TCP_KEEPIDLE);
    private final int systemKeepInterval = config.getOption(LinuxOptions.TCP_KEEPINTVL);
    private final int systemKeepCount = config.getOption(LinuxOptions.TCP_KEEPCNT);
    // Linux doubles the size that it is given.
    private final int systemReceiveBuffer = config.getOption(LinuxOptions.SO_RCVBUF) / 2;
    private volatile boolean deferAccept;
    private boolean receiveBufferSet;

    /**
     * A listener that must still be bound, as a socket of IPv4 or of IPv6 alone. Other programs open such sockets, and only equal
     * sockets can share a port by SO_REUSEPORT.
     */
    TcpListener(InetSocketAddress address, ListenConfig listen) {
        super(LinuxSocket.newSocketStream(Transport.family(address)), false);
        backlog = listen.backlog();
        config.setOption(LinuxOptions.SO_REUSEADDR, 1);
        if (listen.reusePort()) {
            config.setOption(LinuxOptions.SO_REUSEPORT, 1);
        }
        if (Transport.family(address) == SocketProtocolFamily.INET6) {
            // Without this a listener on :: would accept IPv4 too, and collide with a listener on 0.0.0.0.
            config.setOption(LinuxOptions.IPV6_V6ONLY, 1);
        }
        handDown(listen.tcp());
    }

    /** A listener on a socket that listens already. @param descriptor of the socket, which must be non-blocking */
    TcpListener(int descriptor, ListenConfig listen) {
        super(descriptor);
        active = true;
        backlog = listen.backlog();
        handDown(listen.tcp());
    }

    /** Sets the options that connections accepted from now on inherit. Any thread. */
    void handDown(TcpSettings tcp) {
        deferAccept = tcp.deferAccept();
        config.setOption(LinuxOptions.TCP_DEFER_ACCEPT, deferAccept ? DEFER_ACCEPT_SECONDS : 0);
        config.setOption(LinuxOptions.TCP_NODELAY, 1);
        config.setOption(LinuxOptions.SO_KEEPALIVE, tcp.keepAlive() ? 1 : 0);
        config.setOption(LinuxOptions.TCP_KEEPIDLE,
                tcp.keepIdle().isZero() ? systemKeepIdle : SocketOptions.keepSeconds(tcp.keepIdle()));
        config.setOption(LinuxOptions.TCP_KEEPINTVL,
                tcp.keepInterval().isZero() ? systemKeepInterval : SocketOptions.keepSeconds(tcp.keepInterval()));
        config.setOption(LinuxOptions.TCP_KEEPCNT, tcp.keepCount() == 0 ? systemKeepCount : tcp.keepCount());
        config.setOption(LinuxOptions.TCP_USER_TIMEOUT, SocketOptions.userTimeoutMillis(tcp.userTimeout()));
        receiveBuffer(tcp.socketBuffer());
    }

    /**
     * Sets the receive buffer before a connection is accepted, for it decides the scale of the connection's windows. A size once
     * set cannot be given back to the system. After a reload without the setting, the system's first size holds until a restart,
     * and does not grow.
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
