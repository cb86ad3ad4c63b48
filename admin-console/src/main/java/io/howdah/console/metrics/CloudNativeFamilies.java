package io.howdah.console.metrics;

import io.howdah.console.view.ListSizes;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.console.view.StatsSnapshot;
import io.howdah.console.view.StatsValues;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The metrics of CloudNativePG's instance manager for PgBouncer: all gauges, as there. */
final class CloudNativeFamilies {

    private static final String PREFIX = "cnpg_pgbouncer_";

    private static final Map<String, ToDoubleFunction<ListSizes>> LISTS = new LinkedHashMap<>();
    private static final Map<String, ToDoubleFunction<PoolSnapshot>> POOLS = new LinkedHashMap<>();
    private static final Map<String, ToDoubleFunction<StatsValues>> STATS = new LinkedHashMap<>();

    static {
        LISTS.put("databases", ListSizes::databases);
        LISTS.put("users", ListSizes::users);
        LISTS.put("pools", ListSizes::pools);
        LISTS.put("free_clients", ListSizes::freeClients);
        LISTS.put("used_clients", ListSizes::usedClients);
        LISTS.put("login_clients", ListSizes::loginClients);
        LISTS.put("free_servers", ListSizes::freeServers);
        LISTS.put("used_servers", ListSizes::usedServers);
        LISTS.put("dns_names", ListSizes::dnsNames);
        LISTS.put("dns_zones", ListSizes::dnsZones);
        LISTS.put("dns_queries", ListSizes::dnsQueries);
        LISTS.put("dns_pending", ListSizes::dnsPending);

        POOLS.put("cl_active", PoolSnapshot::clActive);
        POOLS.put("cl_waiting", PoolSnapshot::clWaiting);
        // PgBouncer had this column only before 1.18, so nothing counts in it any more.
        POOLS.put("cl_cancel_req", pool -> 0);
        POOLS.put("cl_active_cancel_req", PoolSnapshot::clActiveCancelReq);
        POOLS.put("cl_waiting_cancel_req", PoolSnapshot::clWaitingCancelReq);
        POOLS.put("sv_active", PoolSnapshot::svActive);
        POOLS.put("sv_active_cancel", PoolSnapshot::svActiveCancel);
        POOLS.put("sv_wait_cancels", PoolSnapshot::svBeingCanceled);
        POOLS.put("sv_idle", PoolSnapshot::svIdle);
        POOLS.put("sv_used", PoolSnapshot::svUsed);
        POOLS.put("sv_tested", PoolSnapshot::svTested);
        POOLS.put("sv_login", PoolSnapshot::svLogin);

        STATS.put("server_assignment_count", StatsValues::serverAssignmentCount);
        STATS.put("xact_count", StatsValues::xactCount);
        STATS.put("query_count", StatsValues::queryCount);
        STATS.put("received", StatsValues::received);
        STATS.put("sent", StatsValues::sent);
        STATS.put("xact_time", StatsValues::xactTime);
        STATS.put("query_time", StatsValues::queryTime);
        STATS.put("wait_time", StatsValues::waitTime);
        STATS.put("client_parse_count", StatsValues::clientParseCount);
        STATS.put("server_parse_count", StatsValues::serverParseCount);
        STATS.put("bind_count", StatsValues::bindCount);
    }

    private CloudNativeFamilies() {}

    /** @param collections number of scrapes so far, this one included */
    static List<MetricSnapshot> of(Reading reading, Names names, long collections) {
        List<Family> all = new ArrayList<>();
        all.add(Family.of(PREFIX + "collections_total", "Total number of times PostgreSQL was accessed for metrics.")
                .add(collections));
        all.add(Family.of(PREFIX + "collection_errors_total", "Total errors occurred accessing PostgreSQL for metrics.")
                .add(Labels.of("collector", "Collect.up"), 0));
        all.add(Family.of(PREFIX + "up", "1 if pgbouncer is up, 0 otherwise.").add(1));
        all.add(Family.of(PREFIX + "last_collection_error", "1 if the last collection ended with error, 0 otherwise.").add(0));
        all.add(Family.of(PREFIX + "collection_duration_seconds", "Collection time duration in seconds")
                .add(Labels.of("collector", "Collect.up"), reading.seconds()));
        LISTS.forEach((name, value) -> all
                .add(Family.of(PREFIX + "lists_" + name, "SHOW LISTS, " + name + ".").add(value.applyAsDouble(reading.lists()))));
        POOLS.forEach((name, value) -> all
                .add(perPool(Family.of(PREFIX + "pools_" + name, "SHOW POOLS, " + name + "."), reading, names, value)));
        all.add(perPool(
                Family.largest(PREFIX + "pools_maxwait", "How long the oldest client in the queue has waited, whole seconds."),
                reading, names, PoolSnapshot::maxwait));
        all.add(perPool(Family.largest(PREFIX + "pools_maxwait_us", "Microsecond part of the maximum waiting time."),
                reading, names, PoolSnapshot::maxwaitUs));
        all.add(perPool(Family.largest(PREFIX + "pools_pool_mode",
                "The pooling mode in use. 1 for session, 2 for transaction, 3 for statement, -1 if unknown"),
                reading, names, pool -> poolMode(pool.poolMode())));
        all.add(perPool(
                Family.largest(PREFIX + "pools_load_balance_hosts", "1 where connections go to several hosts in turn, else 0"),
                reading, names, pool -> "round-robin".equals(pool.loadBalanceHosts()) ? 1 : 0));
        STATS.forEach(
                (name, value) -> all.add(perDatabase("total_" + name, reading, names, row -> value.applyAsDouble(row.totals()))));
        STATS.forEach((name, value) -> all.add(perDatabase("avg_" + (name.equals("received") ? "recv" : name), reading, names,
                row -> value.applyAsDouble(row.averages()))));
        return all.stream().map(Family::snapshot).toList();
    }

    private static Family perPool(Family family, Reading reading, Names names, ToDoubleFunction<PoolSnapshot> value) {
        reading.pools().forEach(pool -> family.add(names.of(pool), value.applyAsDouble(pool)));
        return family;
    }

    private static Family perDatabase(String column, Reading reading, Names names, ToDoubleFunction<StatsSnapshot> value) {
        Family family = Family.of(PREFIX + "stats_" + column, "SHOW STATS, " + column + ".");
        reading.stats().forEach(row -> family.add(names.of(row), value.applyAsDouble(row)));
        return family;
    }

    private static int poolMode(String mode) {
        return switch (mode) {
            case "session" -> 1;
            case "transaction" -> 2;
            case "statement" -> 3;
            default -> -1;
        };
    }
}
