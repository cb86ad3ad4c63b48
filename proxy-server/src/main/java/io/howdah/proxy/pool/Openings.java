package io.howdah.proxy.pool;

import io.howdah.config.HostAddress;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.login.LoginFailure;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections a pool opens, and to which hosts: several at a time, but never more than those who wait need, and none that a
 * limit forbids. A slot is taken here before a connection is opened, and given back when it has failed or closed. Guarded by the lock of
 * {@link PoolLists}, but for what says otherwise.
 */
final class Openings {

    private static final Logger LOG = LoggerFactory.getLogger(Openings.class);

    /** How many connections may be opening at once: enough to fill a pool quickly, too few to hurt a server that is starting. */
    private static final int LIMIT = 16;

    private final PoolKey key;
    private final PoolLimits limits;
    private ServerHosts hosts = new ServerHosts();
    private int count;
    /** Servers of other pools that make room for this one. */
    private int promised;
    private LoginFailure lastFailure;

    Openings(PoolKey key, PoolLimits limits) {
        this.key = key;
        this.limits = limits;
    }

    /** Goes on from what another knew of hosts that failed; that one must be out of use. */
    void takeOver(Openings before) {
        hosts = before.hosts;
        lastFailure = before.lastFailure;
    }

    /** How many are under way. */
    int count() {
        return count;
    }

    /** How many are under way, or will be when another pool has made room. */
    int coming() {
        return count + promised;
    }

    /** Another pool makes room for one. */
    void promise() {
        promised++;
    }

    /** Another pool has made room. */
    void inherit() {
        promised--;
    }

    /** Why the last one failed; null since one has succeeded. */
    LoginFailure lastFailure() {
        return lastFailure;
    }

    /** Hosts that have failed may be tried at once. */
    void forgetFailures() {
        lastFailure = null;
        hosts.forgetFailures();
    }

    /** As many as waiters need beyond those under way, on the loops of those who have waited longest. */
    List<Opening> forWaiters(WaitQueue queue, int servers, PoolConfig config, long now) {
        if (queue.isEmpty() || count >= queue.size()) {
            return List.of();
        }
        List<Opening> openings = new ArrayList<>();
        while (count < Math.min(LIMIT, queue.size()) && isWithinSize(queue, servers, config, now)) {
            Opening next = take(queue.oldest().waiter.loop(), config, now);
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

    /** One for a place that another pool has made, if there is room for it in this one. */
    List<Opening> forPlace(WaitQueue queue, int servers, List<Loop> loops, PoolConfig config, long now) {
        int sum = servers + count;
        if (config.pool().poolSize() > 0 && sum >= config.pool().poolSize()) {
            return List.of();
        }
        Opening opening = take(queue.isEmpty() ? loops.get(Math.floorMod(sum, loops.size())) : queue.oldest().waiter.loop(), config, now);
        return opening == null ? List.of() : List.of(opening);
    }

    /** As many as are missing from min_pool_size, the loops taking turns. */
    List<Opening> forMinimum(int minimum, int servers, List<Loop> loops, PoolConfig config, long now) {
        List<Opening> openings = new ArrayList<>();
        while (servers + count < minimum && count < LIMIT) {
            Opening next = take(loops.get(Math.floorMod(servers + count, loops.size())), config, now);
            if (next == null) {
                break;
            }
            openings.add(next);
        }
        return openings;
    }

    /** Within pool_size; or within the reserve, where somebody has waited for reserve_pool_timeout. */
    private boolean isWithinSize(WaitQueue queue, int servers, PoolConfig config, long now) {
        int size = config.pool().poolSize();
        int sum = servers + count;
        if (size <= 0 || sum < size) {
            return true;
        }
        int reserve = config.pool().reservePoolSize();
        return reserve > 0 && sum < size + reserve && !queue.isEmpty()
                && now - queue.oldest().sinceNanos >= config.pool().reservePoolTimeout().toNanos();
    }

    private Opening take(Loop loop, PoolConfig config, long now) {
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
        return new Opening(loop, host);
    }

    /** One has succeeded; its slots stay taken until it is closed. */
    void succeeded(HostAddress host) {
        count--;
        hosts.succeeded(host);
        lastFailure = null;
    }

    /** One has failed; its slots have to be given back. */
    void failed(LoginFailure failure, long loginRetryNanos, long now) {
        count--;
        lastFailure = failure;
        hosts.failed(failure.host(), loginRetryNanos, now);
    }

    /**
     * Whether those who wait are to hear of the last failure: no other host is left to try, and where the server was full, nothing is under
     * way that may have got the last place.
     */
    boolean isLastFailureFinal(PoolConfig config, long now) {
        return lastFailure.isFinal() && isNoHostLeft(config, now) && (count == 0 || !lastFailure.isServerFull());
    }

    /**
     * Whether the server has just refused this user or database, and is left alone for the moment: who comes now is told the same at once,
     * instead of after the back-off.
     */
    boolean isRefused(PoolConfig config, long now) {
        return lastFailure != null && lastFailure.isFinal() && count == 0 && isNoHostLeft(config, now);
    }

    /** Whether every host has failed lately and is left alone for the moment. */
    private boolean isNoHostLeft(PoolConfig config, long now) {
        return hosts.areAllLeftAlone(config.database().hosts(), now);
    }

    /** Whether other pools may be waiting for what this one holds. Any thread, without the lock. */
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
