package io.howdah.proxy.client;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/**
 * Who a client is, for logs and SHOW CLIENTS.
 *
 * @param processId the synthetic process id of its cancel key
 * @param database the database it asked for
 * @param user the role it logged in as
 * @param address where it comes from: address and port, or "unix"
 */
public record ClientIdentity(int processId, String database, String user, String address) {

    /** Where a connection comes from, for logs. */
    public static String addressOf(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress().getHostAddress() + ":" + remote.getPort()
                : "unix";
    }

    @Override
    public String toString() {
        return processId + ": " + database + "/" + user + "@" + address;
    }
}
