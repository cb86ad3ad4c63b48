package io.howdah.proxy.pool;

import io.howdah.config.HostAddress;
import io.howdah.config.LoadBalanceHosts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides which host of a database is tried next: the hosts in turn, or the first host that works. A host that has failed is left
 * alone for a back-off that doubles with each failure, up to server_login_retry. The other hosts are tried meanwhile. Guarded by
 * the lock of {@link PoolLists}.
 */
final class ServerHosts {

    private static final long FIRST_BACK_OFF_NANOS = 100_000_000L;

    /** Keeps the pool from trying a host in a tight loop if server_login_retry is 0. */
    private static final long LEAST_BACK_OFF_NANOS = 10_000_000L;

    private static final class BackOff {
        private long nanos;
        private long untilNanos;
    }

    private final Map<HostAddress, BackOff> failing = new HashMap<>();
    private int turn;

    /** The host to open a connection to now; null if the back-off of every host still runs. */
    @Nullable
    HostAddress next(List<HostAddress> hosts, LoadBalanceHosts balance, long nowNanos) {
        for (int i = 0; i < hosts.size(); i++) {
            int index = balance == LoadBalanceHosts.ROUND_ROBIN ? Math.floorMod(turn + i, hosts.size()) : i;
            BackOff backOff = failing.get(hosts.get(index));
            if (backOff == null || nowNanos - backOff.untilNanos >= 0) {
                turn = index + 1;
                return hosts.get(index);
            }
        }
        return null;
    }

    /** Whether the back-off of every host still runs. */
    boolean areAllLeftAlone(List<HostAddress> hosts, long nowNanos) {
        for (HostAddress host : hosts) {
            BackOff backOff = failing.get(host);
            if (backOff == null || nowNanos - backOff.untilNanos >= 0) {
                return false;
            }
        }
        return true;
    }

    void succeeded(HostAddress host) {
        failing.remove(host);
    }

    /** Ends every back-off. */
    void forgetFailures() {
        failing.clear();
    }

    void failed(HostAddress host, long maxNanos, long nowNanos) {
        BackOff backOff = failing.computeIfAbsent(host, h -> new BackOff());
        if (backOff.nanos > 0 && nowNanos - backOff.untilNanos < 0) {
            return; // Of several attempts begun together, the first failure counts.
        }
        backOff.nanos = Math.max(LEAST_BACK_OFF_NANOS,
                Math.min(maxNanos, backOff.nanos == 0 ? FIRST_BACK_OFF_NANOS : backOff.nanos * 2));
        backOff.untilNanos = nowNanos + backOff.nanos;
    }
}
