package io.howdah.proxy.stats;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * One pool's numbers on one loop. Only this loop writes them, so a plain read and an ordered write are enough. Any thread may
 * read; a reader sees the numbers of a moment, perhaps in the middle of a change.
 *
 * <p>States are counted by ordinal, for this package knows neither clients nor servers. A count may be negative on one loop: a
 * server counted up on one loop can be counted down on another after it moved. The sum over the loops is right.
 */
public final class PoolStats {

    private static final int STATES = 16;
    private static final int REASONS = 32;

    private final AtomicLongArray totals = new AtomicLongArray(Counter.values().length);
    private final AtomicIntegerArray clientStates = new AtomicIntegerArray(STATES);
    private final AtomicIntegerArray serverStates = new AtomicIntegerArray(STATES);
    // Odd while a count moves from one state to another; a reader then tries again.
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
     * The sum of the counters, without states and latencies.
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

    /** The sum of the refusals alone. */
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

    /** Adds to a counter. Loop only. */
    public void add(Counter counter, long amount) {
        int index = counter.ordinal();
        totals.lazySet(index, totals.getPlain(index) + amount);
    }

    /** The value of a counter. */
    public long total(Counter counter) {
        return totals.get(counter.ordinal());
    }

    /**
     * A client has got a server after this wait. Loop only.
     *
     * <p>PgBouncer's query and transaction times begin with the request and so include the wait, whatever its manual says. The
     * histograms of queries and transactions exclude the wait.
     */
    public void waited(long nanos) {
        add(Counter.QUERY_TIME, nanos);
        add(Counter.XACT_TIME, nanos);
        add(Counter.SERVER_ASSIGNMENT_COUNT, 1);
        add(Counter.WAIT_TIME, nanos);
        waits.record(nanos);
    }

    /** A query has ended after this time. Loop only. */
    public void queryTook(long nanos) {
        add(Counter.QUERY_COUNT, 1);
        add(Counter.QUERY_TIME, nanos);
        queries.record(nanos);
    }

    /** A transaction has ended after this time. Loop only. */
    public void transactionTook(long nanos) {
        add(Counter.XACT_COUNT, 1);
        add(Counter.XACT_TIME, nanos);
        transactions.record(nanos);
    }

    /** Waits for a server, one for each time a client got one. */
    public LatencyHistogram waits() {
        return waits;
    }

    /** Durations of queries. */
    public LatencyHistogram queries() {
        return queries;
    }

    /** Durations of transactions. */
    public LatencyHistogram transactions() {
        return transactions;
    }

    /** A server has answered a client's request with this error; null if the SQLSTATE could not be read. Loop only. */
    public void serverSaid(@Nullable String sqlState) {
        serverErrors.add(sqlState);
    }

    /** The pooler has sent a client this error of its own. Loop only. */
    public void poolerSaid(@Nullable String sqlState) {
        poolerErrors.add(sqlState);
    }

    /** A client did not get a server, for the reason of this ordinal. Loop only. */
    public void refused(int reason) {
        refusals.lazySet(reason, refusals.getPlain(reason) + 1);
    }

    /** A server has logged in. Loop only. */
    public void serverOpened() {
        serversOpened.lazySet(serversOpened.getPlain() + 1);
    }

    /** A server that had logged in has closed, for the reason of this ordinal. Loop only. */
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

    /** Number of clients that did not get a server, for the reason of this ordinal. */
    public long refusals(int reason) {
        return refusals.get(reason);
    }

    /** Number of servers that have logged in. */
    public long serversOpened() {
        return serversOpened.get();
    }

    /** Number of these servers that have closed, for the reason of this ordinal. */
    public long serversClosed(int reason) {
        return serversClosed.get(reason);
    }

    /** Counts a client's change of state; -1 means that the client is new or has gone. Loop only. */
    public void clientMoved(int from, int to) {
        move(clientStates, from, to);
    }

    /** Counts a server's change of state; -1 means that the server is new or has gone. Loop only. */
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

    /** Adds the counts of all states at one moment. The arrays are as long as there are states. */
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
