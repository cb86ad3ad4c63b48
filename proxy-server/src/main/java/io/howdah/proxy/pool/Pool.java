package io.howdah.proxy.pool;

import io.howdah.config.PoolMode;
import io.howdah.config.PoolSettings;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.parameters.TrackedParameters;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerState;
import io.howdah.proxy.server.cancel.CancelSender;
import io.howdah.proxy.server.login.LoginFailure;
import io.howdah.proxy.server.login.ServerConnector;
import io.howdah.proxy.server.login.ServerOpening;
import io.howdah.proxy.stats.PoolStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers of one (database, user), over all event loops: one set of limits, one queue, one set of numbers, however many loops there
 * are. {@link #checkout} and {@link #release} are the only doors.
 *
 * <p>What is shared between the loops is a few fields behind one short lock, taken once for each checkout and once for each release,
 * never for a message; nothing is called while it is held. No server is idle while somebody waits. A client gets a server of its own
 * loop where there is one; else one of another loop is moved over, while it is in nobody's hands.
 */
public final class Pool implements ServerOpening {

    private static final Logger LOG = LoggerFactory.getLogger(Pool.class);

    private final PoolKey key;
    private final List<Loop> loops;
    private final PoolStats[] stats;
    private final PoolLimits limits;
    private final Holds holds;
    private final ServerConnector connector;
    private final CancelSender cancels;
    private final Runnable slotFreed;
    private final Runnable slotWanted;
    private final ServerDefaults defaults = new ServerDefaults();

    private volatile PoolConfig config;
    // Written by each checkout, read by the sweep: a store in the processor's own time is soon enough.
    private final AtomicLong lastUsedNanos = new AtomicLong(System.nanoTime());

    private final AtomicInteger clients = new AtomicInteger();
    // An operator wants it, whether it has clients or not.
    private volatile boolean kept;
    // A server has logged in for it.
    private volatile boolean born;
    private volatile boolean countsForItself = true;
    // When a client or a server last left, for pool_idle_timeout.
    private volatile long leftNanos = System.nanoTime();

    private final Janitor janitor = new Janitor(this);

    private final Object lock = new Object();
    private final IdleServers idle;
    private final WaitQueue queue;
    private final Openings openings;
    private final Set<ServerConnection> servers = new HashSet<>();
    /** Of the servers those that are being closed because they are too many: they are counted once, however long their end takes. */
    private final Set<ServerConnection> leaving = new HashSet<>();
    /** Servers of this pool that make room, and for whom. */
    private final Map<ServerConnection, Pool> heirs = new HashMap<>();
    /** Servers of other pools that make room for this one. */
    private int promised;
    private RefusalReason over;
    /** Where it is over: why its servers are closed. */
    private DisconnectReason endedFor;

    /**
     * @param holds which orders hold its database
     * @param slotFreed called, without a lock, when a slot shared with other pools has come free
     * @param slotWanted called, without a lock, when somebody waits and a limit shared with other pools may be in the way
     */
    Pool(
            PoolKey key,
            PoolConfig config,
            List<Loop> loops,
            PoolLimits limits,
            Holds holds,
            ServerConnector connector,
            CancelSender cancels,
            Runnable slotFreed,
            Runnable slotWanted) {
        this.key = key;
        this.config = config;
        this.loops = loops;
        this.limits = limits;
        this.holds = holds;
        this.openings = new Openings(key, limits);
        this.connector = connector;
        this.cancels = cancels;
        this.slotFreed = slotFreed;
        this.slotWanted = slotWanted;
        this.idle = new IdleServers(loops.size());
        this.queue = new WaitQueue(loops.size());
        this.stats = new PoolStats[loops.size()];
        for (int i = 0; i < stats.length; i++) {
            stats[i] = new PoolStats();
        }
    }

    // ---- what it is

    /** Database and user. */
    public PoolKey key() {
        return key;
    }

    /** What holds for it now. */
    public PoolConfig config() {
        return config;
    }

    /** Its mode. */
    public PoolMode mode() {
        return config.pool().mode();
    }

    /** Its numbers on this loop. */
    public PoolStats stats(Loop loop) {
        return stats[loop.index()];
    }

    /** Its numbers, loop by loop. */
    public PoolStats[] stats() {
        return stats.clone();
    }

    /** Sends cancel requests for its servers. */
    public CancelSender cancels() {
        return cancels;
    }

    /** What its servers report and take. */
    public ServerDefaults defaults() {
        return defaults;
    }

    /**
     * Has an idle server say what it reports now, where the welcome may be out of date: an idle server tells of a reload or a promotion
     * only when it is asked something, and a client that does not like what it is told (target_session_attrs) never asks. Once a second at
     * most; of a standby, which is promoted once, before each login. Not where all servers are at work: those tell by themselves.
     *
     * @param then called when it has been said, on the server's loop; perhaps never, where the server is lost meanwhile
     * @return whether a server is asked
     */
    public boolean freshen(long now, Runnable then) {
        ServerConnection asked;
        synchronized (lock) {
            if (!defaults.isDue(now) || over != null || isHeld() || !queue.isEmpty()) {
                return false;
            }
            defaults.askedAt(now);
            List<ServerConnection> taken = idle.takeAll(server -> true, 1);
            asked = taken.isEmpty() ? null : taken.get(0);
        }
        if (asked != null) {
            janitor.ask(asked, then);
        }
        return asked != null;
    }

    /** A client has come to stay. */
    void clientComes() {
        clients.incrementAndGet();
    }

    /** Such a client has left. Any thread. */
    void clientLeft() {
        leftNanos = System.nanoTime();
        clients.decrementAndGet();
    }

    /** It stays, whether it has clients or not. */
    void keep() {
        kept = true;
    }

    /** Whether nobody needs it: no server has ever logged in for it, and it has no client, nor a connection on its way. */
    boolean isUnborn() {
        return !born && !kept && clients.get() == 0 && hasNoServers();
    }

    /** What it knows of hosts that failed. */
    Openings openings() {
        return openings;
    }

    /** It goes on from what an earlier pool of the same name knew of hosts that failed. */
    void takeOver(Openings before) {
        synchronized (lock) {
            openings.takeOver(before);
        }
    }

    /** Whether it has had neither clients nor servers for so long. One with a minimum is never empty: upkeep fills it as soon as it can. */
    boolean isEmptyFor(Duration time) {
        return clients.get() == 0 && hasNoServers() && config.pool().minPoolSize() == 0 && System.nanoTime() - leftNanos >= time.toNanos();
    }

    /** When a client last asked for a server. */
    long lastUsedNanos() {
        return lastUsedNanos.get();
    }

    // ---- the doors

    /**
     * A server that is free on this loop, for a client nobody waits before and that need not wait: the usual case of {@link #checkout}
     * without a place in the queue.
     *
     * @param now System.nanoTime(), of a moment ago
     * @return null where there is none, or more is to be considered: then {@code checkout} does
     */
    public ServerConnection takeIdle(Loop loop, long now) {
        synchronized (lock) {
            if (over != null || isHeld() || !queue.isEmpty()) {
                return null;
            }
            boolean roundRobin = config.pool().roundRobin();
            ServerConnection server = idle.peek(loop.index(), roundRobin);
            if (server == null || !server.isOpen() || janitor.needsCheck(server, now)) {
                return null;
            }
            lastUsedNanos.lazySet(now);
            return idle.takeOwn(loop.index(), roundRobin);
        }
    }

    /**
     * Asks for a server, on the waiter's loop.
     *
     * @return the server, where one is free on this loop; else null: the waiter is in the queue and hears by {@code granted} or
     *     {@code refused}, the latter perhaps before this returns
     */
    public ServerConnection checkout(Waiter waiter) {
        long now = System.nanoTime();
        WaitTicket ticket = waiter.ticket();
        ticket.sinceNanos = now;
        lastUsedNanos.lazySet(now);
        ServerConnection server = null;
        ServerConnection forQueue = null;
        List<Openings.Opening> toOpen = List.of();
        RefusalReason refusal = null;
        ErrorResponse lastError = null;
        synchronized (lock) {
            boolean held = isHeld();
            server = over != null || held ? null : idle.take(waiter.loop().index(), config.pool().roundRobin());
            if (server != null && (!queue.isEmpty() || janitor.needsCheck(server, now))) {
                // Not for this waiter at once: others came before it (whose servers are being checked), or it is to be checked itself.
                forQueue = server;
                server = null;
            }
            if (server == null) {
                int most = config.pool().maxWaitingClients();
                if (over != null) {
                    refusal = over;
                } else if (forQueue == null && most > 0 && queue.size() >= most) {
                    refusal = RefusalReason.QUEUE_FULL;
                } else if (forQueue == null && !held && servers.isEmpty() && queue.isEmpty() && openings.isRefused(config, now)) {
                    refusal = RefusalReason.SERVER_REFUSES;
                    lastError = openings.lastFailure().error();
                } else {
                    queue.add(ticket);
                    toOpen = forQueue == null ? neededOpenings() : List.of();
                }
            }
        }
        if (forQueue != null) {
            if (janitor.needsCheck(forQueue, now)) {
                janitor.check(forQueue);
            } else {
                giveOnItsLoop(forQueue);
            }
            return null;
        }
        if (server != null) {
            if (server.loop() == waiter.loop()) {
                return server.isOpen() ? server : checkout(waiter);
            }
            hand(server, ticket);
            return null;
        }
        if (refusal != null) {
            String severity = refusal == RefusalReason.SHUTDOWN ? "FATAL" : "ERROR";
            waiter.refused(refusal, lastError == null ? refusal.error(severity, null, hint()) : lastError.withSeverity("FATAL"));
            return null;
        }
        open(toOpen);
        if (toOpen.isEmpty() && config.pool().maxDbConnections() + config.pool().maxUserConnections() > 0) {
            slotWanted.run();
        }
        return null;
    }

    private void giveOnItsLoop(ServerConnection server) {
        onItsLoop(server, () -> {
            if (server.isOpen()) {
                give(server);
            } else {
                openForWaiters();
            }
        });
    }

    /** Runs the task on the server's loop, which may be another by the time the task's turn comes there. */
    static void onItsLoop(ServerConnection server, Runnable task) {
        server.loop().run(() -> {
            if (server.loop().inLoop()) {
                task.run();
            } else {
                onItsLoop(server, task);
            }
        });
    }

    /**
     * Gives a server back: free, on its loop. It is checked, cleaned, closed, or given to the next waiter, as its state demands.
     *
     * @param reset whether a whole session ends: server_reset_query runs
     * @param now System.nanoTime(), of a moment ago
     */
    public void release(ServerConnection server, boolean reset, long now) {
        server.peerIs(null);
        server.idleSince(now);
        if (!server.isOpen()) {
            return;
        }
        server.read(true);
        if (server.isBeingCanceled()) {
            // Whatever ran now, a reset included, a late signal might hit.
            server.owesReset(reset);
            server.enter(ServerState.BEING_CANCELED);
            return;
        }
        janitor.takeBack(server, reset, now);
    }

    /** Gives a server back that was not used. */
    public void putBack(ServerConnection server) {
        give(server);
    }

    /** Takes a waiter out of the queue: it has gone, or waited long enough. */
    public boolean leave(Waiter waiter) {
        synchronized (lock) {
            return queue.remove(waiter.ticket());
        }
    }

    /**
     * Takes a server whose client has left in the middle of something: what runs is cancelled, the transaction rolled back, and if that
     * succeeds the server is used again.
     *
     * @param cutFrame whether a message was left unfinished: nothing can be sent after it
     * @param reset as for {@link #release}
     */
    public void abandon(ServerConnection server, boolean cutFrame, boolean reset) {
        if (server.isFree() && !cutFrame) {
            release(server, reset, System.nanoTime());
        } else if (cutFrame) {
            server.peerIs(null);
            server.close(DisconnectReason.UNCLEAN);
        } else {
            new LeftServer(this, server, reset).begin();
        }
    }

    // ---- the way of a server

    /** Hands a free server to the next who waits, or keeps it idle. */
    void give(ServerConnection server) {
        if (!server.isOpen()) {
            return; // closed() gives the slot to who waits
        }
        if (server.closeIfNeeded()) {
            return;
        }
        while (true) {
            WaitTicket next;
            DisconnectReason closing = null;
            synchronized (lock) {
                next = isHeld() ? null : queue.poll(server.loop().index());
                if (next == null) {
                    boolean paused = holds.closeServers();
                    if (paused || surplus() > 0) {
                        leaving.add(server);
                        closing = paused ? DisconnectReason.PAUSED : DisconnectReason.TOO_MANY;
                    } else {
                        server.enter(ServerState.IDLE);
                        idle.push(server);
                    }
                }
            }
            if (next == null) {
                if (closing != null) {
                    server.close(closing);
                } else if (isAtSharedLimit()) {
                    slotWanted.run();
                }
                return;
            }
            if (next.waiter.loop() != server.loop()) {
                hand(server, next);
                return;
            }
            if (next.waiter.granted(server)) {
                return;
            }
        }
    }

    /** How many servers it has beyond what its sizes allow, and that nobody closes yet. Under the lock. */
    private int surplus() {
        PoolSettings sizes = config.pool();
        return sizes.poolSize() <= 0 ? 0 : Math.max(0, servers.size() - leaving.size() - sizes.poolSize() - sizes.reservePoolSize());
    }

    /** Whether other pools may be waiting for what this one holds. */
    private boolean isAtSharedLimit() {
        int ofDatabase = config.pool().maxDbConnections();
        int ofUser = config.pool().maxUserConnections();
        return (ofDatabase > 0 && limits.taken(PoolLimits.Kind.SERVERS_OF_DATABASE, key.database()) >= ofDatabase)
                || (ofUser > 0 && limits.taken(PoolLimits.Kind.SERVERS_OF_USER, key.user()) >= ofUser);
    }

    /** Brings a server that is in nobody's hands to a waiter on another loop. */
    private void hand(ServerConnection server, WaitTicket ticket) {
        Waiter waiter = ticket.waiter;
        connector.move(server, waiter.loop(), () -> {
            server.closeIfNeeded();
            if (!server.isOpen()) {
                if (waiter.isWaiting()) {
                    again(ticket);
                }
            } else if (!waiter.granted(server)) {
                give(server);
            }
        });
    }

    /** A waiter whose server turned out to be closed goes back to the head of the queue. */
    private void again(WaitTicket ticket) {
        List<Openings.Opening> toOpen;
        synchronized (lock) {
            queue.addFirst(ticket);
            toOpen = neededOpenings();
        }
        open(toOpen);
    }

    // ---- opening

    /** Opens what those who wait need, within all limits. Any thread. */
    void openForWaiters() {
        List<Openings.Opening> toOpen;
        synchronized (lock) {
            toOpen = neededOpenings();
        }
        open(toOpen);
    }

    /** Takes the slots for what those who wait need. Under the lock. */
    private List<Openings.Opening> neededOpenings() {
        return over != null || isHeld() ? List.of() : openings.forWaiters(queue, servers.size(), config, System.nanoTime());
    }

    private void open(List<Openings.Opening> toOpen) {
        PoolConfig now = config;
        for (Openings.Opening next : toOpen) {
            connector.open(next.loop(), next.host(), now.target(), this, stats, now.server().connectTimeout(), now.server().lifetime());
        }
    }

    @Override
    public void loginBegins(ServerConnection server) {
        synchronized (lock) {
            openings.loginBegins(server);
        }
    }

    @Override
    public void loginEnds(ServerConnection server) {
        synchronized (lock) {
            openings.loginEnds(server);
        }
    }

    @Override
    public void opened(ServerConnection server) {
        DisconnectReason ended;
        synchronized (lock) {
            born = true;
            servers.add(server);
            openings.succeeded(server.host());
            ended = endedFor;
        }
        if (!server.closeNeeded()) {
            // RECONNECT has been said since it began to log in: what it reports may be what RECONNECT is meant to end.
            greet(server);
        }
        PoolConfig now = config;
        if (ended != null) {
            server.close(ended);
        } else if (!server.target().isSameSessionAs(now.target()) || !now.database().hosts().contains(server.host())) {
            server.close(DisconnectReason.CONFIG_CHANGED);
        } else {
            give(server);
        }
    }

    /**
     * A fresh server says what a connection begins with now. Others of its host that say otherwise are from before a change, of the role's
     * or the database's settings perhaps, which only new connections see: they are closed as they come free. Not twice a minute to and
     * fro, for behind one name there may be several servers that differ.
     */
    private void greet(ServerConnection fresh) {
        if (!defaults.greeted(fresh.session(), System.nanoTime())) {
            return;
        }
        ParameterSet begun = TrackedParameters.settable(fresh.session().defaults());
        List<ServerConnection> others = servers();
        others.removeIf(other -> other == fresh || !other.host().equals(fresh.host())
                || TrackedParameters.settable(other.session().defaults()).sameAs(begun));
        retire(others, DisconnectReason.CONFIG_CHANGED);
    }

    @Override
    public void openFailed(LoginFailure failure) {
        List<WaitTicket> refused = new ArrayList<>();
        List<Openings.Opening> toOpen = List.of();
        long now = System.nanoTime();
        openings.giveSlotBack();
        leftNanos = now;
        synchronized (lock) {
            openings.failed(failure, config.server().loginRetry().toNanos(), now);
            if (servers.isEmpty() && openings.isLastFailureFinal(config, now)) {
                queue.drain(refused::add);
            } else {
                toOpen = neededOpenings();
            }
        }
        for (WaitTicket ticket : refused) {
            ticket.waiter.loop().run(() -> ticket.waiter.refused(RefusalReason.SERVER_REFUSES, failure.error().withSeverity("FATAL")));
        }
        open(toOpen);
        slotFreed.run();
    }

    @Override
    public void closed(ServerConnection server) {
        List<Openings.Opening> toOpen;
        Pool heir;
        leftNanos = System.nanoTime();
        synchronized (lock) {
            heir = heirs.remove(server);
        }
        openings.giveSlotBack();
        if (heir != null) {
            heir.inherit();
        }
        synchronized (lock) {
            servers.remove(server);
            leaving.remove(server);
            idle.remove(server);
            toOpen = neededOpenings();
        }
        open(toOpen);
        slotFreed.run();
    }

    @Override
    public void cancelsEnded(ServerConnection server) {
        if (server.state() == ServerState.BEING_CANCELED) {
            release(server, server.isResetOwed(), System.nanoTime());
        } else if (server.peer() instanceof LeftServer waiting) {
            waiting.cancelsEnded();
        }
    }

    // ---- an operator's orders

    /** Whether an operator has it give out no servers. Under the lock, so that whoever has been told of a change has seen it. */
    private boolean isHeld() {
        return holds.keepServers();
    }

    /** PAUSE has been said, and {@link #isHeld} knows: what is idle is closed, what is in use as it comes free. */
    void pause() {
        List<ServerConnection> unused;
        synchronized (lock) {
            unused = idle.takeAll(server -> true, Integer.MAX_VALUE);
        }
        unused.forEach(server -> close(server, DisconnectReason.PAUSED));
    }

    /** RESUME has been said. Somebody may wait beside servers that came free during a SUSPEND. */
    void resume() {
        List<ServerConnection> free;
        synchronized (lock) {
            free = isHeld() || queue.isEmpty() ? List.of() : idle.takeAll(server -> true, queue.size());
        }
        free.forEach(this::giveOnItsLoop);
        openForWaiters();
    }

    /** Whether it has no connection to a server, and none is being opened. */
    boolean hasNoServers() {
        synchronized (lock) {
            return servers.isEmpty() && openings.count() == 0;
        }
    }

    /**
     * Has every connection closed as it comes free (RECONNECT). What is known of the servers is forgotten with them: a client that comes
     * next opens a server to hear what it reports, for a standby may have been promoted, and a host that failed is tried at once.
     */
    void reconnect() {
        synchronized (lock) {
            openings.forgetFailures();
        }
        retire(connections(), DisconnectReason.CONFIG_CHANGED);
        defaults.forgetWelcome();
        openForWaiters();
    }

    /** Whether a connection is still there that is to be closed. */
    boolean isClosingSome() {
        return connections().stream().anyMatch(ServerConnection::closeNeeded);
    }

    /** Closes every connection at once (KILL). */
    void killServers() {
        connections().forEach(server -> close(server, DisconnectReason.KILLED));
    }

    // ---- upkeep

    /** One round of upkeep, about three times a second: idle servers too many or too old, servers too few, waiters to serve. */
    void upkeep(long now) {
        PoolConfig nowConfig = config;
        long idleTimeout = nowConfig.server().idleTimeout().toNanos();
        int minimum = Math.min(nowConfig.pool().minPoolSize(), nowConfig.pool().poolSize() > 0 ? nowConfig.pool().poolSize() : Integer.MAX_VALUE);
        List<ServerConnection> surplus;
        List<ServerConnection> expired;
        List<ServerConnection> stale;
        List<ServerConnection> all = new ArrayList<>();
        List<Openings.Opening> toOpen = new ArrayList<>();
        ServerConnection aged = null;
        synchronized (lock) {
            int spare = Math.max(0, servers.size() - minimum);
            surplus = idle.takeAll(server -> true, surplus());
            leaving.addAll(surplus);
            spare -= surplus.size();
            expired = idleTimeout <= 0 ? List.of() : idle.takeAll(server -> now - server.idleSinceNanos() > idleTimeout, spare);
            stale = idle.all();
            toOpen.addAll(neededOpenings());
            if (over == null && !isHeld()) {
                toOpen.addAll(openings.forMinimum(minimum, servers.size(), loops, config, now));
            }
            all.addAll(servers);
        }
        for (ServerConnection server : stale) {
            if (server.lifetimeOver(now) && aged == null && janitor.lifetimeOver(server, now)) {
                synchronized (lock) {
                    aged = idle.remove(server) ? server : null;
                }
            }
        }
        if (aged != null) {
            close(aged, DisconnectReason.LIFETIME);
        }
        surplus.forEach(server -> close(server, DisconnectReason.TOO_MANY));
        expired.forEach(server -> close(server, DisconnectReason.IDLE));
        all.forEach(server -> onItsLoop(server, () -> janitor.look(server, now)));
        open(toOpen);
    }

    private static void close(ServerConnection server, DisconnectReason reason) {
        onItsLoop(server, () -> server.close(reason));
    }

    /**
     * Closes one idle server for the sake of another pool, which gets its place.
     *
     * @return whether there was one
     */
    boolean evictOneFor(Pool heir) {
        List<ServerConnection> victim;
        synchronized (lock) {
            victim = queue.isEmpty() ? idle.takeAll(server -> true, 1) : List.of();
            victim.forEach(server -> heirs.put(server, heir));
        }
        if (victim.isEmpty()) {
            return false;
        }
        synchronized (heir.lock) {
            heir.promised++;
        }
        victim.forEach(server -> close(server, DisconnectReason.EVICTED));
        return true;
    }

    /**
     * A server of another pool has made room. A connection is opened even if whoever waited has been served meanwhile: else the database
     * would be left with fewer than before.
     */
    private void inherit() {
        List<Openings.Opening> toOpen;
        synchronized (lock) {
            promised--;
            toOpen = over != null || isHeld() ? List.of() : openings.forPlace(queue, servers.size(), loops, config, System.nanoTime());
        }
        open(toOpen);
    }

    /** Since when the oldest waiter waits; 0 where nobody does. */
    public long oldestWaitNanos() {
        synchronized (lock) {
            WaitTicket oldest = queue.oldest();
            return oldest == null ? 0 : oldest.sinceNanos;
        }
    }

    /** How many wait. */
    public int waiting() {
        synchronized (lock) {
            return queue.size();
        }
    }

    /** Whether those who wait want a connection that a limit shared with other pools may be holding back. */
    boolean wantsSlot() {
        synchronized (lock) {
            int size = config.pool().poolSize();
            int coming = openings.count() + promised;
            return !isHeld() && !queue.isEmpty() && coming < queue.size() && (size <= 0 || servers.size() + coming < size);
        }
    }

    /** All its servers at this moment. */
    public List<ServerConnection> servers() {
        synchronized (lock) {
            return new ArrayList<>(servers);
        }
    }

    /** All its connections at this moment, those that log in among them. */
    public List<ServerConnection> connections() {
        synchronized (lock) {
            List<ServerConnection> all = new ArrayList<>(servers);
            all.addAll(openings.loggingIn());
            return all;
        }
    }

    /** Puts another configuration in force; servers opened for another target or an address gone are closed as they come free. */
    void configure(PoolConfig next) {
        // In session mode nobody may find statements of the pooler's own making on a server.
        boolean otherTarget = !next.target().isSameSessionAs(config.target())
                || (next.pool().mode() == PoolMode.SESSION && mode() != PoolMode.SESSION);
        config = next;
        List<ServerConnection> outdated = new ArrayList<>();
        for (ServerConnection server : servers()) {
            if (otherTarget || !next.database().hosts().contains(server.host())) {
                outdated.add(server);
            }
        }
        retire(outdated, DisconnectReason.CONFIG_CHANGED);
        openForWaiters();
    }

    /** Ends the pool: nobody gets a server any more, those idle are closed, those in use as they come free. */
    void remove() {
        end(RefusalReason.POOL_REMOVED, DisconnectReason.REMOVED);
        retire(servers(), DisconnectReason.REMOVED);
    }

    /** The same, for the pooler ends when all servers are closed. */
    public void endAfterUse() {
        // SHUTDOWN WAIT_FOR_SERVERS is a PAUSE with an end.
        end(RefusalReason.SHUTDOWN, DisconnectReason.PAUSED);
        retire(servers(), DisconnectReason.PAUSED);
    }

    /** Ends the pool with the pooler: nothing is opened any more, all connections are closed. */
    public void shutdown() {
        end(RefusalReason.SHUTDOWN, DisconnectReason.SHUTDOWN);
        servers().forEach(server -> close(server, DisconnectReason.SHUTDOWN));
    }

    private void end(RefusalReason why, DisconnectReason whyServers) {
        List<WaitTicket> refused = new ArrayList<>();
        synchronized (lock) {
            over = why;
            endedFor = whyServers;
            queue.drain(refused::add);
        }
        for (WaitTicket ticket : refused) {
            ticket.waiter.loop().run(() -> ticket.waiter.refused(why, why.error("FATAL", null, null)));
        }
    }

    private void retire(List<ServerConnection> outdated, DisconnectReason reason) {
        for (ServerConnection server : outdated) {
            server.closeWhenFree(reason);
            boolean unused;
            synchronized (lock) {
                unused = idle.remove(server);
            }
            if (unused) {
                close(server, reason);
            }
        }
    }

    /** Whether what it has counted is read here, and not where it was added to that of other pools which are no more. */
    boolean countsForItself() {
        return countsForItself;
    }

    /** From now on it is read there. @return whether it was not before; one caller at a time */
    boolean takeOverCounts() {
        boolean before = countsForItself;
        countsForItself = false;
        return before;
    }

    /** What keeps those who wait from a server. */
    public WaitCause waitCause() {
        synchronized (lock) {
            if (queue.isEmpty()) {
                return WaitCause.NOBODY;
            }
            if (isHeld()) {
                return WaitCause.HELD;
            }
            if (servers.isEmpty() && openings.lastFailure() != null) {
                return WaitCause.UNREACHABLE;
            }
            if (openings.count() + promised > 0) {
                return WaitCause.OPENING;
            }
            int size = config.pool().poolSize();
            return size > 0 && servers.size() >= size ? WaitCause.BUSY : WaitCause.LIMIT;
        }
    }

    /** Why the last attempt to open a server failed; null where there is a server, or none has failed. */
    public LoginFailure problem() {
        synchronized (lock) {
            return servers.isEmpty() ? openings.lastFailure() : null;
        }
    }

    /** The error for a waiter that has waited too long: the server's own where only that keeps everybody waiting. */
    public ErrorResponse waitedTooLong() {
        LoginFailure failure;
        boolean noServer;
        synchronized (lock) {
            failure = openings.lastFailure();
            noServer = servers.isEmpty();
        }
        if (noServer && failure != null && failure.isServersOwn()) {
            return failure.error().withSeverity("FATAL");
        }
        String detail = failure == null ? null : "Last attempt to connect to " + failure.host() + ": " + failure.error().message();
        return RefusalReason.QUERY_WAIT_TIMEOUT.error("FATAL", detail, hint());
    }

    private String hint() {
        return "Pool \"" + key + "\" has pool_size " + config.pool().poolSize() + "; see SHOW POOLS.";
    }

    @Override
    public String toString() {
        return key.toString();
    }
}
