package io.howdah.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.config.ListenConfig;
import io.howdah.config.ProxyNetworks;
import io.howdah.config.TcpSettings;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TcpListenerTest {

    private static final TcpSettings PLAIN = new TcpSettings(true, Duration.ZERO, Duration.ZERO, 0, Duration.ZERO, 0, true);
    private static final TcpSettings ALL = new TcpSettings(true, Duration.ofSeconds(77), Duration.ofSeconds(11), 4,
            Duration.ofMillis(45_678), 20_000, true);
    private static final TcpSettings NO_KEEPALIVE = new TcpSettings(false, Duration.ZERO, Duration.ZERO, 0, Duration.ZERO, 0,
            false);

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, Transport.EPOLL.ioHandler());
    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    private ServerChannel listener;

    @BeforeEach
    void needsEpoll() {
        assumeTrue(Epoll.isAvailable());
    }

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Sends back every byte that comes. */
    private final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.writeAndFlush(message);
        }
    }

    private static ListenConfig listen(TcpSettings tcp) {
        return new ListenConfig(List.of(), 0, 128, Optional.empty(), "", 0, 100, 100, 0, false, tcp, ProxyNetworks.NONE);
    }

    private InetSocketAddress bind(TcpSettings tcp) throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        listener = Transport.EPOLL.listener(any, listen(tcp));
        listener.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                Channel channel = (Channel) message;
                SocketOptions.apply(channel, tcp, Transport.EPOLL);
                channel.pipeline().addLast(new Echo());
                group.register(channel);
                accepted.add(channel);
            }
        });
        group.register(listener).sync();
        listener.bind(any).sync();
        return (InetSocketAddress) listener.localAddress();
    }

    private static Socket speaking(InetSocketAddress address) throws Exception {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write('x');
        return socket;
    }

    private Channel next() throws Exception {
        Channel channel = accepted.poll(10, TimeUnit.SECONDS);
        assertThat(channel).as("somebody accepted").isNotNull();
        return channel;
    }

    private static int option(Channel channel, IntegerUnixChannelOption option) {
        return channel.config().getOption(option);
    }

    @Test
    @DisplayName("What it accepts has its options, whatever they are when it is accepted; buffers are each connection's own")
    void options() throws Exception {
        InetSocketAddress address = bind(ALL);
        try (Socket one = speaking(address)) {
            Channel channel = next();
            assertThat(option(channel, LinuxOptions.TCP_NODELAY)).isEqualTo(1);
            assertThat(option(channel, LinuxOptions.SO_KEEPALIVE)).isEqualTo(1);
            assertThat(option(channel, LinuxOptions.TCP_KEEPIDLE)).isEqualTo(77);
            assertThat(option(channel, LinuxOptions.TCP_KEEPINTVL)).isEqualTo(11);
            assertThat(option(channel, LinuxOptions.TCP_KEEPCNT)).isEqualTo(4);
            assertThat(option(channel, LinuxOptions.TCP_USER_TIMEOUT)).isEqualTo(45_678);
            assertThat(option(channel, LinuxOptions.SO_SNDBUF)).as("Linux doubles it").isEqualTo(40_000);
            assertThat(option(channel, LinuxOptions.SO_RCVBUF)).isEqualTo(40_000);
            assertThat(channel.remoteAddress()).isEqualTo(one.getLocalSocketAddress());
            assertThat(channel.localAddress()).isEqualTo(address);
        }
    }

    @Test
    @DisplayName("A reload holds for the next connections, and 0 gives them the system's own values again")
    void reload() throws Exception {
        InetSocketAddress address = bind(PLAIN);
        int idle;
        int interval;
        int count;
        try (Socket one = speaking(address)) {
            Channel channel = next();
            idle = option(channel, LinuxOptions.TCP_KEEPIDLE);
            interval = option(channel, LinuxOptions.TCP_KEEPINTVL);
            count = option(channel, LinuxOptions.TCP_KEEPCNT);
        }
        SocketOptions.handDown(listener, ALL);
        try (Socket two = speaking(address)) {
            assertThat(option(next(), LinuxOptions.TCP_KEEPIDLE)).isEqualTo(77).isNotEqualTo(idle);
        }
        SocketOptions.handDown(listener, NO_KEEPALIVE);
        try (Socket three = speaking(address)) {
            Channel channel = next();
            assertThat(option(channel, LinuxOptions.TCP_NODELAY)).isEqualTo(1);
            assertThat(option(channel, LinuxOptions.SO_KEEPALIVE)).isZero();
            assertThat(option(channel, LinuxOptions.TCP_KEEPIDLE)).isEqualTo(idle);
            assertThat(option(channel, LinuxOptions.TCP_KEEPINTVL)).isEqualTo(interval);
            assertThat(option(channel, LinuxOptions.TCP_KEEPCNT)).isEqualTo(count);
            assertThat(option(channel, LinuxOptions.TCP_USER_TIMEOUT)).isZero();
            assertThat(option(listener, LinuxOptions.TCP_DEFER_ACCEPT)).isZero();
        }
    }

    @Test
    @DisplayName("Times that Linux would refuse become the nearest it takes: a RELOAD must not end in the middle")
    void extremes() throws Exception {
        InetSocketAddress address = bind(PLAIN);
        SocketOptions.handDown(listener,
                new TcpSettings(true, Duration.ofMillis(500), Duration.ofDays(36_500), 127, Duration.ofDays(36_500), 0, true));
        try (Socket one = speaking(address)) {
            Channel channel = next();
            assertThat(option(channel, LinuxOptions.TCP_KEEPIDLE)).isEqualTo(1);
            assertThat(option(channel, LinuxOptions.TCP_KEEPINTVL)).isEqualTo(32_767);
            assertThat(option(channel, LinuxOptions.TCP_USER_TIMEOUT)).isEqualTo(Integer.MAX_VALUE);
        }
    }

    @Test
    @DisplayName("Who is accepted is heard: at once with tcp_defer_accept, and when it speaks without")
    void isHeard() throws Exception {
        for (TcpSettings tcp : List.of(PLAIN, NO_KEEPALIVE)) {
            InetSocketAddress address = bind(tcp);
            try (Socket client = speaking(address)) {
                assertThat(client.getInputStream().read()).isEqualTo('x');
                client.getOutputStream().write('y');
                assertThat(client.getInputStream().read()).isEqualTo('y');
                Channel channel = next();
                channel.config().setAutoRead(false);
                client.getOutputStream().write('z');
                channel.config().setAutoRead(true);
                assertThat(client.getInputStream().read()).isEqualTo('z');
            }
        }
    }

    @Test
    @DisplayName("Whoever closes, nothing of the connection stays: no descriptor, nothing the loop still hears of")
    void ends() throws Exception {
        InetSocketAddress address = bind(PLAIN);
        try (Socket first = speaking(address)) {
            next();
            int before = descriptors();
            for (int i = 0; i < 200; i++) {
                Socket socket = speaking(address);
                Channel channel = next();
                assertThat(socket.getInputStream().read()).isEqualTo('x');
                if (i % 2 == 0) {
                    channel.close().sync();
                    assertThat(socket.getInputStream().read()).isEqualTo(-1);
                    socket.close();
                } else {
                    socket.close();
                    assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
                }
                assertThat(channel.isOpen()).isFalse();
            }
            assertThat(descriptors()).isLessThan(before + 20);
            first.getOutputStream().write('!');
            assertThat(first.getInputStream().read()).isEqualTo('x');
            assertThat(first.getInputStream().read()).as("the first is as it was").isEqualTo('!');
        }
    }

    private static int descriptors() {
        return new File("/proc/self/fd").list().length;
    }
}
