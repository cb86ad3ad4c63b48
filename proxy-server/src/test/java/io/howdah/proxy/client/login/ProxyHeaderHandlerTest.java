package io.howdah.proxy.client.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.proxied.Announced;
import io.howdah.proxy.testing.LeakWatch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProxyHeaderHandlerTest {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    private static final byte[] LINE = "PROXY TCP4 203.0.113.7 198.51.100.1 40007 6432\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BINARY = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a2111000ccb007107c63364019c471920");

    private final Account account = new Account("logins", 1 << 20);

    private EmbeddedChannel channel() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline().addLast("proxied", new ProxyHeaderHandler(new LoginBytes(channel, account)));
        return channel;
    }

    private static byte[] passedOn(EmbeddedChannel channel) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf bytes = channel.readInbound(); bytes != null; bytes = channel.readInbound()) {
            all.writeBytes(ByteBufUtil.getBytes(bytes));
            bytes.release();
        }
        return all.toByteArray();
    }

    @Test
    @DisplayName("What follows a header reaches the next handler once and whole, wherever the pieces end")
    void everySplit() {
        byte[] startup = Frames.startup("u", "db");
        for (byte[] header : List.of(LINE, BINARY)) {
            byte[] all = Frames.concat(header, startup);
            for (int first = 1; first < all.length; first++) {
                for (int second : new int[] {first + 1, (first + all.length) / 2, all.length}) {
                    EmbeddedChannel channel = channel();
                    int middle = Math.min(Math.max(second, first + 1), all.length);
                    channel.writeInbound(Unpooled.copiedBuffer(all, 0, first));
                    channel.writeInbound(Unpooled.copiedBuffer(all, first, middle - first));
                    channel.writeInbound(Unpooled.copiedBuffer(all, middle, all.length - middle));
                    assertThat(passedOn(channel)).isEqualTo(startup);
                    assertThat(Announced.client(channel)).isEqualTo(new InetSocketAddress("203.0.113.7", 40007));
                    assertThat(channel.pipeline().get("proxied")).isNull();
                    assertThat(account.held()).isZero();
                    channel.finishAndReleaseAll();
                }
            }
        }
    }

    @Test
    @DisplayName("Bytes of half a header are counted, and are gone with the connection")
    void counted() {
        EmbeddedChannel channel = channel();
        channel.writeInbound(Unpooled.copiedBuffer(BINARY, 0, 20));
        assertThat(account.held()).isPositive();
        assertThat(passedOn(channel)).isEmpty();
        channel.finishAndReleaseAll();
        assertThat(account.held()).isZero();
    }

    @Test
    @DisplayName("After a wrong byte the connection closes, and nothing more is read")
    void wrong() {
        EmbeddedChannel channel = channel();
        channel.writeInbound(
                Unpooled.copiedBuffer(Frames.concat(Arrays.copyOf(LINE, 9), Frames.startup("u", "db"), new byte[99])));
        assertThat(channel.isActive()).isFalse();
        assertThat(passedOn(channel)).isEmpty();
        channel.finishAndReleaseAll();
        assertThat(account.held()).isZero();
    }

    @Test
    @DisplayName("Nothing is written before the header has come")
    void silent() {
        EmbeddedChannel channel = channel();
        ByteBuf word = Unpooled.buffer().writeByte('E');
        ChannelFuture written = channel.writeAndFlush(word);
        assertThat(written.isDone()).isTrue();
        assertThat(written.isSuccess()).isFalse();
        assertThat(word.refCnt()).isZero();
        assertThat((Object) channel.readOutbound()).isNull();
        channel.finishAndReleaseAll();
    }
}
