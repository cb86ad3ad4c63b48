package io.howdah.bench.load.login;

import io.howdah.proxy.loop.Transport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;

/** Event loops for connections of {@link Logins}. */
public final class Sockets {

    private Sockets() {
    }

    /**
     * As the pooler's: they look once more and let others run before they sleep. A generator that shares cores with what it measures
     * takes less of them so, for each wake-up finds several answers.
     */
    public static EventLoopGroup loops(int count) {
        return new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("load"), Transport.best().ioHandler());
    }
}
