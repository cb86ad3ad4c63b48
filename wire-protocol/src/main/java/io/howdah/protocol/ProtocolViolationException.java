package io.howdah.protocol;

/**
 * A peer sent bytes that no PostgreSQL peer may send. Always SQLSTATE 08P01 ({@code protocol_violation}); the connection it
 * came from ends, and no other.
 *
 * <p>The message says what was met and what was expected, and never a secret. There is no stack trace: such an exception says
 * something about a peer, not about this code, and a hostile peer must not make the pooler fill stack traces.
 */
public final class ProtocolViolationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what was met and what was expected, in PostgreSQL's own words where it has some */
    public ProtocolViolationException(String message) {
        super(message, null, false, false);
    }

    /** The SQLSTATE to answer with: 08P01. */
    public String sqlState() {
        return "08P01";
    }
}
