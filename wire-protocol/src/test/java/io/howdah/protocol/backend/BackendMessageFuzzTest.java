package io.howdah.protocol.backend;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.fixtures.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Any body gives a message or a {@link ProtocolViolationException}, and a message writes the frame that gives it again. */
class BackendMessageFuzzTest {

    /** By their number, which is the first byte of the input. New ones go behind the last. */
    private static final List<Function<ByteBuf, BackendMessage>> READERS = List.of(Authentication::read, ParameterStatus::read,
            BackendKeyData::read, NegotiateProtocolVersion::read, ReadyForQuery::read, ErrorResponse::read, NoticeResponse::read,
            RowDescription::read, DataRow::read, CommandComplete::read, ParseComplete::read, BindComplete::read,
            CloseComplete::read, NoData::read, EmptyQueryResponse::read, ParameterDescription::read, PortalSuspended::read);

    @FuzzTest(maxDuration = "10m")
    void anyBody(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Function<ByteBuf, BackendMessage> reader = READERS.get((input[0] & 0xff) % READERS.size());
        ByteBuf body = Unpooled.wrappedBuffer(input, 1, input.length - 1);
        BackendMessage message;
        try {
            message = reader.apply(body);
        } catch (ProtocolViolationException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
            return;
        }
        assertThat(body.isReadable()).isFalse();
        assertThat(message.toString()).startsWith(message.getClass().getSimpleName());
        byte[] frame = Frames.of(message);
        byte[] again = Arrays.copyOfRange(frame, 5, frame.length);
        assertThat(reader.apply(Unpooled.wrappedBuffer(again))).isEqualTo(message).hasSameHashCodeAs(message);
        boolean loses = message instanceof ErrorResponse || message instanceof NoticeResponse // A field may come twice.
                || message instanceof Authentication.Unsupported; // Its data is passed over.
        if (!loses) {
            assertThat(again).isEqualTo(Arrays.copyOfRange(input, 1, input.length));
        }
        if (message instanceof ErrorResponse error) {
            usedAsRefusal(error);
        }
    }

    /** What the pooler does with a server's error before a client gets it. */
    private static void usedAsRefusal(ErrorResponse error) {
        byte[] fatal = Frames.of(error.withSeverity("FATAL").withDetail("d").withHint(null));
        assertThat(ErrorResponse.read(Unpooled.wrappedBuffer(fatal, 5, fatal.length - 5)).severity()).isEqualTo("FATAL");
    }
}
