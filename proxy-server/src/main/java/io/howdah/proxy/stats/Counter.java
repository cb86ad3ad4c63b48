package io.howdah.proxy.stats;

/** What a pool counts since the start; PgBouncer's names of SHOW STATS. Times in nanoseconds, traffic in bytes. */
public enum Counter {
    /** How often a server was given to a client. */
    SERVER_ASSIGNMENT_COUNT,
    /** Transactions ended. */
    XACT_COUNT,
    /** Queries ended: each ReadyForQuery passed to a client. */
    QUERY_COUNT,
    /** Bytes from clients. */
    RECEIVED,
    /** Bytes to clients. */
    SENT,
    /** How long clients held servers in transactions. */
    XACT_TIME,
    /** How long servers worked on queries. */
    QUERY_TIME,
    /** How long clients waited for a server. */
    WAIT_TIME,
    /** Parse messages of clients. */
    CLIENT_PARSE_COUNT,
    /** Parse messages sent to servers. */
    SERVER_PARSE_COUNT,
    /** Bind messages. */
    BIND_COUNT,
    /** Clients logged in. */
    CLIENT_LOGIN_COUNT
}
