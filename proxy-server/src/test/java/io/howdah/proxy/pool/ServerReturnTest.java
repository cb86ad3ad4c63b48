package io.howdah.proxy.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.HostAddress;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerHandler;
import io.howdah.proxy.server.ServerOwner;
import io.howdah.proxy.server.ServerPeer;
import io.howdah.proxy.server.ServerState;
import io.howdah.proxy.session.ServerDefaults;
import io.howdah.proxy.sql.StateKind;
import io.howdah.proxy.stats.PoolStats;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The way of one server back to its pool, as a transcript: the messages to the server, its answers, and whether it is given on or
 * closed.
 */
class ServerReturnTest {

    private static final byte[] DONE = Frames.concat(Frames.commandComplete("RESET"), Frames.readyForQuery('I'));

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<ServerConnection> given = new ArrayList<>();
    private final List<Duration> cancels = new ArrayList<>();
    private final List<byte[]> sent = new ArrayList<>();
    private PoolConfig config = PoolConfigs.of("pool_mode: transaction", "cancel_wait_timeout: 7");
    private final ServerDefaults defaults = new ServerDefaults();
    private final Janitor janitor = new Janitor(() -> config, defaults, new FreeServers() {
        @Override
        public void give(ServerConnection server) {
            given.add(server);
        }

        @Override
        public void serveWaiters() {
            throw new AssertionError("no server was lost");
        }
    });
    private final ServerReturn serverReturn = new ServerReturn(janitor, (server, patience) -> {
        cancels.add(patience);
        server.cancels().started();
    }, () -> config);
    private final ServerConnection server = new ServerConnection(new ServerOwner() {
        @Override
        public void closed(ServerConnection gone) {
            // The tests see the end in closeReason.
        }

        @Override
        public void cancelsEnded(ServerConnection free) {
            serverReturn.cancelsEnded(free);
        }
    }, config.target(), new HostAddress("h", 1), channel, new Loop(0, channel.eventLoop()), new PoolStats[] {new PoolStats()}, 0);

    ServerReturnTest() {
        channel.pipeline().addLast(new ServerHandler(server));
        server.session().loginReported(ParameterSet.EMPTY, null);
        server.link((ServerPeer) Proxy.newProxyInstance(ServerPeer.class.getClassLoader(), new Class<?>[] {ServerPeer.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("deliver")) {
                        ((ByteBuf) arguments[0]).release();
                    }
                    return method.getReturnType() == boolean.class ? Boolean.TRUE : null;
                }));
    }

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    private void configure(String... lines) {
        config = PoolConfigs.of(lines);
    }

    private void release(boolean reset) {
        serverReturn.release(server, reset, System.nanoTime());
    }

    private void answer(byte[]... frames) {
        channel.writeInbound(Unpooled.wrappedBuffer(Frames.concat(frames)));
    }

    /** The messages sent since the last call: the type of each, and the text of a query. */
    private List<String> sent() {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            all.writeBytes(bytes);
            bytes.release();
        }
        sent.clear();
        List<String> messages = new ArrayList<>();
        while (all.isReadable()) {
            char type = (char) all.readByte();
            byte[] body = new byte[all.readInt() - 4];
            all.readBytes(body);
            sent.add(body);
            messages.add(type == 'Q' ? new String(body, 0, body.length - 1, StandardCharsets.UTF_8) : String.valueOf(type));
        }
        return messages;
    }

    /** A client's query is under way, and no part of its answer has come. */
    private void clientAsks() {
        server.outstanding().add((byte) 'Q');
    }

    private void assertGiven() {
        assertThat(given).containsExactly(server);
        assertThat(server.isOpen()).isTrue();
    }

    private void assertClosed(DisconnectReason reason) {
        assertThat(given).isEmpty();
        assertThat(server.closeReason()).isEqualTo(reason);
    }

    // ---- the Janitor

    @Test
    void aServerOnWhichNothingIsLeftIsGivenAtOnce() {
        release(false);
        assertGiven();
        assertThat(sent()).isEmpty();
    }

    @Test
    void whatIsLeftIsCleanedFirst() {
        server.session().leaves(StateKind.SETTING | StateKind.ADVISORY_LOCK);
        release(false);
        assertThat(sent()).containsExactly("RESET ALL;SELECT pg_catalog.pg_advisory_unlock_all()");
        assertThat(given).isEmpty();
        assertThat(server.state()).isEqualTo(ServerState.TESTED);
        answer(DONE);
        assertGiven();
        assertThat(server.session().leftBehind()).isZero();
    }

    @Test
    void theEndOfASessionRunsServerResetQuery() {
        configure("pool_mode: session");
        release(true);
        assertThat(sent()).containsExactly("DISCARD ALL");
        answer(DONE);
        assertGiven();
    }

    @Test
    void aResetThatFailsClosesTheServer() {
        configure("pool_mode: session");
        release(true);
        answer(Frames.error("ERROR", "42501", "no"), Frames.readyForQuery('I'));
        assertClosed(DisconnectReason.TEST_FAILED);
    }

    @Test
    void aResetThatHangsClosesTheServer() {
        configure("pool_mode: session", "server_connect_timeout: 3");
        release(true);
        janitor.look(server, server.age().requestNanos() + Duration.ofSeconds(2).toNanos());
        assertThat(server.isOpen()).isTrue();
        janitor.look(server, server.age().requestNanos() + Duration.ofSeconds(4).toNanos());
        assertClosed(DisconnectReason.TEST_FAILED);
    }

    @Test
    void aLibraryThatWasLoadedClosesTheServer() {
        server.session().leaves(StateKind.LOADED);
        release(false);
        assertClosed(DisconnectReason.UNRESTORABLE);
    }

    @Test
    void withServerLifetimeZeroAServerIsUsedOnce() {
        configure("pool_mode: transaction", "server_lifetime: 0");
        release(false);
        assertClosed(DisconnectReason.LIFETIME);
    }

    @Test
    void aServerToBeClosedIsClosedForItsOwnReasonBeforeAnythingIsCleaned() {
        server.session().leaves(StateKind.SETTING);
        server.closeWhenFree(DisconnectReason.OWN_ANSWER_LOST);
        release(false);
        assertClosed(DisconnectReason.OWN_ANSWER_LOST);
    }

    @ParameterizedTest
    @CsvSource({"select 1, 9, false", "select 1, 11, true", "<empty>, 11, true"})
    void aServerIdleForLongerThanServerCheckDelayHasToPassTheCheck(String query, int idleSeconds, boolean needs) {
        configure("server_check_query: " + query, "server_check_delay: 10");
        long now = System.nanoTime();
        assertThat(Janitor.needsCheck(config.server(), now - Duration.ofSeconds(idleSeconds).toNanos(), now)).isEqualTo(needs);
    }

    @Test
    void aCheckThatPassesGivesTheServer() {
        server.peerIs(null);
        server.enter(ServerState.IDLE);
        janitor.check(server);
        assertThat(sent()).containsExactly(config.server().checkQuery().orElseThrow());
        answer(Frames.emptyQueryResponse(), Frames.readyForQuery('I'));
        assertGiven();
    }

    @Test
    void aCheckThatFailsClosesTheServer() {
        server.peerIs(null);
        server.enter(ServerState.IDLE);
        janitor.check(server);
        answer(Frames.error("ERROR", "25006", "no"), Frames.readyForQuery('I'));
        assertClosed(DisconnectReason.TEST_FAILED);
    }

    // ---- cancel requests first

    @Test
    void nothingRunsOnAServerThatALateCancelRequestMightHit() {
        configure("pool_mode: session");
        server.cancels().started();
        server.cancels().started();
        release(true);
        assertThat(server.state()).isEqualTo(ServerState.BEING_CANCELED);
        server.cancels().ended();
        assertThat(sent()).isEmpty();
        server.cancels().ended();
        assertThat(sent()).as("the reset it owes").containsExactly("DISCARD ALL");
        answer(DONE);
        assertGiven();
    }

    // ---- clients that left in the middle of something

    @Test
    void aClientThatLeftWithNothingUnderWayIsAsOneThatReleased() {
        serverReturn.abandon(server, false, false);
        assertGiven();
        assertThat(cancels).isEmpty();
    }

    @Test
    void nothingCanBeSentAfterHalfAMessage() {
        serverReturn.abandon(server, true, false);
        assertClosed(DisconnectReason.UNCLEAN);
    }

    @Test
    void anOpenTransactionIsRolledBack() {
        clientAsks();
        answer(Frames.commandComplete("BEGIN"), Frames.readyForQuery('T'));
        serverReturn.abandon(server, false, false);
        assertThat(sent()).containsExactly("ROLLBACK");
        assertThat(given).isEmpty();
        answer(Frames.commandComplete("ROLLBACK"), Frames.readyForQuery('I'));
        assertGiven();
        assertThat(cancels).isEmpty();
    }

    @Test
    void whatRunsIsCancelledAndTheServerProvesThatItIsInStep() {
        clientAsks();
        serverReturn.abandon(server, false, false);
        assertThat(cancels).containsExactly(Duration.ofSeconds(7));
        assertThat(sent()).containsExactly("f", "S");
        answer(Frames.error("ERROR", "57014", "canceling statement due to user request"), Frames.readyForQuery('T'),
                Frames.readyForQuery('T'));
        assertThat(sent()).as("a late signal must not hit the barrier").isEmpty();
        server.cancels().ended();
        assertThat(sent()).containsExactly("P", "S", "P", "D", "S");
        byte[] question = sent.get(2);
        answer(Frames.parseComplete(), Frames.readyForQuery('T'), Frames.parseComplete(),
                Frames.frame('t', Arrays.copyOfRange(question, 2, question.length)), Frames.noData(), Frames.readyForQuery('T'));
        assertThat(sent()).containsExactly("ROLLBACK");
        answer(Frames.commandComplete("ROLLBACK"), Frames.readyForQuery('I'));
        assertGiven();
    }

    @Test
    void pastCancelWaitTimeoutTheServerIsClosed() {
        clientAsks();
        serverReturn.abandon(server, false, false);
        channel.advanceTimeBy(8, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertClosed(DisconnectReason.UNCLEAN);
    }
}
