package io.howdah.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * What the clients of one loop write their requests into, one after the other: nearly every request has left when the next one is
 * written, and the same few bytes are in the core's cache however many clients there are. Where a socket did not take all of a
 * request, whoever keeps the rest keeps the buffer, and the loop goes on with a new one. Belongs to its loop.
 */
final class RequestBuffer {

    private static final int BYTES = 256;

    private ByteBuf buffer;

    /** An empty one, for the next request; who sends it retains it. */
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

    /** Nothing more is sent, or a new one is made for it. */
    void release() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
