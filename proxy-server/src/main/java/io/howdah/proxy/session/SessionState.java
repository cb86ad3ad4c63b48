package io.howdah.proxy.session;

import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.parameters.TrackedParameters;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The state that is set in a session, by its client or for its client: values of parameters, {@code role} and {@code session_authorization}
 * among them. A parameter that is not set stands at the server's default. Immutable.
 *
 * <p>Every hand-over of a server compares two states. Two equal states become one object ({@link #older}), so the comparison soon is one of
 * references.
 */
public final class SessionState {

    private static final AtomicLong AGES = new AtomicLong();

    /** Nothing is set. */
    public static final SessionState EMPTY = new SessionState(ParameterSet.EMPTY);

    private final long age = AGES.incrementAndGet();
    private final ParameterSet parameters;

    private SessionState(ParameterSet parameters) {
        this.parameters = parameters;
    }

    /** The state in which these parameters are set. */
    public static SessionState of(ParameterSet parameters) {
        return EMPTY.now(parameters);
    }

    private SessionState now(ParameterSet next) {
        return next == parameters ? this : new SessionState(next);
    }

    /** The values that are set. */
    public ParameterSet parameters() {
        return parameters;
    }

    /** Whether nothing is set. */
    public boolean isEmpty() {
        return parameters.size() == 0;
    }

    /** Whether the parameter is set. */
    public boolean sets(String name) {
        return parameters.contains(name);
    }

    /** The value that is set; null if none is. */
    public @Nullable String get(String name) {
        return parameters.get(name);
    }

    /** Calls the action with each name and value, ordered by name. */
    public void forEach(BiConsumer<String, String> action) {
        parameters.forEach(action);
    }

    /** This state after SET; this very state if nothing changes. */
    public SessionState with(String name, String value) {
        return now(parameters.with(name, value));
    }

    /** This state after these SETs; this very state if nothing changes. */
    public SessionState with(ParameterSet values) {
        return now(parameters.withAll(values));
    }

    /** This state after RESET; this very state if nothing changes. */
    public SessionState without(String name) {
        return now(parameters.without(name));
    }

    // ---- the role

    /** Whether the session acts as a role that was set, which RESET ALL does not undo ({@code GUC_NO_RESET_ALL}). */
    public boolean actsAsAnotherRole() {
        return TrackedParameters.ROLES.stream().anyMatch(parameters::contains);
    }

    /** This state after RESET ALL: of what was set, the role alone remains. */
    public SessionState afterResetAll() {
        ParameterSet left = ParameterSet.EMPTY;
        for (String role : TrackedParameters.ROLES) {
            String value = parameters.get(role);
            if (value != null) {
                left = left.with(role, value);
            }
        }
        return of(left);
    }

    /** This state after RESET SESSION AUTHORIZATION and RESET ROLE. */
    public SessionState withoutRole() {
        ParameterSet left = parameters;
        for (String role : TrackedParameters.ROLES) {
            left = left.without(role);
        }
        return now(left);
    }

    // ---- equal states

    /** Whether the same is set in both states. */
    public boolean sameAs(SessionState other) {
        return parameters.sameAs(other.parameters);
    }

    /** Of two equal states, the one made first, so that all holders of equal states end up with one object. */
    public SessionState older(SessionState equal) {
        return age <= equal.age ? this : equal;
    }

    @Override
    public String toString() {
        return parameters.toString();
    }
}
