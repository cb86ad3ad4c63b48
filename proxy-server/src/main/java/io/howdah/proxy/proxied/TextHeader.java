package io.howdah.proxy.proxied;

import io.howdah.protocol.ProtocolViolationException;
import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Version 1 of the header, a line of text (section 2.1 of the specification). */
final class TextHeader {

    /** The longest line, with its end. */
    static final int LONGEST = 107;

    /** {@code PROX}. */
    static final int FIRST_WORD = 0x50524F58;

    private static final byte[] BEGINNING = "PROXY ".getBytes(StandardCharsets.US_ASCII);

    /** Numbers have no zeros in front, so that nobody takes them for octal ones. */
    private static final String NUMBER = "(0|[1-9]\\d{0,4})";
    private static final Pattern PORT = Pattern.compile(NUMBER);
    private static final Pattern IPV4 = Pattern.compile(NUMBER + "(\\." + NUMBER + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private TextHeader() {}

    static @Nullable ProxyHeader read(ByteBuf in) {
        int start = in.readerIndex();
        int given = Math.min(in.readableBytes(), LONGEST);
        for (int i = 0; i < Math.min(given, BEGINNING.length); i++) {
            require(in.getByte(start + i) == BEGINNING[i], "no PROXY header");
        }
        int end = in.bytesBefore(given, (byte) '\n');
        if (end < 0) {
            require(given < LONGEST, "a PROXY line without an end after " + LONGEST + " bytes");
            return null;
        }
        require(in.getByte(start + end - 1) == '\r', "a PROXY line that does not end in CR and LF");
        String line = in.toString(start, end - 1, StandardCharsets.US_ASCII);
        ProxyHeader header = read(line.split(" ", -1));
        in.skipBytes(end + 1);
        return header;
    }

    private static ProxyHeader read(String[] words) {
        if (words[1].equals("UNKNOWN")) {
            return ProxyHeader.UNKNOWN; // Whatever follows is to be ignored.
        }
        boolean four = words[1].equals("TCP4");
        require(four || words[1].equals("TCP6"), "a PROXY line for neither TCP4, TCP6 nor UNKNOWN");
        require(words.length == 6, "a PROXY line without two addresses and two ports");
        return new ProxyHeader(true, new InetSocketAddress(address(words[2], four), port(words[4])),
                new InetSocketAddress(address(words[3], four), port(words[5])));
    }

    private static InetAddress address(String text, boolean four) {
        byte[] bytes = (four ? IPV4 : IPV6).matcher(text).matches() ? NetUtil.createByteArrayFromIpAddressString(text) : null;
        if (bytes == null) {
            throw new ProtocolViolationException("a PROXY line with a wrong address");
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // Only another length would be wrong.
        }
    }

    private static int port(String text) {
        int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : -1;
        require(port >= 0 && port <= 0xffff, "a PROXY line with a wrong port");
        return port;
    }

    static void write(ProxyHeader header, ByteBuf out) {
        InetSocketAddress source = header.source();
        InetSocketAddress destination = header.destination();
        if (source == null || destination == null) {
            out.writeCharSequence("PROXY UNKNOWN\r\n", StandardCharsets.US_ASCII);
            return;
        }
        boolean four = source.getAddress() instanceof Inet4Address && destination.getAddress() instanceof Inet4Address;
        out.writeCharSequence("PROXY " + (four ? "TCP4 " : "TCP6 ") + text(source, four) + " " + text(destination, four) + " "
                + source.getPort() + " " + destination.getPort() + "\r\n", StandardCharsets.US_ASCII);
    }

    private static String text(InetSocketAddress address, boolean four) {
        boolean mapped = !four && address.getAddress() instanceof Inet4Address;
        return (mapped ? "::ffff:" : "") + NetUtil.toAddressString(address.getAddress());
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new ProtocolViolationException(message);
        }
    }
}
