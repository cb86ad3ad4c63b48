package io.howdah.proxy.stats;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One pool's numbers on one loop: written by that loop only, so a plain read and an ordered write are enough, and readable from any
 * thread, where they are of a moment and may be mid-change.
 *
 * <p>States are counted by ordinal: this package knows neither clients nor servers. A count may be negative on one loop, for a server
 * counted up on one loop can be counted down on another after it moved; the sum over the loops is right.
 */
public final class PoolStats {

    private static final int STATES = 16;
    private static final int REASONS = 32;

    private final AtomicLongArray totals = new AtomicLongArray(Counter.values().length);
    private final AtomicIntegerArray clientStates = new AtomicIntegerArray(STATES);
    private final AtomicIntegerArray serverStates = new AtomicIntegerArray(STATES);
    // Odd while a count is on its way from one state to another: a reader tries again.
    private final AtomicInteger moves = new AtomicInteger();
    private final LatencyHistogram waits = new LatencyHistogram();
    private final LatencyHistogram queries = new LatencyHistogram();
    private final LatencyHistogram transactions = new LatencyHistogram();
    private final SqlStateCounts serverErrors = new SqlStateCounts();
    private final SqlStateCounts poolerErrors = new SqlStateCounts();
    private final AtomicLongArray serversClosed = new AtomicLongArray(REASONS);
    private final AtomicLongArray refusals = new AtomicLongArray(REASONS);
    private final AtomicLong serversOpened = new AtomicLong();

    /**
     * Counts added up, without states and latencies.
     *
     * @param first may be null
     */
    public static PoolStats sum(PoolStats first, PoolStats... others) {
        PoolStats sum = new PoolStats();
        if (first != null) {
            sum.addAll(first);
        }
        for (PoolStats each : others) {
            sum.addAll(each);
        }
        return sum;
    }

    /** The same of refusals alone. */
    public static PoolStats refusalsOf(PoolStats first, PoolStats... others) {
        PoolStats sum = new PoolStats();
        sum.addRefusals(first);
        for (PoolStats each : others) {
            sum.addRefusals(each);
        }
        return sum;
    }

    private void addAll(PoolStats other) {
        for (Counter counter : Counter.values()) {
            add(counter, other.total(counter));
        }
        serverErrors.add(other.serverErrors);
        poolerErrors.add(other.poolerErrors);
        for (int reason = 0; reason < REASONS; reason++) {
            serversClosed.lazySet(reason, serversClosed.getPlain(reason) + other.serversClosed(reason));
        }
        serversOpened.lazySet(serversOpened.getPlain() + other.serversOpened());
        addRefusals(other);
    }

    private void addRefusals(PoolStats other) {
        for (int reason = 0; reason < REASONS; reason++) {
            refusals.lazySet(reason, refusals.getPlain(reason) + other.refusals(reason));
        }
    }

    /** Adds to a total. Loop only. */
    public void add(Counter counter, long amount) {
        int index = counter.ordinal();
        totals.lazySet(index, totals.getPlain(index) + amount);
    }

    /** A total so far. */
    public long total(Counter counter) {
        return totals.get(counter.ordinal());
    }

    /**
     * A client has got a server, after waiting this long. Loop only.
     *
     * <p>PgBouncer's query and transaction times begin with the request and so have the wait in them, whatever its manual says; the
     * histograms of queries and transactions leave it out.
     */
    public void waited(long nanos) {
        add(Counter.QUERY_TIME, nanos);
        add(Counter.XACT_TIME, nanos);
        add(Counter.SERVER_ASSIGNMENT_COUNT, 1);
        add(Counter.WAIT_TIME, nanos);
        waits.record(nanos);
    }

    /** A query has ended that took this long. Loop only. */
    public void queryTook(long nanos) {
        add(Counter.QUERY_COUNT, 1);
        add(Counter.QUERY_TIME, nanos);
        queries.record(nanos);
    }

    /** A transaction has ended that took this long. Loop only. */
    public void transactionTook(long nanos) {
        add(Counter.XACT_COUNT, 1);
        add(Counter.XACT_TIME, nanos);
        transactions.record(nanos);
    }

    /** How long clients waited for a server, each time one was given to one. */
    public LatencyHistogram waits() {
        return waits;
    }

    /** How long queries took. */
    public LatencyHistogram queries() {
        return queries;
    }

    /** How long transactions took. */
    public LatencyHistogram transactions() {
        return transactions;
    }

    /** A server has answered a client's request with this error; null where it could not be read. Loop only. */
    public void serverSaid(String sqlState) {
        serverErrors.add(sqlState);
    }

    /** The pooler has told a client this error of its own. Loop only. */
    public void poolerSaid(String sqlState) {
        poolerErrors.add(sqlState);
    }

    /** A client did not get a server; by the reason's ordinal. Loop only. */
    public void refused(int reason) {
        refusals.lazySet(reason, refusals.getPlain(reason) + 1);
    }

    /** A server has logged in. Loop only. */
    public void serverOpened() {
        serversOpened.lazySet(serversOpened.getPlain() + 1);
    }

    /** A server that had logged in has gone; by the reason's ordinal. Loop only. */
    public void serverClosed(int reason) {
        serversClosed.lazySet(reason, serversClosed.getPlain(reason) + 1);
    }

    /** Errors of servers in answer to clients. */
    public SqlStateCounts serverErrors() {
        return serverErrors;
    }

    /** Errors of the pooler's own. */
    public SqlStateCounts poolerErrors() {
        return poolerErrors;
    }

    /** How often a client did not get a server for the reason of this ordinal. */
    public long refusals(int reason) {
        return refusals.get(reason);
    }

    /** How many servers have logged in. */
    public long serversOpened() {
        return serversOpened.get();
    }

    /** How many of them have gone for the reason of this ordinal. */
    public long serversClosed(int reason) {
        return serversClosed.get(reason);
    }

    /** Counts a client's change of state; -1 stands for "was not" or "is no more". Loop only. */
    public void clientMoved(int from, int to) {
        move(clientStates, from, to);
    }

    /** Counts a server's change of state; -1 stands for "was not" or "is no more". Loop only. */
    public void serverMoved(int from, int to) {
        move(serverStates, from, to);
    }

    /** Clients in the state of this ordinal. */
    public int clients(int state) {
        return clientStates.get(state);
    }

    /** Servers in the state of this ordinal. */
    public int servers(int state) {
        return serverStates.get(state);
    }

    /** Adds the counts of all states, as they stood together at one moment, to these, which are as long as there are states. */
    public void addStates(int[] clients, int[] servers) {
        int[] clientsNow = new int[clients.length];
        int[] serversNow = new int[servers.length];
        int before;
        do {
            before = moves.get();
            for (int i = 0; i < clientsNow.length; i++) {
                clientsNow[i] = clientStates.get(i);
            }
            for (int i = 0; i < serversNow.length; i++) {
                serversNow[i] = serverStates.get(i);
            }
        } while ((before & 1) != 0 || moves.get() != before);
        for (int i = 0; i < clients.length; i++) {
            clients[i] += clientsNow[i];
        }
        for (int i = 0; i < servers.length; i++) {
            servers[i] += serversNow[i];
        }
    }

    private void move(AtomicIntegerArray counts, int from, int to) {
        int move = moves.getPlain() + 1;
        moves.lazySet(move);
        if (from >= 0) {
            counts.lazySet(from, counts.getPlain(from) - 1);
        }
        if (to >= 0) {
            counts.lazySet(to, counts.getPlain(to) + 1);
        }
        moves.lazySet(move + 1);
    }
}
