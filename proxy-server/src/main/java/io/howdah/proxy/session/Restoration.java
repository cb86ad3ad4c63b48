package io.howdah.proxy.session;

import io.howdah.proxy.parameters.Encodings;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.parameters.TrackedParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * The way from the state of a server's session to the state of a client, as one simple query. PostgreSQL runs the query as one implicit
 * transaction, so the query takes effect entirely or not at all. (PgBouncer's {@code varcache_apply}.)
 *
 * <p>A parameter that the client has not set is reset, not set to a value: the default may have changed meanwhile, and only the server knows
 * the default.
 */
public final class Restoration {

    private final SessionState wanted;
    private final SessionState before;
    private final ParameterSet set;
    private final String sql;

    private Restoration(SessionState wanted, SessionState before, ParameterSet set, String sql) {
        this.wanted = wanted;
        this.before = before;
        this.set = set;
        this.sql = sql;
    }

    /**
     * Compares what a client has with what a server has.
     *
     * @param reported the values that the server reports
     */
    public static Restoration of(SessionState wanted, SessionState before, ParameterSet reported) {
        StringJoiner sql = new StringJoiner(";");
        List<String> names = new ArrayList<>();
        wanted.forEach((name, value) -> {
            String has = reported.contains(name) ? reported.get(name) : before.get(name);
            if (!value.equals(has)) {
                sql.add(TrackedParameters.assignment(name, value, false));
                names.add(name);
            }
        });
        before.forEach((name, value) -> {
            if (!wanted.sets(name)) {
                sql.add(TrackedParameters.reset(name));
            }
        });
        ParameterSet set = ParameterSet.EMPTY;
        for (String name : names) {
            String value = wanted.get(name);
            assert value != null : "the names are those of wanted values";
            set = set.with(name, value);
        }
        return new Restoration(wanted, before, set, sql.toString());
    }

    /** The query; empty if the server stands where the client does. */
    public String sql() {
        return sql;
    }

    /** The state to which the query leads. */
    public SessionState wanted() {
        return wanted;
    }

    /**
     * Whether the client's request may follow in the same flight: servers of the pool have taken each of the values before. PostgreSQL may
     * refuse any other value, and the request must not run then.
     */
    public boolean mayGoAhead(ServerDefaults pool) {
        return set.all(pool::isProven);
    }

    /**
     * The server has taken the query. From now on the server's own spelling of each value counts, where the server reports the parameter.
     *
     * @return the values that the query has set, in that spelling
     */
    public ParameterSet taken(ServerSession session, ServerDefaults pool) {
        set.forEach(pool::proven);
        SessionState now = before;
        for (String name : before.parameters().names()) {
            now = wanted.sets(name) ? now : now.without(name);
        }
        ParameterSet spelled = set;
        for (String name : set.names()) {
            String value = set.get(name);
            String reported = session.reported().get(name);
            if (value != null && reported != null) {
                if (Encodings.isAscii(value)) {
                    spelled = spelled.with(name, reported);
                } else {
                    session.reportedAs(name, value); // client_encoding may have changed between this report and that one
                }
            }
        }
        session.setIs(now.with(spelled));
        return spelled;
    }
}
