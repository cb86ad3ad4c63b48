package io.howdah.bench.load.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests the login alone, with the server's bytes cut at every place. */
class LoginHandlerTest {

    private static final Target TARGET = new Target("h", 1, "d", "u", "secret", TlsUse.OFF);
    private static final byte[] REST = Frames.concat(Frames.notice("NOTICE", "00000", "Z"),
            Frames.parameterStatus("TimeZone", "UTC"), Frames.backendKeyData(1, new byte[4]), Frames.readyForQuery('I'));

    private final List<String> failures = new ArrayList<>();
    private ChannelInboundHandlerAdapter successor;

    @Test
    void cutAtEveryByte() {
        byte[] all = Frames.concat(Frames.authenticationOk(), REST);
        for (int cut = 0; cut <= all.length; cut++) {
            EmbeddedChannel channel = channel();
            assertThat(sent(channel)).isEqualTo(Frames.startup("u", "d", "application_name", "howdah-bench-load"));
            receive(channel, all, 0, cut);
            receive(channel, all, cut, all.length);
            assertThat(channel.pipeline().first()).as("cut after %d bytes", cut).isSameAs(successor);
            channel.finishAndReleaseAll();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void byteByByte() {
        EmbeddedChannel channel = channel();
        byte[] all = Frames.concat(Frames.authenticationCleartextPassword(), Frames.authenticationOk(), REST);
        for (int i = 0; i < all.length; i++) {
            assertThat(channel.pipeline().first()).isNotSameAs(successor);
            receive(channel, all, i, i + 1);
        }
        assertThat(channel.pipeline().first()).isSameAs(successor);
        channel.finishAndReleaseAll();
        assertThat(failures).isEmpty();
    }

    @Test
    void answersWithThePassword() {
        EmbeddedChannel channel = channel();
        sent(channel);
        receive(channel, Frames.authenticationCleartextPassword());
        assertThat(sent(channel)).isEqualTo(Frames.password("secret"));
        channel.finishAndReleaseAll();
    }

    @Test
    void tellsOnceWhyItFailed() {
        EmbeddedChannel channel = channel();
        receive(channel, Frames.concat(Frames.error("FATAL", "28000", "no"), Frames.error("FATAL", "28000", "no again")));
        channel.finishAndReleaseAll();
        assertThat(failures).containsExactly("28000 no");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aServerThatGoesOrTalksNonsense() {
        channel().finishAndReleaseAll();
        assertThat(failures).containsExactly("08006 connection closed during login");
        failures.clear();
        EmbeddedChannel channel = channel();
        receive(channel, Frames.concat(Frames.int1('R'), Frames.int4(3), Frames.int4(0)));
        assertThat(failures).singleElement().asString().startsWith("08006 during login: ").contains("length");
        channel.finishAndReleaseAll();
    }

    private EmbeddedChannel channel() {
        successor = new ChannelInboundHandlerAdapter();
        return new EmbeddedChannel(new LoginHandler(TARGET, new SaltedKeys("secret"), successor,
                (sqlState, message) -> failures.add(sqlState + " " + message)));
    }

    private static byte[] sent(EmbeddedChannel channel) {
        ByteBuf out = channel.readOutbound();
        try {
            return ByteBufUtil.getBytes(out);
        } finally {
            out.release();
        }
    }

    private static void receive(EmbeddedChannel channel, byte[] bytes) {
        receive(channel, bytes, 0, bytes.length);
    }

    private static void receive(EmbeddedChannel channel, byte[] bytes, int from, int to) {
        if (channel.isOpen()) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes, from, to - from));
        }
    }
}
