package io.howdah.proxy.stream;

import io.howdah.protocol.FrameScanner;
import io.howdah.protocol.LimitExceededException;
import io.howdah.protocol.SqlState;
import io.howdah.proxy.ledger.Account;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one connection: takes buffers, shows their frames, and passes runs of frames on. FrameStream joins a
 * {@link FrameScanner} and a {@link RunWriter} and adds the rules of both relays. A header cut in two waits for the next buffer.
 * A frame that the relay looks into waits until it is whole. Every other frame passes in pieces as it comes. A frame left out is
 * left out to its end.
 *
 * <pre>{@code
 * stream.begin(arrived);
 * while (stream.next()) {
 *     switch (stream.type()) { ... stream.leaveOut(), stream.insertAfter(), return stream.await() ... }
 * }
 * stream.end();
 * }</pre>
 */
public final class FrameStream {

    /** Bytes; a smaller rest is not counted. */
    private static final int LITTLE = 4 << 10;

    /** Bytes; a message up to this size is gathered even if the account is full. */
    private static final int SMALL = 256 << 10;

    private final ByteBufAllocator allocator;
    private final FrameScanner scanner;
    private final RunWriter runs;
    /** Null if nothing is counted. */
    private final @Nullable Account gathered;
    private @Nullable ByteBuf in;
    private @Nullable ByteBuf carry;
    private int counted;
    private int needed;
    private int awaited;
    private boolean leftOut;

    /**
     * @param maxLength largest length word accepted
     * @param sink gets the runs, in order
     */
    public FrameStream(ByteBufAllocator allocator, int maxLength, RunWriter.Sink sink) {
        this(allocator, maxLength, null, sink);
    }

    /**
     * Like {@link #FrameStream(ByteBufAllocator, int, RunWriter.Sink)}, with an account for frames that wait to be whole.
     *
     * @param gathered counts their bytes; while it is full, no large message is gathered
     */
    public FrameStream(ByteBufAllocator allocator, int maxLength, @Nullable Account gathered, RunWriter.Sink sink) {
        this.allocator = allocator;
        this.scanner = new FrameScanner(maxLength);
        this.runs = new RunWriter(allocator, sink);
        this.gathered = gathered;
    }

    /**
     * Begins a buffer, which the stream owns from now on.
     *
     * @return how many bytes at the buffer's beginning belong to a frame that passes in pieces
     */
    public int begin(ByteBuf arrived) {
        ByteBuf kept = carry;
        carry = null;
        in = ByteBufs.joined(allocator, kept, arrived, needed == 0 ? Integer.MAX_VALUE : needed);
        runs.begin(in);
        int start = in.readerIndex();
        int carried = scanner.start(in);
        if (carried > 0 && leftOut) {
            runs.cut(start, start + carried);
            return 0;
        }
        return carried;
    }

    /**
     * The type of the first frame of this buffer; begins nothing.
     *
     * @return 0 if the buffer begins in the middle of a frame, or with a cut header
     */
    public byte peekType(ByteBuf arrived) {
        return carry == null && scanner.remaining() == 0 ? scanner.peekType(arrived) : 0;
    }

    /**
     * Goes to the next frame.
     *
     * @return false if the buffer has no further header
     * @throws io.howdah.protocol.ProtocolViolationException for a length that no frame can have, or if no more may be gathered
     */
    public boolean next() {
        ByteBuf walked = buffer();
        if (walked.writerIndex() - scanner.position() < needed) {
            if (counted > SMALL && gathered != null && gathered.isFull()) {
                throw new LimitExceededException(SqlState.OUT_OF_MEMORY,
                        "too much memory is held for messages that are not whole", null);
            }
            return false;
        }
        needed = 0;
        awaited = 0;
        if (!scanner.next(walked)) {
            return false;
        }
        leftOut = false;
        return true;
    }

    // ---- the current frame

    /** The buffer of the current frame. */
    public ByteBuf buffer() {
        assert in != null : "frames lie between begin and end";
        return in;
    }

    /** The current frame's type byte. */
    public byte type() {
        return scanner.type();
    }

    /** Index of the current frame's type byte. */
    public int frameIndex() {
        return scanner.frameIndex();
    }

    /** Index of the current frame's first body byte. */
    public int bodyIndex() {
        return scanner.bodyIndex();
    }

    /** Length of the current frame's whole body. */
    public int bodyLength() {
        return scanner.bodyLength();
    }

    /** Index behind the current frame's bytes in this buffer. */
    public int position() {
        return scanner.position();
    }

    /** Whether the whole current frame is in this buffer. */
    public boolean complete() {
        return scanner.complete();
    }

    /** The body of a frame that is whole in this buffer; valid until {@link #end}. */
    public ByteBuf body() {
        return buffer().slice(scanner.bodyIndex(), scanner.bodyLength());
    }

    // ---- actions on the current frame

    /** Leaves the frame out, with its bytes still to come. */
    public void leaveOut() {
        runs.cut(scanner.frameIndex(), scanner.position());
        leftOut = true;
    }

    /** A buffer for bytes that go before the frame. */
    public ByteBuf insertBefore() {
        return runs.insert(scanner.frameIndex(), scanner.frameIndex());
    }

    /** A buffer for bytes that go behind the frame, which must be whole. */
    public ByteBuf insertAfter() {
        return runs.insert(scanner.position(), scanner.position());
    }

    /** A buffer for bytes that replace the frame's beginning, up to {@code resume}; the rest of the frame follows unchanged. */
    public ByteBuf replaceUpTo(int resume) {
        return runs.insert(scanner.frameIndex(), resume);
    }

    /** A buffer for bytes that replace the frame, which must be whole. */
    public ByteBuf replace() {
        return runs.insert(scanner.frameIndex(), scanner.position());
    }

    /** Keeps the frame until it is whole. @return false, which ends the walk */
    public boolean awaitWhole() {
        return await(FrameScanner.HEADER_LENGTH + scanner.bodyLength());
    }

    /**
     * Keeps the frame until it has twice its present bytes, or is whole. A caller that searches the frame starts again from its
     * beginning then, and so looks at no byte more than twice on average.
     *
     * @return false, which ends the walk
     */
    public boolean awaitMore() {
        int there = buffer().writerIndex() - scanner.frameIndex();
        return await((int) Math.min(2L * there, (long) FrameScanner.HEADER_LENGTH + scanner.bodyLength()));
    }

    /** Keeps the frame for the next walk. @return false, which ends the walk */
    public boolean await() {
        return await(0);
    }

    private boolean await(int bytes) {
        needed = bytes;
        awaited = FrameScanner.HEADER_LENGTH + scanner.bodyLength();
        scanner.unread();
        return false;
    }

    /** Passes on everything up to the frame's end, so that the sink has it before the caller goes on. */
    public void flush() {
        runs.flush(scanner.position());
    }

    // ---- the end of the buffer

    /** Whether the walk has reached the buffer's last byte. */
    public boolean atEnd() {
        return scanner.position() == buffer().writerIndex();
    }

    /** Passes on the frames walked over, and keeps the rest. */
    public void end() {
        int end = scanner.position();
        keepFrom(end);
        in = null;
        runs.end(end);
    }

    /** Passes on the bytes before {@code index} and drops the rest, which is broken. */
    public void breakOffAt(int index) {
        in = null;
        leftOut = true;
        count();
        runs.end(index);
    }

    /** Drops the buffer. */
    public void abandon() {
        in = null;
        count();
        runs.abandon();
    }

    /**
     * Takes the buffer back, from the current frame on or from behind it. Passes nothing of it on.
     *
     * @return the rest, or null if there is none
     */
    public @Nullable ByteBuf takeBack(boolean withCurrent) {
        if (withCurrent) {
            scanner.unread();
        }
        ByteBuf rest = runs.takeBack().readerIndex(scanner.position());
        in = null;
        count();
        if (rest.isReadable()) {
            return rest;
        }
        rest.release();
        return null;
    }

    /** Passes nothing of the buffer on, drops the frames walked over, and keeps the rest. */
    public void endQuietly() {
        keepFrom(scanner.position());
        in = null;
        runs.takeBack().release();
    }

    /** Bytes still to come of the last frame, or of the frame that is being gathered. */
    public int remaining() {
        return carry == null ? scanner.remaining() : Math.max(scanner.remaining(), awaited - carry.readableBytes());
    }

    /** Whether a part of a frame has been passed on and the rest has not. */
    public boolean midFrame() {
        return scanner.remaining() > 0 && !leftOut;
    }

    /** Drops the rest of the current frame that is still to come; the bytes in this buffer are not affected. */
    public void dropRest() {
        leftOut = true;
    }

    /** Releases the kept bytes. */
    public void release() {
        if (carry != null) {
            carry.release();
            carry = null;
        }
        count();
    }

    private void keepFrom(int index) {
        ByteBuf walked = buffer();
        int rest = walked.writerIndex() - index;
        if (rest > 0 && index == walked.readerIndex() && !runs.hasInsertions()) {
            // The kept bytes are the whole buffer, so keep the buffer itself: to copy a message of many pieces each time would
            // take quadratic time.
            carry = ReceiveBuffers.compact(allocator, walked.retain());
        } else if (rest > 0) {
            carry = allocator.directBuffer(Math.max(256, rest));
            carry.writeBytes(walked, index, rest);
        }
        count();
    }

    private void count() {
        if (gathered == null) {
            return;
        }
        int now = carry == null || carry.capacity() <= LITTLE ? 0 : carry.capacity();
        if (now != counted) {
            gathered.add(now - counted);
            counted = now;
        }
    }
}
