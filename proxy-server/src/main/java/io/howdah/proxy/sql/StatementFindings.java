package io.howdah.proxy.sql;

import java.util.ArrayList;
import java.util.List;

/** Collects the effects of a text's statements, from the first statement to the last, and makes the text's verdict of them. */
final class StatementFindings {

    private final List<ParameterChange> changes = new ArrayList<>();
    private final List<ResetPoint> resets = new ArrayList<>();
    private final List<String> deallocated = new ArrayList<>();

    private int kinds;
    private int statements;
    private boolean placesKnown = true;
    private boolean deallocatesAll;

    /** The current statement leaves state of these kinds ({@link StateKind}). */
    void leaves(int kinds) {
        this.kinds |= kinds;
    }

    /** The current statement sets a parameter that is none of {@link SpecialParameters}. */
    void sets(String parameter) {
        leaves(StateKind.SETTING | plans(parameter));
        change(ParameterChange.set(parameter));
    }

    private static int plans(String parameter) {
        return FoldedParameters.makesConstantsInPlans(parameter) ? StateKind.PLANS : StateKind.NONE;
    }

    /** The current statement sets a parameter until the end of the transaction. */
    void setsLocally(String parameter) {
        if (FoldedParameters.mayMakeConstants(parameter)) {
            leaves(StateKind.SET_LOCALLY | plans(parameter));
        }
    }

    /** The current statement sets a parameter until the end of the transaction, but its text does not show which. */
    void setsAnyLocally() {
        leaves(StateKind.SET_LOCALLY);
    }

    /** The current statement sets a parameter, but its text does not show which. */
    void setsAnyParameter() {
        leaves(StateKind.SETTING | StateKind.ROLE);
        change(ParameterChange.set(""));
    }

    /**
     * The current statement resets one parameter or all of them.
     *
     * @param end index behind the statement's last token
     */
    void resets(ParameterChange.Kind kind, String parameter, int end) {
        change(new ParameterChange(kind, parameter));
        resetPoint(kind, parameter, false, end);
    }

    /** The current statement resets the role or the session's authorization, which {@link ParameterChange} does not cover. */
    void resetsRole(String parameter, int end) {
        leaves(StateKind.ROLE);
        resetPoint(ParameterChange.Kind.RESET, parameter, false, end);
    }

    /** The current statement resets a parameter until the end of the transaction: {@code SET LOCAL name TO DEFAULT}. */
    void resetsLocally(String parameter, int end) {
        resetPoint(ParameterChange.Kind.RESET, parameter, true, end);
    }

    /** The current statement deallocates a prepared statement. */
    void deallocates(String name) {
        deallocated.add(name);
    }

    /** The current statement deallocates all prepared statements. */
    void deallocatesAll() {
        deallocatesAll = true;
    }

    /** Goes to the next statement. An empty statement does not count, for PostgreSQL drops it. */
    void nextStatement() {
        statements++;
    }

    /** A semicolon in the text may stand within a statement, so no statement's place is certain. */
    void forgetPlaces() {
        placesKnown = false;
    }

    /** @param words the flags of {@link StateWords} in the same text */
    StatementVerdict verdict(int words) {
        int sequences = words & StateKind.SEQUENCES;
        boolean byFunction = (words & StateKind.SETTING) != 0;
        boolean nothing = kinds == StateKind.NONE && changes.isEmpty() && resets.isEmpty() && deallocated.isEmpty()
                && !deallocatesAll;
        return nothing ? StatementVerdict.of(sequences)
                : new StatementVerdict(kinds | sequences, changes, byFunction, placesKnown ? resets : List.of(), deallocated,
                        deallocatesAll);
    }

    private void change(ParameterChange change) {
        if (!changes.contains(change)) {
            changes.add(change);
        }
    }

    private void resetPoint(ParameterChange.Kind kind, String parameter, boolean local, int end) {
        resets.add(new ResetPoint(kind, parameter, local, statements, end));
    }
}
