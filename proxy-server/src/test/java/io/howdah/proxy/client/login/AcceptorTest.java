package io.howdah.proxy.client.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.loop.Transport;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AcceptorTest {

    private final ClientListener listener = new ClientListener(null, Map.of(), Transport.NIO, null, null, null, null, null, null);
    private final EmbeddedChannel socket = new EmbeddedChannel(new Acceptor(listener, null, false));

    private void fails() {
        socket.pipeline().fireExceptionCaught(new IOException("accept(..) failed: Too many open files"));
    }

    private void aSecondPasses() {
        socket.advanceTimeBy(1, TimeUnit.SECONDS);
        socket.runScheduledPendingTasks();
    }

    @Test
    @DisplayName("Where nobody can be accepted it rests for a second, and then tries again")
    void rests() {
        socket.freezeTime();
        fails();
        fails();
        assertThat(socket.config().isAutoRead()).isFalse();
        aSecondPasses();
        assertThat(socket.config().isAutoRead()).isTrue();
    }

    @Test
    @DisplayName("After the rest of a pooler that takes nobody in, nobody is taken in")
    void suspended() {
        socket.freezeTime();
        fails();
        listener.accept(false);
        aSecondPasses();
        assertThat(socket.config().isAutoRead()).isFalse();
        listener.accept(true);
    }
}
