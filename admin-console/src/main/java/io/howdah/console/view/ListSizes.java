package io.howdah.console.view;

/**
 * How much there is of everything: the rows of SHOW LISTS.
 *
 * @param databases databases with a name of their own, those made from {@code *} that are in use, and the console
 * @param users users known, the console's among them
 * @param peers other processes that share the port
 * @param pools pools in use
 * @param peerPools pools towards peers
 * @param freeClients PgBouncer's unused client objects; none are kept here
 * @param usedClients connections of clients, logged in or not
 * @param loginClients those not logged in yet
 * @param freeServers PgBouncer's unused server objects; none are kept here
 * @param usedServers connections to servers
 * @param dnsNames host names whose addresses are remembered
 * @param dnsZones zones watched; there are none here
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
