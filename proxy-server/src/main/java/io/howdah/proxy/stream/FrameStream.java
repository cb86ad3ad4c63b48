package io.howdah.proxy.stream;

import io.howdah.protocol.FrameScanner;
import io.howdah.protocol.LimitExceededException;
import io.howdah.protocol.SqlState;
import io.howdah.proxy.ledger.Account;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * One direction of one connection: buffers in, frames to look at, runs of frames out. A {@link FrameScanner} and a {@link RunWriter}
 * together, and what both relays need of them: a header cut in two waits for the next buffer, a frame to be looked into waits
 * until it is whole, every other frame passes in pieces as it comes, and a frame left out is left out to its end.
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

    /** As little is kept without being counted. */
    private static final int LITTLE = 4 << 10;

    /** Up to this a message is gathered also where others have used up what all may have. */
    private static final int SMALL = 256 << 10;

    private final ByteBufAllocator allocator;
    private final FrameScanner scanner;
    private final RunWriter runs;
    /** Null where nobody counts. */
    private final Account gathered;
    private ByteBuf in;
    private ByteBuf carry;
    private int counted;
    private int needed;
    private int awaited;
    private boolean leftOut;

    /**
     * @param maxLength largest length word taken
     * @param sink gets the runs, in order
     */
    public FrameStream(ByteBufAllocator allocator, int maxLength, RunWriter.Sink sink) {
        this(allocator, maxLength, null, sink);
    }

    /**
     * The same, with account kept of what waits to be whole.
     *
     * @param gathered counts it; where it is full, nothing more is gathered
     */
    public FrameStream(ByteBufAllocator allocator, int maxLength, Account gathered, RunWriter.Sink sink) {
        this.allocator = allocator;
        this.scanner = new FrameScanner(maxLength);
        this.runs = new RunWriter(allocator, sink);
        this.gathered = gathered;
    }

    /**
     * Begins a buffer, which the stream owns from now on.
     *
     * @return how many bytes at its beginning belong to a frame that passes
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
     * The type of the frame that would be the first of this buffer; nothing is begun.
     *
     * @return 0 where the buffer begins in the middle of a frame or with a header that is cut, or none
     */
    public byte peekType(ByteBuf arrived) {
        return carry == null && scanner.remaining() == 0 ? scanner.peekType(arrived) : 0;
    }

    /**
     * Steps to the next frame.
     *
     * @return false where the buffer has no further header
     * @throws io.howdah.protocol.ProtocolViolationException for a length no frame can have, or where no more may be gathered
     */
    public boolean next() {
        if (in.writerIndex() - scanner.position() < needed) {
            if (counted > SMALL && gathered.isFull()) {
                throw new LimitExceededException(SqlState.OUT_OF_MEMORY, "too much memory is held for messages that are not whole", null);
            }
            return false;
        }
        needed = 0;
        awaited = 0;
        if (!scanner.next(in)) {
            return false;
        }
        leftOut = false;
        return true;
    }

    // ---- the current frame

    /** The buffer it lies in. */
    public ByteBuf buffer() {
        return in;
    }

    /** Its type byte. */
    public byte type() {
        return scanner.type();
    }

    /** Index of its type byte. */
    public int frameIndex() {
        return scanner.frameIndex();
    }

    /** Index of its first body byte. */
    public int bodyIndex() {
        return scanner.bodyIndex();
    }

    /** Length of its whole body. */
    public int bodyLength() {
        return scanner.bodyLength();
    }

    /** Index behind what of it is in this buffer. */
    public int position() {
        return scanner.position();
    }

    /** Whether all of it is in this buffer. */
    public boolean complete() {
        return scanner.complete();
    }

    /** Its body, all of it in this buffer; valid until {@link #end}. */
    public ByteBuf body() {
        return in.slice(scanner.bodyIndex(), scanner.bodyLength());
    }

    // ---- what becomes of it

    /** Leaves it out, with what of it is still to come. */
    public void leaveOut() {
        runs.cut(scanner.frameIndex(), scanner.position());
        leftOut = true;
    }

    /** A buffer for bytes that go before it. */
    public ByteBuf insertBefore() {
        return runs.insert(scanner.frameIndex(), scanner.frameIndex());
    }

    /** A buffer for bytes that go behind it; for a frame that is whole. */
    public ByteBuf insertAfter() {
        return runs.insert(scanner.position(), scanner.position());
    }

    /** A buffer for bytes that take the place of its beginning, up to {@code resume}; the rest goes on as it is. */
    public ByteBuf replaceUpTo(int resume) {
        return runs.insert(scanner.frameIndex(), resume);
    }

    /** A buffer for bytes that take its place; for a frame that is whole. */
    public ByteBuf replace() {
        return runs.insert(scanner.frameIndex(), scanner.position());
    }

    /** Keeps it for when all of it has come. @return false, to end the walk with */
    public boolean awaitWhole() {
        return await(FrameScanner.HEADER_LENGTH + scanner.bodyLength());
    }

    /**
     * Keeps it for when more of it has come: twice as much as there is, or all of it. Who looks for something in it does so again from its
     * beginning, and looks at no byte more than twice this way.
     *
     * @return false, to end the walk with
     */
    public boolean awaitMore() {
        int there = in.writerIndex() - scanner.frameIndex();
        return await((int) Math.min(2L * there, (long) FrameScanner.HEADER_LENGTH + scanner.bodyLength()));
    }

    /** Keeps it for the next walk, as it is. @return false, to end the walk with */
    public boolean await() {
        return await(0);
    }

    private boolean await(int bytes) {
        needed = bytes;
        awaited = FrameScanner.HEADER_LENGTH + scanner.bodyLength();
        scanner.unread();
        return false;
    }

    /** Hands on everything up to its end, so that the sink has it before the caller goes on. */
    public void flush() {
        runs.flush(scanner.position());
    }

    // ---- the buffer's end

    /** Whether the walk has reached the buffer's last byte. */
    public boolean atEnd() {
        return scanner.position() == in.writerIndex();
    }

    /** Hands on what has been walked over, and keeps what has not. */
    public void end() {
        int end = scanner.position();
        keepFrom(end);
        in = null;
        runs.end(end);
    }

    /** Hands on what came before {@code index} and drops the rest: what follows is broken. */
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
     * Takes the buffer back at the current frame, which is unread then, or behind it; nothing before it is handed on.
     *
     * @return the rest, or null where there is none
     */
    public ByteBuf takeBack(boolean withCurrent) {
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

    /** Hands on nothing of the buffer, and keeps what has not been walked over. */
    public void endQuietly() {
        keepFrom(scanner.position());
        in = null;
        runs.takeBack().release();
    }

    /** Bytes still to come of the frame met last, or of the one that is being gathered. */
    public int remaining() {
        return carry == null ? scanner.remaining() : Math.max(scanner.remaining(), awaited - carry.readableBytes());
    }

    /** Whether a frame has been handed on in part. */
    public boolean midFrame() {
        return scanner.remaining() > 0 && !leftOut;
    }

    /** The rest of the current frame is not handed on, without a change to what is. */
    public void dropRest() {
        leftOut = true;
    }

    /** Gives back what it keeps. */
    public void release() {
        if (carry != null) {
            carry.release();
            carry = null;
        }
        count();
    }

    private void keepFrom(int index) {
        int rest = in.writerIndex() - index;
        if (rest > 0 && index == in.readerIndex() && !runs.hasInsertions()) {
            // Nothing but what is kept: copied each time, a message of many pieces would cost the square of its length.
            carry = ReceiveBuffers.compact(allocator, in.retain());
        } else if (rest > 0) {
            carry = allocator.directBuffer(Math.max(256, rest));
            carry.writeBytes(in, index, rest);
        }
        count();
    }

    private void count() {
        int now = carry == null || gathered == null || carry.capacity() <= LITTLE ? 0 : carry.capacity();
        if (now != counted) {
            gathered.add(now - counted);
            counted = now;
        }
    }
}
