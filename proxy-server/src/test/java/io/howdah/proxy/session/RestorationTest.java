package io.howdah.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.parameters.ParameterSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RestorationTest {

    private static ParameterSet values(String... pairs) {
        ParameterSet set = ParameterSet.EMPTY;
        for (int i = 0; i < pairs.length; i += 2) {
            set = set.with(pairs[i], pairs[i + 1]);
        }
        return set;
    }

    private static SessionState state(String... pairs) {
        return SessionState.of(values(pairs));
    }

    /** Wanted, set in the server's session, reported by the server; the query. */
    static List<Arguments> ways() {
        return List.of(
                Arguments.of(state(), state(), values("a", "1"), ""),
                Arguments.of(state("a", "1"), state("A", "1"), values(), ""),
                Arguments.of(state("a", "1"), state(), values("A", "1"), ""),
                // The report counts, whatever is known to have been set.
                Arguments.of(state("a", "1"), state("a", "1"), values("a", "2"), "SET \"a\" TO '1'"),
                Arguments.of(state("a", "1"), state("a", "2"), values(), "SET \"a\" TO '1'"),
                Arguments.of(state(), state("a", "1"), values("a", "1"), "RESET \"a\""),
                Arguments.of(state("role", "web"), state("role", "app"), values(), "SET \"role\" TO 'web'"),
                Arguments.of(
                        state("a", "1", "b", "2", "c", "3"),
                        state("geqo", "off", "my.own", "y", "c", "4"),
                        values("A", "1", "b", "x"),
                        "SET \"b\" TO '2';SET \"c\" TO '3';RESET \"geqo\";RESET \"my\".\"own\""));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void onlyDifferencesAreSetAndTheRestIsReset(SessionState wanted, SessionState before, ParameterSet reported, String sql) {
        assertThat(Restoration.of(wanted, before, reported).sql()).isEqualTo(sql);
    }

    @Test
    void goesAheadWhereServersHaveTakenEachValue() {
        ServerDefaults pool = new ServerDefaults();
        Restoration both = Restoration.of(state("a", "1", "b", "2"), state("c", "3"), values());
        assertThat(both.mayGoAhead(pool)).isFalse();
        pool.proven("a", "1");
        assertThat(both.mayGoAhead(pool)).isFalse();
        pool.proven("b", "3");
        assertThat(both.mayGoAhead(pool)).isFalse();
        pool.proven("b", "2");
        assertThat(both.mayGoAhead(pool)).isTrue();
        // A RESET is never refused.
        assertThat(Restoration.of(state(), state("c", "3"), values()).mayGoAhead(pool)).isTrue();
    }

    @Test
    void theServersSpellingCounts() {
        ServerDefaults pool = new ServerDefaults();
        ServerSession server = new ServerSession(false);
        server.loginReported(values("TimeZone", "UTC", "DateStyle", "ISO, MDY", "client_encoding", "UTF8"), null);
        server.setIs(state("geqo", "off", "lock_timeout", "1s"));
        Restoration restoration = Restoration.of(state("datestyle", "sql", "lock_timeout", "1s", "my.own", "x"), server.set(),
                server.reported());
        assertThat(restoration.sql()).isEqualTo(
                "SET \"datestyle\" TO 'sql';SET \"my.own\" TO 'x';RESET \"geqo\"".replace("\"my.own\"", "\"my\".\"own\""));

        server.parameterReported("DateStyle", "SQL, MDY");
        ParameterSet taken = restoration.taken(server, pool);

        assertThat(taken.sameAs(values("datestyle", "SQL, MDY", "my.own", "x"))).as(taken.toString()).isTrue();
        assertThat(server.set().sameAs(state("datestyle", "SQL, MDY", "lock_timeout", "1s", "my.own", "x")))
                .as(server.set().toString()).isTrue();
        assertThat(restoration.mayGoAhead(pool)).isTrue();
    }
}
