package io.howdah.console.view;

/**
 * Totals of one database since the start, as SHOW STATS has them; times in microseconds, traffic in bytes.
 *
 * @param database the database as clients name it
 * @param serverAssignmentCount how often a server was given to a client
 * @param xactCount transactions ended
 * @param queryCount queries ended
 * @param received bytes from clients
 * @param sent bytes to clients
 * @param xactTime time clients held servers
 * @param queryTime time servers worked for clients
 * @param waitTime time clients waited for a server
 */
public record StatsSnapshot(
        String database,
        long serverAssignmentCount,
        long xactCount,
        long queryCount,
        long received,
        long sent,
        long xactTime,
        long queryTime,
        long waitTime) {}
