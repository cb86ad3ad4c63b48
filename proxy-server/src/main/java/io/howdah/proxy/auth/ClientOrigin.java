package io.howdah.proxy.auth;

import io.howdah.proxy.loop.PeerCredentials;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.BooleanSupplier;

/**
 * Where a client comes from, as its connection tells before the client says a word: the one thing that rules of admission may ask about a
 * connection. What TLS, a client certificate or a PROXY header tell belongs here.
 */
public final class ClientOrigin {

    private final SocketAddress address;
    private final BooleanSupplier ownAccount;

    private ClientOrigin(SocketAddress address, BooleanSupplier ownAccount) {
        this.address = address;
        this.ownAccount = ownAccount;
    }

    /** The origin that a socket tells. */
    public static ClientOrigin of(Channel channel) {
        return new ClientOrigin(channel.remoteAddress(), () -> PeerCredentials.isOwnAccount(channel));
    }

    /** The other end's address; of a unix socket an address without content. */
    public SocketAddress address() {
        return address;
    }

    /** Whether the client runs under the pooler's own account, which only a unix socket tells. Asks the kernel. */
    public boolean isOwnAccount() {
        return ownAccount.getAsBoolean();
    }

    /** Address and port, or "unix". */
    public static String text(SocketAddress address) {
        return address instanceof InetSocketAddress remote ? remote.getAddress().getHostAddress() + ":" + remote.getPort()
                : "unix";
    }

    @Override
    public String toString() {
        return text(address);
    }
}
