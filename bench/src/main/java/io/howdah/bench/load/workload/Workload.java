package io.howdah.bench.load.workload;

/** The statements of a transaction. */
public sealed interface Workload {

    /** pgbench's select-only statement, over a table of the same shape as its accounts. */
    record Select(KeySpread keys) implements Workload {

        @Override
        public String toString() {
            return "select";
        }
    }

    /**
     * That statement and {@code UPDATE ... SET abalance = abalance + 1}, drawn anew for every statement.
     *
     * @param readShare percent of the statements that only read, 0 to 100
     */
    record Mixed(KeySpread keys, int readShare) implements Workload {

        public Mixed {
            if (readShare < 0 || readShare > 100) {
                throw new IllegalArgumentException("read share: " + readShare + " percent (expected: 0 to 100)");
            }
        }

        @Override
        public String toString() {
            return "mixed";
        }
    }

    /** {@code SELECT 1}: no table, next to no work for the server. */
    record Select1() implements Workload {

        @Override
        public String toString() {
            return "select1";
        }
    }

    /**
     * One row with one text.
     *
     * @param size of the text, in bytes, 1 to 512 MiB
     */
    record Bytes(int size) implements Workload {

        public Bytes {
            if (size < 1 || size > 512 << 20) {
                throw new IllegalArgumentException("size: " + size + " bytes (expected: 1 to " + (512 << 20) + ")");
            }
        }

        @Override
        public String toString() {
            return "bytes:" + size;
        }
    }
}
