package io.howdah.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * NUL-terminated text, the manual's {@code String}. Taken as UTF-8: what a peer sends in another encoding comes out with
 * replacement characters, which is why relayed bytes never pass through here.
 */
public final class CStrings {

    private CStrings() {
    }

    /**
     * Reads a text and its terminator at the reader index and moves past both.
     *
     * @param limitBytes the longest text taken, in bytes, its terminator not counted
     * @throws ProtocolViolationException where no terminator follows within the limit
     */
    public static String read(ByteBuf in, int limitBytes) {
        int from = in.readerIndex();
        // Not from + limit + 1: a limit of Integer.MAX_VALUE must not turn negative.
        int to = in.readableBytes() > limitBytes ? from + limitBytes + 1 : in.writerIndex();
        int nul = indexOfNul(in, from, to);
        if (nul < 0) {
            throw new ProtocolViolationException("invalid string in message (expected: at most " + limitBytes
                    + " bytes and a terminator; readable: " + in.readableBytes() + ")");
        }
        String text = in.toString(from, nul - from, StandardCharsets.UTF_8);
        in.readerIndex(nul + 1);
        return text;
    }

    /** @throws IllegalArgumentException for a text that holds a NUL: it would end there and the rest be read as something else */
    public static void write(ByteBuf out, CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == 0) {
                throw new IllegalArgumentException("text holds a NUL at index " + i);
            }
        }
        ByteBufUtil.writeUtf8(out, text);
        out.writeByte(0);
    }

    /** Absolute index of the first NUL of {@code [from, to)}, or -1. */
    public static int indexOfNul(ByteBuf in, int from, int to) {
        // ByteBuf.indexOf searches backwards where from > to.
        return from < to ? in.indexOf(from, to, (byte) 0) : -1;
    }
}
