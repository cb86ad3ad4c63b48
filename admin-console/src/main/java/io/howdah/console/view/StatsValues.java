package io.howdah.console.view;

/**
 * The numbers of SHOW STATS, as totals or as averages. In totals, times are microseconds and traffic is bytes. In averages,
 * counts and traffic are per second, and times are microseconds per transaction, query or wait.
 *
 * @param serverAssignmentCount how often a client got a server
 * @param xactCount ended transactions
 * @param queryCount ended queries
 * @param received bytes from clients
 * @param sent bytes to clients
 * @param xactTime time that clients held servers
 * @param queryTime time that servers worked for clients
 * @param waitTime time that clients waited for a server
 * @param clientParseCount statements prepared by clients
 * @param serverParseCount statements prepared on servers
 * @param bindCount bound statements
 * @param clientLoginCount logins of clients
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
