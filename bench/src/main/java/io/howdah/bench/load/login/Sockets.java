package io.howdah.bench.load.login;

import io.howdah.proxy.loop.Transport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;

/** Makes event loops for connections of {@link Logins}. */
public final class Sockets {

    private Sockets() {
    }

    /**
     * Event loops like the pooler's: before a loop sleeps, it looks for work once more and lets other threads run. A generator on
     * the target's cores then takes less of them, for each wake-up finds several answers.
     */
    public static EventLoopGroup loops(int count) {
        return new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("load"), Transport.best().ioHandler());
    }
}
