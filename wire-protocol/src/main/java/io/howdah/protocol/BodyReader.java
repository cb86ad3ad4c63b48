package io.howdah.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Reads a message's body and refuses a body that is too short or too long, in the words of PostgreSQL's {@code pq_getmsg*}
 * functions ({@code pqformat.c}). The buffer holds the body and nothing else; its reader index moves.
 */
public final class BodyReader {

    private BodyReader() {
    }

    public static byte readByte(ByteBuf body) {
        need(body, 1);
        return body.readByte();
    }

    public static short readShort(ByteBuf body) {
        need(body, 2);
        return body.readShort();
    }

    public static int readInt(ByteBuf body) {
        need(body, 4);
        return body.readInt();
    }

    /** @param length as in the message; refuses a negative length */
    public static byte[] readBytes(ByteBuf body, int length) {
        need(body, length);
        byte[] bytes = new byte[length];
        body.readBytes(bytes);
        return bytes;
    }

    /** Reads the rest of the body. */
    public static byte[] readRest(ByteBuf body) {
        return readBytes(body, body.readableBytes());
    }

    public static String readString(ByteBuf body) {
        return CStrings.read(body, body.readableBytes());
    }

    /**
     * Reads an Int16 that counts items of {@code leastBytes} bytes or more. Refuses a count whose items cannot all be in the
     * body.
     */
    public static int readCount(ByteBuf body, int leastBytes) {
        // Unsigned in PostgreSQL (pq_getmsgint): a statement may have 65,535 parameters.
        int count = readShort(body) & 0xffff;
        if ((long) count * leastBytes > body.readableBytes()) {
            throw new ProtocolViolationException("invalid count " + count + " in message ("
                    + body.readableBytes() + " bytes left for at least " + leastBytes + " each)");
        }
        return count;
    }

    /** Requires that the body ends here: {@code pq_getmsgend}. */
    public static void end(ByteBuf body, String message) {
        if (body.isReadable()) {
            throw new ProtocolViolationException("invalid message format: " + body.readableBytes()
                    + " bytes after the end of " + message);
        }
    }

    private static void need(ByteBuf body, int length) {
        if (length < 0 || length > body.readableBytes()) {
            throw new ProtocolViolationException("insufficient data left in message (expected: " + length
                    + " bytes; left: " + body.readableBytes() + ")");
        }
    }
}
