package io.howdah.proxy.server;

import io.howdah.config.HostAddress;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.server.login.ServerOpening;
import io.howdah.proxy.stats.PoolStats;
import io.netty.channel.Channel;
import java.util.Map;

/**
 * Makes server connections without a socket. It lies in this package because only this package can make and log in a connection.
 */
public final class EmbeddedServers {

    private EmbeddedServers() {
    }

    /** A connection on this channel that has logged in and is idle. The caller gives the parameters that the server reports. */
    public static ServerConnection loggedIn(
            Channel channel, Loop loop, ServerOpening owner, ServerTarget target, HostAddress host, PoolStats[] stats,
            Map<String, String> reported) {
        ServerConnection server = new ServerConnection(owner, target, host, channel, loop, stats, 0);
        server.session().loginReported(ParameterSet.EMPTY.withAll(reported), null);
        channel.pipeline().addLast("server", new ServerHandler(server));
        // As after a login: the pooler would first check a connection that has been idle for long.
        server.age().idleSince(System.nanoTime());
        owner.opened(server);
        return server;
    }
}
