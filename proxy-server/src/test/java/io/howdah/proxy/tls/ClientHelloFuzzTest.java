package io.howdah.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Locale;

/** The first message of a handshake with anything in it gives what can be read of it. */
class ClientHelloFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void anyBody(byte[] body) {
        ByteBuf in = Unpooled.wrappedBuffer(body);
        ClientHello hello = ClientHello.read(in);
        assertThat(in.readerIndex()).isZero();
        assertThat(in.readableBytes()).isEqualTo(body.length);
        if (hello.serverName() != null) {
            assertThat(hello.serverName()).isEqualTo(hello.serverName().toLowerCase(Locale.ROOT))
                    .hasSizeLessThan(body.length);
        }
        assertThat(hello.protocols() == null || hello.protocols().size() <= body.length).isTrue();
    }
}
