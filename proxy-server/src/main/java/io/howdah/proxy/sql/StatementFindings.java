package io.howdah.proxy.sql;

import java.util.ArrayList;
import java.util.List;

/** The findings in the statements so far. */
final class StatementFindings {
    int flags;
    int statements;
    boolean countable = true;
    boolean deallocatesAll;
    final List<ParameterChange> changes = new ArrayList<>();
    final List<ResetPoint> resets = new ArrayList<>();
    final List<String> deallocated = new ArrayList<>();

    void change(ParameterChange change) {
        if (!changes.contains(change)) {
            changes.add(change);
        }
    }

    StatementVerdict verdict(int words) {
        int sequences = words & StatementClassifier.SEQUENCES;
        boolean byFunction = (words & StateKind.SETTING) != 0;
        boolean nothing = flags == StateKind.NONE && changes.isEmpty() && resets.isEmpty() && deallocated.isEmpty() && !deallocatesAll;
        return nothing ? StatementVerdict.of(sequences)
                : new StatementVerdict(flags | sequences, changes, byFunction, countable ? resets : List.of(), deallocated, deallocatesAll);
    }
}
