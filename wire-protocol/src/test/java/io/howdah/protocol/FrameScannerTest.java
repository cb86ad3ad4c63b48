package io.howdah.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.fixtures.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameScannerTest {

    private static final byte[] STREAM = Frames.concat(Frames.parse("s1", "select $1", 23), Frames.bind("", "s1", "42"),
            Frames.describePortal(""), Frames.execute("", 0), Frames.sync(), Frames.query("select 1"), Frames.copyData("abc"),
            Frames.copyDone(), Frames.terminate());
    private static final String TYPES = "PBDESQdcX";

    @Test
    void walksTheFramesOfOneBuffer() {
        FrameScanner scanner = new FrameScanner();
        ByteBuf in = Unpooled.wrappedBuffer(Frames.query("ab"), Frames.sync());
        assertThat(scanner.start(in)).isZero();

        assertThat(scanner.next(in)).isTrue();
        assertThat(scanner.type()).isEqualTo(FrontendType.QUERY);
        assertThat(scanner.frameIndex()).isZero();
        assertThat(scanner.bodyIndex()).isEqualTo(5);
        assertThat(scanner.bodyLength()).isEqualTo(3);
        assertThat(scanner.complete()).isTrue();
        assertThat(scanner.position()).isEqualTo(8);

        assertThat(scanner.next(in)).isTrue();
        assertThat(scanner.type()).isEqualTo(FrontendType.SYNC);
        assertThat(scanner.frameIndex()).isEqualTo(8);
        assertThat(scanner.bodyLength()).isZero();
        assertThat(scanner.complete()).isTrue();

        assertThat(scanner.next(in)).isFalse();
        assertThat(scanner.position()).isEqualTo(in.writerIndex());
        assertThat(in.readerIndex()).isZero();
    }

    @Test
    void tellsTheNextTypeWithoutAStep() {
        FrameScanner scanner = new FrameScanner(1000);
        byte[] query = Frames.query("ab");
        for (int length = 0; length <= query.length; length++) {
            ByteBuf in = Unpooled.wrappedBuffer(query, 0, length);
            assertThat(scanner.peekType(in)).as("%d bytes", length).isEqualTo(length < 5 ? 0 : FrontendType.QUERY);
            assertThat(in.readerIndex()).isZero();
        }
        assertThat(scanner.peekType(Unpooled.wrappedBuffer(new byte[] {'Q', 0, 0, 0, 3}))).as("too short").isZero();
        assertThat(scanner.peekType(Unpooled.wrappedBuffer(new byte[] {'Q', 0, 0, 4, 0}))).as("over the limit").isZero();
        assertThat(scanner.peekType(Unpooled.wrappedBuffer(new byte[] {'Q', (byte) 0xff, 0, 0, 0}))).as("negative").isZero();
    }

    @Test
    void findsTheSameFramesWhereverTheStreamIsCutInTwo() {
        for (int cut = 0; cut <= STREAM.length; cut++) {
            assertThat(types(new FrameScanner(), cut)).as("cut at %d", cut).isEqualTo(TYPES);
        }
    }

    @Test
    void findsTheSameFramesByteByByte() {
        int[] cuts = new int[STREAM.length - 1];
        Arrays.setAll(cuts, i -> i + 1);
        assertThat(types(new FrameScanner(), cuts)).isEqualTo(TYPES);
    }

    @Test
    void findsTheSameFramesInRandomPieces() {
        Random random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            int[] cuts = random.ints(random.nextInt(12), 0, STREAM.length + 1).sorted().toArray();
            assertThat(types(new FrameScanner(), cuts)).as(Arrays.toString(cuts)).isEqualTo(TYPES);
        }
    }

    /** Feeds the stream in pieces as a relay would, keeps cut headers, and checks that the scanner sees every byte once. */
    private static String types(FrameScanner scanner, int... cuts) {
        StringBuilder types = new StringBuilder();
        byte[] kept = new byte[0];
        int passed = 0;
        int from = 0;
        List<Integer> ends = new ArrayList<>();
        Arrays.stream(cuts).forEach(ends::add);
        ends.add(STREAM.length);
        for (int to : ends) {
            // A few bytes before the reader index, as real buffers have them.
            ByteBuf in = Unpooled.wrappedBuffer(new byte[3], kept, Arrays.copyOfRange(STREAM, from, to)).readerIndex(3);
            int carried = scanner.start(in);
            passed += carried;
            assertThat(scanner.position()).isEqualTo(3 + carried);
            while (scanner.next(in)) {
                types.append((char) scanner.type());
                assertThat(scanner.complete()).isEqualTo(scanner.remaining() == 0);
                int there = scanner.position() - scanner.frameIndex();
                assertThat(there + scanner.remaining()).isEqualTo(FrameScanner.HEADER_LENGTH + scanner.bodyLength());
                passed += there;
            }
            int cutHeader = in.writerIndex() - scanner.position();
            assertThat(cutHeader).isBetween(0, FrameScanner.HEADER_LENGTH - 1);
            kept = new byte[cutHeader];
            in.getBytes(scanner.position(), kept);
            from = to;
        }
        assertThat(passed).isEqualTo(STREAM.length);
        assertThat(kept).isEmpty();
        return types.toString();
    }

    @Test
    void remembersAFrameOverManyBuffers() {
        FrameScanner scanner = new FrameScanner();
        ByteBuf first = Unpooled.wrappedBuffer(Frames.concat(Frames.int1('d'), Frames.int4(4 + 100), new byte[10]));
        scanner.start(first);
        assertThat(scanner.next(first)).isTrue();
        assertThat(scanner.complete()).isFalse();
        assertThat(scanner.remaining()).isEqualTo(90);
        assertThat(scanner.next(first)).isFalse();

        ByteBuf middle = Unpooled.wrappedBuffer(new byte[60]);
        assertThat(scanner.start(middle)).isEqualTo(60);
        assertThat(scanner.remaining()).isEqualTo(30);
        assertThat(scanner.next(middle)).isFalse();

        ByteBuf last = Unpooled.wrappedBuffer(new byte[30], Frames.sync());
        assertThat(scanner.start(last)).isEqualTo(30);
        assertThat(scanner.remaining()).isZero();
        assertThat(scanner.next(last)).isTrue();
        assertThat(scanner.type()).isEqualTo(FrontendType.SYNC);
    }

    @Test
    void takesAFrameBack() {
        FrameScanner scanner = new FrameScanner();
        byte[] query = Frames.query("select 1");
        ByteBuf cut = Unpooled.wrappedBuffer(Frames.sync(), Arrays.copyOf(query, query.length - 2));
        scanner.start(cut);
        assertThat(scanner.next(cut)).isTrue();
        assertThat(scanner.next(cut)).isTrue();
        assertThat(scanner.complete()).isFalse();

        scanner.unread();
        assertThat(scanner.position()).isEqualTo(5);
        assertThat(scanner.remaining()).isZero();

        ByteBuf whole = Unpooled.wrappedBuffer(query, Frames.sync());
        assertThat(scanner.start(whole)).isZero();
        assertThat(scanner.next(whole)).isTrue();
        assertThat(scanner.type()).isEqualTo(FrontendType.QUERY);
        assertThat(scanner.complete()).isTrue();
        assertThat(scanner.next(whole)).isTrue();
        assertThat(scanner.type()).isEqualTo(FrontendType.SYNC);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 2, 1, 0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, FrameScanner.LARGE_MESSAGE_LIMIT + 1})
    void refusesALengthNoPeerMaySend(int length) {
        FrameScanner scanner = new FrameScanner();
        ByteBuf in = Unpooled.wrappedBuffer(Frames.int1('Q'), Frames.int4(length), new byte[8]);
        scanner.start(in);
        assertThatThrownBy(() -> scanner.next(in)).isInstanceOf(ProtocolViolationException.class)
                .hasMessageContaining("invalid message length " + length).hasMessageContaining("'Q'");
    }

    @Test
    void takesTheLargestLengthAndKeepsAnOwnLimit() {
        ByteBuf large = Unpooled.wrappedBuffer(Frames.int1('d'), Frames.int4(FrameScanner.LARGE_MESSAGE_LIMIT));
        FrameScanner scanner = new FrameScanner();
        scanner.start(large);
        assertThat(scanner.next(large)).isTrue();
        assertThat(scanner.remaining()).isEqualTo(FrameScanner.LARGE_MESSAGE_LIMIT - 4);

        FrameScanner narrow = new FrameScanner(8);
        ByteBuf within = Unpooled.wrappedBuffer(Frames.int1('Z'), Frames.int4(8));
        narrow.start(within);
        assertThat(narrow.next(within)).isTrue();
        ByteBuf beyond = Unpooled.wrappedBuffer(new byte[4], Frames.int1('Z'), Frames.int4(9));
        narrow.start(beyond);
        assertThatThrownBy(() -> narrow.next(beyond)).isInstanceOf(ProtocolViolationException.class);
        assertThatThrownBy(() -> new FrameScanner(3)).isInstanceOf(IllegalArgumentException.class);
    }
}
