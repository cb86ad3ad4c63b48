package io.howdah.proxy.session;

import io.howdah.proxy.parameters.Encodings;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.parameters.TrackedParameters;
import io.howdah.proxy.prepared.Environment;
import io.howdah.proxy.sql.CommandTag;
import io.howdah.proxy.sql.FoldedParameters;
import io.howdah.proxy.sql.ParameterChange;
import io.howdah.proxy.sql.ResetPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One client's parameters: the values that the client asked for at start-up, has chosen since, and was told. A parameter that the client has not
 * chosen stands at the server's default, whatever that is at the time.
 *
 * <p>The usual case, the server stands where the client last saw a server, is two comparisons of references ({@link #isInStep}).
 *
 * <p>PostgreSQL reports values and does not say who has set them. At a transaction's end each report is accounted for ({@link #settle}): a
 * parameter that the client's statements name is the client's choice. For any other the server has to be asked, by a RESET: a value that survives
 * the RESET is the server's default, changed by a reload, and not a choice of the client ({@link #answered}).
 */
public final class ClientParameters {

    /** Settings of many clients on which no statement's meaning depends. */
    private static final Set<String> MEANINGLESS = Set.of("application_name", "statement_timeout", "lock_timeout",
            "idle_in_transaction_session_timeout", "default_transaction_read_only", "default_transaction_isolation");

    private final Object pool;
    private final ServerDefaults defaults;
    private final TransactionChanges changes = new TransactionChanges();
    private ParameterSet initial;
    private SessionState current;
    private ParameterSet told;
    /** The state of the server that the client was last in step with; null before the first. */
    private @Nullable SessionState seen;
    private @Nullable SessionState environmentOf;
    private @Nullable Environment environment;
    private ParameterSet constants = ParameterSet.EMPTY;
    /** Says of a query that sets back to the start-up values whether the client's own request before it has been answered; else null. */
    private @Nullable BooleanSupplier settingBack;

    /**
     * @param pool database and user, as one value
     * @param defaults of the servers of that pool
     * @param initial the values that the client asked for at start-up
     * @param told the values that the client was told at login
     */
    public ClientParameters(Object pool, ServerDefaults defaults, ParameterSet initial, ParameterSet told) {
        this.pool = pool;
        this.defaults = defaults;
        this.initial = initial;
        this.current = SessionState.of(initial);
        this.told = told;
    }

    /** The values that the client asked for at start-up. */
    public ParameterSet initial() {
        return initial;
    }

    /** The values that the client has been told. */
    public ParameterSet told() {
        return told;
    }

    /**
     * What a Parse of this client's depends on besides its text.
     *
     * @return null if that is not known, for a statement of this transaction may have changed it
     */
    public @Nullable Environment environment() {
        if (changes.mayHaveSet() || changes.mayMakeConstants()) {
            return null;
        }
        readSettings();
        return environment;
    }

    /**
     * The settings by which PostgreSQL makes constants of the client's texts ({@link FoldedParameters}). The others stand at the
     * server's defaults.
     *
     * @return null if they are not known, for a statement of this transaction may have changed them
     */
    public @Nullable ParameterSet constants() {
        if (changes.mayMakeConstants()) {
            return null;
        }
        readSettings();
        return constants;
    }

    /** All settings of the client, less the role, but with these by which PostgreSQL makes constants. */
    public ParameterSet settingsWith(ParameterSet otherConstants) {
        ParameterSet values = otherConstants;
        for (String name : current.parameters().names()) {
            String value = current.get(name);
            boolean other = FoldedParameters.mayMakeConstants(name.toLowerCase(Locale.ROOT))
                    || TrackedParameters.ROLES.contains(name);
            values = other || value == null ? values : values.with(name, value);
        }
        return values;
    }

    private void readSettings() {
        if (environmentOf == current) {
            return;
        }
        environmentOf = current;
        StringBuilder settings = new StringBuilder();
        ParameterSet making = ParameterSet.EMPTY;
        for (String spelling : current.parameters().names()) {
            String name = spelling.toLowerCase(Locale.ROOT);
            String value = current.get(name);
            assert value != null : "the parameter is set";
            if (!MEANINGLESS.contains(name)) {
                settings.append(name).append('\0').append(value).append('\0');
            }
            if (FoldedParameters.mayMakeConstants(name)) {
                making = making.with(name, value);
            }
        }
        environment = new Environment(pool, settings.toString());
        constants = making;
    }

    /**
     * The state in which the client's statements are parsed: the meaning of a text depends on nothing else.
     *
     * @return null if that is not known, for a statement of this transaction may have changed it
     */
    public @Nullable SessionState meaning() {
        boolean same = !changes.mayHaveSet() && !changes.mayMakeConstants()
                || (!changes.mayBeAny() && !changes.isDiscarded() && !changes.names(current).isEmpty()
                        && changes.names(current).stream().allMatch(TrackedParameters::leavesMeaning));
        return same ? current : null;
    }

    // ---- bringing a server to the client's values

    /** Whether the server stands where the client does, as far as references tell. */
    public boolean isInStep(ServerSession server) {
        return server.set() == seen && server.reported() == told;
    }

    /** The way from the server's state to the client's. */
    public Restoration restoration(ServerSession server) {
        return Restoration.of(current, server.set(), server.reported());
    }

    /** Whether servers are known to take all the values that this sets. */
    public boolean mayGoAhead(Restoration restoration) {
        return restoration.mayGoAhead(defaults);
    }

    /** The server has taken the values. */
    public void restored(Restoration by, ServerSession server) {
        ParameterSet spelled = by.taken(server, defaults);
        spelled.forEach((name, value) -> {
            String wanted = by.wanted().get(name);
            assert wanted != null : "a value that the server has taken was wanted";
            if (wanted.equals(initial.get(name))) {
                initial = initial.with(name, value);
            }
        });
        current = current == by.wanted() ? current.with(spelled) : current;
        defaults.defaultsOf(server);
    }

    /**
     * Nothing is left to be set: client and server remember where both stand.
     *
     * @param tell gets each value that the client does not know yet, in the client's encoding
     */
    public void agree(ServerSession server, BiConsumer<String, String> tell) {
        ParameterSet reported = server.reported();
        if (reported.sameAs(told)) {
            server.reportedIs(reported.older(told));
        } else {
            ParameterSet before = told;
            reported.forEach((name, value) -> {
                if (!value.equals(before.get(name))) {
                    tell.accept(name, Encodings.toClients(value, reported));
                }
            });
        }
        told = server.reported();
        if (seen != null && server.set() != seen && server.set().sameAs(seen)) {
            server.setIs(server.set().older(seen));
        }
        seen = server.set();
    }

    // ---- what its statements do

    /** A statement is on its way that will make these changes; an unknown parameter may be any. */
    public void changing(List<ParameterChange> by) {
        changes.named(by);
    }

    /** A statement is on its way that sets, until the end of the transaction, a parameter that may make constants. */
    public void changingLocally() {
        changes.locally();
    }

    /** A request is on its way that may change any parameter. */
    public void changingAnything() {
        changes.anything();
    }

    /** A command has ended. */
    public void completed(CommandTag tag) {
        changes.completed(tag);
    }

    /**
     * The server reported a value while it worked for the client.
     *
     * @return whether the client gets the report
     */
    public boolean reported(String name, String value) {
        if (settingBack != null && (settingBack.getAsBoolean() ? value.equals(told.get(name)) : initial.contains(name))) {
            return false; // The value is on its way back to the client's own.
        }
        told = told.with(name, value);
        return true;
    }

    // ---- setting back to the client's own values

    /** The statements that must follow a statement that sets back. */
    public List<String> restoring(ResetPoint point) {
        List<String> statements = new ArrayList<>();
        if (point.kind() == ParameterChange.Kind.RESET) {
            String value = initial.get(point.name());
            if (value != null) {
                statements.add(TrackedParameters.assignment(initial.spelling(point.name()), value, point.local()));
            }
        } else {
            initial.forEach((name, value) -> {
                // RESET ALL leaves the role alone.
                if (point.kind() == ParameterChange.Kind.DISCARD_ALL || !TrackedParameters.ROLES.contains(name)) {
                    statements.add(TrackedParameters.assignment(name, value, false));
                }
            });
        }
        return statements;
    }

    /** The text with statements behind it that set all start-up values. */
    public String restoringAfter(String sql) {
        // On a line of their own, for the text before them may end in a comment.
        StringJoiner joined = new StringJoiner("\n;");
        if (!sql.isEmpty()) {
            joined.add(sql);
        }
        StringJoiner assignments = new StringJoiner(";");
        initial.forEach((name, value) -> assignments.add(TrackedParameters.assignment(name, value, false)));
        return joined.add(assignments.toString()).toString();
    }

    /**
     * A query that sets all start-up values is joined to a request of the client's.
     *
     * @param answered whether the client's own part has been answered
     */
    public void settingBack(BooleanSupplier answered) {
        settingBack = answered;
    }

    // ---- the transaction's end

    /**
     * The transaction is over: what it has changed is the client's from now on.
     *
     * @return whether all that the server reported is accounted for; if not, the server has to be asked for its
     *     {@linkplain ServerSession#doubts() doubts}
     */
    public boolean settle(ServerSession server) {
        if (changes.isNone() && server.isSettled()) {
            if (changes.mayHaveSet() || changes.mayMakeConstants()) {
                changes.clear(); // What SET LOCAL has set is over.
            }
            return true;
        }
        settingBack = null;
        if (changes.isDiscarded()) {
            // A query of the pooler's own has set the start-up values again behind DISCARD ALL.
            current = SessionState.of(initial);
            server.setIs(current);
        }
        if (changes.mayBeAny()) {
            server.reported().forEach((name, value) -> changed(server, name, null));
        }
        for (String name : changes.names(current)) {
            changed(server, name, changes.last(name));
        }
        changes.clear();
        if (!server.doubts().isEmpty()) {
            return false;
        }
        defaults.defaultsOf(server);
        if (told.sameAs(server.reported())) {
            told = server.reported();
            seen = server.set();
        }
        return true;
    }

    /** @param how the last statement that named the parameter; null if none did */
    private void changed(ServerSession server, String name, ParameterChange.@Nullable Kind how) {
        ParameterSet reported = server.reported();
        String value = reported.get(name);
        if (value == null || TrackedParameters.isServerOnly(name)) {
            return; // The cleaning looks after parameters that are not reported.
        }
        boolean own = value.equals(current.get(name));
        boolean isDefault = value.equals(server.defaults().get(name));
        if (own && !(how == ParameterChange.Kind.RESET && isDefault && !initial.contains(name))) {
            return;
        }
        boolean setBack = how == ParameterChange.Kind.RESET && !initial.contains(name);
        boolean chosen = !setBack && (!isDefault || (how == ParameterChange.Kind.SET && changes.hasSet()));
        if (chosen) {
            current = current.with(reported.spelling(name), value);
            server.setIs(server.set().with(reported.spelling(name), value));
        } else {
            current = current.without(name);
            server.setIs(server.set().without(name));
            defaults.defaultIs(server, reported.spelling(name), value);
        }
    }

    /**
     * The server has answered a RESET of each parameter in doubt.
     *
     * @param before what the server reported before the RESET
     * @param reset whether the RESET succeeded
     */
    public void answered(ServerSession server, List<String> doubts, ParameterSet before, boolean reset) {
        for (String name : doubts) {
            String value = before.get(name);
            assert value != null : "a doubt is about a value that the server has reported";
            if (reset && !value.equals(server.reported().get(name))) {
                current = current.with(name, value); // A function has chosen this value for the client.
            }
            server.setIs(server.set().without(name));
        }
        defaults.defaultsOf(server);
    }
}
