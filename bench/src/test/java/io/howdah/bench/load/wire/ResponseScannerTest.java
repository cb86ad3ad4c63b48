package io.howdah.bench.load.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.backend.DataRow;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks that the scanner finds the same messages wherever the stream is cut. */
class ResponseScannerTest {

    private static final byte[] STREAM = Frames.concat(
            Frames.rowDescription("a", "b"), Frames.dataRow("first", null), Frames.dataRow("second", ""),
            Frames.commandComplete("SELECT 2"), Frames.readyForQuery('I'),
            Frames.notice("NOTICE", "00000", "ReadyForQuery Z\0\0\0\5I in a text is none".replace('\0', '0')),
            Frames.error("ERROR", "40P01", "deadlock detected"), Frames.readyForQuery('E'),
            Frames.parseComplete(), Frames.bindComplete(), Frames.noData(), Frames.commandComplete("ROLLBACK"),
            Frames.readyForQuery('T'));

    private static final List<String> WITH_ROWS = List.of("row first,null", "row second,", "ready I",
            "error 40P01 deadlock detected", "ready E", "ready T");
    private static final List<String> WITHOUT = List.of("ready I", "error 40P01 deadlock detected", "ready E", "ready T");

    @Test
    void cutInTwoAtEveryByte() {
        for (int cut = 0; cut <= STREAM.length; cut++) {
            assertThat(met(true, cut)).as("cut after %d bytes", cut).isEqualTo(WITH_ROWS);
            assertThat(met(false, cut)).as("cut after %d bytes", cut).isEqualTo(WITHOUT);
        }
    }

    @Test
    void byteByByte() {
        int[] everywhere = new int[STREAM.length - 1];
        Arrays.setAll(everywhere, i -> i + 1);
        assertThat(met(true, everywhere)).isEqualTo(WITH_ROWS);
        assertThat(met(false, everywhere)).isEqualTo(WITHOUT);
    }

    @Test
    void cutInThreeAtEveryPair() {
        for (int first = 0; first < STREAM.length; first++) {
            for (int second = first; second < STREAM.length; second++) {
                assertThat(met(true, first, second)).isEqualTo(WITH_ROWS);
            }
        }
    }

    @Test
    void aRowNobodyAskedForIsNotPutTogether() {
        byte[] stream = Frames.concat(Frames.dataRow("x".repeat(3 << 20)), Frames.readyForQuery('I'));
        List<String> met = new ArrayList<>();
        ResponseScanner scanner = new ResponseScanner(new Notes(met), false);
        scanner.read(Unpooled.wrappedBuffer(stream, 0, 1 << 20));
        scanner.read(Unpooled.wrappedBuffer(stream, 1 << 20, stream.length - (1 << 20)));
        assertThat(met).containsExactly("ready I");
    }

    @Test
    void refusesAnErrorThatIsTooLongToBePutTogether() {
        byte[] head = Frames.concat(Frames.int1('E'), Frames.int4(2 << 20), Frames.utf8("SERROR"));
        ResponseScanner scanner = new ResponseScanner(new Notes(new ArrayList<>()), false);
        assertThatThrownBy(() -> scanner.read(Unpooled.wrappedBuffer(head))).isInstanceOf(ProtocolViolationException.class);
    }

    @Test
    void refusesAReadyForQueryOfAnotherLength() {
        ResponseScanner scanner = new ResponseScanner(new Notes(new ArrayList<>()), false);
        byte[] frame = Frames.frame('Z', Frames.int2('I'));
        assertThatThrownBy(() -> scanner.read(Unpooled.wrappedBuffer(frame))).isInstanceOf(ProtocolViolationException.class);
    }

    private static List<String> met(boolean rows, int... cuts) {
        List<String> met = new ArrayList<>();
        ResponseScanner scanner = new ResponseScanner(new Notes(met), rows);
        int from = 0;
        for (int cut : cuts) {
            scanner.read(Unpooled.wrappedBuffer(STREAM, from, cut - from));
            from = cut;
        }
        scanner.read(Unpooled.wrappedBuffer(STREAM, from, STREAM.length - from));
        return met;
    }

    private record Notes(List<String> met) implements ResponseListener {

        @Override
        public void ready(byte status) {
            met.add("ready " + (char) status);
        }

        @Override
        public void error(ErrorResponse error) {
            met.add("error " + error.sqlState() + " " + error.message());
        }

        @Override
        public void row(ByteBuf in, int index, int length) {
            DataRow row = DataRow.read(in.slice(index, length));
            met.add("row " + row.text(0) + "," + row.text(1));
        }
    }
}
