package io.howdah.console.view;

import io.howdah.protocol.SqlState;
import java.util.Optional;

/** Why the pooler did not do what an operator asked. */
public final class ControlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final SqlState state;
    private final String detail;

    /** PgBouncer's one SQLSTATE for whatever its console refuses. */
    public ControlException(String message) {
        this(SqlState.PROTOCOL_VIOLATION, message, null);
    }

    /** @param detail more than fits into a line, or null */
    public ControlException(SqlState state, String message, String detail) {
        super(message);
        this.state = state;
        this.detail = detail;
    }

    /** What drivers go by. */
    public SqlState state() {
        return state;
    }

    /** More than fits into a line. */
    public Optional<String> detail() {
        return Optional.ofNullable(detail);
    }
}
