package io.howdah.proxy.loop;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.epoll.EpollChannelConfig;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import java.io.IOException;

/**
 * A TCP connection that {@link TcpListener} has accepted. Netty's own class makes system calls for facts that are known already:
 * it sets options that the socket has from its listener, registers events one by one, asks about SO_LINGER, and takes a closed
 * socket out of epoll. A client that stays for one query would pay for each of them.
 */
final class AcceptedSocket extends AbstractEpollStreamChannel {

    private static final EpollIoEvent READABLE = () -> EpollIoOps.EPOLLIN;

    private final EpollChannelConfig config = new Config(this);
    private final boolean hasSpoken;

    /** @param hasSpoken whether bytes can be read already */
    AcceptedSocket(Channel listener, int descriptor, boolean hasSpoken) throws IOException {
        super(listener, descriptor);
        this.hasSpoken = hasSpoken;
        // Before the registration this only sets a flag; the registration then asks epoll for all events at once.
        setFlag(EpollIoOps.EPOLLIN.value());
    }

    /**
     * Sets the sizes of the socket's buffers. The listener has set the receive buffer already, for the first window. @param bytes
     * 0 leaves the system's sizes
     */
    void buffers(long bytes) {
        if (bytes > 0) {
            int size = (int) Math.min(Integer.MAX_VALUE, bytes);
            config.setOption(LinuxOptions.SO_SNDBUF, size);
            config.setOption(LinuxOptions.SO_RCVBUF, size);
        }
    }

    @Override
    public EpollChannelConfig config() {
        return config;
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        super.doRegister(promise);
        if (hasSpoken && isRegistered() && isActive()) {
            ((EpollIoHandle) unsafe()).handle(registration(), READABLE);
        }
    }

    @Override
    protected void doClose() throws Exception {
        // A closed socket leaves epoll by itself. Netty first removes it from epoll, which is needed only if another thread
        // closes it.
        if (isRegistered() && eventLoop().inEventLoop()) {
            active = false;
            socket.close();
        }
        super.doClose();
    }

    private static final class Config extends EpollChannelConfig {
        Config(Channel channel) {
            super(channel);
        }
    }
}
