package io.howdah.proxy.pool;

import io.howdah.config.HostAddress;
import io.howdah.config.PoolSettings;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.PooledServer;
import io.howdah.proxy.server.ServerState;
import io.howdah.proxy.server.login.LoginFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What the loops share of a pool: its servers, those of them that are idle, the clients that wait, the connections that are being opened.
 * The lock guards every field declared below it, and the objects in these fields. It also guards {@code openings}, but for the methods of
 * {@link Openings} that say otherwise.
 *
 * <p>Each method decides, keeps account, and answers what is to be done; the caller acts on the answer. While the lock is held, no method
 * touches a channel or calls a client. A checkout takes the lock once, also for a client that has to wait, and a release takes it once.
 *
 * @param <S> a server; tests use servers without a connection
 */
final class PoolLists<S extends PooledServer> {

    private final List<Loop> loops;
    private final Holds holds;
    private final LongSupplier clock;
    private final Openings openings;
    // A reload writes it without the lock; each decision reads it anew.
    private volatile PoolConfig config;

    private final Object lock = new Object();
    private final IdleServers<S> idle;
    private final WaitQueue queue;
    private final Set<S> servers = new HashSet<>();
    private final Set<S> loggingIn = new HashSet<>();
    /** Servers that are being closed because the pool has too many: the pool counts them as gone, however long their end takes. */
    private final Set<S> leaving = new HashSet<>();
    private RefusalReason over;
    /** Why servers are closed, where the pool is over; else null. */
    private DisconnectReason endedFor;

    /** @param clock System.nanoTime() */
    PoolLists(PoolConfig config, List<Loop> loops, Holds holds, Openings openings, LongSupplier clock) {
        this.config = config;
        this.loops = loops;
        this.holds = holds;
        this.clock = clock;
        this.openings = openings;
        this.idle = new IdleServers<>(loops.size());
        this.queue = new WaitQueue(loops.size());
    }

    /** Whether nobody gets a server, and none is opened. Under the lock. */
    private boolean isShut() {
        return over != null || holds.keepServers();
    }

    // ---- clients

    /**
     * A client asks for a server, on its loop.
     *
     * @param now System.nanoTime(), of a moment ago
     * @return a server of the client's loop; or null, and {@code unserved} has been told what is to be done
     */
    S checkout(WaitTicket ticket, long now, Unserved<S> unserved) {
        int loop = ticket.waiter.loop().index();
        S taken;
        boolean served;
        RefusalReason refusal = null;
        LoginFailure failure = null;
        List<Opening> toOpen = List.of();
        synchronized (lock) {
            taken = isShut() ? null : takeOpen(loop);
            // Clients in the queue have come before this one. Idle servers are there beside them while others are being checked.
            served = taken != null && queue.isEmpty() && !Janitor.needsCheck(config.server(), taken.idleSinceNanos(), now);
            if (served && taken.loop().index() == loop) {
                return taken;
            }
            ticket.sinceNanos = clock.getAsLong();
            if (taken == null) {
                refusal = refusal(ticket.sinceNanos);
                failure = refusal == RefusalReason.SERVER_REFUSES ? openings.lastFailure() : null;
            }
            if (!served && refusal == null) {
                queue.add(ticket);
                toOpen = taken == null ? neededOpenings() : List.of();
            }
        }
        if (served) {
            unserved.served(ticket, taken);
        } else if (refusal != null) {
            unserved.refused(ticket, refusal, failure);
        } else if (taken != null) {
            unserved.queued(ticket, taken);
        } else {
            unserved.queued(ticket, toOpen);
        }
        return null;
    }

    /** An idle server, one of this loop first. Under the lock. */
    private S takeOpen(int loop) {
        boolean roundRobin = config.pool().roundRobin();
        S server = idle.take(loop, roundRobin);
        while (server != null && server.loop().index() == loop && !server.isOpen()) {
            server = idle.take(loop, roundRobin); // Its owner hears of its end, and opens another.
        }
        return server;
    }

    /** Why a client without a server may not wait; null where it may. Under the lock. */
    private RefusalReason refusal(long now) {
        int most = config.pool().maxWaitingClients();
        if (over != null) {
            return over;
        }
        if (most > 0 && queue.size() >= most) {
            return RefusalReason.QUEUE_FULL;
        }
        boolean refused = !holds.keepServers() && servers.isEmpty() && queue.isEmpty() && openings.isRefused(config, now);
        return refused ? RefusalReason.SERVER_REFUSES : null;
    }

    /** Takes a client out of the queue. @return whether it was there */
    boolean leave(WaitTicket ticket) {
        synchronized (lock) {
            return queue.remove(ticket);
        }
    }

    /** A client whose server turned out to be closed goes back to its place in the queue. @return why not, where the pool is over */
    RefusalReason putBack(WaitTicket ticket) {
        synchronized (lock) {
            if (over == null) {
                queue.putBack(ticket);
            }
            return over;
        }
    }

    // ---- servers between two clients

    /**
     * Gives a free server, on its loop, to the client that is next in the queue. With nobody in the queue the server is idle from now on; a
     * pool that is over, is paused or has too many servers tells it to close instead ({@link PooledServer#closeWhenFree}).
     *
     * @return the client's ticket, or null
     */
    WaitTicket give(S server) {
        synchronized (lock) {
            WaitTicket next = holds.keepServers() ? null : queue.poll(server.loop().index());
            if (next == null) {
                keep(server);
            }
            return next;
        }
    }

    /** The one way into the idle servers. Under the lock. */
    private void keep(S server) {
        DisconnectReason closing = endedFor;
        if (closing == null && holds.closeServers()) {
            closing = DisconnectReason.PAUSED;
        }
        if (closing == null && surplus() > 0) {
            closing = DisconnectReason.TOO_MANY;
        }
        if (closing != null) {
            leaving.add(server);
            server.closeWhenFree(closing);
        } else {
            server.enter(ServerState.IDLE);
            idle.push(server);
        }
    }

    /** How many servers are beyond the pool's sizes, without those that are being closed for that. Under the lock. */
    private int surplus() {
        PoolSettings sizes = config.pool();
        return sizes.poolSize() <= 0 ? 0 : Math.max(0, servers.size() - leaving.size() - sizes.poolSize() - sizes.reservePoolSize());
    }

    /** Takes all idle servers. */
    List<S> takeIdle() {
        synchronized (lock) {
            return idle.takeOldest(Integer.MAX_VALUE);
        }
    }

    /** Takes as many idle servers as there are clients that wait. */
    List<S> takeForWaiters() {
        synchronized (lock) {
            return holds.keepServers() || queue.isEmpty() ? List.of() : idle.takeOldest(queue.size());
        }
    }

    /** Takes an idle server to be asked something; null where there is none, or a client waits. */
    S takeToAsk() {
        synchronized (lock) {
            return isShut() || !queue.isEmpty() ? null : idle.takeOldest();
        }
    }

    /** Takes this server if it is idle. @return whether it was */
    boolean takeIdle(S server) {
        synchronized (lock) {
            return idle.remove(server);
        }
    }

    // ---- opening and closing

    /** The connections that waiting clients need; their slots are taken. */
    List<Opening> toOpen() {
        synchronized (lock) {
            return neededOpenings();
        }
    }

    /** Under the lock. */
    private List<Opening> neededOpenings() {
        return isShut() ? List.of() : openings.forWaiters(queue, servers.size(), config, clock.getAsLong());
    }

    /** A connection stands, and logs in. */
    void loginBegins(S server) {
        synchronized (lock) {
            loggingIn.add(server);
        }
    }

    /** The connection's login has ended, well or not. */
    void loginEnds(S server) {
        synchronized (lock) {
            loggingIn.remove(server);
        }
    }

    /** A server has logged in. @return why it is to be closed, where the pool is over; else null */
    DisconnectReason opened(S server, HostAddress host) {
        synchronized (lock) {
            servers.add(server);
            openings.succeeded(host);
            return endedFor;
        }
    }

    /** A connection could not be opened. */
    AfterFailure openFailed(LoginFailure failure) {
        List<WaitTicket> refused = new ArrayList<>();
        openings.giveSlotBack();
        synchronized (lock) {
            long now = clock.getAsLong();
            openings.failed(failure, config.server().loginRetry().toNanos(), now);
            if (!servers.isEmpty() || !openings.isLastFailureFinal(config, now)) {
                return new AfterFailure(List.of(), neededOpenings());
            }
            queue.drain(refused::add);
        }
        return new AfterFailure(refused, List.of());
    }

    /** A server has closed: its slot is free. {@link #closed} follows. */
    void freeSlot() {
        openings.giveSlotBack();
    }

    /** A server has closed. */
    void closed(S server) {
        synchronized (lock) {
            servers.remove(server);
            leaving.remove(server);
            idle.remove(server);
        }
    }

    /** Hosts that have failed may be tried at once. */
    void forgetFailures() {
        synchronized (lock) {
            openings.forgetFailures();
        }
    }

    // ---- upkeep, and other pools

    /** One round of upkeep: takes idle servers that are too many or too old, and the slots for what is missing. */
    Round<S> upkeep(long now) {
        synchronized (lock) {
            PoolSettings sizes = config.pool();
            long idleTimeout = config.server().idleTimeout().toNanos();
            int minimum = Math.min(sizes.minPoolSize(), sizes.poolSize() > 0 ? sizes.poolSize() : Integer.MAX_VALUE);
            int spare = Math.max(0, servers.size() - minimum);
            List<S> surplus = idle.takeOldest(surplus());
            leaving.addAll(surplus);
            List<S> expired = idleTimeout <= 0 ? List.of()
                    : idle.takeAll(server -> now - server.idleSinceNanos() > idleTimeout, spare - surplus.size());
            List<Opening> toOpen = new ArrayList<>(neededOpenings());
            if (!isShut()) {
                toOpen.addAll(openings.forMinimum(minimum, servers.size(), loops, config, now));
            }
            return new Round<>(surplus, expired, idle.all(), new ArrayList<>(servers), toOpen);
        }
    }

    /** Takes an idle server, which is to be closed for the sake of another pool; null where none can be spared. */
    S takeSpare() {
        synchronized (lock) {
            return queue.isEmpty() ? idle.takeOldest() : null;
        }
    }

    /** A server of another pool is being closed for the sake of this one; {@link #inherit} follows. */
    void promise() {
        synchronized (lock) {
            openings.promise();
        }
    }

    /**
     * A server of another pool has made room: the connections to be opened. One is opened even if the waiting clients have been served
     * meanwhile: else the database would be left with fewer than before.
     */
    List<Opening> inherit() {
        synchronized (lock) {
            openings.inherit();
            return isShut() ? List.of() : openings.forPlace(queue, servers.size(), loops, config, clock.getAsLong());
        }
    }

    /** Whether other pools may be waiting for what this one holds. */
    boolean isAtSharedLimit() {
        return openings.isAtSharedLimit(config);
    }

    // ---- orders

    /** What holds for the pool now. Any thread, without the lock. */
    PoolConfig config() {
        return config;
    }

    /** Puts another configuration in force. */
    void configure(PoolConfig next) {
        config = next;
    }

    /** Ends the pool: nobody gets a server any more, and servers are closed as they come free. @return the clients that waited */
    List<WaitTicket> end(RefusalReason why, DisconnectReason whyServers) {
        List<WaitTicket> refused = new ArrayList<>();
        synchronized (lock) {
            over = why;
            endedFor = whyServers;
            queue.drain(refused::add);
        }
        return refused;
    }

    // ---- what there is

    /** Whether there is no connection to a server, and none is being opened. */
    boolean hasNoServers() {
        synchronized (lock) {
            return servers.isEmpty() && openings.count() == 0;
        }
    }

    /** All servers at this moment. */
    List<S> servers() {
        synchronized (lock) {
            return new ArrayList<>(servers);
        }
    }

    /** All connections at this moment, those that log in among them. */
    List<S> connections() {
        synchronized (lock) {
            List<S> all = new ArrayList<>(servers);
            all.addAll(loggingIn);
            return all;
        }
    }

    /** How many wait. */
    int waiting() {
        synchronized (lock) {
            return queue.size();
        }
    }

    /** Since when the client waits that has waited longest, System.nanoTime(); 0 where nobody waits. */
    long oldestWaitNanos() {
        synchronized (lock) {
            WaitTicket oldest = queue.oldest();
            return oldest == null ? 0 : oldest.sinceNanos;
        }
    }

    /** Whether waiting clients want a connection that a limit shared with other pools may be holding back. */
    boolean wantsSlot() {
        synchronized (lock) {
            int coming = openings.coming();
            return !holds.keepServers() && !queue.isEmpty() && coming < queue.size() && !isFull(servers.size() + coming);
        }
    }

    /** Whether this many servers are all that pool_size allows. */
    private boolean isFull(int count) {
        int size = config.pool().poolSize();
        return size > 0 && count >= size;
    }

    /** What keeps the waiting clients from a server. */
    WaitCause waitCause() {
        synchronized (lock) {
            if (queue.isEmpty()) {
                return WaitCause.NOBODY;
            }
            if (holds.keepServers()) {
                return WaitCause.HELD;
            }
            if (servers.isEmpty() && openings.lastFailure() != null) {
                return WaitCause.UNREACHABLE;
            }
            if (openings.coming() > 0) {
                return WaitCause.OPENING;
            }
            return isFull(servers.size()) ? WaitCause.BUSY : WaitCause.LIMIT;
        }
    }

    /** Why the last attempt to open a server failed; null since one has succeeded. */
    LoginFailure lastFailure() {
        synchronized (lock) {
            return openings.lastFailure();
        }
    }

    /** The same where there is no server; else null. */
    LoginFailure problem() {
        synchronized (lock) {
            return servers.isEmpty() ? openings.lastFailure() : null;
        }
    }
}
