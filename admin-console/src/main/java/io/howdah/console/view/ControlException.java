package io.howdah.console.view;

import io.howdah.protocol.SqlState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pooler has refused an operator's order; the message says why. */
public final class ControlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final SqlState state;
    private final @Nullable String detail;

    /** With the SQLSTATE that PgBouncer's console sends with every refusal. */
    public ControlException(String message) {
        this(SqlState.PROTOCOL_VIOLATION, message, null);
    }

    /** @param detail for the DETAIL field, or null */
    public ControlException(SqlState state, String message, @Nullable String detail) {
        super(message);
        this.state = state;
        this.detail = detail;
    }

    /** The SQLSTATE. */
    public SqlState state() {
        return state;
    }

    /** The text of the DETAIL field. */
    public Optional<String> detail() {
        return Optional.ofNullable(detail);
    }
}
