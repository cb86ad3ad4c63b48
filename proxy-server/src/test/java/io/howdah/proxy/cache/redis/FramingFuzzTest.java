package io.howdah.proxy.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.howdah.protocol.fixtures.Pieces;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/** What a Redis sends passes or not, wherever it is cut. */
class FramingFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void anyCut(byte[] input) {
        assertThat(check(Pieces.of(input))).isEqualTo(check(List.of(Pieces.stream(input))));
    }

    private static String check(List<byte[]> pieces) {
        Framing framing = new Framing(1_000);
        for (byte[] piece : pieces) {
            ByteBuf bytes = Unpooled.wrappedBuffer(piece);
            String wrong = framing.check(bytes);
            assertThat(bytes.readableBytes()).isEqualTo(piece.length);
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }
}
