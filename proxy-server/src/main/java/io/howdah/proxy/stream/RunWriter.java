package io.howdah.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Passes the runs of a buffer on to a sink, with pieces left out or inserted between them. Usually nothing is left out or
 * inserted, and the sink gets the buffer itself. A piece left out at either end takes only an index. RunWriter copies only if
 * bytes are inserted, or left out in the middle: small runs go into one new buffer with the inserted bytes, large runs become
 * slices. (A slice is an object, for the adaptive allocator does not recycle it, so slices are the exception.)
 *
 * <p>One writer serves one direction of one connection, on its loop.
 */
public final class RunWriter {

    /** Runs up to this many bytes are copied beside inserted bytes: cheaper than one more buffer in the write. */
    private static final int COPY_LIMIT = 4096;

    /** Gets the runs and owns each buffer. */
    public interface Sink {
        /** Takes one buffer, and has to release it. */
        void accept(ByteBuf bytes);
    }

    private final Sink sink;
    private final ByteBufAllocator allocator;
    private @Nullable ByteBuf in;
    private @Nullable ByteBuf out;
    private int runStart;

    /** @param sink gets the runs, in order */
    public RunWriter(ByteBufAllocator allocator, Sink sink) {
        this.allocator = allocator;
        this.sink = sink;
    }

    /** Begins a buffer at its reader index; the writer owns it until {@link #end}. */
    public void begin(ByteBuf buffer) {
        in = buffer;
        runStart = buffer.readerIndex();
    }

    /** Leaves out the bytes from {@code from} to {@code to}. */
    public void cut(int from, int to) {
        if (from == runStart) {
            runStart = to;
            return;
        }
        copyRun(from);
        runStart = to;
    }

    /**
     * Ends the run at {@code at} and returns a buffer for bytes that follow it; the next run begins at {@code resume}. The
     * returned buffer is valid until the next call.
     */
    public ByteBuf insert(int at, int resume) {
        ByteBuf behind = copyRun(at);
        runStart = resume;
        return behind;
    }

    /** Passes on everything up to {@code at}, so that the sink has it before the caller goes on. */
    public void flush(int at) {
        if (out == null && at == in().writerIndex()) {
            if (at > runStart) {
                sink.accept(in().retain().setIndex(runStart, at));
            }
        } else {
            emitRun(at);
            emitOut();
        }
        runStart = at;
    }

    /** Whether bytes of this buffer have been inserted, or left out in the middle. */
    boolean hasInsertions() {
        return out != null;
    }

    /** Ends the buffer at {@code to}. The caller must have taken the bytes behind it before. */
    public void end(int to) {
        ByteBuf buffer = in();
        in = null;
        if (out == null) {
            if (to > runStart) {
                sink.accept(buffer.setIndex(runStart, to));
            } else {
                buffer.release();
            }
            return;
        }
        int length = to - runStart;
        if (length > COPY_LIMIT) {
            emitOut();
            sink.accept(buffer.setIndex(runStart, to));
            return;
        }
        if (length > 0) {
            out.writeBytes(buffer, runStart, length);
        }
        buffer.release();
        emitOut();
    }

    /** Gives the buffer back to the caller and passes nothing of it on; no bytes may have been inserted. */
    public ByteBuf takeBack() {
        ByteBuf buffer = in();
        in = null;
        return buffer;
    }

    /** Drops the current buffer, after a failure. */
    public void abandon() {
        if (in != null) {
            in.release();
            in = null;
        }
        if (out != null) {
            out.release();
            out = null;
        }
    }

    private ByteBuf in() {
        assert in != null : "runs lie between begin and end";
        return in;
    }

    private ByteBuf copyRun(int to) {
        int length = to - runStart;
        if (length > COPY_LIMIT) {
            emitOut();
            sink.accept(in().retainedSlice(runStart, length));
            length = 0;
        }
        ByteBuf copied = out;
        if (copied == null) {
            ByteBuf from = in();
            copied = allocator.directBuffer(Math.max(256, Math.min(COPY_LIMIT, from.writerIndex() - from.readerIndex()) + 128));
            out = copied;
        }
        if (length > 0) {
            copied.writeBytes(in, runStart, length);
        }
        return copied;
    }

    private void emitRun(int to) {
        int length = to - runStart;
        if (length <= 0) {
            return;
        }
        if (out != null && length <= COPY_LIMIT) {
            out.writeBytes(in, runStart, length);
        } else {
            emitOut();
            sink.accept(in().retainedSlice(runStart, length));
        }
    }

    private void emitOut() {
        ByteBuf bytes = out;
        if (bytes != null) {
            out = null;
            if (bytes.isReadable()) {
                sink.accept(bytes);
            } else {
                bytes.release();
            }
        }
    }
}
