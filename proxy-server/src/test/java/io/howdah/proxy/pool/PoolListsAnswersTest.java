package io.howdah.proxy.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.HostAddress;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.PooledServer;
import io.howdah.proxy.server.ServerState;
import io.howdah.proxy.server.login.LoginFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@link PoolLists} answers at its limits. {@link PoolListsTest} has the random orders. */
class PoolListsAnswersTest {

    private static final HostAddress A = new HostAddress("a", 5432);
    private static final HostAddress B = new HostAddress("b", 5432);
    private static final long SECOND = 1_000_000_000L;

    private final List<Loop> loops = List.of(new Loop(0, null));
    private final Holds holds = new Holds(new Holds());
    private final PoolLimits limits = new PoolLimits();
    private final List<String> told = new ArrayList<>();
    private long now = 100 * SECOND;

    private final class Server implements PooledServer {
        private DisconnectReason closing;
        private ServerState state = ServerState.ACTIVE;
        private final long idleSince = now;

        @Override
        public Loop loop() {
            return loops.get(0);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public long idleSinceNanos() {
            return idleSince;
        }

        @Override
        public void enter(ServerState next) {
            state = next;
        }

        @Override
        public void closeWhenFree(DisconnectReason reason) {
            closing = reason;
        }
    }

    private final Unserved<Server> unserved = new Unserved<>() {
        @Override
        public void served(WaitTicket ticket, Server elsewhere) {
            told.add("served");
        }

        @Override
        public void queued(WaitTicket ticket, Server taken) {
            told.add("queued behind a check");
        }

        @Override
        public void queued(WaitTicket ticket, List<Opening> toOpen) {
            told.add("queued, opens " + toOpen.size());
        }

        @Override
        public void refused(WaitTicket ticket, RefusalReason reason, LoginFailure failure) {
            told.add("refused " + reason + (failure == null ? "" : " " + failure.error().message()));
        }
    };

    private PoolLists<Server> lists(String... lines) {
        return new PoolLists<>(PoolConfigs.of(lines), loops, holds, new Openings(new PoolKey("db", "u"), limits), () -> now);
    }

    private String ask(PoolLists<Server> lists) {
        told.clear();
        Server got = lists.checkout(new QueuedClient(loops.get(0)).ticket(), now, unserved);
        return got != null ? "got one" : String.join(", ", told);
    }

    private static Server opened(PoolLists<Server> lists, Server server) {
        lists.loginBegins(server);
        assertThat(lists.connections()).contains(server);
        lists.loginEnds(server);
        lists.opened(server, A);
        return server;
    }

    private static LoginFailure refusal(HostAddress host) {
        return new LoginFailure(host, true, ErrorResponse.of("FATAL", SqlState.INVALID_PASSWORD, "no"));
    }

    @Test
    @DisplayName("max_waiting_clients: so many wait, the next is refused; 0 is no limit")
    void fullQueue() {
        PoolLists<Server> lists = lists("default_pool_size: 1", "max_waiting_clients: 2");
        assertThat(ask(lists)).isEqualTo("queued, opens 1");
        assertThat(ask(lists)).isEqualTo("queued, opens 0");
        assertThat(ask(lists)).isEqualTo("refused QUEUE_FULL");
        assertThat(lists.waiting()).isEqualTo(2);
        PoolLists<Server> open = lists("default_pool_size: 1", "max_waiting_clients: 0");
        for (int i = 0; i < 5; i++) {
            assertThat(ask(open)).startsWith("queued");
        }
    }

    @Test
    @DisplayName("A server that refuses everybody refuses the waiting clients and the next; none while a server is left")
    void refusesEverybody() {
        PoolLists<Server> lists = lists("default_pool_size: 1");
        assertThat(ask(lists)).isEqualTo("queued, opens 1");
        AfterFailure first = lists.openFailed(refusal(A));
        assertThat(first.refused()).isEmpty();
        assertThat(first.toOpen()).extracting(Opening::host).containsExactly(B);
        assertThat(lists.problem()).isEqualTo(lists.lastFailure()).isNotNull();
        AfterFailure second = lists.openFailed(refusal(B));
        assertThat(second.refused()).hasSize(1);
        assertThat(second.toOpen()).isEmpty();
        assertThat(ask(lists)).isEqualTo("refused SERVER_REFUSES no");
        holds.add(Hold.PAUSED);
        assertThat(ask(lists)).as("a PAUSE makes clients wait").isEqualTo("queued, opens 0");
        holds.lift(Hold.PAUSED);
        assertThat(ask(lists)).as("behind a waiting client").startsWith("queued");
        lists.forgetFailures();
        assertThat(lists.lastFailure()).isNull();
        assertThat(lists.toOpen()).hasSize(1);
        Server server = opened(lists, new Server());
        assertThat(lists.openFailed(refusal(A)).refused()).isEmpty();
        assertThat(lists.problem()).isNull();
        assertThat(lists.lastFailure()).isNotNull();
        lists.closed(server);
        assertThat(lists.problem()).isNotNull();
    }

    @Test
    @DisplayName("What keeps clients waiting, in this order: a hold, a failure, an opening, pool_size, a shared limit")
    void causes() {
        PoolLists<Server> lists = lists("default_pool_size: 1");
        assertThat(lists.waitCause()).isEqualTo(WaitCause.NOBODY);
        ask(lists);
        assertThat(lists.waitCause()).isEqualTo(WaitCause.OPENING);
        assertThat(lists.oldestWaitNanos()).isEqualTo(now);
        holds.add(Hold.PAUSED);
        assertThat(lists.waitCause()).isEqualTo(WaitCause.HELD);
        holds.lift(Hold.PAUSED);
        opened(lists, new Server());
        assertThat(lists.waitCause()).isEqualTo(WaitCause.BUSY);
        lists.configure(PoolConfigs.of("default_pool_size: 2"));
        assertThat(lists.waitCause()).isEqualTo(WaitCause.LIMIT);
        lists.configure(PoolConfigs.of("default_pool_size: 0"));
        assertThat(lists.waitCause()).isEqualTo(WaitCause.LIMIT);

        PoolLists<Server> failed = lists("default_pool_size: 1");
        ask(failed);
        failed.openFailed(new LoginFailure(A, false, ErrorResponse.of("FATAL", SqlState.CONNECTION_FAILURE, "no")));
        assertThat(failed.waitCause()).isEqualTo(WaitCause.UNREACHABLE);
        assertThat(WaitCause.of(true, true, true, true)).isEqualTo(WaitCause.HELD);
        assertThat(WaitCause.of(false, true, true, true)).isEqualTo(WaitCause.UNREACHABLE);
        assertThat(WaitCause.of(false, false, true, true)).isEqualTo(WaitCause.OPENING);
        assertThat(WaitCause.of(false, false, false, true)).isEqualTo(WaitCause.BUSY);
        assertThat(WaitCause.of(false, false, false, false)).isEqualTo(WaitCause.LIMIT);
    }

    @Test
    @DisplayName("A pool wants another's slot while more clients wait than connections come, and pool_size has room")
    void wantsSlot() {
        PoolLists<Server> lists = lists("default_pool_size: 2", "max_db_connections: 1");
        assertThat(limits.tryTake(PoolLimits.Kind.SERVERS_OF_DATABASE, "db", 1)).isTrue();
        assertThat(lists.wantsSlot()).isFalse();
        assertThat(ask(lists)).isEqualTo("queued, opens 0");
        assertThat(lists.wantsSlot()).isTrue();
        assertThat(lists.isAtSharedLimit()).isTrue();
        holds.add(Hold.PAUSED);
        assertThat(lists.wantsSlot()).isFalse();
        holds.lift(Hold.PAUSED);
        lists.promise();
        assertThat(lists.wantsSlot()).as("one is coming").isFalse();
        assertThat(ask(lists)).isEqualTo("queued, opens 0");
        assertThat(lists.wantsSlot()).as("one for two clients").isTrue();
        assertThat(lists.inherit()).as("the slot is still taken").isEmpty();
        limits.giveBack(PoolLimits.Kind.SERVERS_OF_DATABASE, "db");
        assertThat(lists.isAtSharedLimit()).isFalse();
        lists.promise();
        assertThat(lists.inherit()).hasSize(1);
        opened(lists, new Server());
        lists.promise();
        assertThat(lists.wantsSlot()).as("pool_size is reached").isFalse();
        lists.configure(PoolConfigs.of("default_pool_size: 0", "max_db_connections: 1"));
        assertThat(lists.wantsSlot()).as("no pool_size").isTrue();
    }

    @Test
    @DisplayName("Servers beyond pool_size and reserve_pool_size go, idle ones after server_idle_timeout, down to min_pool_size")
    void upkeep() {
        PoolLists<Server> lists = lists("default_pool_size: 4", "reserve_pool_size: 1", "server_idle_timeout: 10");
        List<Server> servers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            servers.add(opened(lists, new Server()));
            lists.give(servers.get(i));
        }
        assertThat(servers).allMatch(server -> server.state == ServerState.IDLE && server.closing == null);
        assertThat(lists.upkeep(now).surplus()).isEmpty();
        lists.configure(PoolConfigs.of("default_pool_size: 3", "reserve_pool_size: 1", "server_idle_timeout: 10"));
        assertThat(lists.upkeep(now).surplus()).hasSize(1);
        assertThat(lists.upkeep(now).surplus()).as("what is leaving counts as gone").isEmpty();
        assertThat(lists.upkeep(now + 10 * SECOND).expired()).isEmpty();
        lists.configure(PoolConfigs.of("default_pool_size: 3", "min_pool_size: 3", "server_idle_timeout: 10"));
        assertThat(lists.upkeep(now + 10 * SECOND + 1).expired()).as("reserve and pool_size leave one too many, three stay")
                .hasSize(1);
        lists.configure(PoolConfigs.of("default_pool_size: 9", "min_pool_size: 7", "server_idle_timeout: 0"));
        assertThat(lists.upkeep(now + 99 * SECOND).expired()).isEmpty();
        assertThat(lists.upkeep(now).toOpen()).as("five servers are known, two were missing and are opening").isEmpty();
        Server busy = opened(lists, new Server());
        lists.configure(PoolConfigs.of("default_pool_size: 1"));
        assertThat(lists.give(busy)).isNull();
        assertThat(busy.closing).isEqualTo(DisconnectReason.TOO_MANY);
    }

    @Test
    @DisplayName("A connection for the news: only within pool_size, and none beside another that comes")
    void toHear() {
        PoolLists<Server> lists = lists("default_pool_size: 2", "reserve_pool_size: 1");
        assertThat(lists.toHear()).hasSize(1);
        assertThat(lists.toHear()).as("one comes").isEmpty();
        opened(lists, new Server());
        assertThat(lists.toHear()).hasSize(1);
        opened(lists, new Server());
        assertThat(Optional.ofNullable(lists.toHear())).as("pool_size").isEmpty();
    }

    @Test
    @DisplayName("A pool that ends refuses who waits and who comes, and closes servers as they come free")
    void end() {
        PoolLists<Server> lists = lists("default_pool_size: 1");
        ask(lists);
        Server server = opened(lists, new Server());
        WaitTicket back = new QueuedClient(loops.get(0)).ticket();
        assertThat(lists.end(RefusalReason.POOL_REMOVED, DisconnectReason.EVICTED)).hasSize(1);
        assertThat(ask(lists)).isEqualTo("refused POOL_REMOVED");
        assertThat(lists.putBack(back)).isEqualTo(RefusalReason.POOL_REMOVED);
        lists.give(server);
        assertThat(server.closing).isEqualTo(DisconnectReason.EVICTED);
        assertThat(lists.opened(new Server(), A)).isEqualTo(DisconnectReason.EVICTED);
        assertThat(Optional.ofNullable(lists.takeToAsk())).isEmpty();
    }
}
