package io.howdah.bench.shows;

import io.howdah.bench.shows.Finding.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares names, types and order of columns, which must be equal in PgBouncer and Howdah. Howdah has the newest PgBouncer's
 * columns, so an older PgBouncer lacks some. The newest PgBouncer has dropped a SHOW that Howdah keeps.
 */
final class Columns {

    /** Every SHOW with columns. */
    static final List<String> SHOWS = List.of("STATS", "STATS_TOTALS", "STATS_AVERAGES", "TOTALS", "SERVERS", "CLIENTS", "POOLS",
            "PEER_POOLS",
            "PEERS", "DATABASES", "USERS", "LISTS", "CONFIG", "MEM", "STATE", "VERSION", "SOCKETS", "ACTIVE_SOCKETS", "DNS_HOSTS",
            "DNS_ZONES",
            "FDS");

    private static final Version V1_24 = new Version(1, 24);
    private static final Version V1_26 = new Version(1, 26);

    /** Columns by the first version that was seen to have them. Version 1.18 was seen to lack the columns of 1.24. */
    private static final Map<String, Version> SINCE = Map.ofEntries(
            Map.entry("client_login_count", V1_26), Map.entry("total_client_login_count", V1_26),
            Map.entry("avg_client_login_count", V1_26), Map.entry("server_assignment_count", V1_24),
            Map.entry("total_server_assignment_count", V1_24), Map.entry("avg_server_assignment_count", V1_24),
            Map.entry("client_parse_count", V1_24), Map.entry("server_parse_count", V1_24), Map.entry("bind_count", V1_24),
            Map.entry("total_client_parse_count", V1_24),
            Map.entry("total_server_parse_count", V1_24), Map.entry("total_bind_count", V1_24),
            Map.entry("avg_client_parse_count", V1_24), Map.entry("avg_server_parse_count", V1_24),
            Map.entry("avg_bind_count", V1_24), Map.entry("replication", V1_24),
            Map.entry("prepared_statements", V1_24), Map.entry("id", V1_24), Map.entry("load_balance_hosts", V1_24),
            Map.entry("server_lifetime", V1_24), Map.entry("reserve_pool_size", V1_24),
            Map.entry("max_client_connections", V1_24),
            Map.entry("current_client_connections", V1_24), Map.entry("pool_size", V1_24),
            Map.entry("max_user_connections", V1_24), Map.entry("current_connections", V1_24),
            Map.entry("max_user_client_connections", V1_24));

    /** Columns with another name in 1.18. */
    private static final Map<String, String> FORMERLY = Map.of("reserve_pool_size", "reserve_pool");

    private static final Map<String, Version> SHOW_SINCE = Map.of("PEERS", V1_24, "PEER_POOLS", V1_24, "STATE", V1_24);
    private static final Map<String, Version> SHOW_UNTIL = Map.of("FDS", V1_26);

    private final Version version;

    /** @param version version of PgBouncer */
    Columns(Version version) {
        this.version = version;
    }

    /** Compares the columns of one SHOW. An empty table stands for a SHOW that a pooler does not have. */
    Finding compare(String show, Optional<Table> pgbouncer, Optional<Table> howdah) {
        String what = "SHOW " + show;
        if (pgbouncer.isEmpty() || howdah.isEmpty()) {
            boolean known = howdah.isPresent() && (version.isBefore(SHOW_SINCE.getOrDefault(show, version))
                    || (SHOW_UNTIL.containsKey(show) && !version.isBefore(SHOW_UNTIL.get(show))));
            return new Finding(what, present(pgbouncer), present(howdah), known ? "not in PgBouncer " + version : "",
                    known ? Verdict.KNOWN : pgbouncer.isEmpty() && howdah.isEmpty() ? Verdict.SAME : Verdict.DIFFERENT);
        }
        List<Table.Column> expected = pgbouncer.get().columns();
        List<Table.Column> newer = new ArrayList<>();
        List<Table.Column> others = new ArrayList<>();
        for (Table.Column column : howdah.get().columns()) {
            boolean missing = expected.stream().noneMatch(theirs -> theirs.name().equals(column.name()));
            String before = FORMERLY.get(column.name());
            if (missing && before != null && expected.contains(new Table.Column(before, column.type()))) {
                others.add(new Table.Column(before, column.type()));
            } else if (missing && version.isBefore(SINCE.getOrDefault(column.name(), version))) {
                newer.add(column);
            } else {
                others.add(column);
            }
        }
        if (!others.equals(expected)) {
            return new Finding(what, expected.toString(), others.toString(), "", Verdict.DIFFERENT);
        }
        String same = expected.size() + " columns";
        return newer.isEmpty()
                ? new Finding(what, same, same, "", Verdict.SAME)
                : Finding.known(what, same, "+ " + newer, "newer than PgBouncer " + version);
    }

    private static String present(Optional<Table> table) {
        return table.isPresent() ? "there" : "not there";
    }
}
