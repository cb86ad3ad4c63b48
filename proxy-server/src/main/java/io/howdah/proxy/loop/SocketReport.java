package io.howdah.proxy.loop;

import io.howdah.proxy.proxied.Announced;
import io.howdah.proxy.tls.TlsFacts;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.UnixChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.IntSupplier;

/**
 * The data of one socket for an operator.
 *
 * @param address of the far end, or of the client that a PROXY header announces; {@value #UNIX} for a unix socket
 * @param port of the far end; 0 for a unix socket
 * @param localAddress of this end
 * @param localPort of this end
 * @param descriptor the file descriptor; -1 if the transport does not tell it
 * @param peerProcessId the process at the far end of a unix socket; 0 if unknown
 * @param unsentBytes written and not yet taken by the kernel
 * @param tls version and cipher; empty without TLS
 */
public record SocketReport(
        String address, int port, String localAddress, int localPort, int descriptor, int peerProcessId, long unsentBytes,
        String tls) {

    /** PgBouncer's address for a unix socket. */
    public static final String UNIX = "unix";

    /** The data of a connection. On the connection's loop. */
    public static SocketReport of(Channel channel) {
        TlsFacts tls = TlsFacts.of(channel);
        return new SocketReport(
                address(Announced.client(channel)),
                port(Announced.client(channel)),
                address(channel.localAddress()),
                port(channel.localAddress()),
                descriptor(channel),
                PeerCredentials.processId(channel),
                unsentBytes(channel),
                tls == null ? "" : tls.toString());
    }

    /** Bytes written to a connection and not yet taken by the kernel. On the connection's loop. */
    public static long unsentBytes(Channel channel) {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        return unsent == null ? 0 : unsent.totalPendingWriteBytes();
    }

    /** The port of the far end; for a unix socket the given port, which is part of the socket file's name. */
    public int port(IntSupplier ofUnixSockets) {
        return address.equals(UNIX) ? ofUnixSockets.getAsInt() : port;
    }

    /** The port of this end; for a unix socket the given port, which is part of the socket file's name. */
    public int localPort(IntSupplier ofUnixSockets) {
        return localAddress.equals(UNIX) ? ofUnixSockets.getAsInt() : localPort;
    }

    private static String address(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() != null ? inet.getAddress().getHostAddress() : UNIX;
    }

    private static int port(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }

    /** A channel's file descriptor; -1 if the transport does not tell it. */
    public static int descriptor(Channel channel) {
        return channel instanceof UnixChannel unix ? unix.fd().intValue() : -1;
    }
}
