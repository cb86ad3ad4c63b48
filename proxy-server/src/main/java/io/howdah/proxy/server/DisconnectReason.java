package io.howdah.proxy.server;

/** Why the pooler closes a server connection; the words are PgBouncer's where it has some, and stand in the log. */
public enum DisconnectReason {
    /** server_lifetime. */
    LIFETIME("server lifetime over"),
    /** server_idle_timeout. */
    IDLE("server idle timeout"),
    /** The far end closed. */
    LOST("server conn crashed?"),
    /** The server said FATAL while nobody used it. */
    SERVER_ENDED("server conn crashed?"),
    /** Answers that fit nothing asked. */
    OUT_OF_SYNC("unexpected response from server"),
    /** A malformed frame. */
    PROTOCOL("broken server packet"),
    /** The check, reset or cleaning query failed or took too long. */
    TEST_FAILED("reset or check query failed"),
    /** A client left with the server in a state that could not be cleared. */
    UNCLEAN("client disconnect while server was not ready"),
    /** State was left that no command undoes. */
    UNRESTORABLE("session state that cannot be undone"),
    /** Another pool needs the slot. */
    EVICTED("evicted"),
    /** The configuration of the pool changed. */
    CONFIG_CHANGED("database configuration changed"),
    /** PAUSE. */
    PAUSED("pause mode"),
    /** A reload has taken its database away. */
    REMOVED("database removed"),
    /** KILL. */
    KILLED("database removed"),
    /** Bytes that the server did not take while the pooler was to be suspended. */
    SUSPEND_TIMEOUT("suspend_timeout"),
    /** More connections than pool_size allows now. */
    TOO_MANY("too many servers in the pool"),
    /** A parameter could not be restored. */
    PARAMETERS("invalid server parameter"),
    /** The pooler's end. */
    SHUTDOWN("shutting down"),
    /** The one client of this connection has gone. */
    CLIENT_GONE("client unexpected eof"),
    /** The answer to a query of the pooler's own was not seen: what that query has set there is not known. */
    OWN_ANSWER_LOST("answer to the pooler's own query lost"),
    /** A limit on time was passed with a query running. */
    TIMEOUT("query timeout"),
    /** Statement mode met a transaction block. */
    STATEMENT_MODE("transaction blocks not allowed in statement pooling mode");

    private final String text;

    DisconnectReason(String text) {
        this.text = text;
    }

    /** The words for the log. */
    public String text() {
        return text;
    }
}
