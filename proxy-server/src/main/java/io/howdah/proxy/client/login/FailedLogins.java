package io.howdah.proxy.client.login;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Failed logins by address, so that nobody tries password after password: an address that has used up max_login_failures gets the
 * next attempt when its share of a minute is over. Of an IPv6 address the first 64 bits count, for one host has them all. A unix
 * socket has no address and no limit. Any thread.
 */
final class FailedLogins {

    private static final Logger LOG = LoggerFactory.getLogger(FailedLogins.class);

    /** Most addresses that FailedLogins remembers; beyond that the ones unused for longest are forgiven. */
    private static final int MOST_ADDRESSES = 100_000;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final int NETWORK_BYTES = 8;

    private final IntSupplier most;
    private final Ticker clock;
    /** When each address will have no failure left to answer for, by the clock. */
    private final Cache<Object, Long> clearAt;

    /** @param most failures in a minute; 0 for any number */
    FailedLogins(IntSupplier most, Ticker clock) {
        this.most = most;
        this.clock = clock;
        clearAt = Caffeine.newBuilder().maximumSize(MOST_ADDRESSES).expireAfterWrite(MINUTE).ticker(clock).build();
    }

    /** Whether a client of this address must not try yet. */
    boolean isOver(SocketAddress address) {
        Object key = most.getAsInt() == 0 ? null : key(address);
        Long clear = key == null ? null : clearAt.getIfPresent(key);
        return clear != null && isOver(clear);
    }

    private boolean isOver(long clear) {
        // One more failure must fit into the minute.
        return clear - clock.read() > MINUTE.toNanos() - shareNanos();
    }

    private long shareNanos() {
        return MINUTE.toNanos() / Math.max(1, most.getAsInt());
    }

    /** A client of this address could not prove who it is. */
    void failed(SocketAddress address) {
        Object key = most.getAsInt() == 0 ? null : key(address);
        if (key == null) {
            return;
        }
        long now = clock.read();
        long clear = clearAt.asMap().merge(key, now + shareNanos(),
                (before, fresh) -> before - now > 0 ? before + shareNanos() : fresh);
        if (isOver(clear) && address instanceof InetSocketAddress inet) {
            LOG.warn("{}: {} failed logins in a minute (max_login_failures): no further attempt for {} s",
                    inet.getAddress().getHostAddress(), most.getAsInt(), Math.max(1, Duration.ofNanos(shareNanos()).toSeconds()));
        }
    }

    private static @Nullable Object key(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return null;
        }
        return inet.getAddress() instanceof Inet6Address six ? ByteBuffer.wrap(six.getAddress(), 0, NETWORK_BYTES)
                : inet.getAddress();
    }
}
