package io.howdah.bench.load.workload;

import io.howdah.bench.load.wire.Statement;
import java.util.List;
import java.util.SplittableRandom;

/** The statements of a transaction. */
public sealed interface Workload {

    /** The table that {@link Select} and {@link Mixed} work on; of the shape of pgbench's accounts. */
    String TABLE = "howdah_bench";

    /** All that may be sent. */
    List<Statement> statements();

    /** Which of the {@link #statements} comes next. */
    default int pick(SplittableRandom random) {
        return 0;
    }

    /** Whether any of the {@link #statements} adds 1 to a row. */
    default boolean updates() {
        return false;
    }

    /** Whether one of the {@link #statements} adds 1 to a row. */
    default boolean isUpdate(int statement) {
        return false;
    }

    /**
     * Where the keys of one client come from.
     *
     * @param client its number, unlike any other's
     */
    KeySource keys(SplittableRandom random, int client);

    /** Whether the only right answer is one row with the key itself. */
    default boolean answersWithKey() {
        return false;
    }

    /** Rows {@link #TABLE} has to have; 0 where no table is needed. */
    default int rows() {
        return 0;
    }

    /** pgbench's select-only statement. */
    record Select(KeySpread keys) implements Workload {

        private static final Statement STATEMENT = new Statement("SELECT abalance FROM " + TABLE + " WHERE aid = ", true);

        @Override
        public List<Statement> statements() {
            return List.of(STATEMENT);
        }

        @Override
        public KeySource keys(SplittableRandom random, int client) {
            return KeySource.of(keys, random);
        }

        @Override
        public int rows() {
            return keys.rows();
        }

        @Override
        public String toString() {
            return "select";
        }
    }

    /**
     * That statement and one that adds 1 to the row, drawn anew for every statement.
     *
     * @param readShare percent of the statements that only read, 0 to 100
     */
    record Mixed(KeySpread keys, int readShare) implements Workload {

        private static final Statement UPDATE =
                new Statement("UPDATE " + TABLE + " SET abalance = abalance + 1 WHERE aid = ", true);

        public Mixed {
            if (readShare < 0 || readShare > 100) {
                throw new IllegalArgumentException("read share: " + readShare + " percent (expected: 0 to 100)");
            }
        }

        @Override
        public List<Statement> statements() {
            return List.of(Select.STATEMENT, UPDATE);
        }

        @Override
        public int pick(SplittableRandom random) {
            return random.nextInt(100) < readShare ? 0 : 1;
        }

        @Override
        public boolean updates() {
            return readShare < 100;
        }

        @Override
        public boolean isUpdate(int statement) {
            return statement == 1;
        }

        @Override
        public KeySource keys(SplittableRandom random, int client) {
            return KeySource.of(keys, random);
        }

        @Override
        public int rows() {
            return keys.rows();
        }

        @Override
        public String toString() {
            return "mixed";
        }
    }

    /** {@code SELECT 1}: no table, next to no work for the server. */
    record Select1() implements Workload {

        @Override
        public List<Statement> statements() {
            return List.of(new Statement("SELECT 1", false));
        }

        @Override
        public KeySource keys(SplittableRandom random, int client) {
            return () -> 0;
        }

        @Override
        public String toString() {
            return "select1";
        }
    }

    /** Each client asks for a number nobody else asks for, and complains when it gets another. */
    record Own() implements Workload {

        @Override
        public List<Statement> statements() {
            return List.of(new Statement("SELECT ", true));
        }

        @Override
        public KeySource keys(SplittableRandom random, int client) {
            return new OwnKeys(client);
        }

        @Override
        public boolean answersWithKey() {
            return true;
        }

        @Override
        public String toString() {
            return "own";
        }
    }

    /**
     * One row with one text.
     *
     * @param size of the text, in bytes, 1 to 512 MiB
     */
    record Bytes(int size) implements Workload {

        private static final int MOST = 512 << 20;
        private static final int KILOBYTE = 1024;

        public Bytes {
            if (size < 1 || size > MOST) {
                throw new IllegalArgumentException("size: " + size + " bytes (expected: 1 to " + MOST + ")");
            }
        }

        @Override
        public List<Statement> statements() {
            // By the kilobyte, or the server spends more on repeating a letter than everybody else on the result.
            return List.of(new Statement("SELECT repeat(repeat('x', " + KILOBYTE + "), " + size / KILOBYTE + ") || repeat('x', "
                    + size % KILOBYTE + ")", false));
        }

        @Override
        public KeySource keys(SplittableRandom random, int client) {
            return () -> 0;
        }

        @Override
        public String toString() {
            return "bytes:" + size;
        }
    }
}
