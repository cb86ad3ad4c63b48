package io.howdah.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.HostAddress;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.proxied.Announcement;
import io.howdah.proxy.stats.PoolStats;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reasons for closing a server as soon as it is free: each cause has a reason of its own, and the first reason remains. */
class CloseWhenFreeTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ServerConnection server = new ServerConnection(deaf(ServerOwner.class),
            new ServerTarget("d/u", "d", null, Map.of(), Optional.empty(), ServerEncryption.NONE, Announcement.NONE),
            new HostAddress("h", 1),
            channel,
            new Loop(0, channel.eventLoop()), new PoolStats[] {new PoolStats()}, 0);

    CloseWhenFreeTest() {
        channel.pipeline().addLast(new ServerHandler(server));
        server.link(deaf(ServerPeer.class));
    }

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    private static <T> T deaf(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            if (method.getName().equals("deliver")) {
                ((ByteBuf) arguments[0]).release();
            }
            return method.getReturnType() == boolean.class ? Boolean.TRUE : null;
        }));
    }

    private void answer(byte[]... frames) {
        channel.writeInbound(Unpooled.wrappedBuffer(Frames.concat(frames)));
    }

    @Test
    void nothingIsClosedWithoutAReason() {
        assertThat(server.closeIfNeeded()).isFalse();
        assertThat(server.isOpen()).isTrue();
    }

    @Test
    void theFirstReasonStands() {
        server.closeWhenFree(DisconnectReason.CONFIG_CHANGED);
        server.closeWhenFree(DisconnectReason.PAUSED);
        assertThat(server.isOpen()).as("it is not free yet").isTrue();
        assertThat(server.closeIfNeeded()).isTrue();
        assertThat(server.closeReason()).isEqualTo(DisconnectReason.CONFIG_CHANGED);
    }

    @Test
    void aQueryOfThePoolersOwnWhoseAnswerNobodySees() {
        server.requests().query("SET TimeZone TO 'UTC'", error -> {});
        server.requests().endAll();
        assertThat(server.closeIfNeeded()).isTrue();
        assertThat(server.closeReason()).isEqualTo(DisconnectReason.OWN_ANSWER_LOST);
    }

    @Test
    void aClientsQueryWhoseAnswerNobodySeesIsNone() {
        server.outstanding().add((byte) 'Q');
        server.requests().endAll();
        assertThat(server.closeNeeded()).isFalse();
    }

    @Test
    void valuesThatCannotBeSetAgain() {
        RequestNote.Joint joint = new RequestNote.Joint();
        RequestNote.of(null, List.of(), List.of(), server.session(), joint).ended(false);
        ByteBuf out = Unpooled.buffer();
        server.requests().insertBehind("SET TimeZone TO 'Nowhere'", joint, out);
        server.send(out);
        answer(Frames.error("ERROR", "22023", "invalid value for parameter \"TimeZone\""), Frames.readyForQuery('I'));
        assertThat(server.closeIfNeeded()).isTrue();
        assertThat(server.closeReason()).isEqualTo(DisconnectReason.PARAMETERS);
    }
}
