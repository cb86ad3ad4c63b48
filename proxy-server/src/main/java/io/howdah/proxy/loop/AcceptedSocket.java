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
 * A TCP connection that {@link TcpListener} has taken in. Netty's own class asks and tells the kernel much that is known or said already:
 * options the socket has from its listener, events one by one, whether it lingers, that a closed socket is to be watched no more. A
 * client that stays for one query pays for each.
 */
final class AcceptedSocket extends AbstractEpollStreamChannel {

    private static final EpollIoEvent READABLE = () -> EpollIoOps.EPOLLIN;

    private final EpollChannelConfig config = new Config(this);
    private final boolean hasSpoken;

    /** @param hasSpoken whether there are bytes to be read already */
    AcceptedSocket(Channel listener, int descriptor, boolean hasSpoken) throws IOException {
        super(listener, descriptor);
        this.hasSpoken = hasSpoken;
        // Before it is registered this is noted only, and asked for together with what else it is to be told.
        setFlag(EpollIoOps.EPOLLIN.value());
    }

    /** Sets the size of its buffers. Its listener has set that of one already, for the window it begins with. @param bytes 0 leaves them */
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
        // A closed socket leaves epoll by itself. Netty's own order, which says so first, is for those that another thread closes.
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
