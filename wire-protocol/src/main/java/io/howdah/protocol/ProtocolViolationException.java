package io.howdah.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A peer sent bytes that no PostgreSQL peer may send. The SQLSTATE is 08P01 ({@code protocol_violation}), or that of
 * {@link LimitExceededException}. The peer's connection ends, and no other.
 *
 * <p>The message names the value met and the value expected, and never a secret. There is no stack trace: the fault is the
 * peer's, and a hostile peer must not make the pooler fill stack traces.
 */
public class ProtocolViolationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message the value met and the value expected, in PostgreSQL's own words if it has some */
    public ProtocolViolationException(String message) {
        super(message, null, false, false);
    }

    /** The SQLSTATE of the answer. */
    public SqlState state() {
        return SqlState.PROTOCOL_VIOLATION;
    }

    /** Advice for the answer's HINT field; null for none. */
    public @Nullable String hint() {
        return null;
    }
}
