package io.howdah.proxy.proxied;

import io.howdah.protocol.ProtocolViolationException;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a PROXY header tells.
 *
 * @param isRelayed false if the sender has made the connection for itself (LOCAL), for example to see whether the pooler lives
 * @param source the client's address; null if the header tells none that counts: then the address of the connection itself counts
 * @param destination the address to which the client has connected; null without a source
 */
public record ProxyHeader(boolean isRelayed, @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {

    /** A connection that nobody has asked for. */
    public static final ProxyHeader LOCAL = new ProxyHeader(false, null, null);

    /** A connection for a client whose address is not known, or is none of TCP. */
    public static final ProxyHeader UNKNOWN = new ProxyHeader(true, null, null);

    /** The header for a connection between these addresses; {@link #LOCAL} if one of them is none of TCP. */
    public static ProxyHeader of(@Nullable SocketAddress source, @Nullable SocketAddress destination) {
        return source instanceof InetSocketAddress from && destination instanceof InetSocketAddress to
                && !from.isUnresolved() && !to.isUnresolved() ? new ProxyHeader(true, from, to) : LOCAL;
    }

    /**
     * Reads a header of either version from the beginning of a connection.
     *
     * @param in what the connection has received so far; the header is taken from it, and what follows stays
     * @return null if the header is not complete, and then nothing has been taken
     * @throws ProtocolViolationException if this is not, or can no longer become, a header, with the reason
     */
    public static @Nullable ProxyHeader read(ByteBuf in) {
        if (!in.isReadable()) {
            return null;
        }
        return BinaryHeader.beginsLike(in) ? BinaryHeader.read(in) : TextHeader.read(in);
    }

    /** Whether these four bytes, read as the length of a start-up packet, begin a header of either version. */
    public static boolean beginsWith(int firstWord) {
        return firstWord == TextHeader.FIRST_WORD || firstWord == BinaryHeader.FIRST_WORD;
    }
}
