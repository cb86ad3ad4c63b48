package io.howdah.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.parameters.ParameterSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the servers of one pool report to a client that has set nothing. */
class ServerDefaultsTest {

    private static final ParameterSet REPORTED = ParameterSet.EMPTY.with("TimeZone", "UTC").with("in_hot_standby", "off")
            .with("is_superuser", "off");

    private final ServerDefaults pool = new ServerDefaults();
    private long now = System.nanoTime();

    private static ServerSession server(ParameterSet reported) {
        ServerSession server = new ServerSession(false);
        server.loginReported(reported, null);
        return server;
    }

    private boolean greets(ParameterSet reported, long secondsLater) {
        now += TimeUnit.SECONDS.toNanos(secondsLater);
        return pool.greeted(server(reported), now);
    }

    @Test
    @DisplayName("A fresh server that begins otherwise tells of a change, once a minute at most")
    void greeted() {
        assertThat(greets(REPORTED, 0)).as("the first").isFalse();
        assertThat(pool.welcome()).isSameAs(pool.welcome()).matches(welcome -> welcome.sameAs(REPORTED));
        assertThat(greets(REPORTED, 0)).as("the same").isFalse();
        assertThat(greets(REPORTED.with("in_hot_standby", "on"), 0)).as("no setting of clients").isFalse();
        assertThat(greets(REPORTED.with("TimeZone", "CET"), 0)).isTrue();
        assertThat(greets(REPORTED, 59)).as("within a minute").isFalse();
        assertThat(greets(REPORTED.with("TimeZone", "CET"), 2)).isTrue();
        assertThat(pool.welcome().get("TimeZone")).isEqualTo("CET");
        pool.forgetWelcome();
        assertThat(pool.welcome()).isNull();
    }

    @Test
    @DisplayName("A primary is asked once a second whether its defaults stand, a standby each time; PostgreSQL before 14 never")
    void isDue() {
        assertThat(pool.isDue(now)).as("nothing is known").isFalse();
        greets(REPORTED.without("in_hot_standby"), 0);
        assertThat(pool.isDue(now + TimeUnit.MINUTES.toNanos(1))).isFalse();
        greets(REPORTED, 0);
        assertThat(pool.isDue(now + TimeUnit.SECONDS.toNanos(1))).isFalse();
        assertThat(pool.isDue(now + TimeUnit.SECONDS.toNanos(1) + 1)).isTrue();
        pool.askedAt(now + TimeUnit.SECONDS.toNanos(1));
        assertThat(pool.isDue(now + TimeUnit.SECONDS.toNanos(2))).isFalse();
        greets(REPORTED.with("in_hot_standby", "on"), 0);
        assertThat(pool.isDue(now)).isTrue();
    }

    @Test
    @DisplayName("A standby and a read-only server turn clients away; a primary and a server that says nothing of it do not")
    void turnsClientsAway() {
        assertThat(pool.turnsClientsAway()).as("nothing is known").isFalse();
        greets(REPORTED, 0);
        assertThat(pool.turnsClientsAway()).isFalse();
        greets(REPORTED.with("in_hot_standby", "on"), 0);
        assertThat(pool.turnsClientsAway()).isTrue();
        greets(REPORTED.with("default_transaction_read_only", "on"), 0);
        assertThat(pool.turnsClientsAway()).isTrue();
        greets(REPORTED.without("in_hot_standby"), 0);
        assertThat(pool.turnsClientsAway()).isFalse();
    }

    @Test
    @DisplayName("What a server reports and has not set is its default, and greets new clients; not what tells of a role, or of connect_query")
    void defaultsOf() {
        ServerSession server = new ServerSession(true);
        server.loginReported(REPORTED.with("DateStyle", "SQL"), REPORTED.with("DateStyle", "ISO"));
        pool.greeted(server, now);
        assertThat(pool.base().sameAs(ParameterSet.EMPTY.with("DateStyle", "SQL"))).isTrue();
        assertThat(server.set().sameAs(SessionState.EMPTY.with("DateStyle", "SQL"))).isTrue();
        assertThat(server.defaults().get("DateStyle")).isEqualTo("ISO");

        server.parameterReported("TimeZone", "CET");
        server.parameterReported("is_superuser", "on");
        server.parameterReported("DateStyle", "German");
        assertThat(server.isSettled()).isFalse();
        pool.defaultsOf(server);
        assertThat(server.isSettled()).isTrue();
        assertThat(server.defaults().get("TimeZone")).isEqualTo("CET");
        assertThat(server.defaults().get("DateStyle")).isEqualTo("ISO");
        assertThat(server.defaults().get("is_superuser")).isEqualTo("off");
        assertThat(pool.welcome().get("TimeZone")).isEqualTo("CET");
        assertThat(pool.welcome().get("DateStyle")).isEqualTo("SQL");

        pool.defaultIs(server, "DateStyle", "Postgres");
        assertThat(server.defaults().get("DateStyle")).isEqualTo("Postgres");
        assertThat(pool.welcome().get("DateStyle")).as("connect_query's").isEqualTo("SQL");
    }

    @Test
    @DisplayName("Values are remembered as taken up to a length and a number; application_name needs no proof")
    void proven() {
        assertThat(pool.isProven("application_name", "anything")).isTrue();
        pool.proven("a", "x".repeat(498));
        pool.proven("a", "x".repeat(499));
        assertThat(pool.isProven("a", "x".repeat(498))).isTrue();
        assertThat(pool.isProven("a", "x".repeat(499))).isFalse();
        for (int i = 0; i < 20_000; i++) {
            pool.proven("b", "" + i);
        }
        assertThat(pool.isProven("b", "9998")).isTrue();
        assertThat(pool.isProven("b", "9999")).as("the first one had a place").isFalse();
    }
}
