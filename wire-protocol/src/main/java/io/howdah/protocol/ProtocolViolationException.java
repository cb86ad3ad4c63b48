package io.howdah.protocol;

/**
 * A peer sent bytes that no PostgreSQL peer may send. SQLSTATE 08P01 ({@code protocol_violation}), but for those that are merely too
 * many ({@link LimitExceededException}); the connection it came from ends, and no other.
 *
 * <p>The message says what was met and what was expected, and never a secret. There is no stack trace: such an exception says
 * something about a peer, not about this code, and a hostile peer must not make the pooler fill stack traces.
 */
public class ProtocolViolationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what was met and what was expected, in PostgreSQL's own words where it has some */
    public ProtocolViolationException(String message) {
        super(message, null, false, false);
    }

    /** The SQLSTATE to answer with. */
    public SqlState state() {
        return SqlState.PROTOCOL_VIOLATION;
    }

    /** What can be done about it; null where there is nothing to say. */
    public String hint() {
        return null;
    }
}
