package io.howdah.proxy.loop;

import com.sun.security.auth.module.UnixSystem;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.util.OptionalInt;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process at the other end of a unix socket, as the kernel reports it. */
public final class PeerCredentials {

    private static final Logger LOG = LoggerFactory.getLogger(PeerCredentials.class);

    private PeerCredentials() {}

    /** Whether the channel is a unix socket whose other end runs under this process's own account. */
    public static boolean isOwnAccount(Channel channel) {
        try {
            if (channel instanceof EpollDomainSocketChannel unix) {
                return unix.peerCredentials().uid() == (int) new UnixSystem().getUid();
            }
            if (channel instanceof NioDomainSocketChannel) {
                UnixDomainPrincipal peer = channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED));
                return peer != null && peer.user().equals(FileSystems.getDefault().getUserPrincipalLookupService()
                        .lookupPrincipalByName(System.getProperty("user.name")));
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.debug("no peer credentials of {}: {}", channel, e.toString());
        }
        return false;
    }

    /** The user id of the process at the other end of a unix socket; empty for another kind of socket, or if unknown. */
    public static OptionalInt userId(Channel channel) {
        try {
            return channel instanceof EpollDomainSocketChannel unix ? OptionalInt.of(unix.peerCredentials().uid())
                    : OptionalInt.empty();
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    /** The process at the other end of a unix socket; 0 for another kind of socket, or if unknown. */
    public static int processId(Channel channel) {
        try {
            return channel instanceof EpollDomainSocketChannel unix ? unix.peerCredentials().pid() : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
