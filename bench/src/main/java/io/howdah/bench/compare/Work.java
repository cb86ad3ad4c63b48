package io.howdah.bench.compare;

import io.howdah.bench.load.workload.KeySpread;
import io.howdah.bench.load.workload.Workload;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The work of one transaction, the same for every generator.
 *
 * @param name name on the command line
 * @param kind the kind of statement
 * @param bytes size of the result, for {@link Kind#BYTES}; otherwise 0
 */
record Work(String name, Kind kind, int bytes) {

    /** Rows of the table, as with {@code pgbench -i} and scale 1. */
    static final int ROWS = 100_000;

    /** Percent of SELECTs in {@link Kind#MIXED}. */
    static final int READ_SHARE = 90;

    private static final Pattern BYTES = Pattern.compile("bytes:([0-9]{1,9})(|B|kB|MB)");
    private static final int MOST_BYTES = 256 << 20;

    /** The kinds of statements. */
    enum Kind {
        /** One row by its key, the statement of {@code pgbench -S}. */
        SELECT,
        /** {@code SELECT 1}. */
        SELECT1,
        /** {@link #SELECT}, but in one of ten transactions an UPDATE of one row. */
        MIXED,
        /** One row with one long text. */
        BYTES,
        /** {@link #SELECT}, each over a new connection. */
        CONNECT
    }

    /** @throws IllegalArgumentException if the name is no workload */
    static Work parse(String name) {
        Matcher bytes = BYTES.matcher(name);
        if (bytes.matches()) {
            int shift = switch (bytes.group(2)) {
                case "kB" -> 10;
                case "MB" -> 20;
                default -> 0;
            };
            long size = Long.parseLong(bytes.group(1)) << shift;
            if (size < 1 || size > MOST_BYTES) {
                throw new IllegalArgumentException(name + ": " + size + " bytes (expected: 1 to " + MOST_BYTES + ")");
            }
            return new Work(name, Kind.BYTES, (int) size);
        }
        for (Kind kind : List.of(Kind.SELECT, Kind.SELECT1, Kind.MIXED, Kind.CONNECT)) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                return new Work(name, kind, 0);
            }
        }
        throw new IllegalArgumentException("'" + name
                + "' is no workload (expected: select, select1, mixed, connect, or bytes:SIZE such as bytes:1MB)");
    }

    /** The workload for the generator of {@code bench load}. {@link LoadGenerator} handles {@link Kind#CONNECT}. */
    Workload load() {
        return switch (kind) {
            case SELECT, CONNECT -> new Workload.Select(KeySpread.uniform(ROWS));
            case SELECT1 -> new Workload.Select1();
            case MIXED -> new Workload.Mixed(KeySpread.uniform(ROWS), READ_SHARE);
            case BYTES -> new Workload.Bytes(bytes);
        };
    }

    /** The script for pgbench, on pgbench's tables. */
    String script() {
        String select = "\\set aid random(1, " + ROWS + ")\nSELECT abalance FROM pgbench_accounts WHERE aid = :aid;\n";
        return switch (kind) {
            case SELECT, CONNECT -> select;
            case SELECT1 -> "SELECT 1;\n";
            case MIXED -> "\\set aid random(1, " + ROWS + ")\n\\set r random(1, 100)\n\\if :r <= " + READ_SHARE + "\n"
                    + "SELECT abalance FROM pgbench_accounts WHERE aid = :aid;\n\\else\n"
                    + "UPDATE pgbench_accounts SET abalance = abalance + 1 WHERE aid = :aid;\n\\endif\n";
            case BYTES -> "SELECT repeat('x', " + bytes + ");\n";
        };
    }
}
