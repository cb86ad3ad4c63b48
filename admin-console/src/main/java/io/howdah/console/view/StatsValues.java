package io.howdah.console.view;

/**
 * The numbers of SHOW STATS, as totals or as averages. Of totals, times are microseconds and traffic is bytes. Of averages, counts and
 * traffic are per second, times are microseconds each: of one transaction, one query, one wait.
 *
 * @param serverAssignmentCount how often a server was given to a client
 * @param xactCount transactions ended
 * @param queryCount queries ended
 * @param received bytes from clients
 * @param sent bytes to clients
 * @param xactTime clients held servers
 * @param queryTime servers worked for clients
 * @param waitTime clients waited for a server
 * @param clientParseCount statements prepared by clients
 * @param serverParseCount statements prepared on servers
 * @param bindCount statements bound
 * @param clientLoginCount clients logged in
 */
public record StatsValues(
        long serverAssignmentCount,
        long xactCount,
        long queryCount,
        long received,
        long sent,
        long xactTime,
        long queryTime,
        long waitTime,
        long clientParseCount,
        long serverParseCount,
        long bindCount,
        long clientLoginCount) {}
