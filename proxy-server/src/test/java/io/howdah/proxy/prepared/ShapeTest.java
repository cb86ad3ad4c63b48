package io.howdah.proxy.prepared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.fixtures.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ShapeTest {

    private static final int HEADER = 5;

    /** The message, cut after so many bytes, with a length that says so; other bytes of the server follow. */
    private static ByteBuf cut(byte[] message, int length) {
        return Unpooled.buffer().writeBytes(message, 0, length).setInt(1, length - 1).writeZero(200);
    }

    @Test
    @DisplayName("A ParameterDescription that is too short for its types is the server's fault, wherever it ends")
    void parameters() {
        byte[] message = Frames.parameterDescription(23, 25, 1700);
        assertThat(Shape.parameters(cut(message, message.length), HEADER)).containsExactly(23, 25, 1700);
        for (int length = HEADER; length < message.length; length++) {
            ByteBuf cut = cut(message, length);
            assertThatThrownBy(() -> Shape.parameters(cut, HEADER)).isInstanceOf(ProtocolViolationException.class);
        }
    }

    @Test
    @DisplayName("So is a RowDescription that is too short for its columns")
    void columns() {
        byte[] message = Frames.rowDescription("id", "name");
        int[] types = {};
        Shape whole = Shape.of(types, cut(message, message.length), HEADER);
        assertThat(whole).isEqualTo(Shape.of(types, cut(message, message.length), HEADER))
                .isNotEqualTo(Shape.of(types, cut(Frames.rowDescription("id", "nam2"), message.length), HEADER));
        for (int length = HEADER; length < message.length; length++) {
            ByteBuf cut = cut(message, length);
            assertThatThrownBy(() -> Shape.of(types, cut, HEADER)).isInstanceOf(ProtocolViolationException.class);
        }
    }
}
