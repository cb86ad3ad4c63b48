package io.howdah.proxy.loop;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.UnixChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.IntSupplier;

/**
 * One socket as an operator sees it.
 *
 * @param address of the far end; {@value #UNIX} for a unix socket
 * @param port of the far end; 0 for a unix socket
 * @param localAddress of this end
 * @param localPort of this end
 * @param descriptor the number of its file descriptor; -1 where the transport does not tell
 * @param peerProcessId the process at the far end of a unix socket; 0 where it is not known
 * @param unsentBytes written and not yet taken by the system
 */
public record SocketReport(
        String address, int port, String localAddress, int localPort, int descriptor, int peerProcessId, long unsentBytes) {

    /** How PgBouncer writes the address of a unix socket. */
    public static final String UNIX = "unix";

    /** What there is to tell of a connection, on its loop. */
    public static SocketReport of(Channel channel) {
        return new SocketReport(
                address(channel.remoteAddress()),
                port(channel.remoteAddress()),
                address(channel.localAddress()),
                port(channel.localAddress()),
                descriptor(channel),
                PeerCredentials.processId(channel),
                unsentBytes(channel));
    }

    /** Bytes written to a connection and not yet taken by the system, on its loop. */
    public static long unsentBytes(Channel channel) {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        return unsent == null ? 0 : unsent.totalPendingWriteBytes();
    }

    /** The port of the far end; of a unix socket this one, which its file goes by. */
    public int port(IntSupplier ofUnixSockets) {
        return address.equals(UNIX) ? ofUnixSockets.getAsInt() : port;
    }

    /** The port of this end; of a unix socket this one, which its file goes by. */
    public int localPort(IntSupplier ofUnixSockets) {
        return localAddress.equals(UNIX) ? ofUnixSockets.getAsInt() : localPort;
    }

    private static String address(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() != null ? inet.getAddress().getHostAddress() : UNIX;
    }

    private static int port(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }

    /** The number of a channel's file descriptor; -1 where the transport does not tell. */
    public static int descriptor(Channel channel) {
        return channel instanceof UnixChannel unix ? unix.fd().intValue() : -1;
    }
}
