package io.howdah.console.view;

/**
 * One row of SHOW USERS; the components are PgBouncer's columns in its order.
 *
 * @param name the user's
 * @param poolSize where the user has its own; empty where not
 * @param reservePoolSize where the user has its own; empty where not
 * @param poolMode where the user has its own; null where not
 * @param maxUserConnections to servers, in all databases; 0 for no limit
 * @param currentConnections to servers
 * @param maxUserClientConnections of clients; 0 for no limit
 * @param currentClientConnections of clients
 */
public record UserSnapshot(
        String name,
        String poolSize,
        String reservePoolSize,
        String poolMode,
        int maxUserConnections,
        int currentConnections,
        int maxUserClientConnections,
        int currentClientConnections) {}
