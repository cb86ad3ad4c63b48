package io.howdah.proxy.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.HostAddress;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.login.LoginFailure;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How many connections a pool opens, and when it tries no host any more. Each limit is tested one below, at, and one above. */
class OpeningsTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long RETRY = 15 * SECOND;

    private final List<Loop> loops = List.of(new Loop(0, null), new Loop(1, null));
    private final PoolLimits limits = new PoolLimits();
    private final Openings openings = new Openings(new PoolKey("db", "u"), limits);
    private final WaitQueue queue = new WaitQueue(2);
    private long now = 100 * SECOND;

    private void wait(int clients) {
        for (int i = 0; i < clients; i++) {
            WaitTicket ticket = new QueuedClient(loops.get(0)).ticket();
            ticket.sinceNanos = now;
            queue.add(ticket);
        }
    }

    private static PoolConfig config(String... lines) {
        return PoolConfigs.of(lines);
    }

    private int forWaiters(int servers, PoolConfig config) {
        return openings.forWaiters(queue, 0, servers, config, now).size();
    }

    private static LoginFailure failure(String host, String sqlState) {
        return new LoginFailure(new HostAddress(host, 5432), sqlState != null,
                ErrorResponse.of("FATAL", state(sqlState == null ? "08001" : sqlState), "of the test"));
    }

    private static SqlState state(String code) {
        return List.of(SqlState.values()).stream().filter(state -> state.code().equals(code)).findFirst().orElseThrow();
    }

    private void fail(String host, String sqlState) {
        assertThat(forWaiters(0, config("default_pool_size: 20"))).isPositive();
        for (int i = openings.count(); i > 0; i--) {
            openings.failed(failure(host, sqlState), RETRY, now);
            openings.giveSlotBack();
        }
    }

    @Test
    @DisplayName("Each connection is opened for another one of the clients that wait, and for nobody where nobody waits")
    void forWhom() {
        wait(3);
        List<Waiter> waiting = List.of(queue.at(0, 0).waiter, queue.at(0, 1).waiter, queue.at(0, 2).waiter);
        PoolConfig config = config("default_pool_size: 6", "min_pool_size: 5");
        List<Opening> first = openings.forWaiters(queue, 0, 1, config("default_pool_size: 2"), now);
        assertThat(first).extracting(Opening::client).containsExactly(waiting.get(0));
        assertThat(openings.forWaiters(queue, 0, 1, config, now)).extracting(Opening::client).containsExactly(waiting.get(1),
                waiting.get(2));
        assertThat(openings.forMinimum(5, 1, loops, config, now)).extracting(Opening::client).containsExactly((Waiter) null);
        assertThat(openings.forPlace(new WaitQueue(2), 0, loops, config, now)).extracting(Opening::client)
                .containsExactly((Waiter) null);
        // More connections than clients: the last one is announced again.
        assertThat(openings.forPlace(queue, 0, loops, config("default_pool_size: 9"), now)).extracting(Opening::client)
                .containsExactly(waiting.get(2));
    }

    // ---- how many

    @Test
    @DisplayName("One connection for each waiting client, as far as pool_size goes")
    void forWaitingClients() {
        assertThat(forWaiters(1, config("default_pool_size: 4"))).isZero();
        wait(2);
        assertThat(forWaiters(1, config("default_pool_size: 4"))).isEqualTo(2);
        assertThat(forWaiters(1, config("default_pool_size: 4"))).isZero();
        wait(5);
        assertThat(forWaiters(1, config("default_pool_size: 4"))).isEqualTo(1);
        assertThat(openings.count()).isEqualTo(3);
        openings.succeeded(new HostAddress("a", 5432));
        assertThat(forWaiters(2, config("default_pool_size: 4"))).isZero();
        assertThat(forWaiters(2, config("default_pool_size: 5"))).isEqualTo(1);
    }

    @Test
    @DisplayName("One attempt a host until a server is there, and after a failure; only the first host where the hosts are not balanced")
    void oneAttemptAHost() {
        wait(9);
        assertThat(forWaiters(0, config())).isEqualTo(2);
        assertThat(openings.forMinimum(9, 0, loops, config(), now)).isEmpty();
        openings.succeeded(new HostAddress("a", 5432));
        assertThat(forWaiters(1, config())).isEqualTo(8);
        openings.failed(failure("a", null), RETRY, now);
        assertThat(forWaiters(1, config())).isZero();
        for (int i = openings.count(); i > 0; i--) {
            openings.succeeded(new HostAddress("b", 5432));
        }
        assertThat(openings.forMinimum(3, 0, loops, PoolConfigs.ofDatabase(", load_balance_hosts: disable"), now))
                .hasSize(1);
    }

    @Test
    @DisplayName("Sixteen at once, and no pool_size means no limit but that")
    void sixteenAtOnce() {
        wait(40);
        assertThat(forWaiters(100, config("default_pool_size: 0"))).isEqualTo(16);
        assertThat(forWaiters(100, config("default_pool_size: 0"))).isZero();
        openings.succeeded(new HostAddress("a", 5432));
        assertThat(forWaiters(101, config("default_pool_size: 0"))).isEqualTo(1);
        assertThat(openings.forMinimum(1_000, 0, loops, config(), now)).isEmpty();
    }

    @Test
    @DisplayName("The reserve is for a client that has waited for reserve_pool_timeout, and is reserve_pool_size at most")
    void reserve() {
        PoolConfig config = config("default_pool_size: 2", "reserve_pool_size: 1", "reserve_pool_timeout: 5s");
        wait(4);
        assertThat(forWaiters(2, config)).isZero();
        now += 5 * SECOND - 1;
        assertThat(forWaiters(2, config)).isZero();
        now += 1;
        assertThat(forWaiters(2, config("default_pool_size: 2", "reserve_pool_size: 0", "reserve_pool_timeout: 5s"))).isZero();
        assertThat(forWaiters(3, config)).isZero();
        assertThat(forWaiters(2, config)).isEqualTo(1);
        assertThat(forWaiters(2, config)).isZero();
    }

    @Test
    @DisplayName("min_pool_size: what is missing, on each loop in turn")
    void minimum() {
        assertThat(openings.forMinimum(3, 3, loops, config(), now)).isEmpty();
        assertThat(openings.forMinimum(4, 1, loops, config(), now)).extracting(opening -> opening.loop().index())
                .containsExactly(1, 0, 1);
        assertThat(openings.forMinimum(4, 1, loops, config(), now)).isEmpty();
        assertThat(openings.forMinimum(5, 1, loops, config(), now)).extracting(opening -> opening.loop().index())
                .containsExactly(0);
    }

    @Test
    @DisplayName("One connection in the place that another pool has made, if pool_size has room")
    void place() {
        assertThat(openings.forPlace(queue, 1, loops, config("default_pool_size: 1"), now)).isEmpty();
        assertThat(openings.forPlace(queue, 1, loops, config("default_pool_size: 2"), now))
                .extracting(opening -> opening.loop().index()).containsExactly(1);
        assertThat(openings.forPlace(queue, 1, loops, config("default_pool_size: 2"), now)).isEmpty();
        wait(1);
        assertThat(openings.forPlace(queue, 3, loops, config("default_pool_size: 0"), now))
                .extracting(opening -> opening.loop().index()).containsExactly(0);
    }

    // ---- limits shared with other pools

    @Test
    @DisplayName("max_db_connections and max_user_connections: a slot is taken for each connection, and comes back")
    void sharedLimits() {
        for (String limit : List.of("max_db_connections: 2", "max_user_connections: 2")) {
            PoolConfig config = config("default_pool_size: 9", limit);
            assertThat(openings.isAtSharedLimit(config)).as(limit).isFalse();
            IntStream.range(queue.size(), 3).forEach(i -> wait(1));
            assertThat(forWaiters(0, config)).isEqualTo(2);
            assertThat(openings.isAtSharedLimit(config)).isTrue();
            assertThat(openings.isAtSharedLimit(config("default_pool_size: 9"))).isFalse();
            openings.failed(failure("a", null), RETRY, now);
            openings.giveSlotBack();
            assertThat(openings.isAtSharedLimit(config)).isFalse();
            assertThat(forWaiters(0, config)).isEqualTo(1);
            while (openings.count() > 0) {
                openings.failed(failure("a", null), RETRY, now);
                openings.giveSlotBack();
            }
            openings.forgetFailures();
            assertThat(limits.taken(PoolLimits.Kind.SERVERS_OF_DATABASE, "db")).isZero();
            assertThat(limits.taken(PoolLimits.Kind.SERVERS_OF_USER, "u")).isZero();
        }
    }

    @Test
    @DisplayName("A connection that another pool makes room for is coming, but is not being opened yet")
    void promised() {
        openings.promise();
        openings.promise();
        assertThat(openings.coming()).isEqualTo(2);
        assertThat(openings.count()).isZero();
        openings.inherit();
        wait(1);
        assertThat(forWaiters(0, config())).isEqualTo(1);
        assertThat(openings.coming()).isEqualTo(2);
    }

    // ---- after failures

    @Test
    @DisplayName("A refusal is final once no host is left to try, and only as long as the back-off runs")
    void refusal() {
        PoolConfig config = config();
        assertThat(openings.isRefused(config, now)).isFalse();
        wait(1);
        fail("a", "28P01");
        assertThat(openings.isRefused(config, now)).as("b is left").isFalse();
        assertThat(openings.isLastFailureFinal(config, now)).as("b is left").isFalse();
        fail("b", "28P01");
        assertThat(openings.isRefused(config, now)).isTrue();
        assertThat(openings.isLastFailureFinal(config, now)).isTrue();
        assertThat(forWaiters(0, config)).isZero();
        assertThat(openings.isRefused(config, now + RETRY)).isFalse();
        assertThat(openings.isLastFailureFinal(config, now + RETRY)).isFalse();
        assertThat(openings.lastFailure()).isEqualTo(failure("b", "28P01"));
        openings.forgetFailures();
        assertThat(openings.isRefused(config, now)).isFalse();
        assertThat(openings.lastFailure()).isNull();
        assertThat(forWaiters(0, config)).isEqualTo(1);
        assertThat(openings.isRefused(config, now)).isFalse();
    }

    @Test
    @DisplayName("A host that is starting or cannot be reached refuses nobody: the client waits for the next attempt")
    void notFinal() {
        wait(1);
        for (String state : new String[] {"57P03", null}) {
            fail("a", state);
            fail("b", state);
            assertThat(openings.isRefused(config(), now)).isFalse();
            assertThat(openings.isLastFailureFinal(config(), now)).isFalse();
            openings.forgetFailures();
        }
    }

    @Test
    @DisplayName("A full server's refusal is not final while another attempt is under way, for that one may have got the place")
    void fullServer() {
        wait(3);
        assertThat(forWaiters(1, config())).isEqualTo(3);
        openings.failed(failure("a", "53300"), RETRY, now);
        openings.failed(failure("b", "53300"), RETRY, now);
        assertThat(openings.isLastFailureFinal(config(), now)).isFalse();
        assertThat(openings.isRefused(config(), now)).isFalse();
        openings.failed(failure("b", "53300"), RETRY, now);
        assertThat(openings.isLastFailureFinal(config(), now)).isTrue();
        assertThat(openings.isRefused(config(), now)).isTrue();
        wait(1);
        openings.forgetFailures();
        assertThat(forWaiters(1, config())).isEqualTo(4);
        openings.failed(failure("a", "28P01"), RETRY, now);
        openings.failed(failure("b", "28P01"), RETRY, now);
        assertThat(openings.isLastFailureFinal(config(), now)).as("another refusal is final at once").isTrue();
        assertThat(openings.isRefused(config(), now)).as("while an attempt is under way").isFalse();
        openings.succeeded(new HostAddress("a", 5432));
        assertThat(openings.lastFailure()).isNull();
        assertThat(openings.isLastFailureFinal(config(), now)).isFalse();
    }

    @Test
    @DisplayName("A pool that comes again takes over the failures of the earlier one")
    void takesOver() {
        wait(1);
        fail("a", "28P01");
        fail("b", "28P01");
        Openings again = new Openings(new PoolKey("db", "u"), limits);
        again.takeOver(openings);
        assertThat(again.isRefused(config(), now)).isTrue();
    }
}
