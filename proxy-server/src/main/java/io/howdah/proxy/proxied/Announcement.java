package io.howdah.proxy.proxied;

import io.howdah.config.ProxyProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * What the pooler tells a server in front of a connection.
 *
 * @param protocol the header's version, or none at all
 * @param header for whom the connection is made
 */
public record Announcement(ProxyProtocol protocol, ProxyHeader header) {

    /** Nothing is told. */
    public static final Announcement NONE = new Announcement(ProxyProtocol.OFF, ProxyHeader.LOCAL);

    /** A connection of the pooler's own. */
    public static Announcement of(ProxyProtocol protocol) {
        return protocol == ProxyProtocol.OFF ? NONE : new Announcement(protocol, ProxyHeader.LOCAL);
    }

    /** Whether there is anything to send. */
    public boolean isOn() {
        return protocol != ProxyProtocol.OFF;
    }

    /** Sends the header, which must be the connection's first bytes. On the channel's loop. */
    public void send(Channel connected) {
        ByteBuf out = connected.alloc().directBuffer();
        write(ProxyHeader.of(connected.localAddress(), connected.remoteAddress()), out);
        connected.writeAndFlush(out, connected.voidPromise());
    }

    /** @param connection the two ends of the connection itself */
    public void write(ProxyHeader connection, ByteBuf out) {
        if (protocol == ProxyProtocol.V2) {
            BinaryHeader.write(header, out);
        } else if (protocol == ProxyProtocol.V1) {
            // Version 1 knows no LOCAL, and many receivers refuse UNKNOWN: the specification asks for the connection's own ends.
            TextHeader.write(header.source() == null ? connection : header, out);
        }
    }
}
