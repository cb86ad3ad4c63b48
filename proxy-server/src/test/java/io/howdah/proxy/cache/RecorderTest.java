package io.howdah.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.SqlState;
import io.howdah.protocol.TransactionStatus;
import io.howdah.protocol.backend.BackendMessage;
import io.howdah.protocol.backend.BindComplete;
import io.howdah.protocol.backend.CommandComplete;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.NoData;
import io.howdah.protocol.backend.NoticeResponse;
import io.howdah.protocol.backend.ParameterStatus;
import io.howdah.protocol.backend.ParseComplete;
import io.howdah.protocol.backend.PortalSuspended;
import io.howdah.protocol.backend.ReadyForQuery;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecorderTest {

    private static final BackendMessage READY = new ReadyForQuery(TransactionStatus.IDLE);
    private static final BackendMessage SELECTED = new CommandComplete("SELECT 2");

    /** The recorder looks at the types of row messages only. */
    private static byte[] message(char type, String body) {
        ByteBuf out = Unpooled.buffer().writeByte(type).writeInt(4 + body.length())
                .writeBytes(body.getBytes(StandardCharsets.UTF_8));
        return ByteBufUtil.getBytes(out);
    }

    private static byte[] bytes(Object... messages) {
        ByteBuf out = Unpooled.buffer();
        for (Object message : messages) {
            if (message instanceof BackendMessage backend) {
                backend.write(out);
            } else {
                out.writeBytes((byte[]) message);
            }
        }
        return ByteBufUtil.getBytes(out);
    }

    private static final byte[] COLUMNS = message('T', "columns");
    private static final byte[] ROW = message('D', "row");

    @Test
    @DisplayName("An answer is recorded byte for byte, wherever the reads cut it")
    void answer() {
        byte[] rows = bytes(ROW, ROW, SELECTED);
        byte[] all = bytes(ParseComplete.INSTANCE, BindComplete.INSTANCE, COLUMNS, rows, READY, "the next answer".getBytes());
        int whole = all.length - "the next answer".length();
        for (int first = 1; first < whole; first++) {
            for (int second = first + 1; second <= whole; second += 3) {
                Recorder recorder = new Recorder(1000);
                assertThat(recorder.record(Unpooled.wrappedBuffer(all, 0, first))).isEqualTo(Recorder.State.RUNNING);
                Recorder.State state = recorder.record(Unpooled.wrappedBuffer(all, first, second - first));
                assertThat(state).isEqualTo(second == whole ? Recorder.State.COMPLETE : Recorder.State.RUNNING);
                assertThat(recorder.record(Unpooled.wrappedBuffer(all, second, all.length - second)))
                        .isEqualTo(Recorder.State.COMPLETE);
                assertThat(recorder.answer()).isEqualTo(bytes(COLUMNS, rows));
                assertThat(recorder.rows()).isEqualTo(COLUMNS.length);
                assertThat(recorder.rowCount()).isEqualTo(2);
            }
        }
    }

    @Test
    @DisplayName("An answer without columns, and one without rows")
    void withoutColumns() {
        Recorder recorder = new Recorder(1000);
        assertThat(recorder.record(Unpooled.wrappedBuffer(bytes(BindComplete.INSTANCE, SELECTED, READY))))
                .isEqualTo(Recorder.State.COMPLETE);
        assertThat(recorder.answer()).isEqualTo(bytes(SELECTED));
        assertThat(recorder.rows()).isZero();
        assertThat(recorder.rowCount()).isZero();
    }

    static Stream<byte[]> others() {
        return Stream.of(
                bytes(ErrorResponse.of("ERROR", SqlState.QUERY_CANCELED, "x"), READY),
                bytes(COLUMNS, ROW, ErrorResponse.of("ERROR", SqlState.QUERY_CANCELED, "x"), READY),
                bytes(NoticeResponse.of("NOTICE", SqlState.SUCCESSFUL_COMPLETION, "x"), COLUMNS, ROW, SELECTED, READY),
                bytes(COLUMNS, ROW, new ParameterStatus("TimeZone", "UTC"), SELECTED, READY),
                bytes(COLUMNS, ROW, SELECTED, new ReadyForQuery(TransactionStatus.IN_TRANSACTION)),
                bytes(COLUMNS, ROW, SELECTED, COLUMNS, ROW, SELECTED, READY),
                bytes(COLUMNS, ROW, SELECTED, ROW, READY),
                bytes(COLUMNS, COLUMNS, ROW, SELECTED, READY),
                bytes(ROW, COLUMNS, SELECTED, READY),
                bytes(COLUMNS, ROW, BindComplete.INSTANCE, SELECTED, READY),
                bytes(COLUMNS, ROW, READY),
                bytes(BindComplete.INSTANCE, NoData.INSTANCE, new CommandComplete("INSERT 0 1"), READY),
                bytes(COLUMNS, ROW, new CommandComplete("INSERT 0 1"), READY),
                bytes(COLUMNS, ROW, new CommandComplete("SELEC"), READY),
                bytes(COLUMNS, ROW, PortalSuspended.INSTANCE, READY),
                bytes(message('I', ""), READY),
                bytes(message('H', "copy"), READY),
                bytes(message('A', "notification"), READY),
                bytes(COLUMNS, ROW, SELECTED, message('Z', "II")),
                bytes(COLUMNS, new byte[] {'D', 0, 0, 0, 3}, SELECTED, READY),
                bytes(COLUMNS, new byte[] {'D', (byte) 0xff, 0, 0, 3}, SELECTED, READY));
    }

    @ParameterizedTest
    @MethodSource("others")
    @DisplayName("Any other answer is not recorded")
    void other(byte[] answer) {
        Recorder recorder = new Recorder(1000);
        assertThat(recorder.record(Unpooled.wrappedBuffer(answer))).isEqualTo(Recorder.State.FAILED);
        assertThat(recorder.record(Unpooled.wrappedBuffer(bytes(COLUMNS, ROW, SELECTED, READY))))
                .isEqualTo(Recorder.State.FAILED);
    }

    @Test
    @DisplayName("An answer that is too long fails before its bytes are there")
    void tooLong() {
        byte[] answer = bytes(COLUMNS, ROW, SELECTED);
        for (int most : List.of(answer.length, answer.length + 5)) {
            Recorder recorder = new Recorder(most);
            recorder.record(Unpooled.wrappedBuffer(answer));
            assertThat(recorder.record(Unpooled.wrappedBuffer(bytes(READY)))).as("%d", most).isEqualTo(Recorder.State.COMPLETE);
        }
        assertThat(new Recorder(answer.length - 1).record(Unpooled.wrappedBuffer(answer))).isEqualTo(Recorder.State.FAILED);
        assertThat(new Recorder(1000).record(Unpooled.wrappedBuffer(new byte[] {'D', 0, 0, 4, 0})))
                .isEqualTo(Recorder.State.FAILED);
    }
}
