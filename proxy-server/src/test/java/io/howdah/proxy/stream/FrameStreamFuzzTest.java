package io.howdah.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.fixtures.Pieces;
import io.howdah.proxy.ledger.Account;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Streams of any frames, of which some are left out, replaced, or get neighbours. The same bytes are passed on wherever the stream is
 * cut, in order and each of them once, and no buffer stays.
 */
class FrameStreamFuzzTest {

    private static final int LIMIT = 1 << 16;

    @FuzzTest(maxDuration = "10m")
    void anyCut(byte[] input) {
        byte[] wanted = expected(ByteBuffer.wrap(Pieces.stream(input)));
        assertThat(passed(List.of(Pieces.stream(input)))).isEqualTo(wanted);
        assertThat(passed(Pieces.of(input))).isEqualTo(wanted);
    }

    /** What is done to a frame, by its type. */
    private static boolean frame(FrameStream stream) {
        switch (stream.type()) {
            case 'L':
                stream.leaveOut();
                return true;
            case 'B':
                stream.insertBefore().writeBytes("<<".getBytes());
                return true;
            case 'A':
                if (!stream.complete()) {
                    return stream.awaitWhole();
                }
                stream.insertAfter().writeByte('>');
                return true;
            case 'R':
                if (!stream.complete()) {
                    return stream.awaitMore();
                }
                stream.replace().writeBytes("replaced".getBytes());
                return true;
            case 'U':
                stream.replaceUpTo(stream.bodyIndex()).writeByte('u').writeInt(4 + stream.bodyLength());
                return true;
            case 'F':
                if (!stream.complete()) {
                    return stream.awaitWhole();
                }
                stream.flush();
                return true;
            default:
                return true;
        }
    }

    /** The same of a stream that is not cut, in plain words. */
    private static byte[] expected(ByteBuffer stream) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (stream.remaining() >= 5) {
            int length = stream.getInt(stream.position() + 1);
            if (length < 4 || length > LIMIT) {
                break;
            }
            boolean whole = stream.remaining() > length;
            byte[] frame = new byte[Math.min(stream.remaining(), length + 1)];
            stream.get(frame);
            switch (frame[0]) {
                case 'L' -> {}
                case 'B' -> {
                    out.writeBytes("<<".getBytes());
                    out.writeBytes(frame);
                }
                case 'A' -> {
                    out.writeBytes(whole ? frame : new byte[0]);
                    out.writeBytes(whole ? ">".getBytes() : new byte[0]);
                }
                case 'R' -> out.writeBytes(whole ? "replaced".getBytes() : new byte[0]);
                case 'U' -> {
                    frame[0] = 'u';
                    out.writeBytes(frame);
                }
                case 'F' -> out.writeBytes(whole ? frame : new byte[0]);
                default -> out.writeBytes(frame);
            }
        }
        return out.toByteArray();
    }

    private static byte[] passed(List<byte[]> pieces) {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
        Account gathered = new Account("gathered", 1 << 20);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FrameStream stream = new FrameStream(allocator, LIMIT, gathered, bytes -> {
            out.writeBytes(ByteBufUtil.getBytes(bytes));
            bytes.release();
        });
        boolean broken = false;
        for (byte[] piece : pieces) {
            if (!broken) {
                broken = !walk(stream, allocator.directBuffer(piece.length).writeBytes(piece));
            }
        }
        stream.release();
        assertThat(gathered.held()).isZero();
        assertThat(allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory()).as("bytes that leak").isZero();
        return out.toByteArray();
    }

    /** @return whether the stream goes on */
    private static boolean walk(FrameStream stream, ByteBuf arrived) {
        int carried = stream.begin(arrived);
        int dealtWith = stream.buffer().readerIndex() + carried;
        boolean done = false;
        try {
            while (stream.next() && frame(stream)) {
                dealtWith = stream.position();
            }
            done = true;
            stream.end();
        } catch (ProtocolViolationException refused) {
            return false;
        } finally {
            if (!done) {
                stream.breakOffAt(dealtWith);
            }
        }
        return true;
    }
}
