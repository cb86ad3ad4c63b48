package io.howdah.proxy.sql;

import java.util.List;

/**
 * The effect of a SQL text on its session: the kinds of {@link StateKind} that it leaves behind after its transaction, and the
 * parameters that it changes, in the order of its statements. A verdict depends on the text alone and may be kept with it.
 *
 * @param flags of {@link StateKind}
 * @param changes of parameters
 * @param byFunction whether a function in the text may change other parameters than those of {@code changes}
 * @param resets the statements that reset parameters, if the text's statements can be told apart
 * @param deallocated names of prepared statements that the text deallocates
 * @param deallocatesAll whether the text deallocates all prepared statements
 */
public record StatementVerdict(int flags, List<ParameterChange> changes, boolean byFunction, List<ResetPoint> resets,
        List<String> deallocated, boolean deallocatesAll) {

    /** The text leaves no state behind. */
    public static final StatementVerdict NOTHING = new StatementVerdict(StateKind.NONE, List.of());

    private static final StatementVerdict READS_SEQUENCE = new StatementVerdict(StateKind.SEQUENCE_READ, List.of());
    private static final StatementVerdict USES_SEQUENCE = new StatementVerdict(StateKind.SEQUENCE_USED, List.of());
    private static final StatementVerdict USES_AND_READS_SEQUENCE = new StatementVerdict(
            StateKind.SEQUENCE_READ | StateKind.SEQUENCE_USED, List.of());

    public StatementVerdict {
        changes = List.copyOf(changes);
        resets = List.copyOf(resets);
        deallocated = List.copyOf(deallocated);
    }

    /** A verdict with these flags and changes alone. */
    public StatementVerdict(int flags, List<ParameterChange> changes) {
        this(flags, changes, false, List.of(), List.of(), false);
    }

    /** A verdict with flags alone; the most usual ones are shared. */
    public static StatementVerdict of(int flags) {
        return switch (flags) {
            case StateKind.NONE -> NOTHING;
            case StateKind.SEQUENCE_READ -> READS_SEQUENCE;
            case StateKind.SEQUENCE_USED -> USES_SEQUENCE;
            case StateKind.SEQUENCE_READ | StateKind.SEQUENCE_USED -> USES_AND_READS_SEQUENCE;
            default -> new StatementVerdict(flags, List.of());
        };
    }

    /** Whether the text leaves the session unchanged, and sets no parameter for its transaction that may make constants. */
    public boolean isNothing() {
        return (flags & (StateKind.KINDS | StateKind.SET_LOCALLY)) == StateKind.NONE && changes.isEmpty() && !deallocates();
    }

    /** Whether the text deallocates prepared statements. */
    public boolean deallocates() {
        return deallocatesAll || !deallocated.isEmpty();
    }

    /** Whether the pooler has to act when the text runs, beyond noting its effects when it is sent. */
    public boolean acts() {
        return !resets.isEmpty() || deallocates();
    }

    /** Whether the text is DISCARD ALL, which must stand alone. */
    public boolean discardsAll() {
        return changes.size() == 1 && changes.get(0).kind() == ParameterChange.Kind.DISCARD_ALL;
    }

    @Override
    public String toString() {
        return "StatementVerdict[" + StateKind.toString(flags) + ", " + changes + "]";
    }
}
