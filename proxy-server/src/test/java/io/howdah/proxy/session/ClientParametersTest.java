package io.howdah.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.sql.CommandTag;
import io.howdah.proxy.sql.StateKind;
import io.howdah.proxy.sql.StatementClassifier;
import io.howdah.proxy.sql.StatementVerdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A client's values over transactions on one server, and what they bring to the next server. */
class ClientParametersTest {

    private static final ParameterSet REPORTED = values("TimeZone", "UTC", "DateStyle", "ISO, MDY", "application_name", "",
            "client_encoding", "UTF8");

    private final ServerDefaults pool = new ServerDefaults();
    private final ServerSession server = fresh();
    private final List<String> told = new ArrayList<>();
    private ClientParameters client = client();

    private static ParameterSet values(String... pairs) {
        ParameterSet set = ParameterSet.EMPTY;
        for (int i = 0; i < pairs.length; i += 2) {
            set = set.with(pairs[i], pairs[i + 1]);
        }
        return set;
    }

    private static ServerSession fresh() {
        ServerSession server = new ServerSession(false);
        server.loginReported(REPORTED, null);
        return server;
    }

    /** A client with these start-up values, which the server is brought to. */
    private ClientParameters client(String... startUp) {
        client = new ClientParameters("db/user", pool, values(startUp), REPORTED.withAll(values(startUp)));
        link(server);
        return client;
    }

    /** Brings a server to the client, as a link does. */
    private String link(ServerSession to) {
        if (client.isInStep(to)) {
            return "";
        }
        Restoration way = client.restoration(to);
        way.wanted().forEach((name, value) -> {
            if (to.reported().contains(name)) {
                to.parameterReported(name, value);
            }
        });
        to.set().forEach((name, value) -> {
            if (!way.wanted().sets(name) && to.reported().contains(name)) {
                to.parameterReported(name, to.defaults().get(name));
            }
        });
        if (!way.sql().isEmpty()) {
            client.restored(way, to);
        }
        client.agree(to, (name, value) -> told.add(name + "=" + value));
        assertThat(client.isInStep(to)).isTrue();
        return way.sql();
    }

    private void send(String sql) {
        StatementVerdict verdict = StatementClassifier.classify(sql);
        client.changing(verdict.changes());
        if ((verdict.flags() & StateKind.SET_LOCALLY) != 0) {
            client.changingLocally();
        }
    }

    /** The server runs the statement, and reports a new value. */
    private void report(String name, String value) {
        server.parameterReported(name, value);
        if (client.reported(name, value)) {
            told.add(name + "=" + value);
        }
    }

    private String broughtToAnother() {
        return link(fresh());
    }

    @Test
    @DisplayName("A value that the client sets follows the client")
    void set() {
        send("SET TimeZone = 'CET'");
        report("TimeZone", "CET");
        client.completed(CommandTag.SET);
        assertThat(client.settle(server)).isTrue();
        assertThat(server.isSettled()).isTrue();
        assertThat(told).containsExactly("TimeZone=CET");
        assertThat(broughtToAnother()).isEqualTo("SET \"TimeZone\" TO 'CET'");
        assertThat(told).as("the client knows it").containsExactly("TimeZone=CET");
    }

    @Test
    @DisplayName("A value that is rolled back does not")
    void rolledBack() {
        send("SET TimeZone = 'CET'");
        report("TimeZone", "CET");
        client.completed(CommandTag.SET);
        report("TimeZone", "UTC");
        client.completed(CommandTag.ROLLBACK);
        assertThat(client.settle(server)).isTrue();
        assertThat(told).containsExactly("TimeZone=CET", "TimeZone=UTC");
        assertThat(broughtToAnother()).isEmpty();
    }

    @Test
    @DisplayName("The server's default, set by the client, is a choice; by RESET it is none")
    void defaultAsAChoice() {
        send("SET TimeZone = 'UTC'");
        client.completed(CommandTag.SET);
        assertThat(client.settle(server)).isTrue();
        ServerSession elsewhere = new ServerSession(false);
        elsewhere.loginReported(REPORTED.with("TimeZone", "CET"), null);
        assertThat(client.restoration(elsewhere).sql()).isEqualTo("SET \"TimeZone\" TO 'UTC'");

        send("RESET TimeZone");
        client.completed(CommandTag.RESET);
        assertThat(client.settle(server)).isTrue();
        assertThat(client.restoration(elsewhere).sql()).isEmpty();
    }

    @Test
    @DisplayName("A value that no statement names is in doubt: a reload's if it survives RESET, else the choice of a function")
    void doubts() {
        report("TimeZone", "CET");
        report("DateStyle", "SQL, MDY");
        assertThat(client.settle(server)).isFalse();
        List<String> doubts = server.doubts();
        assertThat(doubts).containsExactly("DateStyle", "TimeZone");
        ParameterSet before = server.reported();
        server.parameterReported("DateStyle", "ISO, MDY");
        client.answered(server, doubts, before, true);
        assertThat(server.isSettled()).isTrue();
        assertThat(server.defaults().get("TimeZone")).isEqualTo("CET");
        assertThat(broughtToAnother()).isEqualTo("SET \"DateStyle\" TO 'SQL, MDY'");
    }

    @Test
    @DisplayName("RESET goes back to the start-up value, which a statement of the pooler's own sets")
    void startUpValue() {
        client = client("TimeZone", "CET");
        StatementVerdict verdict = StatementClassifier.classify("RESET TimeZone");
        assertThat(client.restoring(verdict.resets().get(0))).containsExactly("SET \"TimeZone\" TO 'CET'");
        assertThat(client.restoring(StatementClassifier.classify("RESET DateStyle").resets().get(0))).isEmpty();
        assertThat(client.restoring(StatementClassifier.classify("RESET ALL").resets().get(0)))
                .containsExactly("SET \"TimeZone\" TO 'CET'");
        assertThat(client.restoringAfter("SELECT 1 -- x")).isEqualTo("SELECT 1 -- x\n;SET \"TimeZone\" TO 'CET'");
        assertThat(client.restoringAfter("")).isEqualTo("SET \"TimeZone\" TO 'CET'");
    }

    @Test
    @DisplayName("DISCARD ALL leaves the start-up values; the client does not hear of the values on the way")
    void discardAll() {
        client = client("TimeZone", "CET");
        told.clear();
        boolean[] answered = new boolean[1];
        client.settingBack(() -> answered[0]);
        send("DISCARD ALL");
        report("TimeZone", "UTC");
        client.completed(CommandTag.DISCARD_ALL);
        server.parametersAreReset();
        answered[0] = true;
        report("TimeZone", "CET");
        assertThat(client.settle(server)).isTrue();
        assertThat(told).isEmpty();
        assertThat(server.set().sameAs(SessionState.EMPTY.with("TimeZone", "CET"))).isTrue();
        assertThat(client.isInStep(server)).isTrue();
    }

    @Test
    @DisplayName("The environment of a Parse is what the client has set, but for settings without meaning; unknown within changes")
    void environment() {
        assertThat(client.environment().settings()).isEmpty();
        assertThat(client.environment()).isSameAs(client.environment());
        send("SET TimeZone = 'CET'");
        assertThat(client.environment()).isNull();
        report("TimeZone", "CET");
        client.completed(CommandTag.SET);
        assertThat(client.environment()).isNull();
        client.settle(server);
        assertThat(client.environment().settings()).isEqualTo("timezone\0CET\0");
        send("SET application_name = 'x'");
        report("application_name", "x");
        client.completed(CommandTag.SET);
        client.settle(server);
        assertThat(client.environment().settings()).isEqualTo("timezone\0CET\0");
        assertThat(client.environment().pool()).isEqualTo("db/user");
    }

    @Test
    @DisplayName("What SET LOCAL and set_config have set is over with the transaction, whether the server reports it or not")
    void environmentAfterLocalSettings() {
        for (String sql : List.of("SET LOCAL statement_timeout = 1", "SET LOCAL DateStyle = 'German'",
                "SELECT set_config('bytea_output', 'escape', true)")) {
            send(sql);
            client.completed(sql.startsWith("SET") ? CommandTag.SET : CommandTag.OTHER);
            assertThat(client.environment()).as(sql).isNull();
            assertThat(client.constants()).as(sql).isSameAs(sql.contains("statement_timeout") ? ParameterSet.EMPTY : null);
            assertThat(client.meaning()).as(sql).isNull();
            assertThat(client.settle(server)).isTrue();
            assertThat(client.environment()).as(sql).isNotNull();
            assertThat(client.constants()).as(sql).isSameAs(ParameterSet.EMPTY);
            assertThat(client.meaning()).as(sql).isNotNull();
        }
        send("SET search_path = a");
        report("search_path", "a");
        assertThat(client.environment()).isNull();
        assertThat(client.constants()).as("PostgreSQL analyses anew if search_path differs").isSameAs(ParameterSet.EMPTY);
        client.completed(CommandTag.SET);
        client.settle(server);
        send("RESET ALL");
        assertThat(client.constants()).isNull();
    }

    @Test
    @DisplayName("A client is told of what differs on its next server, and both remember one object for equal values")
    void agree() {
        ServerSession other = new ServerSession(false);
        other.loginReported(REPORTED.with("is_superuser", "on"), null);
        assertThat(link(other)).isEmpty();
        assertThat(told).containsExactly("is_superuser=on");
        assertThat(client.told()).isSameAs(other.reported());

        ServerSession equal = new ServerSession(false);
        equal.loginReported(REPORTED.without("TimeZone").with("TimeZone", "UTC").with("is_superuser", "on"), null);
        assertThat(equal.reported()).isNotSameAs(other.reported());
        assertThat(link(equal)).isEmpty();
        assertThat(equal.reported()).isSameAs(other.reported());
        assertThat(told).containsExactly("is_superuser=on");
    }

    @Test
    @DisplayName("Equal states of servers become one object, the older one")
    void oneObjectForEqualStates() {
        client = client("TimeZone", "CET");
        ServerSession other = fresh();
        assertThat(link(other)).isEqualTo("SET \"TimeZone\" TO 'CET'");
        assertThat(other.set()).isSameAs(server.set());
        assertThat(client.mayGoAhead(client.restoration(fresh()))).as("a server has taken it").isTrue();
        client = new ClientParameters("db/user", pool, values("TimeZone", "JST"), REPORTED);
        assertThat(client.mayGoAhead(client.restoration(fresh()))).isFalse();
    }

    @Test
    @DisplayName("The spelling that the server gives a start-up value is the client's from then on")
    void spelling() {
        client = new ClientParameters("db/user", pool, values("DateStyle", "sql"), REPORTED);
        ServerSession first = fresh();
        Restoration way = client.restoration(first);
        first.parameterReported("DateStyle", "SQL, MDY");
        client.restored(way, first);
        client.agree(first, (name, value) -> told.add(name + "=" + value));
        assertThat(client.initial().get("DateStyle")).isEqualTo("SQL, MDY");
        assertThat(told).containsExactly("DateStyle=SQL, MDY");
        assertThat(first.isSettled()).isTrue();
        assertThat(link(fresh())).isEqualTo("SET \"DateStyle\" TO 'SQL, MDY'");
    }

    @Test
    @DisplayName("A request that may change any parameter: each report is the client's choice, unless it is the default")
    void changesAnything() {
        client.changingAnything();
        report("TimeZone", "CET");
        report("is_superuser", "on");
        assertThat(client.settle(server)).isTrue();
        assertThat(server.set()).hasToString("{TimeZone=CET}");
        assertThat(broughtToAnother()).isEqualTo("SET \"TimeZone\" TO 'CET'");
        client.changingAnything();
        report("TimeZone", "UTC");
        assertThat(client.settle(server)).isTrue();
        assertThat(server.set().isEmpty()).isTrue();
        assertThat(client.settle(server)).as("nothing has happened").isTrue();
    }

    @Test
    @DisplayName("RESET ALL and DISCARD ALL set the role back differently")
    void roleAndResetAll() {
        client = new ClientParameters("db/user", pool, values("role", "web", "TimeZone", "CET"), REPORTED);
        assertThat(client.restoring(StatementClassifier.classify("RESET ALL").resets().get(0)))
                .containsExactly("SET \"TimeZone\" TO 'CET'");
        assertThat(client.restoring(StatementClassifier.classify("DISCARD ALL").resets().get(0)))
                .containsExactly("SET \"role\" TO 'web'", "SET \"TimeZone\" TO 'CET'");
        assertThat(client.restoring(StatementClassifier.classify("SET LOCAL TimeZone TO DEFAULT").resets().get(0)))
                .containsExactly("SET LOCAL \"TimeZone\" TO 'CET'");
    }

    @Test
    @DisplayName("A RESET that reports another value than the default tells of a default that has changed")
    void resetAfterAReload() {
        send("SET TimeZone = 'CET'");
        report("TimeZone", "CET");
        client.completed(CommandTag.SET);
        assertThat(client.settle(server)).isTrue();
        send("RESET TimeZone");
        report("TimeZone", "JST");
        client.completed(CommandTag.RESET);
        assertThat(client.settle(server)).isTrue();
        assertThat(server.defaults().get("TimeZone")).isEqualTo("JST");
        assertThat(broughtToAnother()).isEmpty();
    }

    @Test
    @DisplayName("A value in doubt that had been set is set no longer after the RESET; the client keeps the function's choice")
    void doubtAboutASetValue() {
        send("SET TimeZone = 'CET'");
        report("TimeZone", "CET");
        client.completed(CommandTag.SET);
        assertThat(client.settle(server)).isTrue();
        report("TimeZone", "JST");
        assertThat(client.settle(server)).isFalse();
        ParameterSet before = server.reported();
        server.parameterReported("TimeZone", "UTC");
        client.answered(server, List.of("TimeZone"), before, true);
        assertThat(server.set().isEmpty()).isTrue();
        assertThat(link(server)).isEqualTo("SET \"TimeZone\" TO 'JST'");
    }
}
