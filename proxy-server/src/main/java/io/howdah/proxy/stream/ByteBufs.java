package io.howdah.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Joins buffers, on the rare paths where bytes have to wait for more bytes. If there is no memory for the result, both buffers
 * are released: the caller must keep no reference to them.
 */
public final class ByteBufs {

    private ByteBufs() {}

    /**
     * One buffer with the bytes of both. Owns both; the first may be null. Grows by doubling, so that many joins take linear
     * time.
     */
    public static ByteBuf joined(ByteBufAllocator allocator, @Nullable ByteBuf first, ByteBuf second) {
        return joined(allocator, first, second, Integer.MAX_VALUE);
    }

    /** Like {@link #joined(ByteBufAllocator, ByteBuf, ByteBuf)}, if the caller knows how many bytes will be enough. */
    static ByteBuf joined(ByteBufAllocator allocator, @Nullable ByteBuf first, ByteBuf second, int enough) {
        if (first == null) {
            return second;
        }
        ByteBuf all = first;
        int more = second.readableBytes();
        if (first.refCnt() > 1 || first.writableBytes() < more) {
            int needed = first.readableBytes() + more;
            long grown = Math.min(2L * needed, needed + (64L << 20));
            try {
                all = allocator.directBuffer((int) Math.max(needed, Math.min(grown, enough)));
            } catch (OutOfMemoryError shortage) {
                first.release();
                second.release();
                throw shortage;
            }
            all.writeBytes(first);
            first.release();
        }
        all.writeBytes(second);
        second.release();
        return all;
    }
}
