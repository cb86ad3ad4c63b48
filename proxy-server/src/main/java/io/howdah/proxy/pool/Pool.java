package io.howdah.proxy.pool;

import io.howdah.config.PoolMode;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerTarget;
import io.howdah.proxy.server.cancel.CancelSender;
import io.howdah.proxy.server.login.LoginFailure;
import io.howdah.proxy.server.login.ServerConnector;
import io.howdah.proxy.server.login.ServerOpening;
import io.howdah.proxy.session.ServerDefaults;
import io.howdah.proxy.stats.PoolStats;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The servers of one (database, user), over all event loops. However many loops there are, a pool has one set of limits and one
 * queue. A session gets a server by {@link #checkout} and gives it back by {@link #release}.
 *
 * <p>{@link PoolLists} holds the data that the loops share, behind one short lock. A checkout takes the lock once, and so does a
 * release; the relay of a message never takes it. A free server goes to a waiting client before it becomes idle. A client gets a
 * server of its own loop if one is free there. Otherwise a server of another loop moves over while no client uses it.
 */
public final class Pool {

    private final PoolKey key;
    private final PoolStats[] stats;
    private final ServerConnector connector;
    private final CancelSender cancels;
    private final Openings openings;
    private final ServerDefaults defaults = new ServerDefaults();

    private final PoolLists<ServerConnection> lists;
    private final PoolUse use;
    private final Opener opener;
    private final Handover handover;
    private final Janitor janitor;
    private final Freshening freshening;
    private final ServerReturn serverReturn;
    private final Evictions evictions;
    private final PoolOrders orders;
    private final PoolUpkeep upkeep;
    private final OwnedServers owned;
    private final WaitingClients waiting;
    private volatile boolean countsForItself = true;

    /**
     * @param holds the orders that hold the pool's database
     * @param openings decides which connections the pool opens, and knows the hosts that have failed
     * @param slotFreed called, without a lock, when a slot shared with other pools has come free
     * @param slotWanted called, without a lock, when a client waits and a limit shared with other pools may be in the way
     */
    Pool(
            PoolKey key,
            PoolConfig config,
            List<Loop> loops,
            Holds holds,
            Openings openings,
            ServerConnector connector,
            CancelSender cancels,
            Runnable slotFreed,
            Runnable slotWanted) {
        this.key = key;
        this.openings = openings;
        this.connector = connector;
        this.cancels = cancels;
        this.stats = new PoolStats[loops.size()];
        for (int i = 0; i < stats.length; i++) {
            stats[i] = new PoolStats();
        }
        this.lists = new PoolLists<>(config, loops, holds, openings, System::nanoTime);
        this.use = new PoolUse(lists::hasNoServers);
        this.opener = new Opener(lists, this::connect);
        this.handover = new Handover(lists, opener, connector::move, this::check, slotWanted);
        this.janitor = new Janitor(lists::config, defaults, handover);
        this.freshening = new Freshening(lists, defaults, janitor, opener);
        this.waiting = new WaitingClients(key, lists, opener, handover, slotWanted);
        this.serverReturn = new ServerReturn(janitor, cancels::cancel, lists::config);
        this.evictions = new Evictions(lists, opener);
        Retirement retirement = new Retirement(lists);
        this.orders = new PoolOrders(lists, defaults, opener, handover, retirement);
        this.upkeep = new PoolUpkeep(lists, janitor, opener);
        this.owned = new OwnedServers(key, lists, use, defaults, freshening, opener, handover, serverReturn, retirement,
                evictions, slotFreed);
    }

    private void connect(Opening next) {
        PoolConfig now = lists.config();
        Waiter client = next.client();
        ServerTarget target = client == null || !now.target().announcement().isOn() ? now.target()
                : now.target().announcing(client.announced());
        connector.open(next.loop(), next.host(), target, owned, stats, now.server().connectTimeout(),
                now.server().lifetime());
    }

    private void check(ServerConnection server) {
        janitor.check(server);
    }

    // ---- identity, configuration and counts

    /** The database and user of the pool. */
    public PoolKey key() {
        return key;
    }

    /** The configuration in force. */
    public PoolConfig config() {
        return lists.config();
    }

    /** The pool_mode in force. */
    public PoolMode mode() {
        return config().pool().mode();
    }

    /** The pool's counts on this loop. */
    public PoolStats stats(Loop loop) {
        return stats[loop.index()];
    }

    /** The pool's counts, loop by loop. */
    public PoolStats[] stats() {
        return stats.clone();
    }

    /** The owner of the pool's connections, which hears how each connection opens and ends. */
    public ServerOpening opening() {
        return owned;
    }

    /** Sends cancel requests for the pool's servers. */
    public CancelSender cancels() {
        return cancels;
    }

    /** The values that the pool's servers report, and the values that they have accepted. */
    public ServerDefaults defaults() {
        return defaults;
    }

    // ---- checkout and release

    /**
     * Asks for a server, on the client's loop.
     *
     * @param now System.nanoTime(), of a moment ago
     * @return a server that is free on this loop; or null, once the client has been told that it must wait. Then the client hears
     *     {@code granted} or {@code refused}, perhaps before this method returns.
     */
    public @Nullable ServerConnection checkout(Waiter waiter, long now) {
        return lists.checkout(waiter.ticket(), now, waiting);
    }

    /**
     * Takes a waiting client out of the queue, for it has gone or has waited too long.
     *
     * @return whether the client was in the queue
     */
    public boolean leave(Waiter waiter) {
        return lists.leave(waiter.ticket());
    }

    /**
     * Takes back a free server, on its loop. The pool closes, resets or cleans the server, or gives it to the next client, as the
     * server's state demands.
     *
     * @param reset whether a whole session ends, so that server_reset_query runs
     * @param now System.nanoTime(), of a moment ago
     */
    public void release(ServerConnection server, boolean reset, long now) {
        serverReturn.release(server, reset, now);
    }

    /** Takes back a server that no client has used. */
    public void putBack(ServerConnection server) {
        handover.give(server);
    }

    /**
     * Takes back a server whose client has left in mid-request. The pool cancels the running query and rolls the transaction
     * back. If both succeed, the server is used again.
     *
     * @param cutFrame whether the client has sent only a part of a message: the server can take no other message after it
     * @param reset as for {@link #release}
     */
    public void abandon(ServerConnection server, boolean cutFrame, boolean reset) {
        serverReturn.abandon(server, cutFrame, reset);
    }

    /**
     * Hears what servers report now, if the welcome may be out of date: once a second at most, of a standby before each login. Asks
     * an idle server, or opens a connection where no server can tell ({@link Freshening}).
     *
     * @param now System.nanoTime()
     * @param then called when there is news, on any thread; perhaps never, if the server is lost meanwhile
     * @return whether there will be news
     */
    public boolean freshen(long now, Runnable then) {
        return freshening.begin(now, then);
    }

    // ---- for Pools

    /** Knows who needs the pool. */
    PoolUse use() {
        return use;
    }

    /** Carries out orders. */
    PoolOrders orders() {
        return orders;
    }

    /** Looks after the pool's servers. */
    PoolUpkeep upkeep() {
        return upkeep;
    }

    /** Closes the pool's servers in favour of other pools. */
    Evictions evictions() {
        return evictions;
    }

    /** Knows the hosts that have failed. */
    Openings openings() {
        return openings;
    }

    /**
     * Whether the pool has had neither clients nor servers for this long. A pool with min_pool_size is never empty, for upkeep
     * fills it as soon as it can.
     */
    boolean isEmptyFor(Duration time) {
        return config().pool().minPoolSize() == 0 && use.isEmptyFor(time);
    }

    /** Whether the pool's counts are read from the pool, and not from {@link GoneCounts}. */
    boolean countsForItself() {
        return countsForItself;
    }

    /**
     * Has {@link GoneCounts} count for the pool from now on. Only one caller at a time.
     *
     * @return whether the pool counted for itself until now
     */
    boolean takeOverCounts() {
        boolean before = countsForItself;
        countsForItself = false;
        return before;
    }

    /** Opens the connections that waiting clients need, within all limits. Any thread. */
    void openForWaiters() {
        opener.openForWaiters();
    }

    /** Whether waiting clients need a connection that a limit shared with other pools may be holding back. */
    boolean wantsSlot() {
        return lists.wantsSlot();
    }

    /** Ends the pool, and closes its servers as they come free. The pooler ends when all servers are closed. */
    public void endAfterUse() {
        orders.endAfterUse();
    }

    /** Ends the pool with the pooler: closes all servers, and opens none. */
    public void shutdown() {
        orders.shutdown();
    }

    // ---- the state now

    /** All servers at this moment. */
    public List<ServerConnection> servers() {
        return lists.servers();
    }

    /** All connections at this moment, including those in login. */
    public List<ServerConnection> connections() {
        return lists.connections();
    }

    /** The number of waiting clients. */
    public int waiting() {
        return lists.waiting();
    }

    /** Since when the oldest waiting client waits, as System.nanoTime(); 0 if no client waits. */
    public long oldestWaitNanos() {
        return lists.oldestWaitNanos();
    }

    /** What keeps the waiting clients from a server. */
    public WaitCause waitCause() {
        return lists.waitCause();
    }

    /** Why the last attempt to open a server failed; null if the pool has a server, or if an attempt has succeeded since. */
    public @Nullable LoginFailure problem() {
        return lists.problem();
    }

    /**
     * The error for a client that has waited too long. If the server's own error is what keeps all clients waiting, the client
     * gets this error.
     */
    public ErrorResponse waitedTooLong() {
        return waiting.waitedTooLong();
    }

    @Override
    public String toString() {
        return key.toString();
    }
}
