package io.howdah.proxy.session;

import io.howdah.proxy.cache.Settlement;
import io.howdah.proxy.cache.Writes;
import io.howdah.proxy.parameters.Encodings;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.parameters.TrackedParameters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in one server's session: the values of its parameters, and what clients have left behind there. Used on its loop.
 *
 * <p>A parameter is either set in the session, by a client, for a client or by connect_query; or it stands at the server's default,
 * which role, database and configuration files say and a reload may change at any time. The server reports values and does not say which
 * of both they are: {@link #isSettled} tells whether everything reported has been accounted for.
 */
public final class ServerSession {

    private ParameterSet reported = ParameterSet.EMPTY;
    private ParameterSet settled = ParameterSet.EMPTY;
    private ParameterSet base = ParameterSet.EMPTY;
    private final boolean runsConnectQuery;
    private SessionState set = SessionState.EMPTY;
    // Read by whoever opens another server of the pool, on another loop.
    private volatile ParameterSet defaults = ParameterSet.EMPTY;
    private int leftBehind;
    private long user;
    private boolean holdsOthersSequences;
    /** Null until a statement is noted. */
    private @Nullable Writes writes;

    /** @param runsConnectQuery whether connect_query runs at login, and after each cleaning */
    public ServerSession(boolean runsConnectQuery) {
        this.runsConnectQuery = runsConnectQuery;
    }

    /** Whether connect_query has set up this session: what it has set up is no default of the server's, so RESET does not bring it back. */
    public boolean runsConnectQuery() {
        return runsConnectQuery;
    }

    // ---- parameters

    /** Everything it reports, as it stands. */
    public ParameterSet reported() {
        return reported;
    }

    /** What it reports where nothing is set in the session; of what is set there, as far as is known. Any thread. */
    public ParameterSet defaults() {
        return defaults;
    }

    /** What is set in the session, reported or not. */
    public SessionState set() {
        return set;
    }

    /** Of what it reports, what connect_query has set. */
    public ParameterSet base() {
        return base;
    }

    /** Replaces what it reports by an equal set that others have as well. */
    public void reportedIs(ParameterSet equal) {
        settled = settled == reported ? equal : settled;
        reported = equal;
    }

    /** Notes what is set in the session from now on. */
    public void setIs(SessionState now) {
        set = now;
    }

    /** Notes what the server's default is. */
    public void defaultIs(String name, String value) {
        defaults = defaults.with(name, value);
    }

    /** Whether it is known of each reported value whether it is a default. */
    public boolean isSettled() {
        return reported == settled;
    }

    /** Parameters whose value is neither what is known to be set nor the default that is known. */
    public List<String> doubts() {
        List<String> doubts = new ArrayList<>();
        if (!isSettled()) {
            reported.forEach((name, value) -> {
                String expected = set.sets(name) ? set.get(name) : defaults.get(name);
                if (!value.equals(expected) && !TrackedParameters.isServerOnly(name)) {
                    doubts.add(name);
                }
            });
        }
        return doubts;
    }

    /** It is known. */
    public void settled() {
        settled = reported;
    }

    /** @param before connect_query what it reported; null where there was none */
    public void loginReported(ParameterSet values, @Nullable ParameterSet before) {
        reported = values;
        settled = values;
        defaults = before == null ? values : before;
        base = ParameterSet.EMPTY;
        ParameterSet plain = defaults;
        TrackedParameters.settable(values).forEach((name, value) -> {
            if (!value.equals(plain.get(name))) {
                base = base.with(name, value);
            }
        });
        set = SessionState.of(base);
    }

    /** @return the value as it is kept: in the server's encoding */
    public String parameterReported(String name, String value) {
        String kept = Encodings.fromClients(value, reported);
        reported = reported.with(name, kept);
        return kept;
    }

    /** A value that has just been set for a client is reported, in whatever encoding. */
    public void reportedAs(String name, String value) {
        reported = reported.with(name, value);
    }

    /** RESET ALL or DISCARD ALL ran here: only the role, which RESET ALL leaves alone, is still set. */
    public void parametersAreReset() {
        set = set.afterResetAll();
    }

    /** connect_query ran here. */
    public void connectQueryRan() {
        set = set.with(base);
    }

    /** Whether it acts as another role for a client, which RESET ALL would not undo. */
    public boolean actsAsAnotherRole() {
        return set.actsAsAnotherRole();
    }

    /** It acts as the role it logged in as. */
    public void roleIsItsOwn() {
        set = set.withoutRole();
    }

    // ---- sequences

    /**
     * A client begins to use it. What sequences gave another client last ({@code lastval()}, {@code currval()}) may be there from now on.
     *
     * @param client a number of its own
     */
    public void usedBy(long client) {
        holdsOthersSequences |= user != 0 && user != client;
        user = client;
    }

    /** DISCARD SEQUENCES runs here, if needed. @return whether it is: lastval() and currval() may answer with another client's value */
    boolean forgetsOthersSequences() {
        boolean held = holdsOthersSequences;
        holdsOthersSequences = false;
        return held;
    }

    // ---- writes

    /** What the present transaction may write, for the result cache. */
    public Writes writes() {
        Writes noted = writes;
        if (noted == null) {
            noted = new Writes();
            writes = noted;
        }
        return noted;
    }

    /** The transaction has ended, and the server owes no answer. @return what ends older cached answers; null if nothing has to */
    public @Nullable Settlement transactionEnded() {
        return writes == null ? null : writes.ended();
    }

    /** Whether the present transaction may have written something that other Howdahs have in their caches. */
    public boolean mayConcernOthers() {
        return writes != null && writes.mayConcernOthers();
    }

    /** A command has completed. @return what ends cached answers older than it; null if nothing has to */
    public @Nullable Settlement commandCompleted() {
        return writes == null ? null : writes.soFar();
    }

    /** The server owes no answer, and stands in a transaction block. */
    public void standsInBlock() {
        if (writes != null) {
            writes.inBlock();
        }
    }

    /** The connection to this server process has closed. @param changed whether another server may be there from now on */
    public void closed(int processId, Object host, boolean changed) {
        if (writes != null) {
            writes.lost(processId, host, changed);
        }
    }

    // ---- everything else

    /** Flags of {@code sql.StateKind}: what may have been left behind here since the last cleaning. */
    public int leftBehind() {
        return leftBehind;
    }

    /** Notes what a request may leave behind. */
    public void leaves(int flags) {
        leftBehind |= flags;
    }

    /** Nothing is left behind. */
    public void cleaned() {
        leftBehind = 0;
    }
}
