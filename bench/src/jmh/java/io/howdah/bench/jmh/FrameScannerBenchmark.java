package io.howdah.bench.jmh;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.FrameScanner;
import io.howdah.protocol.FrameWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Times the scan over message headers, which both directions use. One operation is one message. */
public class FrameScannerBenchmark extends PoolerBenchmark {

    private static final int FRAMES = 64;

    /** The length of a message's body: of a small row, a usual row, and a row of many columns. */
    @Param({"16", "128", "1024"})
    public int bodyLength;

    private final FrameScanner scanner = new FrameScanner();
    private ByteBuf frames;

    @Setup
    public void fill() {
        frames = PooledByteBufAllocator.DEFAULT.directBuffer();
        for (int i = 0; i < FRAMES; i++) {
            int frame = FrameWriter.begin(frames, BackendType.DATA_ROW);
            frames.writeZero(bodyLength);
            FrameWriter.end(frames, frame);
        }
    }

    @TearDown
    public void release() {
        frames.release();
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public int next() {
        scanner.start(frames);
        int types = 0;
        while (scanner.next(frames)) {
            types += scanner.type();
        }
        return types;
    }
}
