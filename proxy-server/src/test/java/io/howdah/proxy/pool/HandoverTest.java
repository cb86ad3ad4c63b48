package io.howdah.proxy.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.HostAddress;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerOwner;
import io.howdah.proxy.server.ServerState;
import io.howdah.proxy.stats.PoolStats;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Free servers and waiting clients on two loops. A server moves between the loops when the test says so. */
class HandoverTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final EmbeddedChannel elsewhere = new EmbeddedChannel();
    private final List<Loop> loops = List.of(new Loop(0, channel.eventLoop()), new Loop(1, elsewhere.eventLoop()));
    private final Holds holds = new Holds(new Holds());
    private final PoolLists<ServerConnection> lists = new PoolLists<>(
            PoolConfigs.of("default_pool_size: 1", "server_check_delay: 10"), loops, holds,
            new Openings(new PoolKey("db", "u"), new PoolLimits()), System::nanoTime);
    private final List<Opening> opened = new ArrayList<>();
    private final List<Runnable> moves = new ArrayList<>();
    private final List<ServerConnection> checked = new ArrayList<>();
    private final Handover handover = new Handover(lists, new Opener(lists, opened::add), (server, to, arrived) -> {
        server.movingTo(to);
        moves.add(arrived);
    }, checked::add, () -> {});
    private final ServerConnection server = new ServerConnection(new ServerOwner() {
        @Override
        public void closed(ServerConnection gone) {
            // The tests see the end in closeReason.
        }

        @Override
        public void cancelsEnded(ServerConnection free) {
            // No test cancels a query.
        }
    }, lists.config().target(), new HostAddress("a", 5432), channel, loops.get(0),
            new PoolStats[] {new PoolStats(), new PoolStats()}, 0);

    /** A client that takes every server it is given, unless the client has left. */
    private static final class Someone implements Waiter {
        private final Loop loop;
        private final WaitTicket ticket = new WaitTicket(this);
        private final List<ServerConnection> granted = new ArrayList<>();
        private RefusalReason refused;
        private boolean gone;

        Someone(Loop loop) {
            this.loop = loop;
        }

        @Override
        public Loop loop() {
            return loop;
        }

        @Override
        public WaitTicket ticket() {
            return ticket;
        }

        @Override
        public boolean isWaiting() {
            return !gone && refused == null && granted.isEmpty();
        }

        @Override
        public void mustWait() {
            // This client waits from the beginning.
        }

        @Override
        public boolean granted(ServerConnection server) {
            if (!gone) {
                granted.add(server);
            }
            return !gone;
        }

        @Override
        public void refused(RefusalReason reason, ErrorResponse error) {
            refused = reason;
        }
    }

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
        elsewhere.finishAndReleaseAll();
    }

    /** Another client that waits on this loop. */
    private Someone waiting(int loop) {
        Someone someone = new Someone(loops.get(loop));
        WaitingClients clients = new WaitingClients(new PoolKey("db", "u"), lists, new Opener(lists, opened::add), handover,
                () -> {});
        assertThat(lists.checkout(someone.ticket, System.nanoTime(), clients)).isNull();
        return someone;
    }

    /** The server logs in, and no client has it yet. */
    private void login() {
        assertThat(opened).hasSize(1);
        lists.opened(server, server.host());
        server.age().idleSince(System.nanoTime());
    }

    @Test
    void withNobodyWaitingItIsIdle() {
        holds.add(Hold.SUSPENDED);
        Someone someone = waiting(0);
        holds.lift(Hold.SUSPENDED);
        handover.serveWaiters();
        login();
        lists.leave(someone.ticket);
        handover.give(server);
        assertThat(server.state()).isEqualTo(ServerState.IDLE);
        assertThat(lists.takeIdle()).containsExactly(server);
    }

    @Test
    void oneWhoHasGoneIsPassedOver() {
        Someone first = waiting(0);
        Someone second = waiting(0);
        login();
        first.gone = true;
        handover.give(server);
        assertThat(second.granted).containsExactly(server);
        assertThat(lists.waiting()).isZero();
    }

    @Test
    void aServerIsBroughtToTheLoopOfWhoeverWaits() {
        Someone someone = waiting(1);
        login();
        handover.give(server);
        assertThat(someone.granted).isEmpty();
        moves.get(0).run();
        assertThat(someone.granted).containsExactly(server);
        assertThat(server.loop()).isSameAs(loops.get(1));
    }

    @Test
    void aServerThatArrivesClosedPutsItsClientBack() {
        Someone someone = waiting(1);
        login();
        handover.give(server);
        server.closeWhenFree(DisconnectReason.CONFIG_CHANGED);
        moves.get(0).run();
        assertThat(server.closeReason()).isEqualTo(DisconnectReason.CONFIG_CHANGED);
        assertThat(someone.granted).isEmpty();
        assertThat(lists.waiting()).isEqualTo(1);
        lists.freeSlot();
        lists.closed(server);
        handover.serveWaiters();
        assertThat(opened).hasSize(2);
    }

    @Test
    void whoeverComesBackToAPoolThatIsOverHearsIt() {
        Someone someone = waiting(1);
        login();
        handover.give(server);
        assertThat(lists.end(RefusalReason.POOL_REMOVED, DisconnectReason.REMOVED)).isEmpty();
        server.close(DisconnectReason.REMOVED);
        moves.get(0).run();
        assertThat(someone.refused).isEqualTo(RefusalReason.POOL_REMOVED);
        assertThat(lists.waiting()).isZero();
    }

    @Test
    void aPausedPoolClosesWhatComesFree() {
        Someone someone = waiting(0);
        login();
        holds.add(Hold.PAUSED);
        handover.give(server);
        assertThat(server.closeReason()).isEqualTo(DisconnectReason.PAUSED);
        assertThat(someone.granted).isEmpty();
    }

    @Test
    void aServerIdleForLongIsCheckedBeforeItIsBrought() {
        Someone first = waiting(0);
        login();
        lists.leave(first.ticket);
        server.age().idleSince(System.nanoTime() - 11_000_000_000L);
        handover.give(server);
        Someone second = waiting(0);
        assertThat(checked).containsExactly(server);
        assertThat(second.granted).isEmpty();
        assertThat(lists.waiting()).isEqualTo(1);
    }
}
