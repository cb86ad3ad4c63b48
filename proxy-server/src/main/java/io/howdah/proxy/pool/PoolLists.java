package io.howdah.proxy.pool;

import io.howdah.config.HostAddress;
import io.howdah.config.PoolSettings;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.PooledServer;
import io.howdah.proxy.server.ServerState;
import io.howdah.proxy.server.login.LoginFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The data that the loops share of a pool: its servers, the idle ones among them, the waiting clients, the connections that are
 * being opened. The lock guards every field declared below it, and the objects in these fields. It also guards {@code openings},
 * except where a method of {@link Openings} says otherwise.
 *
 * <p>Each method decides, keeps account, and returns the steps that follow; the caller takes these steps. While the lock is held,
 * no method touches a channel or calls a client. A checkout takes the lock once, even if its client waits; so does a release.
 *
 * @param <S> a server; tests use servers without a connection
 */
final class PoolLists<S extends PooledServer> {

    /** A server that is on its way for longer hangs in its check, for example: the client that it would serve gets another one. */
    static final long LATE_NANOS = 1_000_000_000L;

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
    /**
     * Servers on their way to the queue, and since when (System.nanoTime()): they have just logged in, or were idle and were taken.
     * Each one will serve a client there.
     */
    private final Map<S, Long> toQueue = new HashMap<>();
    /** Servers that are being closed because the pool has too many. The pool counts them as gone, however long that takes. */
    private final Set<S> leaving = new HashSet<>();
    private @Nullable RefusalReason over;
    /** Why servers are closed once the pool has ended; null until then. */
    private @Nullable DisconnectReason endedFor;

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

    /** Whether no client gets a server and no connection is opened. Under the lock. */
    private boolean isShut() {
        return over != null || holds.keepServers();
    }

    // ---- clients

    /**
     * A client asks for a server, on its loop.
     *
     * @param now System.nanoTime(), of a moment ago
     * @return a server of the client's loop; or null, once {@code unserved} has been called
     */
    @Nullable
    S checkout(WaitTicket ticket, long now, Unserved<S> unserved) {
        int loop = ticket.waiter.loop().index();
        S taken;
        S given;
        RefusalReason refusal = null;
        LoginFailure failure = null;
        List<Opening> toOpen = List.of();
        synchronized (lock) {
            taken = isShut() ? null : takeOpen(loop);
            // Clients in the queue came first. A server may be idle beside them while other servers are being checked.
            given = taken != null && queue.isEmpty() && !Janitor.needsCheck(config.server(), taken.idleSinceNanos(), now) ? taken
                    : null;
            if (given != null && given.loop().index() == loop) {
                return given;
            }
            ticket.sinceNanos = clock.getAsLong();
            if (taken == null) {
                refusal = refusal(ticket.sinceNanos);
                failure = refusal == RefusalReason.SERVER_REFUSES ? openings.lastFailure() : null;
            }
            if (given == null && refusal == null) {
                queue.add(ticket);
                if (taken == null) {
                    toOpen = neededOpenings();
                } else {
                    toQueue.put(taken, ticket.sinceNanos);
                }
            }
        }
        if (given != null) {
            unserved.served(ticket, given);
        } else if (refusal != null) {
            unserved.refused(ticket, refusal, failure);
        } else if (taken != null) {
            unserved.queued(ticket, taken);
        } else {
            unserved.queued(ticket, toOpen);
        }
        return null;
    }

    /** Takes an idle server, of this loop if it has one; null if no server is idle. Under the lock. */
    private @Nullable S takeOpen(int loop) {
        boolean roundRobin = config.pool().roundRobin();
        S server = idle.take(loop, roundRobin);
        while (server != null && server.loop().index() == loop && !server.isOpen()) {
            server = idle.take(loop, roundRobin); // The server's owner hears of its end.
        }
        return server;
    }

    /** Why a client that gets no server may not wait either; null if it may wait. Under the lock. */
    private @Nullable RefusalReason refusal(long now) {
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

    /** Takes a client out of the queue. @return whether the client was in the queue */
    boolean leave(WaitTicket ticket) {
        synchronized (lock) {
            return queue.remove(ticket);
        }
    }

    /** Puts a client back into its place, for its server was closed. @return why the client is refused; null if it is not */
    @Nullable
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
     * Gives a free server, on its loop, to the next client in the queue. Without such a client the server becomes idle, or has to
     * close: the pool has ended, is paused or has too many servers. @return the client's ticket, or null
     */
    @Nullable
    WaitTicket give(S server) {
        synchronized (lock) {
            if (!toQueue.isEmpty()) {
                toQueue.remove(server);
            }
            WaitTicket next = holds.keepServers() ? null : queue.poll(server.loop().index());
            if (next == null) {
                keep(server);
            }
            return next;
        }
    }

    /** Keeps a free server; no other method makes a server idle. Under the lock. */
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

    /** The number of servers beyond pool_size and reserve_pool_size, without the servers that are leaving. Under the lock. */
    private int surplus() {
        PoolSettings sizes = config.pool();
        return sizes.poolSize() <= 0 ? 0
                : Math.max(0, servers.size() - leaving.size() - sizes.poolSize() - sizes.reservePoolSize());
    }

    /** Takes all idle servers. */
    List<S> takeIdle() {
        synchronized (lock) {
            return idle.takeOldest(Integer.MAX_VALUE);
        }
    }

    /** Takes as many idle servers as there are waiting clients. */
    List<S> takeForWaiters() {
        synchronized (lock) {
            List<S> taken = holds.keepServers() || queue.isEmpty() ? List.of() : idle.takeOldest(queue.size());
            long now = clock.getAsLong();
            taken.forEach(server -> toQueue.put(server, now));
            return taken;
        }
    }

    /** Takes an idle server that is to be asked for its parameters; null if no server is idle or a client waits. */
    @Nullable
    S takeToAsk() {
        synchronized (lock) {
            return isShut() || !queue.isEmpty() ? null : idle.takeOldest();
        }
    }

    /**
     * Takes the slot for one connection that is to tell its values.
     *
     * @return null if no connection comes; empty if one comes anyway
     */
    @Nullable
    List<Opening> toHear() {
        synchronized (lock) {
            if (isShut()) {
                return null;
            }
            if (openings.coming() > 0) {
                return List.of();
            }
            List<Opening> one = openings.forPlace(queue, servers.size(), loops, config, clock.getAsLong());
            return one.isEmpty() ? null : one;
        }
    }

    /** Takes this server if it is idle. @return whether the server was idle */
    boolean takeIdle(S server) {
        synchronized (lock) {
            return idle.remove(server);
        }
    }

    // ---- opening and closing

    /** Takes the slots for the connections that waiting clients need. */
    List<Opening> toOpen() {
        synchronized (lock) {
            return neededOpenings();
        }
    }

    /** As {@link #toOpen}, under the lock. */
    private List<Opening> neededOpenings() {
        if (isShut()) {
            return List.of();
        }
        long now = clock.getAsLong();
        if (!toQueue.isEmpty()) {
            toQueue.values().removeIf(since -> now - since > LATE_NANOS);
        }
        return openings.forWaiters(queue, toQueue.size(), servers.size(), config, now);
    }

    /** A connection is established and its login begins. */
    void loginBegins(S server) {
        synchronized (lock) {
            loggingIn.add(server);
        }
    }

    /** The connection's login has ended, with or without success. */
    void loginEnds(S server) {
        synchronized (lock) {
            loggingIn.remove(server);
        }
    }

    /**
     * A server has logged in; {@link #give} follows, or the server closes.
     *
     * @return why the server has to close, if the pool has ended; else null
     */
    @Nullable
    DisconnectReason opened(S server, HostAddress host) {
        synchronized (lock) {
            servers.add(server);
            toQueue.put(server, clock.getAsLong());
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
            toQueue.remove(server);
            leaving.remove(server);
            idle.remove(server);
        }
    }

    /** Ends every back-off: a host that has failed may be tried at once. */
    void forgetFailures() {
        synchronized (lock) {
            openings.forgetFailures();
        }
    }

    // ---- upkeep, and other pools

    /** One round of upkeep: takes idle servers that are too many or idle for too long, and slots for missing connections. */
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

    /** Takes an idle server to be closed in favour of another pool; null if no server is idle or a client waits. */
    @Nullable
    S takeSpare() {
        synchronized (lock) {
            return queue.isEmpty() ? idle.takeOldest() : null;
        }
    }

    /** A server of another pool is being closed in favour of this pool; {@link #inherit} follows. */
    void promise() {
        synchronized (lock) {
            openings.promise();
        }
    }

    /**
     * A server of another pool has made room. One connection is opened even if the waiting clients have been served meanwhile:
     * otherwise the database would be left with fewer connections than before.
     *
     * @return the connections to open
     */
    List<Opening> inherit() {
        synchronized (lock) {
            openings.inherit();
            return isShut() ? List.of() : openings.forPlace(queue, servers.size(), loops, config, clock.getAsLong());
        }
    }

    /** Whether other pools may be waiting for a slot that this pool holds. */
    boolean isAtSharedLimit() {
        return openings.isAtSharedLimit(config);
    }

    // ---- orders

    /** The configuration in force. Any thread, without the lock. */
    PoolConfig config() {
        return config;
    }

    /** Puts another configuration in force. */
    void configure(PoolConfig next) {
        config = next;
    }

    /** Ends the pool: no client gets a server, and servers are closed as they come free. @return the clients that waited */
    List<WaitTicket> end(RefusalReason why, DisconnectReason whyServers) {
        List<WaitTicket> refused = new ArrayList<>();
        synchronized (lock) {
            over = why;
            endedFor = whyServers;
            queue.drain(refused::add);
        }
        return refused;
    }

    // ---- the state now

    /** Whether the pool has no server and opens no connection. */
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

    /** All connections at this moment, including those in login. */
    List<S> connections() {
        synchronized (lock) {
            List<S> all = new ArrayList<>(servers);
            all.addAll(loggingIn);
            return all;
        }
    }

    /** The number of waiting clients. */
    int waiting() {
        synchronized (lock) {
            return queue.size();
        }
    }

    /** Since when the oldest waiting client waits, as System.nanoTime(); 0 if no client waits. */
    long oldestWaitNanos() {
        synchronized (lock) {
            return queue.oldestNanos();
        }
    }

    /** Whether waiting clients need a connection that a limit shared with other pools may be holding back. */
    boolean wantsSlot() {
        synchronized (lock) {
            int coming = openings.coming();
            return !holds.keepServers() && !queue.isEmpty() && coming < queue.size() && !isFull(servers.size() + coming);
        }
    }

    /** Whether pool_size allows no more than this many servers. */
    private boolean isFull(int count) {
        int size = config.pool().poolSize();
        return size > 0 && count >= size;
    }

    /** What keeps the waiting clients from a server. */
    WaitCause waitCause() {
        synchronized (lock) {
            boolean unreachable = servers.isEmpty() && openings.lastFailure() != null;
            return queue.isEmpty() ? WaitCause.NOBODY
                    : WaitCause.of(holds.keepServers(), unreachable, openings.coming() > 0, isFull(servers.size()));
        }
    }

    /** Why the last attempt to open a server failed; null if an attempt has succeeded since. */
    @Nullable
    LoginFailure lastFailure() {
        synchronized (lock) {
            return openings.lastFailure();
        }
    }

    /** The {@link #lastFailure} of a pool that has no server; else null. */
    @Nullable
    LoginFailure problem() {
        synchronized (lock) {
            return servers.isEmpty() ? openings.lastFailure() : null;
        }
    }
}
