package io.howdah.proxy.session;

import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.parameters.TrackedParameters;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the servers of one pool report to a client that has set nothing, which values they have taken before, and whether their sequences
 * are asked. Any thread. The monitor guards what changes the welcome.
 */
public final class ServerDefaults {

    /** Longer values are proven anew each time: what is remembered has to have an end. */
    private static final int LONGEST_PROVEN = 500;

    private static final int MOST_PROVEN = 10_000;

    private static final long SECOND_NANOS = 1_000_000_000L;

    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final ConcurrentHashMap<String, Boolean> provenParameters = new ConcurrentHashMap<>();

    private volatile @Nullable ParameterSet welcome;
    private volatile ParameterSet base = ParameterSet.EMPTY;
    private volatile boolean readsSequences;
    private @Nullable ParameterSet freshDefaults;
    private long welcomedNanos;
    private long changedNanos = System.nanoTime() - MINUTE_NANOS;

    /** For the servers of one pool. */
    public ServerDefaults() {
        // Nothing is known until the first server has logged in.
    }

    // ---- what new clients are told

    /** Everything a server reports to a client that has set nothing; null until the first has logged in, and from RECONNECT to the next. */
    public @Nullable ParameterSet welcome() {
        return welcome;
    }

    /** Of what servers report, what connect_query has set there. */
    public ParameterSet base() {
        return base;
    }

    /** RECONNECT: the next server that logs in says what new clients are told. */
    public synchronized void forgetWelcome() {
        welcome = null;
    }

    /**
     * Whether a server should be asked what it reports now: once a second at most; of a standby, which is promoted once, each time.
     *
     * @param now System.nanoTime()
     */
    public synchronized boolean isDue(long now) {
        String standby = welcome == null ? null : welcome.get("in_hot_standby");
        return standby != null && (standby.equals("on") || now - welcomedNanos > SECOND_NANOS);
    }

    /** Whether drivers refuse the welcome (target_session_attrs), and so bring no query: the server is a standby, or read-only. */
    public synchronized boolean turnsClientsAway() {
        return welcome != null
                && ("on".equals(welcome.get("in_hot_standby")) || "on".equals(welcome.get("default_transaction_read_only")));
    }

    /** A server is being asked what it reports. */
    public synchronized void askedAt(long now) {
        welcomedNanos = now;
    }

    /**
     * A fresh server says what a connection begins with now.
     *
     * @param now System.nanoTime()
     * @return whether that has changed, of the role's or the database's settings perhaps, which only new connections see. Not more than
     *     once a minute, for behind one name there may be several servers that differ.
     */
    public synchronized boolean greeted(ServerSession fresh, long now) {
        ParameterSet defaults = TrackedParameters.settable(fresh.defaults());
        boolean changed = freshDefaults != null && !freshDefaults.sameAs(defaults) && now - changedNanos > MINUTE_NANOS;
        changedNanos = changed ? now : changedNanos;
        freshDefaults = defaults;
        base = fresh.base();
        welcome = fresh.reported();
        welcomedNanos = now;
        return changed;
    }

    /**
     * What a server reports and has not set in its session is its default. Where a default has changed (a reload, a promotion), new
     * clients are greeted with what it is now.
     */
    public void defaultsOf(ServerSession session) {
        if (session.isSettled()) {
            return;
        }
        session.reported().forEach((name, value) -> {
            if (!session.set().sets(name) && !TrackedParameters.tellsOfRole(name)) {
                defaultIs(session, name, value);
            }
        });
        session.settled();
    }

    /** A server's default is this. */
    public void defaultIs(ServerSession session, String name, String value) {
        if (value.equals(session.defaults().get(name))) {
            return;
        }
        session.defaultIs(name, value);
        synchronized (this) {
            if (welcome != null && !base.contains(name)) {
                welcome = welcome.with(name, value);
            }
        }
    }

    // ---- what they have taken

    /** Whether a server has taken this value before: it may be set in one flight with the query that needs it. */
    public boolean isProven(String name, String value) {
        // PostgreSQL takes any text for application_name, and many clients have one of their own.
        return name.equals("application_name") || provenParameters.containsKey(name + '\0' + value);
    }

    /** Notes that a server took this value. */
    public void proven(String name, String value) {
        if (name.length() + value.length() < LONGEST_PROVEN && provenParameters.size() < MOST_PROVEN) {
            provenParameters.put(name + '\0' + value, Boolean.TRUE);
        }
    }

    // ---- sequences

    /** Whether a client has been seen to ask what a sequence gave last. */
    public boolean readsSequences() {
        return readsSequences;
    }

    /** A client asks what a sequence gave last: servers forget that from now on when they change hands. */
    public void sequencesAreRead() {
        readsSequences = true;
    }
}
