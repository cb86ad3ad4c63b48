package io.howdah.proxy.loop;

import io.howdah.config.ListenConfig;
import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** The way to serve sockets: the kernel's epoll if Netty's native library loads, otherwise the JDK's selector. */
public enum Transport {
    /** Linux's epoll, native. */
    EPOLL,
    /** The JDK's selector, on any platform. */
    NIO;

    /** The best transport of this platform; the system property {@code howdah.transport=nio} asks for the JDK's selector. */
    public static Transport best() {
        return !"nio".equals(System.getProperty("howdah.transport")) && Epoll.isAvailable() ? EPOLL : NIO;
    }

    /** Makes the handlers of this transport's event loops. */
    public IoHandlerFactory ioHandler() {
        // 0: every turn handles all events that there are.
        return this == EPOLL ? EpollIoHandler.newFactory(0, YieldBeforeSleep::new) : NioIoHandler.newFactory();
    }

    /**
     * A socket that must still be connected to this address. With epoll it is a socket of IPv4 alone for an IPv4 address, as
     * other programs open it.
     */
    public Channel socket(SocketAddress address) {
        if (address instanceof InetSocketAddress tcp) {
            return this == EPOLL ? new EpollSocketChannel(family(tcp)) : new NioSocketChannel();
        }
        return this == EPOLL ? new EpollDomainSocketChannel() : new NioDomainSocketChannel();
    }

    /** The family of the address; IPv4 for an IPv4 address, even though an IPv6 socket could reach it. */
    static SocketProtocolFamily family(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    }

    /** Whether connections inherit the options of their TCP listener ({@link SocketOptions#handDown}). */
    public boolean handsDownOptions() {
        return this == EPOLL;
    }

    /** A listener that must still be bound. With epoll a TCP listener has its options already. */
    public ServerChannel listener(SocketAddress address, ListenConfig listen) {
        if (address instanceof InetSocketAddress tcp) {
            return this == EPOLL ? new TcpListener(tcp, listen) : new NioServerSocketChannel();
        }
        return this == EPOLL ? new EpollServerDomainSocketChannel() : new NioServerDomainSocketChannel();
    }

    /**
     * A listener on a socket that listens already.
     *
     * @param descriptor of the socket
     * @throws UnsupportedOperationException on {@link #NIO}
     */
    public ServerChannel listener(int descriptor, boolean unix, ListenConfig listen) {
        if (this != EPOLL) {
            throw new UnsupportedOperationException("sockets that listen already need epoll");
        }
        // Pass true: without it Netty treats the descriptor as not bound and never accepts.
        return unix ? new EpollServerDomainSocketChannel(descriptor, true) : new TcpListener(descriptor, listen);
    }

    /**
     * A unix socket's address. A path with {@code @} in front names Linux's abstract namespace, which the JDK's selector lacks.
     *
     * @throws UnsupportedOperationException for an abstract name on {@link #NIO}
     */
    public SocketAddress unixAddress(String path) {
        boolean isAbstract = path.startsWith("@");
        if (this == EPOLL) {
            return new DomainSocketAddress(isAbstract ? '\0' + path.substring(1) : path);
        }
        if (isAbstract) {
            throw new UnsupportedOperationException(
                    "abstract unix socket " + path + " (expected: a path; abstract names need epoll)");
        }
        return UnixDomainSocketAddress.of(Path.of(path));
    }
}
