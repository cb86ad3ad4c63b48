package io.howdah.config;

/** What the first SIGTERM does; SIGINT always waits for servers, as PgBouncer's. The constants bear the names of the ways to end. */
public enum TerminateMode {
    /** Each client ends at its transaction boundary, all within shutdown_timeout. */
    DRAIN("drain"),
    /** Clients are served until the last has left (PgBouncer's). */
    WAIT_FOR_CLIENTS("wait_for_clients"),
    /** Ends when the servers in use have been released. */
    WAIT_FOR_SERVERS("wait_for_servers"),
    /** At once. */
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
