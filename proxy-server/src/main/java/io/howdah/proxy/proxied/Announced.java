package io.howdah.proxy.proxied;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Whose connection a channel is. A connection that a load balancer has relayed is the client's, and everything that looks at
 * addresses looks here. Any thread.
 */
public final class Announced {

    private static final AttributeKey<ProxyHeader> KEY = AttributeKey.valueOf(Announced.class, "header");

    private Announced() {}

    /** The connection has begun with this header, from somebody who is believed. */
    public static void by(Channel channel, ProxyHeader header) {
        channel.attr(KEY).set(header);
    }

    /** The client's address: the announced one, or else that of the connection's other end. */
    public static SocketAddress client(Channel channel) {
        ProxyHeader header = header(channel);
        return header == null || header.source() == null ? channel.remoteAddress() : header.source();
    }

    /** Whether somebody else has made the connection for the client, so that the process at its other end is not the client. */
    public static boolean isRelayed(Channel channel) {
        ProxyHeader header = header(channel);
        return header != null && header.isRelayed();
    }

    /** The header that tells the next receiver about the client of this channel. */
    public static ProxyHeader onwards(Channel channel) {
        ProxyHeader header = header(channel);
        return header == null || header.source() == null ? ProxyHeader.of(channel.remoteAddress(), channel.localAddress())
                : header;
    }

    private static @Nullable ProxyHeader header(Channel channel) {
        return channel.hasAttr(KEY) ? channel.attr(KEY).get() : null;
    }
}
