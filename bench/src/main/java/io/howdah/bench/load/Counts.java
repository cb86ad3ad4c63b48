package io.howdah.bench.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The counters and histograms of a loop. Only one thread at a time may use them. Counting makes no object. */
final class Counts {

    private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);
    private static final int DIGITS = 3;

    private final Histogram latencies = new Histogram(LONGEST_MICROS, DIGITS);
    private final Histogram inTurn = new Histogram(LONGEST_MICROS, DIGITS);
    private final ErrorCounts errors = new ErrorCounts();
    private long transactions;
    private long statements;
    private long updates;
    private long logins;

    /** Counts a transaction that ended without an error. */
    void transaction(long latencyNanos, int ofStatements, int ofUpdates) {
        transactions++;
        statements += ofStatements;
        updates += ofUpdates;
        record(latencies, latencyNanos);
    }

    /** Records how long a transaction would have taken if the target served clients in turn: see {@link Rotation}. */
    void inTurn(long nanos) {
        record(inTurn, nanos);
    }

    private static void record(Histogram micros, long nanos) {
        micros.recordValue(Math.min(LONGEST_MICROS, TimeUnit.NANOSECONDS.toMicros(nanos)));
    }

    void login() {
        logins++;
    }

    /** @param sqlState may be null */
    void error(@Nullable String sqlState, @Nullable String message) {
        errors.add(sqlState, message);
    }

    void add(Counts other) {
        transactions += other.transactions;
        statements += other.statements;
        updates += other.updates;
        logins += other.logins;
        latencies.add(other.latencies);
        inTurn.add(other.inTurn);
        errors.add(other.errors);
    }

    long transactions() {
        return transactions;
    }

    long statements() {
        return statements;
    }

    long updates() {
        return updates;
    }

    long logins() {
        return logins;
    }

    ErrorCounts errors() {
        return errors;
    }

    /** Latencies in microseconds. */
    Histogram latencies() {
        return latencies;
    }

    /** Latencies in turn, in microseconds; empty if the loop has no {@link Rotation}. */
    Histogram inTurn() {
        return inTurn;
    }
}
