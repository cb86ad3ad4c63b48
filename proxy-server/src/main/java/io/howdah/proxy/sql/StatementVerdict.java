package io.howdah.proxy.sql;

import java.util.List;

/**
 * What a SQL text does to its session: kinds of {@link StateKind} that it leaves behind once its transaction is over, and the
 * parameters it changes in the order of its statements. A verdict depends on the text alone and may be kept with it.
 *
 * @param flags of {@link StateKind}
 * @param changes of parameters
 * @param byFunction whether a function in the text may change parameters, beside those named in {@code changes}
 * @param resets the statements that set parameters back, where the text's statements can be told apart
 * @param deallocated names of prepared statements that the text deallocates
 * @param deallocatesAll whether it deallocates all of them
 */
public record StatementVerdict(int flags, List<ParameterChange> changes, boolean byFunction, List<ResetPoint> resets,
        List<String> deallocated, boolean deallocatesAll) {

    /** Nothing is left behind. */
    public static final StatementVerdict NOTHING = new StatementVerdict(StateKind.NONE, List.of());

    private static final StatementVerdict READS_SEQUENCE = new StatementVerdict(StateKind.SEQUENCE_READ, List.of());
    private static final StatementVerdict USES_SEQUENCE = new StatementVerdict(StateKind.SEQUENCE_USED, List.of());
    private static final StatementVerdict USES_AND_READS_SEQUENCE =
            new StatementVerdict(StateKind.SEQUENCE_READ | StateKind.SEQUENCE_USED, List.of());

    public StatementVerdict {
        changes = List.copyOf(changes);
        resets = List.copyOf(resets);
        deallocated = List.copyOf(deallocated);
    }

    /** A verdict on a text that does nothing but this. */
    public StatementVerdict(int flags, List<ParameterChange> changes) {
        this(flags, changes, false, List.of(), List.of(), false);
    }

    /** The verdict on a text of which nothing is known but flags, a few of which are usual. */
    public static StatementVerdict of(int flags) {
        return switch (flags) {
            case StateKind.NONE -> NOTHING;
            case StateKind.SEQUENCE_READ -> READS_SEQUENCE;
            case StateKind.SEQUENCE_USED -> USES_SEQUENCE;
            case StateKind.SEQUENCE_READ | StateKind.SEQUENCE_USED -> USES_AND_READS_SEQUENCE;
            default -> new StatementVerdict(flags, List.of());
        };
    }

    /** Whether the session is the same afterwards. */
    public boolean isNothing() {
        return (flags & StateKind.KINDS) == StateKind.NONE && changes.isEmpty() && !deallocates();
    }

    /** Whether it deallocates prepared statements. */
    public boolean deallocates() {
        return deallocatesAll || !deallocated.isEmpty();
    }

    /** Whether something is to be done when it runs, and not only to be noted when it is sent. */
    public boolean acts() {
        return !resets.isEmpty() || deallocates();
    }

    /** Whether it is DISCARD ALL, which stands alone in its text. */
    public boolean discardsAll() {
        return changes.size() == 1 && changes.get(0).kind() == ParameterChange.Kind.DISCARD_ALL;
    }

    @Override
    public String toString() {
        return "StatementVerdict[" + StateKind.toString(flags) + ", " + changes + "]";
    }
}
