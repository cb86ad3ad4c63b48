package io.howdah.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/** Any bytes are a text, and the text gives the same bytes back. */
class CStringsFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void anyBytes(byte[] bytes) {
        String text = CStrings.text(bytes);
        assertThat(CStrings.bytes(text)).isEqualTo(bytes);
        assertThat(Printable.of(text)).doesNotContain("\n", "\r", "\u001b", "\0");

        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        int nul = CStrings.indexOfNul(in, 0, bytes.length);
        try {
            String read = CStrings.read(in, bytes.length);
            assertThat(in.readerIndex()).isEqualTo(nul + 1);
            ByteBuf out = Unpooled.buffer();
            CStrings.write(out, read);
            assertThat(Arrays.copyOf(out.array(), out.writerIndex())).isEqualTo(Arrays.copyOf(bytes, nul + 1));
        } catch (ProtocolViolationException e) {
            assertThat(nul).isNegative();
        }
        if (nul >= 0) {
            // The terminator must lie within the limit, and nothing moves if it does not.
            assertThat(CStrings.read(Unpooled.wrappedBuffer(bytes), nul)).isEqualTo(CStrings.text(Arrays.copyOf(bytes, nul)));
        }
    }
}
