package io.howdah.console.view;

/**
 * One row of SHOW DATABASES; the components are PgBouncer's columns in its order.
 *
 * @param name as clients name it
 * @param host where it is, several with commas between them; null for the console
 * @param port of the first host
 * @param database its name there
 * @param forceUser the user every client becomes there; null for none
 * @param poolSize server connections a pool
 * @param minPoolSize those kept when nobody needs them
 * @param reservePoolSize those beyond, for when clients wait too long
 * @param serverLifetime seconds
 * @param poolMode where the database says its own; null where it does not
 * @param loadBalanceHosts of several hosts; null for one
 * @param maxConnections to servers, of all users; 0 for no limit
 * @param currentConnections to servers
 * @param maxClientConnections of clients; 0 for no limit
 * @param currentClientConnections of clients
 * @param paused whether PAUSE or KILL holds it
 * @param disabled whether DISABLE keeps new clients out
 */
public record DatabaseSnapshot(
        String name,
        String host,
        int port,
        String database,
        String forceUser,
        int poolSize,
        int minPoolSize,
        int reservePoolSize,
        int serverLifetime,
        String poolMode,
        String loadBalanceHosts,
        int maxConnections,
        int currentConnections,
        int maxClientConnections,
        int currentClientConnections,
        boolean paused,
        boolean disabled) {}
