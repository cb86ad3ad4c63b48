package io.howdah.proxy.proxied;

import io.howdah.protocol.ProtocolViolationException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Version 2 of the header (section 2.2 of the specification). Of the fields behind the addresses only the checksum counts; the
 * others are skipped, and their lengths must add up.
 */
final class BinaryHeader {

    /**
     * The longest header. The specification allows 64 KB and says that a header is shorter than a segment of TCP; the largest
     * ones that load balancers send have a client's certificate in them.
     */
    static final int LONGEST = 4096;

    /** The signature's first four bytes. */
    static final int FIRST_WORD = 0x0D0A0D0A;

    private static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};

    /** Signature, version and command, family and transport, length of what follows. */
    private static final int FIXED = SIGNATURE.length + 4;

    private static final int VERSION_2 = 0x20;
    private static final int LOCAL = 0;
    private static final int PROXY = 1;

    private static final int INET = 1;
    private static final int INET6 = 2;
    /** Bytes of addresses and ports of each family, by its number. */
    private static final int[] ADDRESS_LENGTHS = {0, 12, 36, 216};
    private static final int STREAM = 1;
    private static final int DATAGRAM = 2;

    private static final int TYPE_CRC32C = 3;

    private BinaryHeader() {}

    /** Whether the first byte is that of this version. */
    static boolean beginsLike(ByteBuf in) {
        return in.getByte(in.readerIndex()) == SIGNATURE[0];
    }

    static @Nullable ProxyHeader read(ByteBuf in) {
        int start = in.readerIndex();
        int given = in.readableBytes();
        for (int i = 0; i < Math.min(given, SIGNATURE.length); i++) {
            require(in.getByte(start + i) == SIGNATURE[i], "no PROXY header");
        }
        if (given < FIXED) {
            return null;
        }
        int command = in.getUnsignedByte(start + SIGNATURE.length) - VERSION_2;
        require(command == LOCAL || command == PROXY, "a PROXY header of another version, or with an unknown command");
        int kind = in.getUnsignedByte(start + SIGNATURE.length + 1);
        int length = FIXED + in.getUnsignedShort(start + FIXED - 2);
        require(length <= LONGEST, "a PROXY header of " + length + " bytes (expected: at most " + LONGEST + ")");
        if (given < length) {
            return null;
        }
        ProxyHeader header = command == LOCAL ? ProxyHeader.LOCAL : relayed(in.slice(start, length), kind >> 4, kind & 0xf);
        in.skipBytes(length);
        return header;
    }

    /** @param all the whole header */
    private static ProxyHeader relayed(ByteBuf all, int family, int transport) {
        require(family < ADDRESS_LENGTHS.length && transport <= DATAGRAM, "a PROXY header for an unknown family or transport");
        if (family == 0 || transport == 0) {
            return ProxyHeader.UNKNOWN; // What follows is in a form that nobody knows.
        }
        int fields = FIXED + ADDRESS_LENGTHS[family];
        require(fields <= all.readableBytes(), "a PROXY header that is too short for its addresses");
        checkFields(all, fields);
        if (transport != STREAM || family != INET && family != INET6) {
            return ProxyHeader.UNKNOWN;
        }
        int size = family == INET ? 4 : 16;
        int ports = FIXED + 2 * size;
        return new ProxyHeader(true, address(all, FIXED, size, all.getUnsignedShort(ports)),
                address(all, FIXED + size, size, all.getUnsignedShort(ports + 2)));
    }

    private static void checkFields(ByteBuf all, int first) {
        int at = first;
        while (at < all.readableBytes()) {
            require(at + 3 <= all.readableBytes(), "a PROXY header that ends within a field");
            int length = all.getUnsignedShort(at + 1);
            require(at + 3 + length <= all.readableBytes(), "a PROXY header that ends within a field");
            if (all.getByte(at) == TYPE_CRC32C) {
                require(length == 4, "a PROXY header with a checksum of " + length + " bytes");
                require(all.getInt(at + 3) == checksum(all, at + 3), "a PROXY header with a wrong checksum");
            }
            at += 3 + length;
        }
    }

    /** The checksum of the header, with zeros in the place of its own checksum. */
    private static int checksum(ByteBuf all, int place) {
        byte[] bytes = ByteBufUtil.getBytes(all);
        bytes[place] = bytes[place + 1] = bytes[place + 2] = bytes[place + 3] = 0;
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }

    private static InetSocketAddress address(ByteBuf all, int index, int size, int port) {
        byte[] bytes = new byte[size];
        all.getBytes(index, bytes);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // Only another length would be wrong.
        }
    }

    static void write(ProxyHeader header, ByteBuf out) {
        InetSocketAddress source = header.source();
        InetSocketAddress destination = header.destination();
        out.writeBytes(SIGNATURE);
        out.writeByte(VERSION_2 | (header.isRelayed() ? PROXY : LOCAL));
        if (source == null || destination == null) {
            out.writeByte(0).writeShort(0);
            return;
        }
        boolean four = source.getAddress() instanceof Inet4Address && destination.getAddress() instanceof Inet4Address;
        int family = four ? INET : INET6;
        out.writeByte(family << 4 | STREAM).writeShort(ADDRESS_LENGTHS[family]);
        writeAddress(source.getAddress(), four, out);
        writeAddress(destination.getAddress(), four, out);
        out.writeShort(source.getPort()).writeShort(destination.getPort());
    }

    private static void writeAddress(InetAddress address, boolean four, ByteBuf out) {
        byte[] bytes = address.getAddress();
        if (!four && bytes.length == 4) {
            out.writeZero(10).writeShort(0xffff); // An IPv4 address as an IPv6 one (RFC 4291, 2.5.5.2).
        }
        out.writeBytes(bytes);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new ProtocolViolationException(message);
        }
    }
}
