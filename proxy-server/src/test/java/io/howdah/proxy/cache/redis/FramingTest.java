package io.howdah.proxy.cache.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that pass and frames that do not, cut at every place. */
class FramingTest {

    private static final int LONGEST = 12;

    @ParameterizedTest
    @ValueSource(strings = {"+OK\r\n", "-ERR no\r\n-\r\n", ":1\r\n:-1\r\n", "$0\r\n\r\n$2\r\n\r\n\r\n", "$-1\r\n*-1\r\n",
        "$12\r\nabcdefghijkl\r\n",
        "*3\r\n$1\r\na\r\n*0\r\n_\r\n", "%1\r\n+a\r\n#t\r\n", "~2\r\n,1.5\r\n(123456789012345678901234567890\r\n",
        ">2\r\n=5\r\ntxt:a\r\n!3\r\nERR\r\n", "*20000\r\n"})
    void whatRedisSendsPasses(String text) {
        for (int cut = 0; cut <= text.length(); cut++) {
            Framing framing = new Framing(LONGEST);
            assertThat(check(framing, text.substring(0, cut))).as("before %d", cut).isNull();
            assertThat(check(framing, text.substring(cut))).as("after %d", cut).isNull();
            assertThat(check(framing, "+OK\r\n")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "\r\n", "\u0000", "HTTP/1.1 400 Bad Request\r\n", "+OK\rx", "$x\r\n", "$\r\n", "$--1\r\n",
        "$1-\r\n",
        "$-2\r\n", "$13\r\n", "*20001\r\n", ">20001\r\n", "%99999999999\r\n", "$1\r\nabc", "$0\r\nx", "$1\r\na\r\r", "$1\n",
        "$?\r\n", "|1\r\n"})
    void whatItDoesNotSendIsNoticed(String text) {
        for (int cut = 0; cut <= text.length(); cut++) {
            Framing framing = new Framing(LONGEST);
            String first = check(framing, text.substring(0, cut));
            assertThat(first != null ? first : check(framing, text.substring(cut))).as("cut at %d", cut).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"+", "-", ":"})
    void aLineWithoutAnEndIsNoticed(String type) {
        Framing framing = new Framing(LONGEST);
        assertThat(check(framing, type + "x".repeat(Framing.LONGEST_LINE))).isNull();
        assertThat(check(framing, "x")).isNotNull();
    }

    private static String check(Framing framing, String text) {
        ByteBuf bytes = Unpooled.copiedBuffer(text, ISO_8859_1);
        String wrong = framing.check(bytes);
        assertThat(bytes.readableBytes()).isEqualTo(text.length());
        return wrong;
    }
}
