package io.howdah.proxy.server.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.config.HostAddress;
import io.howdah.config.TcpSettings;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.loop.Transport;
import io.howdah.proxy.proxied.Announcement;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerCredentials;
import io.howdah.proxy.server.ServerEncryption;
import io.howdah.proxy.server.ServerTarget;
import io.howdah.proxy.stats.PoolStats;
import io.howdah.proxy.tls.ServerTls;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ServerConnectorTest {

    private static final Transport TRANSPORT = Transport.best();
    private static final TcpSettings TCP = new TcpSettings(true, Duration.ZERO, Duration.ZERO, 0, Duration.ZERO, 0, false);

    private static EventLoopGroup oneLoop() {
        return new MultiThreadIoEventLoopGroup(1, TRANSPORT.ioHandler());
    }

    private static void end(EventLoopGroup group) throws InterruptedException {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("A connection on its way to a loop that has ended is closed, for nobody would ever close it there")
    void moveToALoopThatHasEnded() throws Exception {
        EventLoopGroup from = oneLoop();
        EventLoopGroup to = oneLoop();
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Loop here = new Loop(0, (EventLoop) from.next());
            Loop there = new Loop(1, (EventLoop) to.next());
            HostAddress host = new HostAddress("127.0.0.1", listener.getLocalPort());
            ServerConnector connector = new ServerConnector(TRANSPORT, new HostResolver(Runnable::run, 0),
                    new ServerTls(Runnable::run), Runnable::run, TCP);
            var channel = connector.connect(here, host, Duration.ofSeconds(5)).get(5, TimeUnit.SECONDS);
            try (Socket peer = listener.accept()) {
                ServerTarget target = new ServerTarget("db/u", "db",
                        new ServerCredentials("u", Optional.empty(), Optional::empty, Optional::empty, () -> {}), Map.of(),
                        Optional.empty(), ServerEncryption.NONE, Announcement.NONE);
                ServerConnection server = new ServerConnection(
                        null, target, host, channel, here, new PoolStats[] {new PoolStats(), new PoolStats()}, 0);
                end(to);
                connector.move(server, there, () -> {});
                peer.setSoTimeout(5_000);
                assertThat(peer.getInputStream().read()).isEqualTo(-1);
            }
        } finally {
            end(from);
        }
    }

    @Test
    @DisplayName("The connect timeout covers the look-up of the host's name")
    void lookUpThatHangs() throws Exception {
        EventLoopGroup group = oneLoop();
        try {
            HostResolver neverAnswers = new HostResolver(task -> {}, 0);
            ServerConnector connector = new ServerConnector(TRANSPORT, neverAnswers, new ServerTls(Runnable::run), Runnable::run,
                    TCP);
            var channel = connector.connect(new Loop(0, (EventLoop) group.next()), new HostAddress("db.invalid", 5432),
                    Duration.ofMillis(50));
            assertThatThrownBy(() -> channel.get(5, TimeUnit.SECONDS)).hasRootCauseInstanceOf(UnknownHostException.class)
                    .hasRootCauseMessage("db.invalid: look-up timed out");
        } finally {
            end(group);
        }
    }

    @Test
    @DisplayName("A look-up that cannot begin fails, and is counted as under way no longer")
    void lookUpThatIsRefused() {
        HostResolver resolver = new HostResolver(task -> {
            throw new RejectedExecutionException("of the test");
        }, 0);
        assertThat(resolver.resolve(new HostAddress("db.invalid", 5432))).isCompletedExceptionally();
        assertThat(resolver.queries()).isZero();
    }
}
