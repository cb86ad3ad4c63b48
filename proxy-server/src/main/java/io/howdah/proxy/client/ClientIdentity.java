package io.howdah.proxy.client;

import io.howdah.proxy.auth.ClientOrigin;
import io.netty.channel.Channel;
import java.net.SocketAddress;

/**
 * Who a client is, for logs and SHOW CLIENTS.
 *
 * @param processId the synthetic process id of its cancel key
 * @param database the database it asked for
 * @param user the role it logged in as
 * @param address where it comes from
 */
public record ClientIdentity(int processId, String database, String user, SocketAddress address) {

    /** Where a connection comes from, for logs: address and port, or "unix". */
    public static String addressOf(Channel channel) {
        return ClientOrigin.text(channel.remoteAddress());
    }

    /** The client's name in the log, as PgBouncer marks clients. */
    String logName() {
        return "C-" + this;
    }

    @Override
    public String toString() {
        return processId + ": " + database + "/" + user + "@" + ClientOrigin.text(address);
    }
}
