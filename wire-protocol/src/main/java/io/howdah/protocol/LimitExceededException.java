package io.howdah.protocol;

import org.jspecify.annotations.Nullable;

/** A peer's message is correct but exceeds a limit. */
public final class LimitExceededException extends ProtocolViolationException {

    private static final long serialVersionUID = 1L;

    private final SqlState state;
    private final @Nullable String hint;

    /**
     * @param state 54000 for a limit on one peer, 53200 for a limit on all peers together
     * @param hint the setting with the limit; null for none
     */
    public LimitExceededException(SqlState state, String message, @Nullable String hint) {
        super(message);
        this.state = state;
        this.hint = hint;
    }

    @Override
    public SqlState state() {
        return state;
    }

    @Override
    public @Nullable String hint() {
        return hint;
    }
}
