package io.howdah.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Reads a message's body, and refuses one that is too short or too long: the {@code pq_getmsg*} functions of PostgreSQL's
 * {@code pqformat.c}, with their words. The buffer holds the body and nothing else; its reader index moves.
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

    /** @param length as met on the wire: a negative one is refused here */
    public static byte[] readBytes(ByteBuf body, int length) {
        need(body, length);
        byte[] bytes = new byte[length];
        body.readBytes(bytes);
        return bytes;
    }

    /** Everything that is left. */
    public static byte[] readRest(ByteBuf body) {
        return readBytes(body, body.readableBytes());
    }

    public static String readString(ByteBuf body) {
        return CStrings.read(body, body.readableBytes());
    }

    /** An Int16 that counts things to come, each of {@code leastBytes} bytes or more: refused where they cannot all be there. */
    public static int readCount(ByteBuf body, int leastBytes) {
        int count = readShort(body);
        if (count < 0 || (long) count * leastBytes > body.readableBytes()) {
            throw new ProtocolViolationException("invalid count " + count + " in message ("
                    + body.readableBytes() + " bytes left for at least " + leastBytes + " each)");
        }
        return count;
    }

    /** Says that the body ends here: {@code pq_getmsgend}. */
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
