package io.howdah.proxy.client;

import io.howdah.proxy.auth.ClientOrigin;
import io.howdah.proxy.proxied.Announced;
import io.netty.channel.Channel;
import java.net.SocketAddress;

/**
 * The identity of a client, for logs and SHOW CLIENTS.
 *
 * @param processId the process id of the client's cancel key, made by the pooler
 * @param database the database that the client asked for
 * @param user the role that the client logged in as
 * @param address the client's address
 */
public record ClientIdentity(int processId, String database, String user, SocketAddress address) {

    /** The address of a connection's client, for logs: address and port, or "unix". */
    public static String addressOf(Channel channel) {
        return ClientOrigin.text(Announced.client(channel));
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
