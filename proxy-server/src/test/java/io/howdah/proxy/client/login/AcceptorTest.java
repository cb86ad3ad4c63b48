package io.howdah.proxy.client.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.loop.DescriptorReserve;
import io.howdah.proxy.loop.Transport;
import io.howdah.proxy.testing.LogWatch;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AcceptorTest {

    private final DescriptorReserve reserve = new DescriptorReserve();
    private final LogWatch log = LogWatch.start();
    private final ClientListener listener = listener(reserve.forClients());
    private final EmbeddedChannel socket = new EmbeddedChannel(new Acceptor(listener, null, false));

    private static ClientListener listener(DescriptorReserve.Share share) {
        return new ClientListener(null, Map.of(), Transport.NIO, null, null, null, null, null, share, null);
    }

    @AfterEach
    void close() {
        reserve.close();
        log.close();
    }

    private void fails() {
        fails(socket);
    }

    private static void fails(EmbeddedChannel socket) {
        socket.pipeline().fireExceptionCaught(new IOException("accept(..) failed: Too many open files"));
    }

    private void aSecondPasses() {
        socket.advanceTimeBy(1, TimeUnit.SECONDS);
        socket.runScheduledPendingTasks();
    }

    private long logged(String text) {
        return log.lines().stream().filter(line -> line.contains(text)).count();
    }

    @Test
    @DisplayName("Without descriptors it goes on with the reserve's, and without those it rests for a second and tries again")
    void rests() {
        socket.freezeTime();
        fails();
        assertThat(socket.config().isAutoRead()).isTrue();
        for (int i = 0; i < 3; i++) {
            fails();
            fails();
            assertThat(socket.config().isAutoRead()).isFalse();
            // Descriptors are there, so the reserve fills within this second. The next failure finds it full.
            aSecondPasses();
            assertThat(socket.config().isAutoRead()).isTrue();
            assertThat(reserve.forClients().isShort()).isFalse();
            fails();
            assertThat(socket.config().isAutoRead()).isTrue();
        }
        assertThat(logged("cannot accept connections: accept(..) failed: Too many open files (0 connections of clients, at most"))
                .isEqualTo(1);
    }

    @Test
    @DisplayName("A failure of another kind makes it rest at once")
    void other() {
        socket.freezeTime();
        socket.pipeline().fireExceptionCaught(new IOException("of the test"));
        assertThat(socket.config().isAutoRead()).isFalse();
        assertThat(reserve.forClients().isShort()).isFalse();
        aSecondPasses();
        assertThat(socket.config().isAutoRead()).isTrue();
        assertThat(logged("for 1 s: java.io.IOException: of the test")).isEqualTo(1);
    }

    @Test
    @DisplayName("While the reserve is in use clients are refused, and consoles are not")
    void refuses() {
        socket.freezeTime();
        fails();
        assertThat(listener.places().admit(false).message()).isEqualTo("no more connections allowed (no file descriptors left)");
        assertThat(listener.places().admit(false).sqlState()).isEqualTo("53300");
        assertThat(listener.places().admit(true)).isNull();
        aSecondPasses();
        assertThat(reserve.forClients().isShort()).isFalse();
        assertThat(logged("there are file descriptors again")).isEqualTo(1);
    }

    @Test
    @DisplayName("The clients' port leaves a part of the reserve to the console's own, which takes no more of it than it needs")
    void consolesPart() {
        socket.freezeTime();
        EmbeddedChannel console = new EmbeddedChannel(new Acceptor(listener(reserve.forConsole()), null, false));
        console.freezeTime();
        fails();
        fails();
        assertThat(socket.config().isAutoRead()).isFalse();
        for (int i = 0; i < 8; i++) {
            fails(console);
            assertThat(console.config().isAutoRead()).isTrue();
        }
        fails(console);
        assertThat(console.config().isAutoRead()).isFalse();
    }

    @Test
    @DisplayName("While a console uses its part, the clients' port takes one more connection at most, and goes on when the part is whole")
    void consolesPartIsNotForClients() {
        socket.freezeTime();
        DescriptorReserve.Share console = reserve.forConsole();
        fails();
        console.lend(new IOException("of the test"), 0);
        assertThat(socket.config().isAutoRead()).isTrue();
        socket.pipeline().fireChannelRead(new EmbeddedChannel());
        assertThat(socket.config().isAutoRead()).isFalse();
        assertThat(console.isOpen()).isTrue();
        aSecondPasses();
        assertThat(socket.config().isAutoRead()).isTrue();
        assertThat(reserve.forClients().isOpen()).isTrue();
    }

    @Test
    @DisplayName("Without a reserve it rests, and refuses nobody afterwards")
    void noReserve() {
        socket.freezeTime();
        reserve.close();
        fails();
        assertThat(socket.config().isAutoRead()).isFalse();
        assertThat(reserve.forClients().isShort()).isFalse();
        aSecondPasses();
        assertThat(socket.config().isAutoRead()).isTrue();
    }

    @Test
    @DisplayName("After the rest of a pooler that takes nobody in, nobody is taken in")
    void suspended() {
        socket.freezeTime();
        fails();
        fails();
        listener.accept(false);
        aSecondPasses();
        assertThat(socket.config().isAutoRead()).isFalse();
        listener.accept(true);
    }
}
