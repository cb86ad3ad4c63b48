package io.howdah.proxy.auth;

import io.howdah.proxy.loop.PeerCredentials;
import io.howdah.proxy.process.SystemUser;
import io.howdah.proxy.proxied.Announced;
import io.howdah.proxy.tls.TlsFacts;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a client comes from, as its connection tells before the client says a word: the one thing that rules of admission may
 * ask about a connection. What TLS, a client certificate or a PROXY header tell is here.
 */
public final class ClientOrigin {

    private final SocketAddress address;
    private final BooleanSupplier ownAccount;
    private final Supplier<Optional<String>> account;
    private final @Nullable TlsFacts tls;

    private ClientOrigin(SocketAddress address, BooleanSupplier ownAccount, Supplier<Optional<String>> account,
            @Nullable TlsFacts tls) {
        this.address = address;
        this.ownAccount = ownAccount;
        this.account = account;
        this.tls = tls;
    }

    /** The origin that a socket tells, or the PROXY header in front of its bytes. */
    public static ClientOrigin of(Channel channel) {
        boolean relayed = Announced.isRelayed(channel); // Then the account is the load balancer's.
        return new ClientOrigin(Announced.client(channel), () -> !relayed && PeerCredentials.isOwnAccount(channel),
                () -> relayed ? Optional.empty() : account(channel), TlsFacts.of(channel));
    }

    /** The client's address; of a unix socket an address without content. */
    public SocketAddress address() {
        return address;
    }

    /** The address without the port; {@code [local]} for a unix socket, as PostgreSQL says. */
    String host() {
        return address instanceof InetSocketAddress remote ? remote.getAddress().getHostAddress() : "[local]";
    }

    /** Whether the client runs under the pooler's own account, which only a unix socket tells. Asks the kernel. */
    public boolean isOwnAccount() {
        return ownAccount.getAsBoolean();
    }

    private static Optional<String> account(Channel channel) {
        OptionalInt user = PeerCredentials.userId(channel);
        return user.isPresent() ? SystemUser.name(user.getAsInt()) : Optional.empty();
    }

    /** The name of the account at the other end of a unix socket; empty if it cannot be told. Asks the system. */
    Optional<String> account() {
        return account.get();
    }

    /** Whether the client is at a unix socket, for which there is no TLS. */
    public static boolean isUnix(Channel channel) {
        return !(Announced.client(channel) instanceof InetSocketAddress);
    }

    /** What TLS tells about the connection; null without TLS. */
    public @Nullable TlsFacts tls() {
        return tls;
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
