package io.howdah.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class TransportTest {

    private EventLoopGroup group;
    private Socket accepted;

    @AfterEach
    void end() throws Exception {
        if (accepted != null) {
            accepted.close();
        }
        if (group != null) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private Channel connect(Transport transport, ServerSocket listener) throws Exception {
        assumeTrue(transport != Transport.EPOLL || Epoll.isAvailable());
        group = new MultiThreadIoEventLoopGroup(1, transport.ioHandler());
        Channel channel = transport.socket(listener.getLocalSocketAddress());
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter());
        group.register(channel).sync();
        channel.connect(listener.getLocalSocketAddress()).sync();
        accepted = listener.accept();
        return channel;
    }

    private static ServerSocket listener(String address) throws Exception {
        return new ServerSocket(0, 1, InetAddress.getByName(address));
    }

    /** Compares both ports: another connection to another address may have the same local port. */
    private static boolean lists(String table, Channel channel) throws Exception {
        String local = port(channel.localAddress());
        String remote = port(channel.remoteAddress());
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/net", table))) {
            return lines.skip(1).map(line -> line.strip().split("\\s+"))
                    .anyMatch(row -> row[1].endsWith(local) && row[2].endsWith(remote));
        }
    }

    private static String port(SocketAddress address) {
        return String.format(":%04X", ((InetSocketAddress) address).getPort());
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, tcp, tcp6", "::1, tcp6, tcp"})
    @DisplayName("by epoll a connection has a socket of its address's own family, as the kernel's tables say")
    void ownFamily(String address, String mine, String other) throws Exception {
        assumeTrue(address.indexOf(':') < 0 || NetworkInterface.getByInetAddress(InetAddress.getByName(address)) != null);
        try (ServerSocket listener = listener(address)) {
            Channel channel = connect(Transport.EPOLL, listener);

            assertThat(lists(mine, channel)).isTrue();
            assertThat(lists(other, channel)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    @DisplayName("a connection says by which address it was made")
    void addresses(Transport transport) throws Exception {
        try (ServerSocket listener = listener("127.0.0.1")) {
            Channel channel = connect(transport, listener);

            assertThat(channel.remoteAddress()).isEqualTo(listener.getLocalSocketAddress());
            assertThat(((InetSocketAddress) channel.localAddress()).getAddress()).isEqualTo(InetAddress.getByName("127.0.0.1"));
        }
    }
}
