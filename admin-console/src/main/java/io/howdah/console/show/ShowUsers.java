package io.howdah.console.show;

import io.howdah.console.view.UserSnapshot;
import java.util.concurrent.CompletableFuture;

/** SHOW USERS: the configuration of each user. */
final class ShowUsers {

    static final ShowTable<UserSnapshot> TABLE = ShowTable.named("USERS", view -> CompletableFuture.completedStage(view.users()))
            .text("name", UserSnapshot::name)
            .text("pool_size", UserSnapshot::poolSize)
            .text("reserve_pool_size", UserSnapshot::reservePoolSize)
            .text("pool_mode", UserSnapshot::poolMode)
            .int4("max_user_connections", UserSnapshot::maxUserConnections)
            .int4("current_connections", UserSnapshot::currentConnections)
            .int4("max_user_client_connections", UserSnapshot::maxUserClientConnections)
            .int4("current_client_connections", UserSnapshot::currentClientConnections)
            .forStatsUsers();

    private ShowUsers() {}
}
