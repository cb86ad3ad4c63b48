package io.howdah.proxy.server;

import io.howdah.config.HostAddress;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.server.login.ServerOpening;
import io.howdah.proxy.stats.PoolStats;
import io.netty.channel.Channel;
import java.util.Map;

/** Server connections without a socket. Lies in this package because only this package makes and logs in a connection. */
public final class EmbeddedServers {

    private EmbeddedServers() {
    }

    /** A connection that has logged in over this channel and is free; what the server reports is given. */
    public static ServerConnection loggedIn(
            Channel channel, Loop loop, ServerOpening owner, ServerTarget target, HostAddress host, PoolStats[] stats, Map<String, String> reported) {
        ServerConnection server = new ServerConnection(owner, target, host, channel, loop, stats, 0);
        server.session().loginReported(ParameterSet.EMPTY.withAll(reported), null);
        channel.pipeline().addLast("server", new ServerHandler(server));
        // As after a login: one that has been idle for long is asked whether it lives first.
        server.age().idleSince(System.nanoTime());
        owner.opened(server);
        return server;
    }
}
