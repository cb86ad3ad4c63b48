package io.howdah.bench.load.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One client of the history, which connects again whenever its connection breaks. */
abstract sealed class HistoryClient implements Runnable permits HistoryReader, HistoryWriter {

    private static final long BETWEEN_CONNECTIONS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final History history;
    private final Place place;
    private final String queryMode;
    private final Random random;
    private final long untilNanos;

    HistoryClient(History history, Place place, String queryMode, Random random, long untilNanos) {
        this.history = history;
        this.place = place;
        this.queryMode = queryMode;
        this.random = random;
        this.untilNanos = untilNanos;
    }

    History history() {
        return history;
    }

    Random random() {
        return random;
    }

    /** Whether the time is over. */
    boolean isOver() {
        return System.nanoTime() - untilNanos >= 0 || Thread.currentThread().isInterrupted();
    }

    @Override
    public void run() {
        while (!isOver()) {
            try (Connection connection = place.connect(queryMode)) {
                use(connection);
            } catch (SQLException e) {
                history.broke();
                LockSupport.parkNanos(BETWEEN_CONNECTIONS_NANOS);
            }
        }
    }

    /** Uses a connection until the time is over. */
    abstract void use(Connection connection) throws SQLException;
}
