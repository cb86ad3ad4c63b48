package io.howdah.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClientHelloTest {

    /** The record and the message before the message's body. */
    private static final int HEADERS = 5 + 4;

    /** The body of the first message of Java's own TLS. */
    private static byte[] body(String serverName, String... protocols) throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        if (serverName != null) {
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
        }
        parameters.setApplicationProtocols(protocols);
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(32 << 10);
        engine.wrap(ByteBuffer.allocate(0), out);
        byte[] body = new byte[out.position() - HEADERS];
        out.flip().position(HEADERS).get(body);
        return body;
    }

    private static ClientHello read(byte[] body, int length) {
        ByteBuf in = Unpooled.wrappedBuffer(body, 0, length);
        ClientHello hello = ClientHello.read(in);
        assertThat(in.readerIndex()).isZero();
        return hello;
    }

    @Test
    void namesAndProtocols() throws Exception {
        byte[] body = body("Db.Example.COM", "postgresql", "h2");
        assertThat(read(body, body.length)).isEqualTo(new ClientHello("db.example.com", List.of("postgresql", "h2")));
        body = body("db.example.com");
        assertThat(read(body, body.length)).isEqualTo(new ClientHello("db.example.com", null));
        body = body(null, "http/1.1");
        assertThat(read(body, body.length)).isEqualTo(new ClientHello(null, List.of("http/1.1")));
        body = body(null);
        assertThat(read(body, body.length)).isEqualTo(new ClientHello(null, null));
    }

    @Test
    @DisplayName("A message cut anywhere, or with any bytes in it, gives a result and no exception")
    void damaged() throws Exception {
        byte[] body = body("db.example.com", "postgresql");
        for (int length = 0; length < body.length; length++) {
            read(body, length);
        }
        Random random = new Random(18);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = body.clone();
            for (int n = random.nextInt(8); n >= 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            read(damaged, damaged.length - random.nextInt(damaged.length));
        }
    }
}
