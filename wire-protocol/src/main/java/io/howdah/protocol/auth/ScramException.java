package io.howdah.protocol.auth;

import io.howdah.protocol.SqlState;

/**
 * A SCRAM exchange failed: 28P01 for a wrong password, 08P01 for a message that is none, 0A000 for an extension not supported.
 * The message never holds a password, a proof or a key. No stack trace, as with
 * {@link io.howdah.protocol.ProtocolViolationException}: it is about a peer.
 */
public final class ScramException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final SqlState state;

    ScramException(SqlState state, String message) {
        super(message, null, false, false);
        this.state = state;
    }

    static ScramException malformed(String what) {
        return new ScramException(SqlState.PROTOCOL_VIOLATION, "malformed SCRAM message: " + what);
    }

    /** The condition to report. */
    public SqlState state() {
        return state;
    }

    /** Its five characters. */
    public String sqlState() {
        return state.code();
    }
}
