package io.howdah.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The buffer into which all clients of one loop write their requests, one after the other. Nearly every request has left before
 * the next is written, so the same few bytes stay in the core's cache, however many clients there are. If a socket did not take a
 * whole request, the sender keeps the buffer for the rest, and the loop makes a new buffer. Only its loop's thread uses it.
 */
final class RequestBuffer {

    private static final int BYTES = 256;

    private @Nullable ByteBuf buffer;

    /** An empty buffer for the next request. The sender retains the buffer. */
    ByteBuf next() {
        if (buffer != null) {
            if (buffer.refCnt() == 1) {
                return buffer.clear();
            }
            buffer.release();
        }
        buffer = PooledByteBufAllocator.DEFAULT.directBuffer(BYTES);
        return buffer;
    }

    /** Releases the buffer. The next request gets a new buffer. */
    void release() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
