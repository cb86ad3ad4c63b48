package io.howdah.console.metrics;

import io.howdah.console.view.DatabaseSnapshot;
import io.howdah.console.view.ListSizes;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.console.view.StatsSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The metrics of pgbouncer_exporter 0.12, name by name, so that its dashboards and alerts work unchanged; and the older names of
 * SHOW STATS, which many dashboards still use.
 */
final class ExporterFamilies {

    private static final double MICROS = 1e-6;

    private record Column<T>(String name, String help, ToDoubleFunction<T> value) {}

    private static final List<Column<ListSizes>> LISTS = List.of(
            new Column<>("databases", "Count of databases", ListSizes::databases),
            new Column<>("users", "Count of users", ListSizes::users),
            new Column<>("pools", "Count of pools", ListSizes::pools),
            new Column<>("free_clients", "Count of free clients", ListSizes::freeClients),
            new Column<>("used_clients", "Count of used clients", ListSizes::usedClients),
            new Column<>("login_clients", "Count of clients in login state", ListSizes::loginClients),
            new Column<>("free_servers", "Count of free servers", ListSizes::freeServers),
            new Column<>("used_servers", "Count of used servers", ListSizes::usedServers),
            new Column<>("cached_dns_names", "Count of DNS names in the cache", ListSizes::dnsNames),
            new Column<>("cached_dns_zones", "Count of DNS zones in the cache", ListSizes::dnsZones),
            new Column<>("in_flight_dns_queries", "Count of in-flight DNS queries", ListSizes::dnsQueries));

    private static final List<Column<DatabaseSnapshot>> DATABASES = List.of(
            new Column<>("pool_size", "Maximum number of server connections", DatabaseSnapshot::poolSize),
            new Column<>("reserve_pool", "Maximum number of additional connections for this database",
                    DatabaseSnapshot::reservePoolSize),
            new Column<>("max_connections", "Maximum number of allowed connections for this database",
                    DatabaseSnapshot::maxConnections),
            new Column<>("current_connections", "Current number of connections for this database",
                    DatabaseSnapshot::currentConnections),
            new Column<>("paused", "1 if this database is currently paused, else 0", row -> row.paused() ? 1 : 0),
            new Column<>("disabled", "1 if this database is currently disabled, else 0", row -> row.disabled() ? 1 : 0));

    private static final List<Column<StatsSnapshot>> STATS = List.of(
            new Column<>("queries_pooled_total", "Total number of SQL queries pooled", row -> row.totals().queryCount()),
            new Column<>("queries_duration_seconds_total",
                    "Total number of seconds spent by pgbouncer when actively connected to PostgreSQL, executing queries",
                    row -> row.totals().queryTime() * MICROS),
            new Column<>("received_bytes_total", "Total volume in bytes of network traffic received by pgbouncer, shown as bytes",
                    row -> row.totals().received()),
            new Column<>("sent_bytes_total", "Total volume in bytes of network traffic sent by pgbouncer, shown as bytes",
                    row -> row.totals().sent()),
            new Column<>("client_wait_seconds_total", "Time spent by clients waiting for a server in seconds",
                    row -> row.totals().waitTime() * MICROS),
            new Column<>("sql_transactions_pooled_total", "Total number of SQL transactions pooled",
                    row -> row.totals().xactCount()),
            new Column<>("server_in_transaction_seconds_total",
                    "Total number of seconds spent by pgbouncer when connected to PostgreSQL in a "
                            + "transaction, either idle in transaction or executing queries",
                    row -> row.totals().xactTime() * MICROS),
            new Column<>("client_parses_total", "Total number of prepared statement Parse messages received from clients",
                    row -> row.totals().clientParseCount()),
            new Column<>("server_parses_total",
                    "Total number of prepared statement Parse messages sent by pgbouncer to PostgreSQL",
                    row -> row.totals().serverParseCount()),
            new Column<>("binds_total", "Total number of prepared statements readied for execution with a Bind message",
                    row -> row.totals().bindCount()),
            new Column<>("server_assignments_total",
                    "Total number of client connections which have been served since process start",
                    row -> row.totals().serverAssignmentCount()));

    private static final List<Column<PoolSnapshot>> POOLS = List.of(
            new Column<>("client_active_connections",
                    "Client connections linked to server connection and able to process queries, shown as connection",
                    PoolSnapshot::clActive),
            new Column<>("client_active_cancel_connections",
                    "Client connections that have forwarded query cancellations to the server and are waiting for the server response",
                    PoolSnapshot::clActiveCancelReq),
            new Column<>("client_waiting_connections", "Client connections waiting on a server connection, shown as connection",
                    PoolSnapshot::clWaiting),
            new Column<>("client_waiting_cancel_connections",
                    "Client connections that have not forwarded query cancellations to the server yet",
                    PoolSnapshot::clWaitingCancelReq),
            new Column<>("server_active_connections", "Server connections linked to a client connection, shown as connection",
                    PoolSnapshot::svActive),
            new Column<>("server_active_cancel_connections", "Server connections that are currently forwarding a cancel request.",
                    PoolSnapshot::svActiveCancel),
            new Column<>("server_being_canceled_connections",
                    "Servers that normally could become idle but are waiting to do so until all "
                            + "in-flight cancel requests have completed that were sent to cancel a query on this server.",
                    PoolSnapshot::svBeingCanceled),
            new Column<>("server_idle_connections", "Server connections idle and ready for a client query, shown as connection",
                    PoolSnapshot::svIdle),
            new Column<>("server_used_connections",
                    "Server connections idle more than server_check_delay, needing server_check_query, shown as connection",
                    PoolSnapshot::svUsed),
            new Column<>("server_testing_connections",
                    "Server connections currently running either server_reset_query or server_check_query, shown as connection",
                    PoolSnapshot::svTested),
            new Column<>("server_login_connections",
                    "Server connections currently in the process of logging in, shown as connection",
                    PoolSnapshot::svLogin));

    private ExporterFamilies() {}

    static List<MetricSnapshot> of(Reading reading, Names names, MetricsNames asked) {
        List<MetricSnapshot> all = new ArrayList<>();
        all.add(Family.of("pgbouncer_up", "The pgbouncer scrape succeeded").add(1).snapshot());
        all.add(InfoSnapshot.builder().name("pgbouncer_version").help("The pgbouncer version info")
                .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder().labels(Labels.of("version", reading.version())).build())
                .build());
        Family clients = Family.of("pgbouncer_client_connections",
                "Number of client connections grouped by database, user, application name, and state");
        names.add(clients, reading.clients());
        all.add(clients.snapshot());
        all.add(Family.of("pgbouncer_config_max_client_connections", "Config maximum number of client connections")
                .add(reading.setting("max_client_conn")).snapshot());
        all.add(Family.of("pgbouncer_config_max_user_connections", "Config maximum number of server connections per user")
                .add(reading.setting("max_user_connections")).snapshot());
        for (Column<ListSizes> list : LISTS) {
            all.add(Family.of("pgbouncer_" + list.name, list.help).add(list.value.applyAsDouble(reading.lists())).snapshot());
        }
        all.addAll(perRow("pgbouncer_databases_", DATABASES, reading.databases(),
                reading.databases().stream().map(names::six).toList()));
        List<Labels> databases = reading.stats().stream().map(names::of).toList();
        if (asked.statsTotals()) {
            all.addAll(perRow("pgbouncer_stats_totals_", STATS, reading.stats(), databases));
        }
        if (asked.stats()) {
            all.addAll(perRow("pgbouncer_stats_", STATS, reading.stats(), databases));
        }
        List<Labels> pools = reading.pools().stream().map(names::of).toList();
        all.addAll(perRow("pgbouncer_pools_", POOLS, reading.pools(), pools));
        Family maxwait = Family.largest("pgbouncer_pools_client_maxwait_seconds",
                "Age of oldest unserved client connection, shown as second");
        for (int i = 0; i < pools.size(); i++) {
            maxwait.add(pools.get(i), reading.pools().get(i).maxwait());
        }
        all.add(maxwait.snapshot());
        return all;
    }

    private static <T> List<MetricSnapshot> perRow(String prefix, List<Column<T>> columns, List<T> rows, List<Labels> labels) {
        List<MetricSnapshot> all = new ArrayList<>();
        for (Column<T> column : columns) {
            Family family = Family.of(prefix + column.name, column.help);
            for (int i = 0; i < rows.size(); i++) {
                family.add(labels.get(i), column.value.applyAsDouble(rows.get(i)));
            }
            all.add(family.snapshot());
        }
        return all;
    }
}
