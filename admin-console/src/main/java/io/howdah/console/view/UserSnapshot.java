package io.howdah.console.view;

import org.jspecify.annotations.Nullable;

/**
 * One row of SHOW USERS; the components are PgBouncer's columns in its order.
 *
 * @param name of the user
 * @param poolSize of the user; empty if the user has none of its own
 * @param reservePoolSize of the user; empty if the user has none of its own
 * @param poolMode of the user; null if the user has none of its own
 * @param maxUserConnections to servers, in all databases; 0 for no limit
 * @param currentConnections to servers
 * @param maxUserClientConnections of clients; 0 for no limit
 * @param currentClientConnections of clients
 */
public record UserSnapshot(
        String name,
        String poolSize,
        String reservePoolSize,
        @Nullable String poolMode,
        int maxUserConnections,
        int currentConnections,
        int maxUserClientConnections,
        int currentClientConnections) {}
