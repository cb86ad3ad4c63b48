package io.howdah.bench.compare;

import io.howdah.bench.load.workload.KeySpread;
import io.howdah.bench.load.workload.Workload;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one transaction does, for every generator alike.
 *
 * @param name as the command line names it
 * @param kind which statement
 * @param bytes of the result, for {@link Kind#BYTES}; otherwise 0
 */
record Work(String name, Kind kind, int bytes) {

    /** Rows of the table, as {@code pgbench -i} makes them with scale 1. */
    static final int ROWS = 100_000;

    /** Percent of {@link Kind#MIXED} that only read. */
    static final int READ_SHARE = 90;

    private static final Pattern BYTES = Pattern.compile("bytes:([0-9]{1,9})(|B|kB|MB)");
    private static final int MOST_BYTES = 256 << 20;

    /** The statements. */
    enum Kind {
        /** pgbench's select-only: one row by its key. */
        SELECT,
        /** {@code SELECT 1}. */
        SELECT1,
        /** That select, and in one of ten transactions an update of one row. */
        MIXED,
        /** One row with one long text. */
        BYTES,
        /** That select over a connection of its own. */
        CONNECT
    }

    /** @throws IllegalArgumentException for a name that is none */
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

    /** For the generator of {@code bench load}, which is told {@link Kind#CONNECT} elsewhere. */
    Workload load() {
        return switch (kind) {
            case SELECT, CONNECT -> new Workload.Select(KeySpread.uniform(ROWS));
            case SELECT1 -> new Workload.Select1();
            case MIXED -> new Workload.Mixed(KeySpread.uniform(ROWS), READ_SHARE);
            case BYTES -> new Workload.Bytes(bytes);
        };
    }

    /** For pgbench, on its own tables. */
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
