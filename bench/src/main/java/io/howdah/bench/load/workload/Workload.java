package io.howdah.bench.load.workload;

import io.howdah.bench.load.wire.Statement;
import java.util.List;
import java.util.SplittableRandom;

/** The statements of a transaction. */
public sealed interface Workload {

    /** The table of {@link Select} and {@link Mixed}. Its columns are those of pgbench_accounts. */
    String TABLE = "howdah_bench";

    /** All statements that a client may send. */
    List<Statement> statements();

    /** The index of the next statement in {@link #statements}. */
    default int pick(SplittableRandom random) {
        return 0;
    }

    /** Whether any of the {@link #statements} adds 1 to a row. */
    default boolean updates() {
        return false;
    }

    /** Whether the statement with this index in {@link #statements} adds 1 to a row. */
    default boolean isUpdate(int statement) {
        return false;
    }

    /**
     * The source of one client's keys.
     *
     * @param client the client's number, different for each client
     */
    KeySource keys(SplittableRandom random, int client);

    /** Whether the only right answer is one row with the key itself. */
    default boolean answersWithKey() {
        return false;
    }

    /** The number of rows in {@link #TABLE}; 0 if the workload needs no table. */
    default int rows() {
        return 0;
    }

    /** The statement of {@code pgbench -S}. */
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
     * The statement of {@link Select}, and an UPDATE that adds 1 to the row. A random number decides between the two for every
     * statement.
     *
     * @param readShare percent of SELECTs, 0 to 100
     */
    record Mixed(KeySpread keys, int readShare) implements Workload {

        private static final Statement UPDATE = new Statement("UPDATE " + TABLE + " SET abalance = abalance + 1 WHERE aid = ",
                true);

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

    /**
     * A sum over many rows: a millisecond or so of work for 5000. So many percent of the statements are one of a few, which come again
     * and again.
     *
     * @param over the number of rows
     * @param popular how many statements come again
     * @param share percent of the statements that come again, 0 to 100
     */
    record Sums(int over, int popular, int share) implements Workload {

        @Override
        public List<Statement> statements() {
            return List.of(new Statement("SELECT sum(abalance) FROM " + TABLE + " WHERE aid <= " + over + " AND aid <> ", true));
        }

        @Override
        public KeySource keys(SplittableRandom random, int client) {
            return () -> 1 + (random.nextInt(100) < share ? random.nextInt(popular) : random.nextInt(Integer.MAX_VALUE - 1));
        }

        @Override
        public String toString() {
            return "sums";
        }
    }

    /** {@code SELECT 1}: no table, and next to no work for the server. */
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

    /** Each client asks for numbers that no other client asks for, and checks the answers. */
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
     * @param size length of the text in bytes, 1 to 512 MiB
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
            // Repeats whole kilobytes. If the server repeated single letters, it would need more time than pooler and generator
            // together.
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
