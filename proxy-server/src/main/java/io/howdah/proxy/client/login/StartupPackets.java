package io.howdah.proxy.client.login;

import io.howdah.protocol.frontend.StartupMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Reads start-up packets of one loop, and remembers the last ones: all connections of an application begin with the same packet.
 * Used on the loop only.
 */
final class StartupPackets {

    /** A power of two. */
    private static final int SLOTS = 16;

    /** Largest packet remembered, in bytes. */
    private static final int LONGEST = 512;

    private final ByteBuf[] packets = new ByteBuf[SLOTS];
    private final ClientStartup[] startups = new ClientStartup[SLOTS];

    /**
     * @param packet a packet of protocol 3.x, without its length word
     * @throws io.howdah.protocol.ProtocolViolationException as {@link StartupMessage#read}
     */
    ClientStartup read(ByteBuf packet) {
        if (packet.readableBytes() > LONGEST) {
            return new ClientStartup(StartupMessage.read(packet));
        }
        int hash = ByteBufUtil.hashCode(packet);
        int slot = (hash ^ hash >>> 16) & (SLOTS - 1);
        ByteBuf known = packets[slot];
        if (known != null && ByteBufUtil.equals(known, packet)) {
            return startups[slot];
        }
        ByteBuf copy = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(packet));
        ClientStartup startup = new ClientStartup(StartupMessage.read(packet));
        packets[slot] = copy;
        startups[slot] = startup;
        return startup;
    }
}
