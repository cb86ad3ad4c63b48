package io.howdah.proxy.loop;

import io.howdah.config.TcpSettings;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import java.time.Duration;
import java.util.function.BiConsumer;
import jdk.net.ExtendedSocketOptions;

/** The socket options of tcp_keepalive, tcp_keepidle, tcp_keepintvl, tcp_keepcnt, tcp_user_timeout and tcp_socket_buffer. */
public final class SocketOptions {

    private SocketOptions() {}

    /**
     * Sets the options of a listener, which connections accepted from now on inherit; no effect on listeners of other kinds.
     * {@link #apply} leaves connections with inherited options alone. Any thread.
     */
    public static void handDown(Channel listener, TcpSettings tcp) {
        if (listener instanceof TcpListener one) {
            one.handDown(tcp);
        }
    }

    /**
     * Sets the buffer sizes of a TCP channel before it connects, for TCP fixes the scale of its windows when it connects. With a
     * scale made for large buffers, the window of a small buffer has hardly a step, and the other side waits 200 ms for each
     * step.
     */
    public static void buffers(Channel unconnected, TcpSettings tcp) {
        if (tcp.socketBuffer() > 0) {
            int bytes = (int) Math.min(Integer.MAX_VALUE, tcp.socketBuffer());
            setOption(unconnected, ChannelOption.SO_SNDBUF, bytes);
            setOption(unconnected, ChannelOption.SO_RCVBUF, bytes);
        }
    }

    /** Sets the options of a connected TCP channel; skips options that the platform does not have. */
    public static void apply(Channel channel, TcpSettings tcp, Transport transport) {
        if (channel instanceof AcceptedSocket accepted) {
            accepted.buffers(tcp.socketBuffer());
            return;
        }
        BiConsumer<ChannelOption<?>, Object> set = (option, value) -> setOption(channel, option, value);
        set.accept(ChannelOption.TCP_NODELAY, Boolean.TRUE);
        set.accept(ChannelOption.SO_KEEPALIVE, tcp.keepAlive());
        buffers(channel, tcp);
        boolean native_ = transport == Transport.EPOLL;
        if (tcp.keepAlive() && !tcp.keepIdle().isZero()) {
            set.accept(
                    native_ ? EpollChannelOption.TCP_KEEPIDLE : NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE),
                    keepSeconds(tcp.keepIdle()));
        }
        if (tcp.keepAlive() && !tcp.keepInterval().isZero()) {
            set.accept(
                    native_ ? EpollChannelOption.TCP_KEEPINTVL : NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL),
                    keepSeconds(tcp.keepInterval()));
        }
        if (tcp.keepAlive() && tcp.keepCount() > 0) {
            set.accept(
                    native_ ? EpollChannelOption.TCP_KEEPCNT : NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT),
                    tcp.keepCount());
        }
        if (native_ && !tcp.userTimeout().isZero()) {
            set.accept(EpollChannelOption.TCP_USER_TIMEOUT, userTimeoutMillis(tcp.userTimeout()));
        }
    }

    /** Clamps to Linux's range of 1 to 32,767 s (MAX_TCP_KEEPIDLE, MAX_TCP_KEEPINTVL). */
    static int keepSeconds(Duration asked) {
        return (int) Math.max(1, Math.min(32_767, asked.toSeconds()));
    }

    /** Clamps to an int of milliseconds. */
    static int userTimeoutMillis(Duration asked) {
        return (int) Math.min(Integer.MAX_VALUE, asked.toMillis());
    }

    @SuppressWarnings("unchecked")
    private static void setOption(Channel channel, ChannelOption<?> option, Object value) {
        channel.config().setOption((ChannelOption<Object>) option, value);
    }
}
