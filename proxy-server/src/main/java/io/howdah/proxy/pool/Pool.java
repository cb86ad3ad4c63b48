package io.howdah.proxy.pool;

import io.howdah.config.PoolMode;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.cancel.CancelSender;
import io.howdah.proxy.server.login.LoginFailure;
import io.howdah.proxy.server.login.ServerConnector;
import io.howdah.proxy.server.login.ServerOpening;
import io.howdah.proxy.session.ServerDefaults;
import io.howdah.proxy.stats.PoolStats;
import java.time.Duration;
import java.util.List;

/**
 * The servers of one (database, user), over all event loops: one set of limits, one queue, one set of numbers, however many loops there
 * are. {@link #checkout} and {@link #release} are the doors.
 *
 * <p>What is shared between the loops stands in {@link PoolLists} behind one short lock, taken once for each checkout and once for each
 * release, never for a message. No server is idle while somebody waits. A client gets a server of its own loop where there is one; else a
 * server of another loop is moved over, while it is in nobody's hands.
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
    private final ServerReturn serverReturn;
    private final Evictions evictions;
    private final PoolOrders orders;
    private final PoolUpkeep upkeep;
    private final OwnedServers owned;
    private final WaitingClients waiting;
    private volatile boolean countsForItself = true;

    /**
     * @param holds which orders hold its database
     * @param openings what is known of hosts that failed
     * @param slotFreed called, without a lock, when a slot shared with other pools has come free
     * @param slotWanted called, without a lock, when somebody waits and a limit shared with other pools may be in the way
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
        this.waiting = new WaitingClients(key, lists, opener, handover, slotWanted);
        this.serverReturn = new ServerReturn(janitor, cancels::cancel, lists::config);
        this.evictions = new Evictions(lists, opener);
        Retirement retirement = new Retirement(lists);
        this.orders = new PoolOrders(lists, defaults, opener, handover, retirement);
        this.upkeep = new PoolUpkeep(lists, janitor, opener);
        this.owned = new OwnedServers(key, lists, use, defaults, opener, handover, serverReturn, retirement, evictions, slotFreed);
    }

    private void connect(Opening next) {
        PoolConfig now = lists.config();
        connector.open(next.loop(), next.host(), now.target(), owned, stats, now.server().connectTimeout(), now.server().lifetime());
    }

    private void check(ServerConnection server) {
        janitor.check(server);
    }

    // ---- what it is

    /** Database and user. */
    public PoolKey key() {
        return key;
    }

    /** What holds for it now. */
    public PoolConfig config() {
        return lists.config();
    }

    /** Its mode. */
    public PoolMode mode() {
        return config().pool().mode();
    }

    /** Its numbers on this loop. */
    public PoolStats stats(Loop loop) {
        return stats[loop.index()];
    }

    /** Its numbers, loop by loop. */
    public PoolStats[] stats() {
        return stats.clone();
    }

    /** Whose its connections are: hears what becomes of them. */
    public ServerOpening opening() {
        return owned;
    }

    /** Sends cancel requests for its servers. */
    public CancelSender cancels() {
        return cancels;
    }

    /** What its servers report and take. */
    public ServerDefaults defaults() {
        return defaults;
    }

    // ---- the doors

    /**
     * Asks for a server, on the waiter's loop.
     *
     * @param now System.nanoTime(), of a moment ago
     * @return the server, where one is free on this loop; else null: the waiter has been told that it must wait, and hears by
     *     {@code granted} or {@code refused}, perhaps before this returns
     */
    public ServerConnection checkout(Waiter waiter, long now) {
        return lists.checkout(waiter.ticket(), now, waiting);
    }

    /** Takes a waiter out of the queue: it has gone, or waited long enough. @return whether it was there */
    public boolean leave(Waiter waiter) {
        return lists.leave(waiter.ticket());
    }

    /**
     * Gives a server back: free, on its loop. It is checked, cleaned, closed, or given to the next waiter, as its state demands.
     *
     * @param reset whether a whole session ends: server_reset_query runs
     * @param now System.nanoTime(), of a moment ago
     */
    public void release(ServerConnection server, boolean reset, long now) {
        serverReturn.release(server, reset, now);
    }

    /** Gives a server back that was not used. */
    public void putBack(ServerConnection server) {
        handover.give(server);
    }

    /**
     * Takes a server whose client has left in the middle of something: what runs is cancelled, the transaction rolled back, and if that
     * succeeds the server is used again.
     *
     * @param cutFrame whether a message was left unfinished: nothing can be sent after it
     * @param reset as for {@link #release}
     */
    public void abandon(ServerConnection server, boolean cutFrame, boolean reset) {
        serverReturn.abandon(server, cutFrame, reset);
    }

    /**
     * Has an idle server say what it reports now, where the welcome may be out of date: an idle server tells of a reload or a promotion
     * only when it is asked something, and a client that does not like what it is told (target_session_attrs) never asks. Once a second at
     * most; of a standby, which is promoted once, before each login. Not where all servers are at work: those tell by themselves.
     *
     * @param now System.nanoTime()
     * @param then called when it has been said, on the server's loop; perhaps never, where the server is lost meanwhile
     * @return whether a server is asked
     */
    public boolean freshen(long now, Runnable then) {
        ServerConnection asked = defaults.isDue(now) ? lists.takeToAsk() : null;
        if (asked != null) {
            defaults.askedAt(now);
            janitor.ask(asked, then);
        }
        return asked != null;
    }

    // ---- for all pools together

    /** Knows who needs the pool. */
    PoolUse use() {
        return use;
    }

    /** Carries out orders. */
    PoolOrders orders() {
        return orders;
    }

    /** Looks after the pool. */
    PoolUpkeep upkeep() {
        return upkeep;
    }

    /** Closes its servers for the sake of other pools. */
    Evictions evictions() {
        return evictions;
    }

    /** What it knows of hosts that failed. */
    Openings openings() {
        return openings;
    }

    /** Whether it has had neither clients nor servers for so long. One with a minimum is never empty: upkeep fills it as soon as it can. */
    boolean isEmptyFor(Duration time) {
        return config().pool().minPoolSize() == 0 && use.isEmptyFor(time);
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

    /** Opens the connections that waiting clients need, within all limits. Any thread. */
    void openForWaiters() {
        opener.openForWaiters();
    }

    /** Whether waiting clients want a connection that a limit shared with other pools may be holding back. */
    boolean wantsSlot() {
        return lists.wantsSlot();
    }

    /** Ends the pool as it comes free: the pooler ends when all servers are closed. */
    public void endAfterUse() {
        orders.endAfterUse();
    }

    /** Ends the pool with the pooler: nothing is opened any more, all connections are closed. */
    public void shutdown() {
        orders.shutdown();
    }

    // ---- what there is to see

    /** All its servers at this moment. */
    public List<ServerConnection> servers() {
        return lists.servers();
    }

    /** All its connections at this moment, those that log in among them. */
    public List<ServerConnection> connections() {
        return lists.connections();
    }

    /** How many wait. */
    public int waiting() {
        return lists.waiting();
    }

    /** Since when the oldest waiter waits; 0 where nobody does. */
    public long oldestWaitNanos() {
        return lists.oldestWaitNanos();
    }

    /** What keeps the waiting clients from a server. */
    public WaitCause waitCause() {
        return lists.waitCause();
    }

    /** Why the last attempt to open a server failed; null where there is a server, or none has failed. */
    public LoginFailure problem() {
        return lists.problem();
    }

    /** The error for a waiter that has waited too long: the server's own where only that keeps everybody waiting. */
    public ErrorResponse waitedTooLong() {
        return waiting.waitedTooLong();
    }

    @Override
    public String toString() {
        return key.toString();
    }
}
