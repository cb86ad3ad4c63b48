package io.howdah.proxy.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.HostAddress;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.login.LoginFailure;
import io.howdah.proxy.session.ServerDefaults;
import io.howdah.proxy.session.ServerSession;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who hears the news of a pool that has no server left. Traps before real connections are in SessionTrapsTest. */
class FresheningTest {

    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;

    private final Holds holds = new Holds(new Holds());
    private final List<Opening> opened = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private final ServerDefaults defaults = new ServerDefaults();
    private long now = System.nanoTime();
    private final PoolLists<ServerConnection> lists = new PoolLists<>(
            PoolConfigs.of("default_pool_size: 2", "server_login_retry: 5"),
            List.of(new Loop(0, null)), holds, new Openings(new PoolKey("db", "u"), new PoolLimits()), () -> now);
    private final Freshening freshening = new Freshening(lists, defaults, new Janitor(lists::config, defaults, new FreeServers() {
        @Override
        public void give(ServerConnection server) {
            throw new AssertionError("there is no server");
        }

        @Override
        public void serveWaiters() {
            throw new AssertionError("nobody waits");
        }
    }), new Opener(lists, opened::add));

    private void greeted(String standby) {
        ServerSession session = new ServerSession(false);
        session.loginReported(ParameterSet.EMPTY.with("in_hot_standby", standby), null);
        defaults.greeted(session, now);
    }

    private boolean asks(String name) {
        return freshening.begin(now, () -> heard.add(name));
    }

    private void failed(HostAddress host) {
        lists.openFailed(new LoginFailure(host, false, ErrorResponse.of("FATAL", SqlState.CANNOT_CONNECT_NOW, "no")));
        freshening.heard();
    }

    @Test
    @DisplayName("A standby: one connection is opened, and all who come meanwhile hear what it says")
    void standby() {
        greeted("on");
        assertThat(asks("a")).isTrue();
        now += 999 * MILLI;
        assertThat(asks("b")).isTrue();
        assertThat(opened).hasSize(1);
        assertThat(heard).isEmpty();
        freshening.heard();
        assertThat(heard).containsExactly("a", "b");
        freshening.heard();
        assertThat(heard).hasSize(2);
    }

    @Test
    @DisplayName("A connection that is slow: who has waited a second goes on without the news; who comes then waits for the same one")
    void slow() {
        greeted("on");
        asks("a");
        now += SECOND;
        assertThat(asks("b")).isTrue();
        assertThat(opened).hasSize(1);
        freshening.heard();
        assertThat(heard).containsExactly("b");
    }

    @Test
    @DisplayName("A connection that fails: who waits goes on, and until server_login_retry has passed nobody waits")
    void failing() {
        greeted("on");
        asks("a");
        failed(opened.get(0).host());
        assertThat(heard).containsExactly("a");
        assertThat(asks("b")).as("the other host").isTrue();
        failed(opened.get(1).host());
        assertThat(heard).containsExactly("a", "b");
        assertThat(asks("c")).isFalse();
        now += 6 * SECOND;
        assertThat(asks("d")).isTrue();
        assertThat(opened).hasSize(3);
    }

    @Test
    @DisplayName("Of a primary the news is wanted once a second, of PostgreSQL before 14 never, and of no server yet neither")
    void primary() {
        assertThat(asks("nothing is known")).isFalse();
        greeted("off");
        now += SECOND;
        assertThat(asks("too early")).isFalse();
        now++;
        assertThat(asks("a")).isTrue();
        assertThat(asks("at once again")).isFalse();
        assertThat(opened).hasSize(1);
        defaults.forgetWelcome();
        now += 2 * SECOND;
        assertThat(asks("after RECONNECT")).isFalse();
    }

    @Test
    @DisplayName("While the database is paused no connection is opened, and nobody waits")
    void paused() {
        greeted("on");
        holds.add(Hold.PAUSED);
        assertThat(asks("a")).isFalse();
        holds.lift(Hold.PAUSED);
        assertThat(asks("b")).isTrue();
    }
}
