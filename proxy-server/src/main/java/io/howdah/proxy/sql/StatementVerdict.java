package io.howdah.proxy.sql;

import java.util.List;

/**
 * What a SQL text leaves behind once its transaction is over: kinds of {@link SessionState}, and the parameters it changes in the
 * order of its statements. A verdict depends on the text alone and may be kept with it.
 */
public record StatementVerdict(int flags, List<ParameterChange> changes) {

    /** Nothing is left behind. */
    public static final StatementVerdict NOTHING = new StatementVerdict(SessionState.NONE, List.of());

    public StatementVerdict {
        changes = List.copyOf(changes);
    }

    /** Whether the session is the same afterwards. */
    public boolean isNothing() {
        return flags == SessionState.NONE && changes.isEmpty();
    }

    @Override
    public String toString() {
        return "StatementVerdict[" + SessionState.toString(flags) + ", " + changes + "]";
    }
}
