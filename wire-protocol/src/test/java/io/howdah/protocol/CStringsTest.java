package io.howdah.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.fixtures.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CStringsTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "select 1", "w\u00f6rd \u2168 \ud83d\udc18"})
    void writesAndReads(String text) {
        ByteBuf buffer = Unpooled.buffer();
        CStrings.write(buffer, text);
        assertThat(ByteBufUtil.getBytes(buffer)).isEqualTo(Frames.cstring(text));
        buffer.writeByte('x');
        assertThat(CStrings.read(buffer, 100)).isEqualTo(text);
        assertThat(buffer.readableBytes()).isEqualTo(1);
    }

    @Test
    void anyBytesComeBackAsTheyWere() {
        Random random = new Random(17);
        byte[][] pieces = {{'a'}, {(byte) 0xc3, (byte) 0xab}, {(byte) 0xeb}, {(byte) 0xff},
            {(byte) 0xf0, (byte) 0x9f, (byte) 0x90, (byte) 0x98},
            {(byte) 0xed, (byte) 0xb3, (byte) 0xab}, {(byte) 0xe2, (byte) 0x85}, {(byte) 0xef, (byte) 0xbf, (byte) 0xbd},
            {(byte) 0x80}};
        for (int round = 0; round < 10_000; round++) {
            ByteBuf bytes = Unpooled.buffer();
            for (int i = random.nextInt(6); i > 0; i--) {
                bytes.writeBytes(pieces[random.nextInt(pieces.length)]);
            }
            byte[] before = ByteBufUtil.getBytes(bytes);
            String text = CStrings.read(bytes.writeByte(0), 100);
            assertThat(CStrings.bytes(text)).isEqualTo(before);
            assertThat(CStrings.text(before)).isEqualTo(text);
            ByteBuf again = Unpooled.buffer();
            CStrings.write(again, text);
            assertThat(ByteBufUtil.getBytes(again, 0, before.length)).isEqualTo(before);
        }
        assertThat(CStrings.text(new byte[] {'z', 'o', (byte) 0xeb}))
                .isNotEqualTo(CStrings.text(new byte[] {'z', 'o', (byte) 0xea}));
    }

    @Test
    void keepsToTheLimitInBytes() {
        assertThat(CStrings.read(Unpooled.wrappedBuffer(Frames.cstring("abc")), 3)).isEqualTo("abc");
        assertThat(CStrings.read(Unpooled.wrappedBuffer(Frames.cstring("abc")), Integer.MAX_VALUE)).isEqualTo("abc");
        ByteBuf tooLong = Unpooled.wrappedBuffer(Frames.cstring("abcd"));
        assertThatThrownBy(() -> CStrings.read(tooLong, 3)).isInstanceOf(ProtocolViolationException.class);
        assertThat(tooLong.readerIndex()).isZero();
    }

    @Test
    void refusesTextWithoutTerminator() {
        assertThatThrownBy(() -> CStrings.read(Unpooled.wrappedBuffer(Frames.utf8("abc")), 100))
                .isInstanceOf(ProtocolViolationException.class);
        assertThatThrownBy(() -> CStrings.read(Unpooled.EMPTY_BUFFER, 0)).isInstanceOf(ProtocolViolationException.class);
        // A NUL before the reader index or behind the writer index does not count.
        ByteBuf beside = Unpooled.wrappedBuffer(new byte[] {0, 'a', 0}).readerIndex(1).writerIndex(2);
        assertThatThrownBy(() -> CStrings.read(beside, 100)).isInstanceOf(ProtocolViolationException.class);
    }

    @Test
    void refusesToWriteANul() {
        ByteBuf out = Unpooled.buffer();
        assertThatThrownBy(() -> CStrings.write(out, "a\0b")).isInstanceOf(IllegalArgumentException.class);
        assertThat(out.isReadable()).isFalse();
    }

    @Test
    void findsTheFirstNulOfARange() {
        ByteBuf in = Unpooled.wrappedBuffer(new byte[] {'a', 0, 'b', 0, 'c'});
        assertThat(CStrings.indexOfNul(in, 0, 5)).isEqualTo(1);
        assertThat(CStrings.indexOfNul(in, 2, 5)).isEqualTo(3);
        assertThat(CStrings.indexOfNul(in, 2, 3)).isEqualTo(-1);
        assertThat(CStrings.indexOfNul(in, 4, 5)).isEqualTo(-1);
        assertThat(CStrings.indexOfNul(in, 3, 3)).isEqualTo(-1);
        assertThat(CStrings.indexOfNul(in, 3, 1)).isEqualTo(-1);
    }
}
