package io.howdah.protocol;

import io.netty.buffer.ByteBuf;

/**
 * A reusable cursor over the frames of one direction of one connection. It reads headers and makes no object.
 *
 * <p>A frame is a type byte, an int4 length that counts itself but not the type byte, and a body (manual, "Message Formats").
 * Buffers may be cut anywhere. The scanner never needs a whole frame: it remembers how many bytes of the last frame lie beyond
 * the buffer's end ({@link #remaining()}, PgBouncer's {@code pkt_remain}), and the next {@link #start} skips them. Only if a
 * header is cut (fewer than {@value #HEADER_LENGTH} bytes), the caller has to keep its bytes and put them before the next buffer.
 *
 * <pre>{@code
 * scanner.start(in);
 * while (scanner.next(in)) {
 *     switch (scanner.type()) { ... scanner.bodyIndex(), scanner.bodyLength(), scanner.complete() ... }
 * }
 * int cutHeader = in.writerIndex() - scanner.position();   // 0..4 bytes
 * }</pre>
 *
 * <p>All indices are absolute indices of the buffer. {@code start} and {@code peekType} read the buffer's reader index; the
 * scanner never moves it.
 */
public final class FrameScanner {

    /** Type byte and length word. */
    public static final int HEADER_LENGTH = 5;

    /** PostgreSQL's {@code PQ_LARGE_MESSAGE_LIMIT}: {@code MaxAllocSize - 1}, one byte under 1 GiB. */
    public static final int LARGE_MESSAGE_LIMIT = 0x3fffffff - 1;

    private final int maxLength;
    private int position;
    private int remaining;
    private int frameIndex;
    private int bodyLength;
    private byte type;

    /** Accepts frames up to PostgreSQL's own limit of 1 GiB. */
    public FrameScanner() {
        this(LARGE_MESSAGE_LIMIT);
    }

    /** @param maxLength the largest length word accepted, in bytes, 4 or more */
    public FrameScanner(int maxLength) {
        if (maxLength < 4) {
            throw new IllegalArgumentException("maxLength: " + maxLength + " (expected: >= 4)");
        }
        this.maxLength = maxLength;
    }

    /**
     * Begins a new buffer of the stream at its reader index and skips the rest of the last frame.
     *
     * @return how many bytes at the buffer's beginning belong to the last frame
     */
    public int start(ByteBuf in) {
        int index = in.readerIndex();
        int carried = 0;
        if (remaining > 0) {
            carried = Math.min(remaining, in.writerIndex() - index);
            remaining -= carried;
        }
        position = index + carried;
        return carried;
    }

    /**
     * Goes to the next frame whose header is whole in this buffer.
     *
     * @return false at the buffer's end, or if fewer than {@value #HEADER_LENGTH} bytes of a header are left
     * @throws ProtocolViolationException for a length word below 4 or over the limit
     */
    public boolean next(ByteBuf in) {
        int end = in.writerIndex();
        if (remaining > 0 || end - position < HEADER_LENGTH) {
            return false;
        }
        int length = in.getInt(position + 1);
        type = in.getByte(position);
        if (length < 4 || length > maxLength) {
            throw new ProtocolViolationException("invalid message length " + length + " in message of type "
                    + describe(type) + " (expected: 4 to " + maxLength + ")");
        }
        frameIndex = position;
        bodyLength = length - 4;
        int there = end - position - HEADER_LENGTH;
        if (bodyLength > there) {
            remaining = bodyLength - there;
            position = end;
        } else {
            position += HEADER_LENGTH + bodyLength;
        }
        return true;
    }

    /**
     * The type byte of the header at the buffer's reader index; 0 if the header is not whole, or has a length that {@link #next}
     * would refuse.
     */
    public byte peekType(ByteBuf in) {
        int index = in.readerIndex();
        if (in.writerIndex() - index < HEADER_LENGTH) {
            return 0;
        }
        int length = in.getInt(index + 1);
        return length < 4 || length > maxLength ? 0 : in.getByte(index);
    }

    /**
     * Goes back before the current frame: {@link #position()} becomes its first byte and nothing of it remains. For a caller that
     * gathers the frame whole.
     */
    public void unread() {
        position = frameIndex;
        remaining = 0;
    }

    /** The current frame's type byte. */
    public byte type() {
        return type;
    }

    /** Index of the current frame's type byte. */
    public int frameIndex() {
        return frameIndex;
    }

    /** Index of the current frame's first body byte. */
    public int bodyIndex() {
        return frameIndex + HEADER_LENGTH;
    }

    /** Length of the current frame's whole body in bytes, even if the buffer has only a part of it. */
    public int bodyLength() {
        return bodyLength;
    }

    /** Whether the current frame ends in this buffer. */
    public boolean complete() {
        return remaining == 0;
    }

    /** Bytes of the current frame still to come after this buffer; 0 if the frame is complete. */
    public int remaining() {
        return remaining;
    }

    /** Index of the first byte not scanned yet: the next frame's type byte, or the buffer's end. */
    public int position() {
        return position;
    }

    private static String describe(byte type) {
        return type >= 0x20 && type < 0x7f ? "'" + (char) type + "'" : String.format("0x%02X", type & 0xff);
    }
}
