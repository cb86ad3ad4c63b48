package io.howdah.proxy.session;

import io.howdah.proxy.sql.CommandTag;
import io.howdah.proxy.sql.FoldedParameters;
import io.howdah.proxy.sql.ParameterChange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that the statements of a client's open transaction change, by the texts that were sent and the command tags that came back.
 * What the transaction leaves is known at its end, from what the server reports.
 */
final class TransactionChanges {

    /** What the command tags say of SET. */
    private enum Sets {
        NONE,
        /** A SET stands. */
        DONE,
        /** A ROLLBACK came behind the last SET. */
        ROLLED_BACK
    }

    /** A transaction may have any number of SETs. Of one with more, the server's reports alone tell what it leaves. */
    private static final int MOST = 200;

    private List<ParameterChange> named = List.of();
    private Sets sets = Sets.NONE;
    private boolean anything;
    private boolean discarded;
    private boolean constants;

    /** A statement is on its way that will make these changes; an unknown parameter may be any. */
    void named(List<ParameterChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        if (named.isEmpty()) {
            named = new ArrayList<>();
        }
        if (named.size() < MOST) {
            named.addAll(changes);
        } else {
            anything = true;
        }
        constants |= changes.stream().anyMatch(change -> FoldedParameters.mayMakeConstants(change.name()));
        anything |= changes.stream().anyMatch(change -> change.kind() == ParameterChange.Kind.SET && change.name().isEmpty());
    }

    /** A request is on its way that may change any parameter. */
    void anything() {
        anything = true;
    }

    /** A statement is on its way that sets a parameter of {@link FoldedParameters} until the transaction's end. */
    void locally() {
        constants = true;
    }

    /** A command has ended. */
    void completed(CommandTag tag) {
        switch (tag) {
            case ROLLBACK:
                sets = sets == Sets.DONE ? Sets.ROLLED_BACK : sets;
                break;
            case SET:
                sets = Sets.DONE;
                break;
            case RESET:
                sets = sets == Sets.ROLLED_BACK ? Sets.DONE : sets;
                break;
            case DISCARD_ALL:
                discarded = true;
                break;
            default:
                break;
        }
    }

    /** Whether no statement of the transaction can have changed a parameter. */
    boolean isNone() {
        return named.isEmpty() && !anything && !discarded;
    }

    /** Whether the transaction may stand elsewhere than its client: something may have been set. */
    boolean mayHaveSet() {
        return !isNone() || sets != Sets.NONE;
    }

    /** Whether a parameter may have changed by which PostgreSQL makes constants. */
    boolean mayMakeConstants() {
        return constants || anything || discarded;
    }

    /** Whether any parameter may have changed. */
    boolean mayBeAny() {
        return anything;
    }

    /** Whether DISCARD ALL has run. */
    boolean isDiscarded() {
        return discarded;
    }

    /** Whether a SET has run and was not rolled back. */
    boolean hasSet() {
        return sets == Sets.DONE;
    }

    /** The parameters that the statements name. RESET ALL names all that the client has set. */
    List<String> names(SessionState current) {
        List<String> names = new ArrayList<>();
        for (ParameterChange change : named) {
            if (change.kind() == ParameterChange.Kind.RESET_ALL) {
                current.forEach((name, value) -> add(names, name));
            } else if (!change.name().isEmpty()) {
                add(names, change.name());
            }
        }
        return names;
    }

    private static void add(List<String> names, String name) {
        if (names.stream().noneMatch(name::equalsIgnoreCase)) {
            names.add(name);
        }
    }

    /** How the last statement that names the parameter changes it: SET or RESET; null if no statement names it. */
    ParameterChange.@Nullable Kind last(String name) {
        ParameterChange.Kind last = null;
        for (ParameterChange change : named) {
            boolean all = change.kind() == ParameterChange.Kind.RESET_ALL;
            if (all || change.name().equalsIgnoreCase(name)) {
                last = all ? ParameterChange.Kind.RESET : change.kind();
            }
        }
        return last;
    }

    /** The transaction is over. */
    void clear() {
        named = List.of();
        sets = Sets.NONE;
        anything = false;
        discarded = false;
        constants = false;
    }
}
