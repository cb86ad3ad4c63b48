package io.howdah.bench.jmh;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.frontend.Query;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Times a result of 1 MB on its way to the client, in reads of 64 KB, Netty's largest. The reads are made once and not copied, so
 * that the benchmark times the relay alone, not the memory.
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LargeResultBenchmark extends PoolerBenchmark {

    private static final int RESULT = 1 << 20;
    private static final int READ = 64 << 10;

    /** The length of one row: the same megabyte as many rows, or as one row whose body the relay does not look at. */
    @Param({"100", "1048576"})
    public int rowLength;

    private EmbeddedRelay relay;
    private ByteBuf query;
    private final List<ByteBuf> reads = new ArrayList<>();

    @Setup
    public void open() {
        relay = new EmbeddedRelay();
        query = Messages.requests(new Query("SELECT * FROM documents"));
        ByteBuf answer = Messages.answers(Messages.ONE_COLUMN);
        for (int rows = 0; rows < RESULT; rows += rowLength) {
            int frame = FrameWriter.begin(answer, BackendType.DATA_ROW);
            answer.writeShort(1).writeInt(rowLength).writeZero(rowLength);
            FrameWriter.end(answer, frame);
        }
        Messages.ONE_SELECTED.write(answer);
        Messages.IDLE.write(answer);
        int length = answer.readableBytes();
        while (answer.isReadable()) {
            int next = Math.min(READ, answer.readableBytes());
            reads.add(PooledByteBufAllocator.DEFAULT.directBuffer(next, next).writeBytes(answer, next));
        }
        answer.release();
        EmbeddedRelay.expect("answer", length, result());
    }

    @TearDown
    public void release() {
        query.release();
        reads.forEach(ByteBuf::release);
    }

    @Benchmark
    public int result() {
        relay.request(query);
        int sent = 0;
        for (ByteBuf read : reads) {
            sent += relay.answerUncopied(read);
        }
        return sent;
    }
}
