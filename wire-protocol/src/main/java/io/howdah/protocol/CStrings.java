package io.howdah.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * NUL-terminated text, the manual's {@code String}. To PostgreSQL, names and values are bytes in the peer's encoding. CStrings
 * reads them as UTF-8; a byte that is not UTF-8 becomes a lone low surrogate, U+DC80 to U+DCFF, and is written as the same byte.
 * So CStrings writes every text back byte for byte, and two texts are equal if their bytes are equal.
 */
public final class CStrings {

    private static final char ESCAPE = 0xDC00;
    private static final char REPLACEMENT = 0xFFFD;

    private CStrings() {
    }

    /**
     * Reads a text and its terminator at the reader index and moves past both.
     *
     * @param limitBytes the longest text allowed, in bytes, without its terminator
     * @throws ProtocolViolationException if no terminator follows within the limit
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
        if (text.indexOf(REPLACEMENT) >= 0) {
            text = escaped(ByteBufUtil.getBytes(in, from, nul - from));
        }
        in.readerIndex(nul + 1);
        return text;
    }

    /** @throws IllegalArgumentException for a text that contains a NUL: the peer would read the rest as something else */
    public static void write(ByteBuf out, CharSequence text) {
        boolean escapes = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new IllegalArgumentException("text holds a NUL at index " + i);
            }
            escapes |= isEscape(text, i);
        }
        if (escapes) {
            out.writeBytes(bytes(text));
        } else {
            ByteBufUtil.writeUtf8(out, text);
        }
        out.writeByte(0);
    }

    /** The text of these bytes. */
    public static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) >= 0 ? escaped(bytes) : text;
    }

    /** The bytes of a text. */
    public static byte[] bytes(CharSequence text) {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        boolean escapes = false;
        for (int i = 0; i < text.length() && !escapes; i++) {
            escapes = isEscape(text, i);
        }
        if (!escapes) {
            return bytes;
        }
        // The encoder writes one byte, a question mark, for each lone surrogate: as many bytes as the surrogate stands for.
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isEscape(text, i)) {
                bytes[at++] = (byte) c;
            } else if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                at += 4;
                i++;
            } else {
                at += c < 0x80 || Character.isSurrogate(c) ? 1 : c < 0x800 ? 2 : 3;
            }
        }
        return bytes;
    }

    /** Whether the character at the index stands for a byte that is not UTF-8. */
    private static boolean isEscape(CharSequence text, int index) {
        char c = text.charAt(index);
        return c >= ESCAPE + 0x80 && c <= ESCAPE + 0xff && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }

    private static String escaped(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isError()) {
                return out.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (ESCAPE | in.get() & 0xff));
            }
        }
    }

    /** Absolute index of the first NUL in {@code [from, to)}, or -1. */
    public static int indexOfNul(ByteBuf in, int from, int to) {
        // ByteBuf.indexOf searches backwards where from > to.
        return from < to ? in.indexOf(from, to, (byte) 0) : -1;
    }
}
