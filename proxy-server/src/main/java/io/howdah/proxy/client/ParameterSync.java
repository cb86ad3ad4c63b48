package io.howdah.proxy.client;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.ParameterStatus;
import io.howdah.proxy.parameters.Encodings;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.parameters.TrackedParameters;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.prepared.Environment;
import io.howdah.proxy.sql.CommandTag;
import io.howdah.proxy.server.RequestNote;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.session.ServerSession;
import io.howdah.proxy.sql.ParameterChange;
import io.howdah.proxy.sql.ResetPoint;
import io.howdah.proxy.sql.StateKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;

/**
 * One client's parameters: what it asked for at start-up, what it has chosen since, what it was told; and how a server is brought to
 * them. What a client has not chosen is the server's matter: it stands at the server's default, whatever that is at the time.
 *
 * <p>The usual case, the server stands where the client last saw it, is two comparisons of references. Else one SET goes ahead of the
 * client's first message, in the same flight, if servers of this pool have taken each of its values before. A value no server has taken
 * yet is sent alone, for if it is refused the client's query must not run.
 *
 * <p>PostgreSQL reports values and does not say whose they are. At a transaction's end each report is accounted for ({@link #settle}):
 * what the client's statements name is the client's choice; of anything else the server is asked ({@link #ask}), by a RESET: a value
 * that survives it is the server's default, changed by a reload, and not a choice of this client's.
 */
public final class ParameterSync {

    /** Settings of many clients that no statement's meaning depends on. */
    private static final Set<String> MEANINGLESS = Set.of("application_name", "extra_float_digits", "statement_timeout", "lock_timeout",
            "idle_in_transaction_session_timeout", "default_transaction_read_only", "default_transaction_isolation");

    private final Pool pool;
    private ParameterSet initial;
    private ParameterSet current;
    private ParameterSet told;

    private ParameterSet environmentOf;
    private Environment environment;

    // What the server that this client was last in step with had set; null before the first.
    private ParameterSet seen;

    // What the statements of this transaction have said they would change, in order.
    private List<ParameterChange> changes = List.of();
    private boolean anything;
    private boolean hasSet;
    private boolean rolledBack;
    private boolean discarded;
    private RequestNote.Joint joint;

    /**
     * @param initial what the client asked for at start-up
     * @param told what it was told at login
     */
    public ParameterSync(Pool pool, ParameterSet initial, ParameterSet told) {
        this.pool = pool;
        this.initial = initial;
        this.current = initial;
        this.told = told;
    }

    /**
     * What a Parse of this client's depends on besides its text.
     *
     * @return null where that is not known: something in this transaction may have changed it
     */
    Environment environment() {
        if (anything || hasSet || discarded || !changes.isEmpty()) {
            return null;
        }
        if (environmentOf != current) {
            environmentOf = current;
            StringBuilder settings = new StringBuilder();
            current.forEach((name, value) -> {
                if (!MEANINGLESS.contains(name.toLowerCase(Locale.ROOT))) {
                    settings.append(name.toLowerCase(Locale.ROOT)).append('\0').append(value).append('\0');
                }
            });
            environment = new Environment(pool.key(), settings.toString());
        }
        return environment;
    }

    /** How a synchronisation went. */
    interface Outcome {
        /** The client has to be told of a value. */
        void tell(ParameterStatus status);

        /** The server stands where the client does. */
        void synchronised();

        /** The server refused; it stands where it stood. */
        void refused(ErrorResponse error, boolean queryHasBeenSent);
    }

    // ---- bringing a server to the client's values

    /** Whether the server stands where the client does, as far as can be said at a glance. */
    boolean isInStep(ServerConnection server) {
        ServerSession session = server.session();
        return session.set() == seen && session.reported() == told;
    }

    /**
     * Brings the server to the client's values.
     *
     * @return whether the client's messages may follow at once; where not, the outcome says when
     */
    boolean begin(ServerConnection server, Outcome outcome) {
        if (isInStep(server)) {
            return true;
        }
        ServerSession session = server.session();
        List<String> changed = new ArrayList<>();
        ParameterSet wanted = current;
        ParameterSet before = session.set();
        String sql = TrackedParameters.difference(wanted, before, session.reported(), changed);
        if (sql.isEmpty()) {
            agree(session, outcome);
            return true;
        }
        boolean proven = changed.stream().allMatch(pool.defaults()::isProven);
        server.requests().query(sql, error -> {
            if (error != null) {
                outcome.refused(error, proven);
                return;
            }
            pool.defaults().proven(changed);
            stand(session, wanted, before, changed);
            agree(session, outcome);
            outcome.synchronised();
        });
        if (server.target().connectQuery().isPresent()) {
            // A RESET of these, later, would not go back to what connect_query has set.
            session.leaves(StateKind.SETTING | StateKind.ROLE);
        }
        return proven;
    }

    /** The server's own spelling counts from now on; what it does not report stands as it was set. */
    private void stand(ServerSession session, ParameterSet wanted, ParameterSet before, List<String> changed) {
        ParameterSet set = before;
        for (String name : TrackedParameters.surplus(wanted, before)) {
            set = set.without(name);
        }
        ParameterSet spelled = wanted;
        for (String change : changed) {
            String name = change.substring(0, change.indexOf('\0'));
            String value = wanted.get(name);
            if (session.reported().contains(name)) {
                if (Encodings.isAscii(value)) {
                    value = session.reported().get(name);
                } else {
                    session.reportedAs(name, value); // client_encoding may have changed between this report and that one
                }
            }
            set = set.with(name, value);
            if (wanted.get(name).equals(initial.get(name))) {
                initial = initial.with(name, value);
            }
            spelled = spelled.with(name, value);
        }
        session.setIs(set);
        current = current == wanted ? spelled : current;
        pool.defaults().defaultsOf(session);
    }

    /** Nothing is left to be set: the client is told what it has not been told, and both remember where they stand. */
    private void agree(ServerSession session, Outcome outcome) {
        ParameterSet reported = session.reported();
        if (reported.sameAs(told)) {
            session.reportedIs(reported.older(told));
        } else {
            ParameterSet before = told;
            reported.forEach((name, value) -> {
                if (!value.equals(before.get(name))) {
                    outcome.tell(new ParameterStatus(name, Encodings.toClients(value, reported)));
                }
            });
        }
        told = session.reported();
        remember(session);
    }

    private void remember(ServerSession session) {
        if (seen != null && session.set() != seen && session.set().sameAs(seen)) {
            session.setIs(session.set().older(seen));
        }
        seen = session.set();
    }

    // ---- what it has

    /** What the client asked for at start-up. */
    ParameterSet initial() {
        return initial;
    }

    /** What it has been told. */
    ParameterSet told() {
        return told;
    }

    // ---- what its statements do

    /** A statement is on its way that will make these changes; one of an unknown parameter may change any. */
    void changing(List<ParameterChange> by) {
        if (by.isEmpty()) {
            return;
        }
        if (changes.isEmpty()) {
            changes = new ArrayList<>();
        }
        changes.addAll(by);
        anything |= by.stream().anyMatch(change -> change.kind() == ParameterChange.Kind.SET && change.name().isEmpty());
    }

    /** Something is on its way that may change any parameter. */
    void changingAnything() {
        anything = true;
    }

    /**
     * The server reported a value while it worked for the client.
     *
     * @return whether the client gets the report
     */
    boolean reported(String name, String value) {
        if (joint != null && (joint.isBehind() ? value.equals(told.get(name)) : initial.contains(name))) {
            return false; // on its way back to the client's own value
        }
        told = told.with(name, value);
        return true;
    }

    /** A command has ended. */
    void completed(CommandTag tag) {
        switch (tag) {
            case ROLLBACK:
                rolledBack = true;
                break;
            case SET:
                hasSet = true;
                rolledBack = false;
                break;
            case RESET:
                rolledBack = false;
                break;
            case DISCARD_ALL:
                discarded = true;
                break;
            default:
                break;
        }
    }

    // ---- setting back to the client's own values

    /** The statements that must follow one that sets back. */
    List<String> restoring(ResetPoint point) {
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

    /** Statements that set all the client began with, behind others. */
    String restoringAfter(String sql) {
        // On a line of their own: what comes before may end in a comment.
        StringJoiner joined = new StringJoiner("\n;");
        if (!sql.isEmpty()) {
            joined.add(sql);
        }
        StringJoiner assignments = new StringJoiner(";");
        initial.forEach((name, value) -> assignments.add(TrackedParameters.assignment(name, value, false)));
        return joined.add(assignments.toString()).toString();
    }

    /** A query that sets all the client began with is joined to a request of the client's. */
    void joined(RequestNote.Joint by) {
        joint = by;
    }

    // ---- the transaction's end

    /**
     * The transaction is over: what it has changed is the client's from now on.
     *
     * @return whether all that the server reported is accounted for; where not, it has to be asked
     */
    boolean settle(ServerConnection server) {
        ServerSession session = server.session();
        if (changes.isEmpty() && !anything && !discarded && session.isSettled()) {
            return true;
        }
        joint = null;
        if (discarded) {
            // What the client began with has been set again behind it.
            session.setIs(initial);
            current = initial;
        }
        if (anything) {
            session.reported().forEach((name, value) -> changed(session, name, null));
        }
        for (String name : named()) {
            changed(session, name, lastChange(name));
        }
        changes = List.of();
        anything = false;
        hasSet = false;
        rolledBack = false;
        discarded = false;
        if (!session.doubts().isEmpty()) {
            return false;
        }
        pool.defaults().defaultsOf(session);
        if (told.sameAs(session.reported())) {
            told = session.reported();
            seen = session.set();
        }
        return true;
    }

    /** The parameters that this transaction's statements name, those set back with all others among them. */
    private List<String> named() {
        List<String> names = new ArrayList<>();
        for (ParameterChange change : changes) {
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

    private ParameterChange.Kind lastChange(String name) {
        ParameterChange.Kind last = null;
        for (ParameterChange change : changes) {
            boolean all = change.kind() == ParameterChange.Kind.RESET_ALL;
            if (all || change.name().equalsIgnoreCase(name)) {
                last = all ? ParameterChange.Kind.RESET : change.kind();
            }
        }
        return last;
    }

    /** @param how the last statement that named it, or null where nothing did */
    private void changed(ServerSession session, String name, ParameterChange.Kind how) {
        ParameterSet reported = session.reported();
        if (!reported.contains(name) || TrackedParameters.isServerOnly(name)) {
            return; // what is not reported is the cleaning's matter
        }
        String value = reported.get(name);
        boolean own = value.equals(current.get(name));
        boolean isDefault = value.equals(session.defaults().get(name));
        if (own && !(how == ParameterChange.Kind.RESET && isDefault && !initial.contains(name))) {
            return;
        }
        boolean setBack = how == ParameterChange.Kind.RESET && !initial.contains(name);
        boolean chosen = !setBack && (!isDefault || (how == ParameterChange.Kind.SET && hasSet && !rolledBack));
        if (chosen) {
            current = current.with(reported.spelling(name), value);
            session.setIs(session.set().with(reported.spelling(name), value));
        } else {
            current = current.without(name);
            session.setIs(session.set().without(name));
            pool.defaults().defaultIs(session, reported.spelling(name), value);
        }
    }

    /**
     * Asks the server whose the values are that {@link #settle} could not account for: a reload's, or a choice that some function made
     * for the client.
     *
     * @param then called when that is known
     */
    void ask(ServerConnection server, Runnable then) {
        List<String> doubts = server.session().doubts();
        ParameterSet before = server.session().reported();
        StringJoiner sql = new StringJoiner(";");
        doubts.forEach(name -> sql.add(TrackedParameters.reset(name)));
        server.requests().query(sql.toString(), error -> {
            ServerSession session = server.session();
            for (String name : doubts) {
                String value = before.get(name);
                if (error == null && !value.equals(session.reported().get(name))) {
                    current = current.with(name, value);
                }
                session.setIs(session.set().without(name));
            }
            pool.defaults().defaultsOf(session);
            then.run();
        });
        server.flush();
    }
}
