package io.howdah.console.view;

import org.jspecify.annotations.Nullable;

/**
 * One row of SHOW DATABASES; the components are PgBouncer's columns in its order.
 *
 * @param name as clients name the database
 * @param host the server, several with commas between them; null for the console
 * @param port of the first host
 * @param database the name on the server
 * @param forceUser the user of all server connections; null for each client's own
 * @param poolSize server connections per pool
 * @param minPoolSize server connections kept without need
 * @param reservePoolSize additional connections if clients wait too long
 * @param serverLifetime seconds
 * @param poolMode of the database; null if it has none of its own
 * @param loadBalanceHosts for several hosts; null for one host
 * @param maxConnections to servers, of all users; 0 for no limit
 * @param currentConnections to servers
 * @param maxClientConnections of clients; 0 for no limit
 * @param currentClientConnections of clients
 * @param paused whether PAUSE or KILL holds the database
 * @param disabled whether DISABLE keeps new clients out
 */
public record DatabaseSnapshot(
        String name,
        @Nullable String host,
        int port,
        String database,
        @Nullable String forceUser,
        int poolSize,
        int minPoolSize,
        int reservePoolSize,
        int serverLifetime,
        @Nullable String poolMode,
        @Nullable String loadBalanceHosts,
        int maxConnections,
        int currentConnections,
        int maxClientConnections,
        int currentClientConnections,
        boolean paused,
        boolean disabled) {}
