package io.howdah.bench.load;

import io.howdah.bench.load.login.Target;
import io.howdah.bench.load.wire.QueryProtocol;
import io.howdah.bench.load.workload.KeySpread;
import io.howdah.bench.load.workload.Workload;
import java.time.Duration;
import java.util.Objects;

/**
 * The plan of one load: what it sends, how much, for how long. Begin with {@link #to} and change what should differ.
 *
 * @param statements statements per transaction, 1 or more; BEGIN and COMMIT enclose two or more
 * @param pipelined whether a client sends a whole transaction at once, with one Sync if the protocol has Sync
 * @param reconnecting whether each transaction has a connection of its own
 * @param clients 1 to {@value #MOST_CLIENTS}
 * @param rate transactions per second of all clients together; each begins at its time, whether or not earlier transactions have
 *     ended. 0 for a closed loop, where each client begins its next transaction when it has the answer to the last
 * @param warmUp length of the uncounted load after all clients have connected
 * @param measured length of the counted load
 * @param loops event loops of the generator, 1 or more
 * @param seed seed of the keys and of the mix
 */
public record LoadPlan(Target target, Workload workload, QueryProtocol protocol, int statements, boolean pipelined,
        boolean reconnecting, int clients, double rate, Duration warmUp, Duration measured, int loops, long seed) {

    /** Fewer than a loopback address has ports. */
    public static final int MOST_CLIENTS = 20_000;

    private static final int ROWS = 100_000;

    public LoadPlan {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(workload, "workload");
        Objects.requireNonNull(protocol, "protocol");
        require(statements >= 1, "statements: " + statements + " (expected: 1 or more)");
        require(clients >= 1 && clients <= MOST_CLIENTS, "clients: " + clients + " (expected: 1 to " + MOST_CLIENTS + ")");
        require(rate >= 0 && rate <= 10_000_000, "rate: " + rate + " per second (expected: 0 for none, to 10000000)");
        require(!warmUp.isNegative(), "warm-up: " + warmUp.toMillis() / 1000.0 + " s (expected: 0 or more)");
        require(!measured.isNegative() && !measured.isZero(),
                "duration: " + measured.toMillis() / 1000.0 + " s (expected: more than 0)");
        require(loops >= 1, "loops: " + loops + " (expected: 1 or more)");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** One client in a closed loop, {@code pgbench -S} with the simple protocol, 10 seconds after 2 seconds of warm-up. */
    public static LoadPlan to(Target target) {
        return new LoadPlan(target, new Workload.Select(KeySpread.uniform(ROWS)), QueryProtocol.SIMPLE, 1, false, false, 1, 0,
                Duration.ofSeconds(2), Duration.ofSeconds(10), 1, 1);
    }

    public LoadPlan withTarget(Target other) {
        return new LoadPlan(other, workload, protocol, statements, pipelined, reconnecting, clients, rate, warmUp, measured,
                loops, seed);
    }

    public LoadPlan withWorkload(Workload other) {
        return new LoadPlan(target, other, protocol, statements, pipelined, reconnecting, clients, rate, warmUp, measured, loops,
                seed);
    }

    public LoadPlan withProtocol(QueryProtocol other) {
        return new LoadPlan(target, workload, other, statements, pipelined, reconnecting, clients, rate, warmUp, measured, loops,
                seed);
    }

    /** Transactions of several statements, sent one by one or all at once. */
    public LoadPlan withStatements(int count, boolean atOnce) {
        return new LoadPlan(target, workload, protocol, count, atOnce, reconnecting, clients, rate, warmUp, measured, loops,
                seed);
    }

    public LoadPlan withReconnecting(boolean each) {
        return new LoadPlan(target, workload, protocol, statements, pipelined, each, clients, rate, warmUp, measured, loops,
                seed);
    }

    public LoadPlan withClients(int count) {
        return new LoadPlan(target, workload, protocol, statements, pipelined, reconnecting, count, rate, warmUp, measured, loops,
                seed);
    }

    /** An open loop with so many transactions per second; 0 for a closed loop. */
    public LoadPlan withRate(double perSecond) {
        return new LoadPlan(target, workload, protocol, statements, pipelined, reconnecting, clients, perSecond, warmUp, measured,
                loops, seed);
    }

    public LoadPlan withTimes(Duration before, Duration counted) {
        return new LoadPlan(target, workload, protocol, statements, pipelined, reconnecting, clients, rate, before, counted,
                loops, seed);
    }

    /** One turn of several: so many seconds are measured, after one second at most to warm up. */
    public LoadPlan withTurn(double seconds) {
        return withTimes(seconds(Math.min(1, seconds)), seconds(seconds));
    }

    /** A duration to the nanosecond. */
    public static Duration seconds(double count) {
        return Duration.ofNanos(Math.round(count * 1e9));
    }

    public LoadPlan withLoops(int count) {
        return new LoadPlan(target, workload, protocol, statements, pipelined, reconnecting, clients, rate, warmUp, measured,
                count, seed);
    }

    public LoadPlan withSeed(long other) {
        return new LoadPlan(target, workload, protocol, statements, pipelined, reconnecting, clients, rate, warmUp, measured,
                loops, other);
    }
}
