package io.howdah.protocol;

/** A peer asked for more than it may have: nothing is wrong with what it sent, but there is a limit. */
public final class LimitExceededException extends ProtocolViolationException {

    private static final long serialVersionUID = 1L;

    private final SqlState state;
    private final String hint;

    /**
     * @param state 54000 for a limit of this peer's own, 53200 for one of all together
     * @param hint which setting is the limit; null for none
     */
    public LimitExceededException(SqlState state, String message, String hint) {
        super(message);
        this.state = state;
        this.hint = hint;
    }

    @Override
    public SqlState state() {
        return state;
    }

    @Override
    public String hint() {
        return hint;
    }
}
