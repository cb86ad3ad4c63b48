package io.howdah.proxy.cache.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.console.view.CacheVerdict;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.NoticeResponse;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.protocol.fixtures.ServerSide;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** CACHE EXPLAIN before servers that answer what no PostgreSQL answers, or nothing. */
@WholePooler
@Timeout(120)
@ExtendWith(LeakWatch.class)
class EligibilityProbeTest {

    /** What the server does once it has got the probe's first flight: a Query, a Parse and a Sync. */
    @FunctionalInterface
    private interface Answer {
        void to(ServerSide peer) throws Exception;
    }

    private static byte[] log(String detail) {
        return Frames.of(NoticeResponse.of("LOG", SqlState.SUCCESSFUL_COMPLETION, "rewritten parse tree:").withDetail(detail));
    }

    private static byte[] begun() {
        return Frames.concat(Frames.commandComplete("BEGIN"), Frames.readyForQuery('T'));
    }

    /** Explains a statement before a server that behaves so, and then has a client use the pool. @return the verdict, or the error */
    private static String explain(Answer answer, String... settings) throws Exception {
        String[] lines = Arrays.copyOf(settings, settings.length + 1);
        lines[settings.length] = "default_pool_size: 1";
        try (FakePostgres server = FakePostgres.start();
                TestPooler pooler = TestPooler.before(server, lines);
                ScriptedClient client = pooler.client()) {
            pooler.awaitIdle(1);
            server.login((fake, peer) -> {
                FakePostgres.ACCEPT.run(fake, peer);
                for (byte type : new byte[] {'Q', 'P', 'S'}) {
                    peer.expect(type);
                }
                answer.to(peer);
                return false;
            });
            pooler.pooler().control().reconnect(Optional.empty());
            String said;
            try {
                CacheVerdict verdict = pooler.pooler().control().explainCache("select 1", Optional.empty(), Optional.empty())
                        .get();
                said = verdict.eligible() ? "eligible" : verdict.reason();
            } catch (ExecutionException e) {
                said = e.getCause().getMessage();
            }
            server.login(FakePostgres.ACCEPT);
            pooler.reload(TestPooler.withDatabase(server, "default_pool_size: 1")); // The client may wait as long as it takes.
            client.query("select 1");
            pooler.awaitIdle(1);
            return said;
        }
    }

    private static void rolledBack(ServerSide peer) throws Exception {
        Frame rollback = peer.expect((byte) 'Q');
        assertThat(new String(rollback.body(), StandardCharsets.UTF_8)).isEqualTo("ROLLBACK\0");
        peer.send(Frames.commandComplete("ROLLBACK"), Frames.readyForQuery('I'));
        while (peer.read().type() == 'Q') {
            peer.send(Frames.commandComplete("SELECT 1"), Frames.readyForQuery('I'));
        }
    }

    @Test
    @DisplayName("a server that closes the connection in the middle costs the operator an error, and nobody else anything")
    void lost() throws Exception {
        assertThat(explain(ServerSide::close)).isEqualTo("cannot ask a server of db: the server closed the connection");
    }

    @Test
    @DisplayName("an error where none belongs is the operator's, and the server goes back to the pool after the ROLLBACK")
    void refusedToBegin() throws Exception {
        assertThat(explain(peer -> {
            peer.send(Frames.error("ERROR", "42883", "function has_parameter_privilege does not exist"),
                    Frames.readyForQuery('E'),
                    Frames.error("ERROR", "25P02", "current transaction is aborted"), Frames.readyForQuery('E'));
            rolledBack(peer);
        })).isEqualTo("cannot ask a server of db: function has_parameter_privilege does not exist");
    }

    @Test
    @DisplayName("no tree, two trees and a text that is none are reasons against caching, and messages without a detail are not trees")
    void strangeTrees() throws Exception {
        String tree = "({QUERY :commandType 1})";
        String[][] logged = {{"no_tree"}, {"not_a_select", tree, tree}, {"unreadable_tree", "(not a tree"},
            {"no_tree", "parameters: $1 = 'a'"}, {"not_a_select", tree}};
        for (String[] row : logged) {
            assertThat(explain(peer -> {
                peer.send(begun(), Frames.notice("LOG", "00000", "duration: 3 ms"));
                for (int i = 1; i < row.length; i++) {
                    peer.send(log(row[i]));
                }
                peer.send(Frames.parseComplete(), Frames.readyForQuery('T'));
                rolledBack(peer);
            })).as(String.join(" ", row)).isEqualTo(row[0]);
        }
    }

    @Test
    @DisplayName("a server that never answers is left at the time limit, and closed")
    void silent() throws Exception {
        assertThat(explain(peer -> {
            try {
                while (true) {
                    peer.read(); // A barrier, as the pooler gives up; the cancel request comes on another connection.
                }
            } catch (EOFException e) {
                // The pooler has closed the connection.
            }
        }, "query_wait_timeout: 4s", "cancel_wait_timeout: 300ms")) // Long enough for the connection: a client would get it else.
                .isEqualTo("cannot ask a server of db: no verdict within 4000 ms");
    }
}
