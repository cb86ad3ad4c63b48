package io.howdah.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * What sockets are read into: one buffer for each event loop, used again for the next read as soon as nobody else holds it. A pooler
 * passes nearly everything on within the same read, so nearly every read finds it free, and warm in the core's cache. Whoever still
 * holds it (a socket that does not take its bytes, a client that waits) keeps it, and the loop goes on with a new one.
 *
 * <p>Who keeps bytes for longer than a read keeps {@link #compact} ones: a few bytes must not hold a whole buffer.
 */
public final class ReceiveBuffers extends DefaultMaxMessagesRecvByteBufAllocator {

    /**
     * Bytes read at once, at most. It is also the most that Netty's allocator keeps ready for each thread: one step more and every
     * large result maps and unmaps memory (measured: 1 MB results cost a seventh more).
     */
    static final int CAPACITY = 32 << 10;

    private static final FastThreadLocal<ByteBuf> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected void onRemoval(ByteBuf buffer) {
            if (buffer != null) {
                buffer.release();
            }
        }
    };

    @Override
    public RecvByteBufAllocator.Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return CAPACITY;
            }

            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                return next(allocator);
            }
        };
    }

    /** The calling loop's, empty. Of {@link #CAPACITY} bytes, direct. */
    static ByteBuf next(ByteBufAllocator allocator) {
        ByteBuf buffer = OF_LOOP.getIfExists();
        if (buffer != null) {
            if (buffer.refCnt() == 1) {
                return buffer.clear().retain();
            }
            // No longer the loop's before there is another: where there is no memory for one, this is its holder's alone.
            OF_LOOP.set(null);
            buffer.release();
        }
        buffer = allocator.directBuffer(CAPACITY, CAPACITY);
        OF_LOOP.set(buffer);
        return buffer.retain();
    }

    /** The same bytes in a buffer of about their size; owns the one given. */
    public static ByteBuf compact(ByteBufAllocator allocator, ByteBuf bytes) {
        int length = bytes.readableBytes();
        if (bytes.capacity() < CAPACITY || length > CAPACITY / 2) {
            return bytes;
        }
        try {
            ByteBuf copy = allocator.directBuffer(length);
            copy.writeBytes(bytes, bytes.readerIndex(), length);
            return copy;
        } finally {
            bytes.release(); // Also where there is no memory for a copy: what is lost then is lost for good.
        }
    }
}
