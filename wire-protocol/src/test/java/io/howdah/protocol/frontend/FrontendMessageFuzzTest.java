package io.howdah.protocol.frontend;

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
class FrontendMessageFuzzTest {

    /** By their number, which is the first byte of the input. New ones go behind the last. */
    private static final List<Function<ByteBuf, FrontendMessage>> READERS = List.of(StartupMessage::read, SSLRequest::read,
            GSSENCRequest::read, CancelRequest::read, PasswordMessage::read, SASLInitialResponse::read, SASLResponse::read,
            Query::read, Parse::read, Bind::read, Describe::read, Execute::read, Close::read, Sync::read, Flush::read,
            Terminate::read, FunctionCall::read, CopyData::read, CopyDone::read, CopyFail::read);

    private static final int UNTYPED = 4;

    @FuzzTest(maxDuration = "10m")
    void anyBody(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int reader = (input[0] & 0xff) % READERS.size();
        ByteBuf body = Unpooled.wrappedBuffer(input, 1, input.length - 1);
        FrontendMessage message;
        try {
            message = READERS.get(reader).apply(body);
        } catch (ProtocolViolationException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
            return;
        }
        assertThat(body.isReadable()).isFalse();
        assertThat(message.toString()).startsWith(message.getClass().getSimpleName());
        byte[] frame = Frames.of(message);
        int header = reader < UNTYPED ? 4 : 5;
        byte[] again = Arrays.copyOfRange(frame, header, frame.length);
        assertThat(READERS.get(reader).apply(Unpooled.wrappedBuffer(again))).isEqualTo(message).hasSameHashCodeAs(message);
        if (!(message instanceof StartupMessage)) {
            // A start-up packet may name a parameter twice; any other message is written as it came.
            assertThat(again).isEqualTo(Arrays.copyOfRange(input, 1, input.length));
        }
        if (message instanceof Bind bind) {
            parameters(bind);
        }
    }

    private static void parameters(Bind bind) {
        try {
            BindParameters.of(bind);
        } catch (ProtocolViolationException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }
}
