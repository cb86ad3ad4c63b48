package io.howdah.bench.load.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Raises the versions of the rows that only this client writes, in the ways that PostgreSQL has. */
public final class HistoryWriter extends HistoryClient {

    /**
     * Ways of giving a row a version. A write whose connection has broken may still be carried out, after a later one: so none of them
     * lowers a version.
     */
    private static final List<String> WAYS = List.of(
            "UPDATE history.row SET v = %2$d WHERE id = %1$d AND v < %2$d",
            "INSERT INTO history.row AS r VALUES (%1$d, %2$d) ON CONFLICT (id) DO UPDATE SET v = excluded.v WHERE r.v < excluded.v",
            "WITH done AS (UPDATE history.row SET v = %2$d WHERE id = %1$d AND v < %2$d RETURNING id) SELECT count(*) FROM done",
            "UPDATE history.shown SET v = %2$d WHERE id = %1$d AND v < %2$d",
            "UPDATE history.by_trigger SET v = %2$d WHERE id = %1$d AND v < %2$d",
            "BEGIN; UPDATE history.row SET v = %2$d WHERE id = %1$d AND v < %2$d; COMMIT");

    /** Statements after which PostgreSQL has to be asked about all others again, at most one in this many writes. */
    private static final int RARE = 40;

    private static final List<String> RARE_WAYS = List.of(
            "DO 'BEGIN UPDATE history.row SET v = %2$d WHERE id = %1$d AND v < %2$d; END'",
            "UPDATE history.row SET v = %2$d WHERE id = %1$d AND v < %2$d; ALTER TABLE history.row ALTER v SET DEFAULT %2$d");

    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final int number;
    private final int writers;

    /**
     * @param number this writer's number, from 0
     * @param writers how many writers there are: they share the rows
     */
    public HistoryWriter(History history, Place place, int number, int writers, Random random, long untilNanos) {
        super(history, place, number % 2 == 0 ? "simple" : "extended", random, untilNanos);
        this.number = number;
        this.writers = writers;
    }

    @Override
    void use(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement prepared = connection.prepareStatement("UPDATE history.row SET v = ? WHERE id = ? AND v < ?")) {
            while (!isOver()) {
                int row = number + writers * random().nextInt((history().rows() - number + writers - 1) / writers);
                int version = history().begin(row);
                long from = System.nanoTime();
                if (random().nextInt(RARE) == 0) {
                    statement.execute(RARE_WAYS.get(random().nextInt(RARE_WAYS.size())).formatted(row, version));
                } else if (random().nextInt(3) == 0) {
                    prepared.setInt(1, version);
                    prepared.setInt(2, row);
                    prepared.setInt(3, version);
                    prepared.executeUpdate();
                } else {
                    statement.execute(WAYS.get(random().nextInt(WAYS.size())).formatted(row, version));
                }
                history().acknowledge(row, version, System.nanoTime() - from);
                // Long enough, mostly, for readers to find answers in the cache.
                LockSupport.parkNanos(random().nextInt(4) == 0 ? 0 : random().nextLong(LONGEST_PAUSE_NANOS));
            }
        }
    }
}
