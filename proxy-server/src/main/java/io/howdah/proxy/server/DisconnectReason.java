package io.howdah.proxy.server;

/** Why the pooler closes a server connection. The log gets the text, in PgBouncer's words where PgBouncer knows the reason. */
public enum DisconnectReason {
    /** The connection is older than server_lifetime. */
    LIFETIME("server lifetime over"),
    /** The connection was idle for longer than server_idle_timeout. */
    IDLE("server idle timeout"),
    /** The server closed the connection without a FATAL error. */
    LOST("server conn crashed?"),
    /** The server sent a FATAL error and closed the connection. */
    SERVER_ENDED("server conn crashed?"),
    /** The server broke the protocol, for example by an answer that fits no request. */
    OUT_OF_SYNC("unexpected response from server"),
    /** An internal error of the pooler occurred while it read from the server. */
    INTERNAL_ERROR("internal error of the pooler"),
    /** server_check_query, server_reset_query or a cleaning query failed or took too long. */
    TEST_FAILED("reset or check query failed"),
    /** A client left, and the pooler could not end the client's work on the server. */
    UNCLEAN("client disconnect while server was not ready"),
    /** A client left session state that no command undoes. */
    UNRESTORABLE("session state that cannot be undone"),
    /** Another pool needs the slot. */
    EVICTED("evicted"),
    /** The configuration of the pool has changed, or RECONNECT was given. */
    CONFIG_CHANGED("database configuration changed"),
    /** PAUSE was given, or SHUTDOWN WAIT_FOR_SERVERS. */
    PAUSED("pause mode"),
    /** A reload has removed the database or the user. */
    REMOVED("database removed"),
    /** KILL was given. */
    KILLED("database removed"),
    /** The server did not take all bytes within suspend_timeout. */
    SUSPEND_TIMEOUT("suspend_timeout"),
    /** The pool has more connections than pool_size now allows. */
    TOO_MANY("too many servers in the pool"),
    /** A parameter value could not be set on the server. */
    PARAMETERS("invalid server parameter"),
    /** The pooler ends. */
    SHUTDOWN("shutting down"),
    /** The replication client of this connection left, or was refused, before the login ended. */
    CLIENT_GONE("client unexpected eof"),
    /** The answer to a query of the pooler's own was lost, so the pooler does not know the session's state. */
    OWN_ANSWER_LOST("answer to the pooler's own query lost"),
    /** A client began a transaction block in statement mode. */
    STATEMENT_MODE("transaction blocks not allowed in statement pooling mode");

    private final String text;

    DisconnectReason(String text) {
        this.text = text;
    }

    /** The text for the log. */
    public String text() {
        return text;
    }

    /** Whether another server may be behind the pool from now on: the server has ended, or the pool is to turn to another. */
    boolean mayBringAnother() {
        return this == LOST || this == SERVER_ENDED || this == CONFIG_CHANGED;
    }
}
