package io.howdah.config;

/**
 * What the first SIGTERM does. (SIGINT always waits for servers, as in PgBouncer.) The constants have the names of proxy-server's
 * ShutdownMode.
 */
public enum TerminateMode {
    /** Each client ends at its transaction boundary, all within shutdown_timeout. */
    DRAIN("drain"),
    /** Serves clients until the last one has left, as PgBouncer does. */
    WAIT_FOR_CLIENTS("wait_for_clients"),
    /** Ends when clients have released the servers in use. */
    WAIT_FOR_SERVERS("wait_for_servers"),
    /** Ends at once. */
    IMMEDIATE("immediate");

    private final String spelling;

    TerminateMode(String spelling) {
        this.spelling = spelling;
    }

    /** The word used in the file. */
    public String spelling() {
        return spelling;
    }
}
