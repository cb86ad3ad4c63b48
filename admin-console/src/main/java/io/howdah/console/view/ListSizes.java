package io.howdah.console.view;

/**
 * The rows of SHOW LISTS.
 *
 * @param databases with an entry of their own, made from {@code *} and in use, and the console
 * @param users known users, the console's included
 * @param peers other processes that share the port
 * @param pools pools in use
 * @param peerPools pools of connections to peers
 * @param freeClients PgBouncer's unused client objects; always 0
 * @param usedClients client connections, logged in or not
 * @param loginClients client connections that have not logged in yet
 * @param freeServers PgBouncer's unused server objects; always 0
 * @param usedServers server connections
 * @param dnsNames host names in the cache
 * @param dnsZones watched zones; always 0
 * @param dnsQueries look-ups under way
 * @param dnsPending look-ups that wait for their turn
 */
public record ListSizes(
        int databases,
        int users,
        int peers,
        int pools,
        int peerPools,
        int freeClients,
        int usedClients,
        int loginClients,
        int freeServers,
        int usedServers,
        int dnsNames,
        int dnsZones,
        int dnsQueries,
        int dnsPending) {}
