package io.howdah.proxy.parameters;

import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;

/** The start-up packet's {@code options} cannot be understood; the message is PgBouncer's. */
public final class UnusableOptionsException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final SqlState state;
    private final String detail;

    /** @param detail what more there is to say, or null */
    UnusableOptionsException(SqlState state, String message, String detail) {
        super(message);
        this.state = state;
        this.detail = detail;
    }

    /** What the client is told. */
    public ErrorResponse error() {
        ErrorResponse error = ErrorResponse.of("FATAL", state, getMessage());
        return detail == null ? error : error.withDetail(detail);
    }
}
