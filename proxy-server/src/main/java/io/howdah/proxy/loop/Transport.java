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

/** How sockets are served: the kernel's epoll where Netty's native library loads, the JDK's selector elsewhere. */
public enum Transport {
    /** Linux, native. */
    EPOLL,
    /** Everywhere. */
    NIO;

    /** The best that works here; the system property {@code howdah.transport=nio} asks for the JDK's. */
    public static Transport best() {
        return !"nio".equals(System.getProperty("howdah.transport")) && Epoll.isAvailable() ? EPOLL : NIO;
    }

    /** What drives an event loop of this transport. */
    public IoHandlerFactory ioHandler() {
        // 0: as many events a turn as there are.
        return this == EPOLL ? EpollIoHandler.newFactory(0, YieldBeforeSleep::new) : NioIoHandler.newFactory();
    }

    /** A socket yet to be connected to this address; by epoll IPv4's own for an IPv4 address, as other programs open it. */
    public Channel socket(SocketAddress address) {
        if (address instanceof InetSocketAddress tcp) {
            return this == EPOLL ? new EpollSocketChannel(family(tcp)) : new NioSocketChannel();
        }
        return this == EPOLL ? new EpollDomainSocketChannel() : new NioDomainSocketChannel();
    }

    /** An address's own; also that of an IPv4 address which IPv6's sockets could reach as well. */
    static SocketProtocolFamily family(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    }

    /** Whether its TCP listeners give their options to what they accept ({@link SocketOptions#handDown}). */
    public boolean handsDownOptions() {
        return this == EPOLL;
    }

    /** A listener for an address, still to be bound; over TCP by epoll it has its options already. */
    public ServerChannel listener(SocketAddress address, ListenConfig listen) {
        if (address instanceof InetSocketAddress tcp) {
            return this == EPOLL ? new TcpListener(tcp, listen) : new NioServerSocketChannel();
        }
        return this == EPOLL ? new EpollServerDomainSocketChannel() : new NioServerDomainSocketChannel();
    }

    /**
     * A listener on a socket that listens already.
     *
     * @param descriptor the socket's
     * @throws UnsupportedOperationException on {@link #NIO}
     */
    public ServerChannel listener(int descriptor, boolean unix, ListenConfig listen) {
        if (this != EPOLL) {
            throw new UnsupportedOperationException("sockets that listen already need epoll");
        }
        // The other constructor of the first makes one that is yet to be bound, and until then accepts nobody.
        return unix ? new EpollServerDomainSocketChannel(descriptor, true) : new TcpListener(descriptor, listen);
    }

    /**
     * A unix socket's address. A path that begins with {@code @} names Linux's abstract namespace, which the JDK's selector does not know.
     *
     * @throws UnsupportedOperationException for an abstract name on {@link #NIO}
     */
    public SocketAddress unixAddress(String path) {
        boolean isAbstract = path.startsWith("@");
        if (this == EPOLL) {
            return new DomainSocketAddress(isAbstract ? '\0' + path.substring(1) : path);
        }
        if (isAbstract) {
            throw new UnsupportedOperationException("abstract unix socket " + path + " (expected: a path; abstract names need epoll)");
        }
        return UnixDomainSocketAddress.of(Path.of(path));
    }
}
