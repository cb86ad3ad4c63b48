package io.howdah.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When a loop may read into the same buffer again, and when it must not. */
class ReceiveBuffersTest {

    private static final PooledByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

    private final RecvByteBufAllocator.Handle handle = new ReceiveBuffers().newHandle();
    private final RecvByteBufAllocator.Handle otherChannel = new ReceiveBuffers().newHandle();

    @Test
    @DisplayName("given back within the read, the buffer serves the next read, of any channel")
    void reused() throws Exception {
        onLoop(() -> {
            ByteBuf first = handle.allocate(ALLOCATOR);
            first.writeBytes(new byte[100]);
            first.release();
            ByteBuf second = otherChannel.allocate(ALLOCATOR);
            assertThat(second).isSameAs(first);
            assertThat(second.isReadable()).isFalse();
            assertThat(second.writableBytes()).isEqualTo(ReceiveBuffers.CAPACITY);
            second.release();
        });
    }

    @Test
    @DisplayName("a buffer somebody holds is left alone, by a slice too, and is given back when the holder lets go")
    void held() throws Exception {
        onLoop(() -> {
            ByteBuf first = handle.allocate(ALLOCATOR);
            first.writeCharSequence("SELECT 1", StandardCharsets.US_ASCII);
            ByteBuf slice = first.retainedSlice(7, 1);
            first.release();
            ByteBuf second = handle.allocate(ALLOCATOR);
            second.writeCharSequence("xxxxxxxx", StandardCharsets.US_ASCII);
            assertThat(slice.toString(StandardCharsets.US_ASCII)).isEqualTo("1");
            slice.release();
            assertThat(first.refCnt()).isZero();
            second.release();
        });
    }

    @Test
    @DisplayName("a loop that ends gives its buffer back")
    void endOfLoop() throws Exception {
        ByteBuf[] last = new ByteBuf[1];
        onLoop(() -> {
            last[0] = handle.allocate(ALLOCATOR);
            last[0].release();
            assertThat(last[0].refCnt()).isEqualTo(1);
        });
        assertThat(last[0].refCnt()).isZero();
    }

    @Test
    @DisplayName("few bytes that are kept do not keep a whole buffer; many stay where they are")
    void compact() throws Exception {
        onLoop(() -> {
            ByteBuf read = handle.allocate(ALLOCATOR);
            read.writeCharSequence("..Query", StandardCharsets.US_ASCII);
            read.skipBytes(2);
            ByteBuf kept = ReceiveBuffers.compact(ALLOCATOR, read);
            assertThat(kept.toString(StandardCharsets.US_ASCII)).isEqualTo("Query");
            assertThat(kept.capacity()).isLessThan(64);
            assertThat(ReceiveBuffers.compact(ALLOCATOR, kept)).isSameAs(kept);
            ByteBuf next = handle.allocate(ALLOCATOR);
            assertThat(next).isSameAs(read);
            next.writeZero(ReceiveBuffers.CAPACITY - 1);
            assertThat(ReceiveBuffers.compact(ALLOCATOR, next)).isSameAs(next);
            kept.release();
            next.release();
        });
    }

    /** Runs the task on a thread like an event loop's, which gives back its kept buffers when it ends. */
    private static void onLoop(Runnable task) throws Exception {
        Throwable[] failure = new Throwable[1];
        Thread thread = new FastThreadLocalThread(task);
        thread.setUncaughtExceptionHandler((t, thrown) -> failure[0] = thrown);
        thread.start();
        thread.join(10_000);
        if (failure[0] != null) {
            throw new AssertionError(failure[0]);
        }
    }
}
