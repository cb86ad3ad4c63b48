package io.howdah.protocol.auth;

import io.howdah.protocol.SqlState;

/**
 * A SCRAM exchange failed: 28P01 for a wrong password, 08P01 for a malformed message, 0A000 for an unsupported extension. The
 * message never contains a password, a proof or a key. There is no stack trace, as in
 * {@link io.howdah.protocol.ProtocolViolationException}: the fault is the peer's.
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

    /** The SQLSTATE's condition. */
    public SqlState state() {
        return state;
    }

    /** The SQLSTATE's five characters. */
    public String sqlState() {
        return state.code();
    }
}
