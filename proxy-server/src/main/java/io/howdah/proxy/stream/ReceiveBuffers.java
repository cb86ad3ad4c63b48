package io.howdah.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Buffers for reads: one per event loop, reused for the next read once no other code holds it. A pooler passes nearly all bytes
 * on within the same read, so nearly every read finds the buffer free, and warm in the core's cache. A holder (a socket that does
 * not take its bytes, a waiting client) keeps the buffer, and the loop makes a new one.
 *
 * <p>Code that keeps bytes beyond a read has to keep {@link #compact} ones: a few bytes must not hold a whole buffer.
 */
public final class ReceiveBuffers extends DefaultMaxMessagesRecvByteBufAllocator {

    /**
     * Most bytes of a read. It is also the largest buffer that Netty's allocator keeps ready for each thread: one step more and
     * every large result maps and unmaps memory (measured: 1 MB results took a seventh longer).
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

    /** The calling loop's buffer, empty: {@link #CAPACITY} bytes, direct. */
    static ByteBuf next(ByteBufAllocator allocator) {
        ByteBuf buffer = OF_LOOP.getIfExists();
        if (buffer != null) {
            if (buffer.refCnt() == 1) {
                return buffer.clear().retain();
            }
            // The loop gives its buffer up before it has another: if there is no memory for another, the buffer belongs to its
            // holder alone.
            OF_LOOP.set(null);
            buffer.release();
        }
        buffer = allocator.directBuffer(CAPACITY, CAPACITY);
        OF_LOOP.set(buffer);
        return buffer.retain();
    }

    /** The same bytes in a buffer of about their size; owns the given buffer. */
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
            bytes.release(); // Also if there is no memory for a copy: the bytes are lost then anyway.
        }
    }
}
