package io.howdah.proxy.parameters;

import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import org.jspecify.annotations.Nullable;

/** The start-up packet's {@code options} cannot be parsed; the message is PgBouncer's. */
public final class UnusableOptionsException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final SqlState state;
    private final @Nullable String detail;

    /** @param detail for the DETAIL field, or null */
    UnusableOptionsException(SqlState state, String message, @Nullable String detail) {
        super(message);
        this.state = state;
        this.detail = detail;
    }

    /** The error for the client. */
    public ErrorResponse error() {
        ErrorResponse error = ErrorResponse.of("FATAL", state, getMessage());
        return detail == null ? error : error.withDetail(detail);
    }
}
