package io.howdah.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.howdah.protocol.fixtures.Pieces;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/** Any bytes are cut into the same frames, and refused at the same frame, wherever the stream is cut. */
class FrameScannerFuzzTest {

    private static final int LIMIT = 1 << 20;

    @FuzzTest(maxDuration = "10m")
    void anyCut(byte[] input) {
        byte[] stream = Pieces.stream(input);
        List<String> whole = frames(List.of(stream));
        assertThat(frames(Pieces.of(input))).isEqualTo(whole);
        assertThat(peeked(stream))
                .isEqualTo(whole.isEmpty() || whole.get(0).startsWith("refused") ? 0 : (byte) whole.get(0).charAt(0));
    }

    private static byte peeked(byte[] stream) {
        return new FrameScanner(LIMIT).peekType(Unpooled.wrappedBuffer(stream));
    }

    /** The frames as type, place in the stream and length; a refusal is the last of them. */
    private static List<String> frames(List<byte[]> pieces) {
        FrameScanner scanner = new FrameScanner(LIMIT);
        List<String> frames = new ArrayList<>();
        byte[] kept = new byte[0];
        int before = 0;
        for (byte[] piece : pieces) {
            // Some bytes in front of the reader index, as real buffers have them.
            ByteBuf in = Unpooled.wrappedBuffer(new byte[2], kept, piece).readerIndex(2);
            int carried = scanner.start(in);
            assertThat(carried).isBetween(0, in.readableBytes());
            try {
                int last = -1;
                while (scanner.next(in)) {
                    assertThat(scanner.frameIndex()).isGreaterThan(last);
                    last = scanner.frameIndex();
                    assertThat(scanner.position()).isBetween(last + FrameScanner.HEADER_LENGTH, in.writerIndex());
                    assertThat(scanner.complete()).isEqualTo(scanner.remaining() == 0);
                    assertThat(scanner.position() - last + scanner.remaining())
                            .isEqualTo(FrameScanner.HEADER_LENGTH + scanner.bodyLength());
                    frames.add((char) (scanner.type() & 0xff) + "@" + (before + last - 2) + "+" + scanner.bodyLength());
                }
            } catch (ProtocolViolationException e) {
                frames.add("refused at " + (before + scanner.position() - 2) + ": " + e.getMessage());
                return frames;
            }
            kept = new byte[in.writerIndex() - scanner.position()];
            assertThat(kept.length).isBetween(0, FrameScanner.HEADER_LENGTH - 1);
            in.getBytes(scanner.position(), kept);
            before += in.readableBytes() - kept.length;
        }
        return frames;
    }
}
