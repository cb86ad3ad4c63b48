package io.howdah.bench.load.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.FrameScanner;
import io.howdah.protocol.fixtures.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnlyKeyTest {

    @ParameterizedTest
    @CsvSource({"0, 0, true", "7, 7, true", "1310720000, 1310720000, true", "12, 1, false", "1, 12, false", "12, 13, false",
        "12, -12, false",
        "12, 012, false", "0, '', false"})
    void onlyTheVeryNumberIsRight(int key, String value, boolean right) {
        assertThat(is(key, value)).isEqualTo(right);
    }

    @ParameterizedTest
    @CsvSource({"5"})
    void neitherNullNorTwoColumnsAre(int key) {
        assertThat(is(key, (String) null)).isFalse();
        assertThat(is(key, "5", "5")).isFalse();
        assertThat(is(key)).isFalse();
    }

    private static boolean is(int key, String... values) {
        ByteBuf frame = Unpooled.wrappedBuffer(Frames.dataRow(values));
        int body = FrameScanner.HEADER_LENGTH;
        return OnlyKey.is(key, frame, body, frame.readableBytes() - body);
    }
}
