package io.howdah.bench.load.login;

import io.howdah.proxy.loop.Transport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

/** Event loops for connections of {@link Logins}. */
public final class Sockets {

    private Sockets() {
    }

    /** Loops as Netty makes them: how the pooler tunes its own is to be measured, and not to change the measure. */
    public static EventLoopGroup loops(int count) {
        Transport transport = Transport.best();
        IoHandlerFactory plain = transport == Transport.EPOLL ? EpollIoHandler.newFactory() : transport.ioHandler();
        return new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("load"), plain);
    }
}
