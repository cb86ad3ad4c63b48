package io.howdah.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with a naive model that copies byte by byte. Every buffer must be released in the end. */
class RunWriterTest {

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, false);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final List<ByteBuf> kept = new ArrayList<>();
    private boolean keep;
    private final RunWriter writer = new RunWriter(allocator, bytes -> {
        assertThat(bytes.isReadable()).as("nothing empty is handed on").isTrue();
        if (keep) {
            kept.add(bytes); // Like a socket that takes its time.
        } else {
            write(bytes);
        }
    });

    private void write(ByteBuf bytes) {
        try {
            bytes.readBytes(written, bytes.readableBytes());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        bytes.release();
    }

    private void assertNothingIsHeld() {
        assertThat(allocator.metric().usedDirectMemory()).isZero();
        assertThat(allocator.metric().usedHeapMemory()).isZero();
    }

    private static ByteBuf buffer(ByteBufAllocator allocator, int length, int offset, Random random) {
        ByteBuf buffer = allocator.directBuffer(length + offset + 8);
        // In one call: the leak detector records each call.
        byte[] bytes = new byte[length + offset];
        random.nextBytes(bytes);
        return buffer.writeBytes(bytes).readerIndex(offset);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void doesWhatCopyingByteByByteDoes(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            keep = random.nextBoolean();
            int length = random.nextInt(3) == 0 ? random.nextInt(30_000) : random.nextInt(300);
            ByteBuf in = buffer(allocator, length, random.nextInt(10), random);
            int start = in.readerIndex();
            int stop = in.writerIndex();
            byte[] source = new byte[stop];
            in.getBytes(0, source);
            ByteArrayOutputStream model = new ByteArrayOutputStream();
            writer.begin(in);
            int at = start;
            for (int piece = random.nextInt(6); piece > 0; piece--) {
                int next = at + random.nextInt(stop - at + 1);
                int behind = next + random.nextInt(stop - next + 1);
                switch (random.nextInt(4)) {
                    case 0:
                        model.write(source, at, next - at);
                        writer.cut(next, behind);
                        at = behind;
                        break;
                    case 1:
                        model.write(source, at, next - at);
                        byte[] put = new byte[random.nextInt(4) == 0 ? random.nextInt(6000) : random.nextInt(20)];
                        random.nextBytes(put);
                        int resume = random.nextBoolean() ? next : behind;
                        writer.insert(next, resume).writeBytes(put);
                        model.writeBytes(put);
                        at = resume;
                        break;
                    case 2:
                        model.write(source, at, next - at);
                        writer.flush(next);
                        if (!keep) {
                            assertThat(written.toByteArray()).as("all of it, at once").isEqualTo(model.toByteArray());
                        }
                        at = next;
                        break;
                    default:
                        break;
                }
            }
            int end = random.nextInt(4) == 0 ? at + random.nextInt(stop - at + 1) : stop;
            model.write(source, at, end - at);
            writer.end(end);
            kept.forEach(this::write);
            kept.clear();
            assertThat(written.toByteArray()).isEqualTo(model.toByteArray());
            written.reset();
            assertNothingIsHeld();
        }
    }

    @Test
    void aWholeBufferIsHandedOnItself() {
        keep = true;
        ByteBuf in = buffer(allocator, 100, 3, new Random(1));
        writer.begin(in);
        writer.end(in.writerIndex());
        assertThat(kept).containsExactly(in);
        assertThat(kept.get(0)).isSameAs(in);
        assertThat(in.refCnt()).isEqualTo(1);
        in.release();
    }

    @Test
    void whatIsLeftOutAtEitherEndCopiesNothing() {
        keep = true;
        ByteBuf in = buffer(allocator, 100, 0, new Random(1));
        writer.begin(in);
        writer.cut(0, 10);
        writer.end(90);
        assertThat(kept.get(0)).isSameAs(in);
        assertThat(in.readableBytes()).isEqualTo(80);
        in.release();
    }

    @Test
    void anAbandonedBufferIsReleased() {
        ByteBuf in = buffer(allocator, 10_000, 0, new Random(1));
        writer.begin(in);
        writer.insert(100, 200).writeInt(1);
        writer.flush(6000);
        writer.insert(7000, 7000).writeInt(1);
        writer.abandon();
        writer.abandon();
        assertNothingIsHeld();
    }
}
