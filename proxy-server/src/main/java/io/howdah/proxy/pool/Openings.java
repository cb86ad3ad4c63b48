package io.howdah.proxy.pool;

import io.howdah.config.HostAddress;
import io.howdah.config.LoadBalanceHosts;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.login.LoginFailure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how many connections a pool opens, and to which hosts. Once a server is there, several connections open at a time,
 * but no more than waiting clients, min_pool_size or an eviction call for, and never beyond a limit. A slot is taken before a connection is opened, and
 * given back when the connection has failed or closed. Guarded by the lock of {@link PoolLists}, except where a method says
 * otherwise.
 */
final class Openings {

    private static final Logger LOG = LoggerFactory.getLogger(Openings.class);

    /** How many connections may open at once: enough to fill a pool quickly, few enough not to hurt a server that is starting. */
    private static final int LIMIT = 16;

    private final PoolKey key;
    private final PoolLimits limits;
    private ServerHosts hosts = new ServerHosts();
    private int count;
    /** Servers of other pools that are closing to make room for this pool. */
    private int promised;
    private @Nullable LoginFailure lastFailure;

    Openings(PoolKey key, PoolLimits limits) {
        this.key = key;
        this.limits = limits;
    }

    /** Takes over the failures and back-offs from an earlier pool with the same key. The earlier pool must be out of use. */
    void takeOver(Openings before) {
        hosts = before.hosts;
        lastFailure = before.lastFailure;
    }

    /** The number of connections that are being opened. */
    int count() {
        return count;
    }

    /** The number of connections that are being opened, or will be when another pool has made room. */
    int coming() {
        return count + promised;
    }

    /** Another pool begins to make room for a connection of this pool. */
    void promise() {
        promised++;
    }

    /** Another pool has made room for a connection of this pool. */
    void inherit() {
        promised--;
    }

    /** Why the last failed attempt failed; null if an attempt has succeeded since. */
    @Nullable
    LoginFailure lastFailure() {
        return lastFailure;
    }

    /** Ends every back-off: a host that has failed may be tried at once. */
    void forgetFailures() {
        lastFailure = null;
        hosts.forgetFailures();
    }

    /**
     * Takes slots for the connections that waiting clients still need, on the loop of the client that has waited longest.
     *
     * @param toQueue how many servers are on their way to a waiting client
     */
    List<Opening> forWaiters(WaitQueue queue, int toQueue, int servers, PoolConfig config, long now) {
        int waiting = queue.size() - toQueue;
        if (count >= waiting) {
            return List.of();
        }
        List<Opening> openings = new ArrayList<>();
        WaitTicket oldest = queue.oldest();
        int most = Math.min(mostAtOnce(servers, config), waiting);
        while (oldest != null && count < most && isWithinSize(queue, servers, config, now)) {
            Opening next = take(oldest.waiter.loop(), queue.at(oldest.waiter.loop().index(), toQueue + count), config,
                    now);
            if (next == null) {
                break;
            }
            if (config.pool().poolSize() > 0 && servers + count > config.pool().poolSize()) {
                LOG.warn("{} taking connection from reserve_pool", key);
            }
            openings.add(next);
        }
        return openings;
    }

    /** Takes slots for one connection, whether or not a client waits, if the pool has room for it. */
    List<Opening> forPlace(WaitQueue queue, int servers, List<Loop> loops, PoolConfig config, long now) {
        int sum = servers + count;
        if (config.pool().poolSize() > 0 && sum >= config.pool().poolSize()) {
            return List.of();
        }
        WaitTicket oldest = queue.oldest();
        Loop loop = oldest == null ? loops.get(Math.floorMod(sum, loops.size())) : oldest.waiter.loop();
        Opening opening = take(loop, oldest == null ? null : queue.at(loop.index(), count), config, now);
        return opening == null ? List.of() : List.of(opening);
    }

    /** Takes slots for the connections that are missing from min_pool_size, on each loop in turn. */
    List<Opening> forMinimum(int minimum, int servers, List<Loop> loops, PoolConfig config, long now) {
        List<Opening> openings = new ArrayList<>();
        int most = mostAtOnce(servers, config);
        while (servers + count < minimum && count < most) {
            Opening next = take(loops.get(Math.floorMod(servers + count, loops.size())), null, config, now);
            if (next == null) {
                break;
            }
            openings.add(next);
        }
        return openings;
    }

    /**
     * How many connections may open at once. While the pool has no server, or the last attempt has failed, one attempt a host has
     * to show that connections can be had. Else a password that has changed would be refused once for each waiting client, and all
     * of them would ask a server that is down or full.
     */
    private int mostAtOnce(int servers, PoolConfig config) {
        if (servers > 0 && lastFailure == null) {
            return LIMIT;
        }
        boolean balanced = config.database().loadBalanceHosts() == LoadBalanceHosts.ROUND_ROBIN;
        return balanced ? Math.min(LIMIT, config.database().hosts().size()) : 1;
    }

    /**
     * Whether pool_size allows another connection. If it does not, reserve_pool_size may, once a client has waited for
     * reserve_pool_timeout.
     */
    private boolean isWithinSize(WaitQueue queue, int servers, PoolConfig config, long now) {
        int size = config.pool().poolSize();
        int sum = servers + count;
        if (size <= 0 || sum < size) {
            return true;
        }
        int reserve = config.pool().reservePoolSize();
        if (reserve <= 0 || sum >= size + reserve) {
            return false;
        }
        WaitTicket oldest = queue.oldest();
        return oldest != null && now - oldest.sinceNanos >= config.pool().reservePoolTimeout().toNanos();
    }

    /** @param client that waits for the connection; null if none does */
    private @Nullable Opening take(Loop loop, @Nullable WaitTicket client, PoolConfig config, long now) {
        HostAddress host = hosts.next(config.database().hosts(), config.database().loadBalanceHosts(), now);
        if (host == null
                || !limits.tryTake(PoolLimits.Kind.SERVERS_OF_DATABASE, key.database(), config.pool().maxDbConnections())) {
            return null;
        }
        if (!limits.tryTake(PoolLimits.Kind.SERVERS_OF_USER, key.user(), config.pool().maxUserConnections())) {
            limits.giveBack(PoolLimits.Kind.SERVERS_OF_DATABASE, key.database());
            return null;
        }
        count++;
        return new Opening(loop, host, client == null ? null : client.waiter);
    }

    /** An attempt has succeeded. Its slots stay taken until the connection is closed. */
    void succeeded(HostAddress host) {
        count--;
        hosts.succeeded(host);
        lastFailure = null;
    }

    /** An attempt has failed. The caller gives its slots back. */
    void failed(LoginFailure failure, long loginRetryNanos, long now) {
        count--;
        lastFailure = failure;
        hosts.failed(failure.host(), loginRetryNanos, now);
    }

    /**
     * Whether the waiting clients get the last failure as their error, for no other host is left to try. If the server was full,
     * no other attempt may be under way either: it may have got the server's last place.
     */
    boolean isLastFailureFinal(PoolConfig config, long now) {
        return lastFailure != null && lastFailure.isFinal() && isNoHostLeft(config, now)
                && (count == 0 || !lastFailure.isServerFull());
    }

    /**
     * Whether the server has just refused this user or database and the back-off still runs. A client that comes now gets the
     * same error at once, and does not wait for the end of the back-off.
     */
    boolean isRefused(PoolConfig config, long now) {
        return lastFailure != null && lastFailure.isFinal() && count == 0 && isNoHostLeft(config, now);
    }

    /** Whether the back-off of every host still runs. */
    private boolean isNoHostLeft(PoolConfig config, long now) {
        return hosts.areAllLeftAlone(config.database().hosts(), now);
    }

    /** Whether other pools may be waiting for a slot that this pool holds. Any thread, without the lock. */
    boolean isAtSharedLimit(PoolConfig config) {
        int ofDatabase = config.pool().maxDbConnections();
        int ofUser = config.pool().maxUserConnections();
        return (ofDatabase > 0 && limits.taken(PoolLimits.Kind.SERVERS_OF_DATABASE, key.database()) >= ofDatabase)
                || (ofUser > 0 && limits.taken(PoolLimits.Kind.SERVERS_OF_USER, key.user()) >= ofUser);
    }

    /** Gives the slots of one connection back. Any thread, without the lock. */
    void giveSlotBack() {
        limits.giveBack(PoolLimits.Kind.SERVERS_OF_USER, key.user());
        limits.giveBack(PoolLimits.Kind.SERVERS_OF_DATABASE, key.database());
    }
}
