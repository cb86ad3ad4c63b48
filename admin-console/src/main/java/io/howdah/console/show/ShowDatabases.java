package io.howdah.console.show;

import io.howdah.console.view.DatabaseSnapshot;
import java.util.concurrent.CompletableFuture;

/** SHOW DATABASES: the configuration of each database, and whether an operator holds it. */
final class ShowDatabases {

    static final ShowTable<DatabaseSnapshot> TABLE = ShowTable
            .named("DATABASES", view -> CompletableFuture.completedStage(view.databases()))
            .text("name", DatabaseSnapshot::name)
            .text("host", DatabaseSnapshot::host)
            .int4("port", DatabaseSnapshot::port)
            .text("database", DatabaseSnapshot::database)
            .text("force_user", DatabaseSnapshot::forceUser)
            .int4("pool_size", DatabaseSnapshot::poolSize)
            .int4("min_pool_size", DatabaseSnapshot::minPoolSize)
            .int4("reserve_pool_size", DatabaseSnapshot::reservePoolSize)
            .int4("server_lifetime", DatabaseSnapshot::serverLifetime)
            .text("pool_mode", DatabaseSnapshot::poolMode)
            .text("load_balance_hosts", DatabaseSnapshot::loadBalanceHosts)
            .int4("max_connections", DatabaseSnapshot::maxConnections)
            .int4("current_connections", DatabaseSnapshot::currentConnections)
            .int4("max_client_connections", DatabaseSnapshot::maxClientConnections)
            .int4("current_client_connections", DatabaseSnapshot::currentClientConnections)
            .flag("paused", DatabaseSnapshot::paused)
            .flag("disabled", DatabaseSnapshot::disabled)
            .forStatsUsers();

    private ShowDatabases() {}
}
