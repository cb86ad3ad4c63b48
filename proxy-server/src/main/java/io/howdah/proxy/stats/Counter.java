package io.howdah.proxy.stats;

/** The counters of a pool since its start, under PgBouncer's names of SHOW STATS. Times in nanoseconds, traffic in bytes. */
public enum Counter {
    /** How often a client got a server. */
    SERVER_ASSIGNMENT_COUNT,
    /** Ended transactions. */
    XACT_COUNT,
    /** Ended queries: each ReadyForQuery that a client got. */
    QUERY_COUNT,
    /** Bytes from clients. */
    RECEIVED,
    /** Bytes to clients. */
    SENT,
    /** Time that clients held servers in transactions. */
    XACT_TIME,
    /** Time that servers worked on queries. */
    QUERY_TIME,
    /** Time that clients waited for a server. */
    WAIT_TIME,
    /** Parse messages of clients. */
    CLIENT_PARSE_COUNT,
    /** Parse messages sent to servers. */
    SERVER_PARSE_COUNT,
    /** Bind messages. */
    BIND_COUNT,
    /** Logins of clients. */
    CLIENT_LOGIN_COUNT
}
