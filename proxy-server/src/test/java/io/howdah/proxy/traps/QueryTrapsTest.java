package io.howdah.proxy.traps;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.Script;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.LeakWatch;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traps 39 to 64: which client has the server, and until when. */
@Timeout(120)
class QueryTrapsTest {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    private static final byte[] DONE = Frames.concat(Frames.commandComplete("DONE"), Frames.readyForQuery('I'));

    private static byte[] error(String sqlState) {
        return Frames.error("ERROR", sqlState, "no");
    }

    private static byte[] batch(String sql) {
        return Frames.concat(Frames.parse("", sql), Frames.bind("", ""), Frames.execute("", 0), Frames.sync());
    }

    private static byte[] batchAnswer(String value) {
        return Frames.concat(Frames.parseComplete(), withoutParse(value));
    }

    private static byte[] withoutParse(String value) {
        return Frames.concat(Frames.bindComplete(), Frames.dataRow(value), Frames.commandComplete("SELECT 1"),
                Frames.readyForQuery('I'));
    }

    @Test
    void trap39_aServerWithAnswersOwedIsNotHandedOn() throws IOException {
        CountDownLatch second = new CountDownLatch(1);
        Script script = Rig.login().expectBytes(Frames.query("SELECT 'A1'"), Frames.query("SELECT 'A2'")).send(Rig.row("1"))
                .await(second).send(Rig.row("2"))
                .answer("SELECT 'B'", Rig.row("b"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient a = rig.client();
            ScriptedClient b = rig.client();
            a.send(Frames.query("SELECT 'A1'"), Frames.query("SELECT 'A2'"));
            a.expectBytes(Rig.row("1"));
            b.send(Frames.query("SELECT 'B'"));
            rig.awaitWaiting(1);
            second.countDown();
            a.expectBytes(Rig.row("2"));
            b.expectBytes(Rig.row("b"));
            rig.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(chars = {'T', 'E'})
    void trap40_transactionsKeepTheServer(char status) throws IOException {
        Script script = Rig.login().answer("BEGIN", Frames.commandComplete("BEGIN"), Frames.readyForQuery(status))
                .answer("COMMIT", DONE).answer("SELECT 'B'", Rig.row("b"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient a = rig.client();
            ScriptedClient b = rig.client();
            a.query("BEGIN");
            b.send(Frames.query("SELECT 'B'"));
            rig.awaitWaiting(1);
            a.query("COMMIT");
            b.expectBytes(Rig.row("b"));
            rig.verify();
        }
    }

    @Test
    void trap41_anErrorForgetsWhatWasInjectedBehindIt() throws IOException {
        // The second statement's Parse is the client's own, but the server skips it. So the pooler must send it again at the next
        // use.
        byte[] failing = Frames.concat(Frames.parse("s1", "SELECT 1"), Frames.bind("", "s1"), Frames.execute("", 0));
        byte[] skipped = Frames.concat(Frames.parse("s2", "SELECT 2"), Frames.sync());
        Script script = Rig.login().expect(FrontendType.PARSE).expect(FrontendType.DESCRIBE).expect(FrontendType.BIND)
                .expect(FrontendType.EXECUTE)
                .expect(FrontendType.PARSE).expect(FrontendType.DESCRIBE).expect(FrontendType.SYNC)
                .send(Frames.prepared(), error("22012"), Frames.readyForQuery('I'))
                .expectBytes(Frames.prepare("HOWDAH_2", "SELECT 2"), Frames.bind("", "HOWDAH_2"), Frames.execute("", 0),
                        Frames.sync())
                .send(Frames.prepared(), withoutParse("2"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(failing, skipped);
            client.expectBytes(Frames.parseComplete(), error("22012"), Frames.readyForQuery('I'));
            client.send(Frames.parse("s2", "SELECT 2"), Frames.bind("", "s2"), Frames.execute("", 0), Frames.sync());
            client.expectBytes(batchAnswer("2"));
            rig.verify();
        }
    }

    @Test
    void trap41_aSkippedCloseLeavesTheName() throws IOException {
        Script script = Rig.login().expectBytes(Frames.prepare("HOWDAH_1", "SELECT 1"), Frames.sync())
                .send(Frames.prepared(), Frames.readyForQuery('I'))
                .expectBytes(Frames.bind("", "HOWDAH_1"), Frames.execute("", 0), Frames.sync())
                .send(error("22012"), Frames.readyForQuery('I'))
                .expectBytes(Frames.bind("", "HOWDAH_1"), Frames.execute("", 0), Frames.sync())
                .send(Frames.bindComplete(), DONE);
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(Frames.parse("s", "SELECT 1"), Frames.sync());
            client.expectBytes(Frames.parseComplete(), Frames.readyForQuery('I'));
            client.send(Frames.bind("", "s"), Frames.execute("", 0), Frames.closeStatement("s"), Frames.sync());
            client.expectBytes(error("22012"), Frames.readyForQuery('I'));
            client.send(Frames.bind("", "s"), Frames.execute("", 0), Frames.sync());
            client.expectBytes(Frames.bindComplete(), DONE);
            rig.verify();
        }
    }

    @Test
    void trap42_severalStatementsAreOneAnswer() throws IOException {
        byte[] answer = Frames.concat(Frames.commandComplete("BEGIN"), Frames.oneRow("a", "1", 'T'));
        Script script = Rig.login().answer("BEGIN; SELECT 1", answer).answer("COMMIT", DONE);
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(Frames.query("BEGIN; SELECT 1"));
            client.expectBytes(answer);
            assertThat(rig.pool().svActive()).isEqualTo(1);
            client.query("COMMIT");
            rig.awaitIdle();
        }
    }

    @Test
    void trap43_anEmptyQueryHasNoCommandComplete() throws IOException {
        byte[] answer = Frames.concat(Frames.emptyQueryResponse(), Frames.readyForQuery('I'));
        byte[] extended = Frames.concat(Frames.parseComplete(), Frames.bindComplete(), answer);
        Script script = Rig.login().answer("", answer).expectBytes(batch("")).send(extended);
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(Frames.query(""));
            client.expectBytes(answer);
            client.send(batch(""));
            client.expectBytes(extended);
            rig.awaitIdle();
            rig.verify();
        }
    }

    @Test
    void trap44_aSimpleQueryInABatchWithoutSync() throws IOException {
        byte[] answer = Frames.concat(Frames.parseComplete(), Rig.row("1"));
        Script script = Rig.login().expectBytes(Frames.parse("", "SELECT 0"), Frames.query("SELECT 1")).send(answer)
                .answer("SELECT 2", Rig.row("2"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(Frames.parse("", "SELECT 0"), Frames.query("SELECT 1"));
            client.expectBytes(answer);
            rig.client().query("SELECT 2");
            rig.verify();
        }
    }

    @Test
    void trap44_andAfterAnErrorItIsSkipped() throws IOException {
        Script script = Rig.login().expectBytes(Frames.parse("", "SELEC"), Frames.flush()).send(error("42601"))
                .expectBytes(Frames.sync()).send(Frames.readyForQuery('I')).answerBarrier('I').answer("SELECT 2", Rig.row("2"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(Frames.parse("", "SELEC"), Frames.flush());
            client.expectBytes(error("42601"));
            // PostgreSQL skips the Query without an answer, whether the pooler forwards it or not.
            client.send(Frames.query("SELECT 1"), Frames.sync());
            client.expectBytes(Frames.readyForQuery('I'));
            rig.client().query("SELECT 2");
            rig.verify();
        }
    }

    @Test
    void trap45_flushIsForwardedAtOnceAndKeepsTheLink() throws IOException {
        Script script = Rig.login()
                .expectBytes(Frames.parse("", "SELECT $1"), Frames.describeStatement(""), Frames.flush())
                .send(Frames.parseComplete(), Frames.parameterDescription(25), Frames.rowDescription("a"))
                .expectBytes(Frames.bind("", "", "x"), Frames.execute("", 0), Frames.sync())
                .send(Frames.bindComplete(), Frames.dataRow("x"), DONE).answer("SELECT 'B'", Rig.row("b"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            ScriptedClient other = rig.client();
            client.send(Frames.parse("", "SELECT $1"), Frames.describeStatement(""), Frames.flush());
            client.expectBytes(Frames.parseComplete(), Frames.parameterDescription(25), Frames.rowDescription("a"));
            other.send(Frames.query("SELECT 'B'"));
            rig.awaitWaiting(1);
            client.send(Frames.bind("", "", "x"), Frames.execute("", 0), Frames.sync());
            client.expectBytes(Frames.bindComplete(), Frames.dataRow("x"), DONE);
            other.expectBytes(Rig.row("b"));
            rig.verify();
        }
    }

    @Test
    void trap46_aPortalOpenedWithoutSyncKeepsTheServer() throws IOException {
        Script script = Rig.login()
                .expectBytes(Frames.parse("", "SELECT 1"), Frames.bind("p", ""), Frames.flush())
                .send(Frames.parseComplete(), Frames.bindComplete())
                .expectBytes(Frames.execute("p", 1), Frames.flush()).send(Frames.dataRow("1"), Frames.commandComplete("SELECT 1"))
                .expectBytes(Frames.sync()).send(Frames.readyForQuery('I')).answer("SELECT 'B'", Rig.row("b"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            ScriptedClient other = rig.client();
            client.send(Frames.parse("", "SELECT 1"), Frames.bind("p", ""), Frames.flush());
            client.expectBytes(Frames.parseComplete(), Frames.bindComplete());
            other.send(Frames.query("SELECT 'B'"));
            rig.awaitWaiting(1);
            client.send(Frames.execute("p", 1), Frames.flush());
            client.expectBytes(Frames.dataRow("1"), Frames.commandComplete("SELECT 1"));
            assertThat(rig.pool().clWaiting()).isEqualTo(1);
            client.send(Frames.sync());
            client.expectBytes(Frames.readyForQuery('I'));
            other.expectBytes(Rig.row("b"));
            rig.verify();
        }
    }

    @Test
    void trap47_aSuspendedPortalKeepsTheLink() throws IOException {
        Script script = Rig.login()
                .expectBytes(Frames.parse("", "SELECT 1"), Frames.bind("", ""), Frames.execute("", 1), Frames.flush())
                .send(Frames.parseComplete(), Frames.bindComplete(), Frames.dataRow("1"), Frames.portalSuspended())
                .expectBytes(Frames.execute("", 1), Frames.sync()).send(Frames.dataRow("2"), DONE)
                .answer("SELECT 'B'", Rig.row("b"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            ScriptedClient other = rig.client();
            client.send(Frames.parse("", "SELECT 1"), Frames.bind("", ""), Frames.execute("", 1), Frames.flush());
            assertThat(Rig.types(client.readUntil(BackendType.PORTAL_SUSPENDED))).isEqualTo("1 2 D s");
            other.send(Frames.query("SELECT 'B'"));
            rig.awaitWaiting(1);
            client.send(Frames.execute("", 1), Frames.sync());
            client.expectBytes(Frames.dataRow("2"), DONE);
            other.expectBytes(Rig.row("b"));
            rig.verify();
        }
    }

    @Test
    void trap48_injectedParseAndCloseAreSwallowedInOrder() throws IOException {
        byte[] first = Frames.concat(Frames.parse("a", "SELECT 'a'"), Frames.parse("b", "SELECT 'b'"),
                Frames.parse("c", "SELECT 'c'"), Frames.sync());
        // The server may keep one statement. Preparing the next statement closes the last.
        Script script = Rig.login()
                .expectBytes(Frames.prepare("HOWDAH_1", "SELECT 'a'"),
                        Frames.prepare("HOWDAH_2", "SELECT 'b'"), Frames.closeStatement("HOWDAH_1"),
                        Frames.prepare("HOWDAH_3", "SELECT 'c'"), Frames.closeStatement("HOWDAH_2"), Frames.sync())
                .send(Frames.prepared(), Frames.prepared(), Frames.closeComplete(), Frames.prepared(), Frames.closeComplete(),
                        Frames.readyForQuery('I'))
                .expectBytes(
                        Frames.prepare("HOWDAH_1", "SELECT 'a'"), Frames.closeStatement("HOWDAH_3"), Frames.bind("", "HOWDAH_1"),
                        Frames.execute("", 0), Frames.prepare("HOWDAH_2", "SELECT 'b'"), Frames.closeStatement("HOWDAH_1"),
                        Frames.describeStatement("HOWDAH_2"), Frames.sync())
                .send(Frames.prepared(), Frames.closeComplete(), Frames.bindComplete(), Frames.dataRow("a"),
                        Frames.commandComplete("SELECT 1"), Frames.prepared(), Frames.closeComplete(),
                        Frames.parameterDescription(), Frames.rowDescription("?column?"), Frames.readyForQuery('I'));
        try (Rig rig = Rig.with("max_prepared_statements: 1", script)) {
            ScriptedClient client = rig.client();
            client.send(first);
            client.expectBytes(Frames.parseComplete(), Frames.parseComplete(), Frames.parseComplete(), Frames.readyForQuery('I'));
            client.send(Frames.bind("", "a"), Frames.execute("", 0), Frames.closeStatement("c"), Frames.describeStatement("b"),
                    Frames.sync());
            client.expectBytes(Frames.bindComplete(), Frames.dataRow("a"), Frames.commandComplete("SELECT 1"),
                    Frames.closeComplete(), Frames.parameterDescription(), Frames.rowDescription("?column?"),
                    Frames.readyForQuery('I'));
            rig.verify();
        }
    }

    @Test
    void trap48_anInjectedParseThatFailsIsTheBindsError() throws IOException {
        Script script = Rig.login()
                .expectBytes(Frames.prepare("HOWDAH_1", "SELECT * FROM t"), Frames.sync())
                .send(Frames.prepared(), Frames.readyForQuery('I')).close();
        Script next = Rig.login()
                .expectBytes(Frames.prepare("HOWDAH_1", "SELECT * FROM t"), Frames.bind("", "HOWDAH_1"), Frames.execute("", 0),
                        Frames.sync())
                .send(error("42P01"), Frames.readyForQuery('I'))
                .expectBytes(Frames.prepare("HOWDAH_1", "SELECT * FROM t"), Frames.bind("", "HOWDAH_1"), Frames.execute("", 0),
                        Frames.sync())
                .send(Frames.prepared(), withoutParse("1"));
        try (Rig rig = Rig.of(script, next)) {
            ScriptedClient client = rig.client();
            client.send(Frames.parse("s", "SELECT * FROM t"), Frames.sync());
            client.expectBytes(Frames.parseComplete(), Frames.readyForQuery('I'));
            rig.awaitNoServer();
            client.send(Frames.bind("", "s"), Frames.execute("", 0), Frames.sync());
            client.expectBytes(error("42P01"), Frames.readyForQuery('I'));
            client.send(Frames.bind("", "s"), Frames.execute("", 0), Frames.sync());
            assertThat(Rig.types(client.readUntil(BackendType.READY_FOR_QUERY))).isEqualTo("2 D C Z");
            rig.verify();
        }
    }

    @Test
    void trap49_aPipelineKeepsItsOrder() throws IOException {
        int batches = 300;
        Script script = Rig.login();
        byte[] all = new byte[0];
        byte[] answers = new byte[0];
        for (int i = 0; i < batches; i++) {
            byte[] batch = i % 3 == 0 ? Frames.query("SELECT " + i) : batch("SELECT " + i);
            byte[] answer = i % 3 == 0 ? Rig.row("" + i)
                    : i % 7 == 0 ? Frames.concat(error("22012"), Frames.readyForQuery('I')) : batchAnswer("" + i);
            script = script.expectBytes(batch).send(answer);
            all = Frames.concat(all, batch);
            answers = Frames.concat(answers, answer);
        }
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(all);
            client.expectBytes(answers);
            rig.verify();
        }
    }

    @Test
    void trap51_aServerErrorInCopyLeavesDataUnderWay() throws IOException {
        CountDownLatch failed = new CountDownLatch(1);
        Script script = Rig.login().expectQuery("COPY t FROM STDIN").send(Frames.copyInResponse(1))
                .expectBytes(Frames.copyData("1\n")).send(error("22P02"), Frames.readyForQuery('I')).countDown(failed)
                .then(peer -> {
                    // CopyData on its way may reach the server or not. The next client's query must reach the server and get its
                    // answer alone.
                    Frame frame = peer.read();
                    while (frame.type() != FrontendType.QUERY) {
                        assertThat(frame.type()).isIn(FrontendType.COPY_DATA, FrontendType.COPY_DONE);
                        frame = peer.read();
                    }
                    peer.send(Rig.row("b"));
                });
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            ScriptedClient other = rig.client();
            client.send(Frames.query("COPY t FROM STDIN"));
            client.expectBytes(Frames.copyInResponse(1));
            client.send(Frames.copyData("1\n"));
            client.expectBytes(error("22P02"), Frames.readyForQuery('I'));
            client.send(Frames.copyData("2\n"), Frames.copyData("3\n"), Frames.copyDone());
            other.send(Frames.query("SELECT 'B'"));
            other.expectBytes(Rig.row("b"));
            rig.verify();
        }
    }

    @Test
    void trap51_inTheExtendedProtocolTheSyncAfterItCounts() throws IOException {
        Script script = Rig.login()
                .expectBytes(Frames.parse("", "COPY t FROM STDIN"), Frames.bind("", ""), Frames.execute("", 0), Frames.sync())
                .send(Frames.parseComplete(), Frames.bindComplete(), Frames.copyInResponse(1)).expectBytes(Frames.copyData("1\n"))
                .send(error("22P02")).expectBytes(Frames.sync()).send(Frames.readyForQuery('I')).answerDoubts('I')
                .answer("SELECT 'B'", Rig.row("b"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            ScriptedClient other = rig.client();
            client.send(Frames.parse("", "COPY t FROM STDIN"), Frames.bind("", ""), Frames.execute("", 0), Frames.sync());
            assertThat(Rig.types(client.readUntil(BackendType.COPY_IN_RESPONSE))).isEqualTo("1 2 G");
            client.send(Frames.copyData("1\n"));
            client.expectBytes(error("22P02"));
            other.send(Frames.query("SELECT 'B'"));
            rig.awaitWaiting(1);
            client.send(Frames.copyData("2\n"), Frames.copyDone(), Frames.sync());
            client.expectBytes(Frames.readyForQuery('I'));
            other.expectBytes(Rig.row("b"));
            rig.verify();
        }
    }

    @Test
    void trap51_itsEndBetweenErrorAndReadyForQueryIsNoMatterForTheSyncBeforeIt() throws IOException {
        Script script = Rig.login().expectBytes(Frames.query("COPY t FROM STDIN")).send(Frames.copyInResponse(1))
                .expectBytes(Frames.copyData("1\n"), Frames.sync()).send(error("22P02"))
                .then(peer -> {
                    while (peer.read().type() != FrontendType.FLUSH) {
                        // PostgreSQL ignores the CopyDone, so the pooler may forward it or not.
                    }
                    peer.send(Frames.readyForQuery('I'));
                })
                .answerDoubts('I').answer("SELECT 1", Rig.row("1"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(Frames.query("COPY t FROM STDIN"));
            client.expectBytes(Frames.copyInResponse(1));
            client.send(Frames.copyData("1\n"), Frames.sync());
            client.expectBytes(error("22P02"));
            client.send(Frames.copyDone(), Frames.flush());
            client.expectBytes(Frames.readyForQuery('I'));
            rig.client().query("SELECT 1");
            rig.verify();
        }
    }

    @Test
    void trap51_theServerIsFreeWhenTheMessageThatWasUnderWayIsThrough() throws IOException {
        byte[] late = Frames.copyData("late");
        byte[] asked = Frames.notice("NOTICE", "00000", "asked");
        Script script = Rig.login().expectBytes(Frames.query("COPY t FROM STDIN")).send(Frames.copyInResponse(1))
                .expectBytes(Frames.copyData("1\n"), Frames.sync()).send(error("22P02"), Frames.readyForQuery('I'))
                .then(peer -> {
                    peer.expectBytes(Frames.sync());
                    Frame parse = peer.expect(FrontendType.PARSE);
                    peer.expectBytes(Frames.describeStatement(""), Frames.sync());
                    // The server has also answered the Sync before the failure. The pooler now knows the server's state, and may
                    // forward CopyData.
                    peer.send(Frames.readyForQuery('I'), Frames.readyForQuery('I'));
                    for (int i = 0; i < 7; i++) {
                        assertThat(peer.readByte()).isEqualTo(late[i]);
                    }
                    peer.send(Frames.parseComplete(),
                            Frames.frame(BackendType.PARAMETER_DESCRIPTION, Arrays.copyOfRange(parse.body(), 2,
                                    parse.body().length)),
                            Frames.noData(), Frames.readyForQuery('I'), asked);
                    for (int i = 7; i < late.length; i++) {
                        assertThat(peer.readByte()).isEqualTo(late[i]);
                    }
                })
                .answer("SELECT 1", Rig.row("1"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(Frames.query("COPY t FROM STDIN"));
            client.expectBytes(Frames.copyInResponse(1));
            client.send(Frames.copyData("1\n"), Frames.sync());
            client.expectBytes(error("22P02"), Frames.readyForQuery('I'), Frames.readyForQuery('I'));
            client.send(Arrays.copyOf(late, 7));
            client.expectBytes(asked);
            client.send(Arrays.copyOfRange(late, 7, late.length));
            rig.client().query("SELECT 1");
            rig.verify();
        }
    }

    @Test
    void trap55_anAnswerThatHasNoBodyAndClaimsOneIsNone() throws IOException {
        byte[] claims = {'2', 0, 0, 0, 9, 0, 0};
        Script script = Rig.login().expectBytes(Frames.parse("", "SELECT 1"), Frames.bind("", ""), Frames.sync())
                .send(Frames.parseComplete(), claims).expectClosed();
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(Frames.parse("", "SELECT 1"), Frames.bind("", ""), Frames.sync());
            client.expectBytes(Frames.parseComplete());
            assertThat(client.expectError().sqlState()).isEqualTo("08006");
            client.expectClosed();
            rig.verify();
        }
    }

    @Test
    void trap52_lateCopyDataWithoutAServerIsIgnored() throws IOException {
        try (Rig rig = Rig.of(Rig.login().answer("SELECT 1", Rig.row("1")))) {
            ScriptedClient client = rig.client();
            client.send(Frames.copyData("late"), Frames.copyDone(), Frames.copyFail("late"), Frames.flush());
            client.query("SELECT 1");
            assertThat(rig.server().received()).extracting(frame -> (char) frame.type()).containsExactly('\0', 'Q');
        }
    }

    @Test
    void trap52_dataCutByTheServersErrorDoesNotKeepTheServer() throws IOException {
        Script script = Rig.login().expectQuery("COPY t FROM STDIN").send(Frames.copyInResponse(1))
                .then(peer -> {
                    assertThat(peer.readByte()).isEqualTo(FrontendType.COPY_DATA);
                    peer.send(error("22P02"), Frames.readyForQuery('I'));
                    for (int i = 0; i < 4 + 100_000; i++) {
                        peer.readByte();
                    }
                }).answer("SELECT 'B'", Rig.row("b"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            ScriptedClient other = rig.client();
            client.send(Frames.query("COPY t FROM STDIN"));
            client.expectBytes(Frames.copyInResponse(1));
            byte[] data = Frames.copyData("x".repeat(100_000));
            client.send(java.util.Arrays.copyOf(data, 10));
            client.expectBytes(error("22P02"), Frames.readyForQuery('I'));
            client.send(java.util.Arrays.copyOfRange(data, 10, data.length));
            // The client sends nothing more, but the server must serve other clients all the same.
            other.send(Frames.query("SELECT 'B'"));
            other.expectBytes(Rig.row("b"));
            rig.verify();
        }
    }

    @Test
    void trap53_theServerGoesOnAfterCopy() throws IOException {
        byte[] rest = Frames.concat(Frames.commandComplete("COPY 1"), Rig.row("1"));
        Script script = Rig.login().expectQuery("COPY t FROM STDIN; SELECT 1").send(Frames.copyInResponse(1))
                .expectBytes(Frames.copyData("1\n"), Frames.copyDone()).send(rest).answer("SELECT 'B'", Rig.row("b"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(Frames.query("COPY t FROM STDIN; SELECT 1"));
            client.expectBytes(Frames.copyInResponse(1));
            client.send(Frames.copyData("1\n"), Frames.copyDone());
            client.expectBytes(rest);
            rig.client().query("SELECT 'B'");
            rig.verify();
        }
    }

    @Test
    void trap53_libpqSendsSyncBeforeTheCopyEnds() throws IOException {
        byte[] begun = Frames.concat(Frames.parseComplete(), Frames.bindComplete(), Frames.copyInResponse(1));
        Script script = Rig.login()
                .expectBytes(Frames.parse("", "COPY t FROM STDIN"), Frames.bind("", ""), Frames.execute("", 0), Frames.sync())
                .send(begun)
                .expectBytes(Frames.copyData("1\n"), Frames.copyDone(), Frames.sync())
                .send(Frames.commandComplete("COPY 1"), Frames.readyForQuery('I')).answer("SELECT 'B'", Rig.row("b"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(Frames.parse("", "COPY t FROM STDIN"), Frames.bind("", ""), Frames.execute("", 0), Frames.sync());
            client.expectBytes(begun);
            client.send(Frames.copyData("1\n"), Frames.copyDone(), Frames.sync());
            client.expectBytes(Frames.commandComplete("COPY 1"), Frames.readyForQuery('I'));
            rig.client().query("SELECT 'B'");
            rig.verify();
        }
    }

    @Test
    void trap54_copyBothEndsOnEachSideByItself() throws IOException {
        Script script = Script.begin()
                .then(peer -> assertThat(new String(peer.expectUntyped().body(), java.nio.charset.StandardCharsets.UTF_8))
                        .contains("replication\0database\0"))
                .loginOk()
                .expectQuery("START_REPLICATION").send(Frames.copyBothResponse(0), Frames.copyData("w1"))
                .expectBytes(Frames.copyData("r1"), Frames.copyDone())
                .send(Frames.copyData("w2"), Frames.copyDone(), Frames.commandComplete("START_REPLICATION"),
                        Frames.readyForQuery('I'))
                .expectClosed();
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client("replication", "database");
            client.send(Frames.query("START_REPLICATION"));
            client.expectBytes(Frames.copyBothResponse(0), Frames.copyData("w1"));
            client.send(Frames.copyData("r1"), Frames.copyDone());
            client.expectBytes(Frames.copyData("w2"), Frames.copyDone(), Frames.commandComplete("START_REPLICATION"),
                    Frames.readyForQuery('I'));
            client.close();
            rig.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 3, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void trap56_aClientsImpossibleLengthEndsIt(int length) throws IOException {
        try (Rig rig = Rig.of(Rig.login().answer("SELECT 1", Rig.row("1")))) {
            for (byte type : new byte[] {'Q', 'P', 'B', 'd', 'S', 'Z'}) {
                ScriptedClient client = rig.client();
                client.send(Frames.int1(type), Frames.int4(length));
                ErrorResponse error = client.expectError();
                assertThat(error.sqlState()).isEqualTo("08P01");
                client.expectClosed();
            }
            rig.client().query("SELECT 1");
            rig.verify();
        }
    }

    @Test
    void trap56_midTransactionTheServerIsRolledBack() throws IOException {
        Script script = Rig.login().answer("BEGIN", Frames.commandComplete("BEGIN"), Frames.readyForQuery('T'))
                .answer("ROLLBACK", Frames.commandComplete("ROLLBACK"), Frames.readyForQuery('I'))
                .answer("SELECT 'B'", Rig.row("b"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.query("BEGIN");
            client.send(Frames.int1('!'), Frames.int4(4));
            assertThat(client.expectError().sqlState()).isEqualTo("08P01");
            client.expectClosed();
            rig.client().query("SELECT 'B'");
            rig.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "type", "ready", "status", "answer"})
    void trap56_aServersNonsenseEndsThatConnectionOnly(String kind) throws IOException {
        byte[] nonsense;
        switch (kind) {
            case "length":
                nonsense = Frames.concat(Frames.int1('D'), Frames.int4(2));
                break;
            case "type":
                nonsense = Frames.frame('!');
                break;
            case "ready":
                nonsense = Frames.frame('Z', Frames.int2(1));
                break;
            case "status":
                nonsense = Frames.readyForQuery('X');
                break;
            default:
                nonsense = Frames.parseComplete();
                break;
        }
        Script broken = Rig.login().expectQuery("SELECT 'A'").send(nonsense).then(peer -> assertThat(peer.atEnd()).isTrue());
        try (Rig rig = Rig.of(broken, Rig.login().answer("SELECT 'B'", Rig.row("b")))) {
            ScriptedClient client = rig.client();
            ScriptedClient other = rig.client();
            client.send(Frames.query("SELECT 'A'"));
            List<Frame> told = client.readUntil(BackendType.ERROR_RESPONSE);
            assertThat(ErrorResponse.read(told.get(told.size() - 1).buffer()).sqlState()).startsWith("08");
            client.expectClosed();
            other.query("SELECT 'B'");
            rig.verify();
        }
    }

    @Test
    void trap57_messagesBetweenReadyAndTheNextQueryChangeNothing() throws IOException {
        CountDownLatch idle = new CountDownLatch(1);
        byte[] between = Frames.concat(Frames.notice("NOTICE", "00000", "hello"), Frames.notification(1, "c", "p"),
                Frames.parameterStatus("in_hot_standby", "on"), Frames.parameterStatus("application_name", ""));
        Script script = Rig.login().answer("SELECT 'A'", Rig.row("a")).await(idle).send(between).answer("SELECT 'B'",
                Rig.row("b"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.query("SELECT 'A'");
            rig.awaitIdle();
            idle.countDown();
            // The messages may come before or behind the next hand-over, but must not change the next client's answer.
            assertThat(Rig.types(client.query("SELECT 'B'")).replaceAll("[NAS] ", "")).isEqualTo("T D C Z");
            rig.verify();
        }
    }

    @Test
    void trap57_inATransactionTheClientGetsThem() throws IOException {
        byte[] between = Frames.concat(Frames.notice("NOTICE", "00000", "hello"), Frames.notification(1, "c", "p"),
                Frames.parameterStatus("TimeZone", "UTC"));
        Script script = Rig.login().answer("BEGIN", Frames.commandComplete("BEGIN"), Frames.readyForQuery('T'), between)
                .answer("COMMIT", DONE);
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.query("BEGIN");
            client.expectBytes(between);
            client.query("COMMIT");
            rig.awaitIdle();
        }
    }

    @Test
    void trap58_aFatalOnAnIdleServerDropsItQuietly() throws IOException {
        CountDownLatch idle = new CountDownLatch(1);
        Script ended = Rig.login().answer("SELECT 'A'", Rig.row("a")).await(idle)
                .send(Frames.error("FATAL", "57P01", "terminating connection due to administrator command")).close();
        try (Rig rig = Rig.of(ended, Rig.login().answer("SELECT 'B'", Rig.row("b")))) {
            ScriptedClient client = rig.client();
            client.query("SELECT 'A'");
            rig.awaitIdle();
            idle.countDown();
            rig.awaitNoServer();
            assertThat(Rig.types(client.query("SELECT 'B'"))).isEqualTo("T D C Z");
            rig.verify();
        }
    }

    @Test
    void trap59_errorsWithoutAnyFieldPass() throws IOException {
        byte[] bare = Frames.frame('E', Frames.int1(0));
        Script script = Rig.login().answer("SELECT 'A'", bare, Frames.readyForQuery('I'))
                .expectBytes(batch("SELECT 'B'")).send(bare, Frames.readyForQuery('I')).answer("SELECT 'C'", Rig.row("c"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(Frames.query("SELECT 'A'"));
            client.expectBytes(bare, Frames.readyForQuery('I'));
            client.send(batch("SELECT 'B'"));
            client.expectBytes(bare, Frames.readyForQuery('I'));
            client.query("SELECT 'C'");
            rig.verify();
        }
    }

    @Test
    void trap59_alsoAtLogin() throws IOException {
        byte[] bare = Frames.frame('E', Frames.int1(0));
        try (Rig rig = Rig.of(Script.begin().expectStartup().send(bare).close())) {
            ScriptedClient client = rig.stranger();
            client.startup(Rig.USER, Rig.DATABASE);
            assertThat(client.read().type()).isEqualTo(BackendType.ERROR_RESPONSE);
            client.expectClosed();
        }
    }

    @Test
    void trap59_andToThePoolersOwnQuery() throws IOException {
        byte[] bare = Frames.frame('E', Frames.int1(0));
        try (Rig rig = Rig.of(
                Rig.login().answer("SET \"geqo\" TO 'x'", bare, Frames.readyForQuery('I')).answer("SELECT 'B'", Rig.row("b")))) {
            ScriptedClient client = rig.client("options", "-c geqo=x");
            client.send(Frames.query("SELECT 'A'"));
            assertThat(client.expectError().severity()).isEqualTo("FATAL");
            client.expectClosed();
            rig.client().query("SELECT 'B'");
            rig.verify();
        }
    }

    @Test
    void trap60_theServersOwnLastWordsReachTheClient() throws IOException {
        byte[] words = Frames.error("FATAL", "57P01", "terminating connection due to administrator command");
        Script script = Rig.login().expectQuery("SELECT 'A'").send(Frames.rowDescription("a"), Frames.dataRow("1"), words)
                .close();
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(Frames.query("SELECT 'A'"));
            client.expectBytes(Frames.rowDescription("a"), Frames.dataRow("1"), words);
            client.expectClosed();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void trap60_aServerLostInTheMiddleIs08006(boolean reset) throws IOException {
        Script script = Rig.login().expectQuery("SELECT 'A'").send(Frames.rowDescription("a"), Frames.dataRow("1"));
        try (Rig rig = Rig.of(reset ? script.abort() : script.close())) {
            ScriptedClient client = rig.client();
            client.send(Frames.query("SELECT 'A'"));
            List<Frame> got = client.readUntil(BackendType.ERROR_RESPONSE);
            ErrorResponse error = ErrorResponse.read(got.get(got.size() - 1).buffer());
            assertThat(error.severity()).isEqualTo("FATAL");
            assertThat(error.sqlState()).isEqualTo("08006");
            client.expectClosed();
        }
    }

    @Test
    void trap60_inATransactionBetweenQueriesToo() throws IOException {
        Script script = Rig.login().answer("BEGIN", Frames.commandComplete("BEGIN"), Frames.readyForQuery('T')).close();
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.query("BEGIN");
            assertThat(client.expectError().sqlState()).isEqualTo("08006");
            client.expectClosed();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void trap61_aQueryOfWhichNothingWasSentGoesToAnotherServer(boolean withLastWords) throws IOException {
        // No server has accepted this SET yet, so the pooler sends it alone. The server dies before the query is sent.
        Script dying = Rig.login().expectQuery("SET \"TimeZone\" TO 'Asia/Kolkata'");
        dying = withLastWords ? dying.send(Frames.error("FATAL", "57P01", "terminating connection")).close() : dying.abort();
        Script next = Rig.login().answer("SET \"TimeZone\" TO 'Asia/Kolkata'", Frames.parameterStatus("TimeZone", "Asia/Kolkata"),
                Frames.commandComplete("SET"), Frames.readyForQuery('I')).answer("SELECT 'A'", Rig.row("a"));
        try (Rig rig = Rig.of(dying, next)) {
            ScriptedClient client = rig.client("TimeZone", "Asia/Kolkata");
            assertThat(Rig.types(client.query("SELECT 'A'"))).isEqualTo("T D C Z");
            rig.verify();
        }
    }

    @Test
    void trap61_butNotForEver() throws IOException {
        Script dying = Rig.login().expectQuery("SET \"TimeZone\" TO 'Asia/Kolkata'")
                .send(Frames.error("FATAL", "57P01", "terminating connection")).close();
        try (Rig rig = Rig.of(dying, dying, dying, dying)) {
            ScriptedClient client = rig.client("TimeZone", "Asia/Kolkata");
            client.send(Frames.query("SELECT 'A'"));
            assertThat(client.expectError().sqlState()).isEqualTo("57P01");
            client.expectClosed();
        }
    }

    @Test
    void trap62_functionCallIsAnsweredByVAndZ() throws IOException {
        byte[] answer = Frames.concat(Frames.functionCallResponse("7"), Frames.readyForQuery('I'));
        Script script = Rig.login().expectBytes(Frames.functionCall(1598)).send(answer).then(peer -> {
            // A function may have changed session state, so the pooler cleans the server before the next client.
            Frame next = peer.expect(FrontendType.QUERY);
            while (!next.text().equals("SELECT 'B'")) {
                peer.send(DONE);
                next = peer.expect(FrontendType.QUERY);
            }
            peer.send(Rig.row("b"));
        });
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            client.send(Frames.functionCall(1598));
            client.expectBytes(answer);
            rig.client().query("SELECT 'B'");
            rig.verify();
        }
    }

    @Test
    void trap63_whatWasAskedBeforeATerminateWhileWaitingIsDoneAndTheServerKept() throws IOException {
        CountDownLatch go = new CountDownLatch(1);
        Script script = Rig.login().expectQuery("SELECT 'A'").await(go).send(Rig.row("a")).answer("SELECT 'B'", Rig.row("b"))
                .answer("SELECT 'C'", Rig.row("c"));
        try (Rig rig = Rig.of(script)) {
            ScriptedClient a = rig.client();
            ScriptedClient b = rig.client();
            a.send(Frames.query("SELECT 'A'"));
            rig.await("the query", () -> rig.server().received().size() == 2);
            b.send(Frames.query("SELECT 'B'"));
            rig.awaitWaiting(1);
            b.send(Frames.terminate());
            b.close();
            go.countDown();
            a.expectBytes(Rig.row("a"));
            rig.await("the second client to be gone", () -> rig.pool().clActive() + rig.pool().clWaiting() == 1);
            rig.client().query("SELECT 'C'");
            rig.verify();
        }
    }

    @Test
    void trap63_leavingATransactionCancelsRollsBackAndKeepsTheServer() throws IOException {
        CountDownLatch canceled = new CountDownLatch(1);
        Script working = Rig.login().answer("BEGIN", Frames.commandComplete("BEGIN"), Frames.readyForQuery('T'))
                .expectQuery("SELECT pg_sleep(60)").await(canceled).send(error("57014"), Frames.readyForQuery('E'))
                .expect(FrontendType.COPY_FAIL).expectBytes(Frames.sync()).send(Frames.readyForQuery('E')).answerBarrier('E')
                .answer("ROLLBACK", Frames.commandComplete("ROLLBACK"), Frames.readyForQuery('I'))
                .answer("SELECT 'B'", Rig.row("b"));
        Script cancel = Script.begin().expectCancel(Script.FIRST_PROCESS_ID, Script.SECRET).countDown(canceled);
        try (Rig rig = Rig.of(working, cancel)) {
            ScriptedClient client = rig.client();
            client.query("BEGIN");
            client.send(Frames.query("SELECT pg_sleep(60)"));
            rig.await("the query", () -> rig.server().received().size() == 3);
            client.abort();
            rig.client().query("SELECT 'B'");
            rig.verify();
        }
    }

    /** The pooler forwards a Query when it has all of it. So the server has received nothing of an incomplete Query. */
    @Test
    void trap63_leavingInTheMiddleOfAMessageRollsBackAndKeepsTheServer() throws IOException {
        Script kept = Rig.login().answer("BEGIN", Frames.commandComplete("BEGIN"), Frames.readyForQuery('T'))
                .answer("ROLLBACK", Frames.commandComplete("ROLLBACK"), Frames.readyForQuery('I'))
                .answer("SELECT 'B'", Rig.row("b"));
        try (Rig rig = Rig.of(kept)) {
            ScriptedClient client = rig.client();
            client.query("BEGIN");
            client.send(java.util.Arrays.copyOf(Frames.query("SELECT 'abcdefgh'"), 12));
            client.close();
            rig.client().query("SELECT 'B'");
            rig.verify();
        }
    }

    @Test
    void trap63_leavingInTheMiddleOfALongMessageCostsTheServer() throws IOException {
        CountDownLatch begun = new CountDownLatch(1);
        Script cut = Rig.login().answer("BEGIN", Frames.commandComplete("BEGIN"), Frames.readyForQuery('T'))
                .then(peer -> {
                    assertThat(peer.readByte()).isEqualTo(FrontendType.QUERY);
                    begun.countDown();
                    while (!peer.atEnd()) {
                        peer.readByte();
                    }
                });
        try (Rig rig = Rig.of(cut, Rig.login().answer("SELECT 'B'", Rig.row("b")))) {
            ScriptedClient client = rig.client();
            client.query("BEGIN");
            client.send(java.util.Arrays.copyOf(Frames.query("SELECT '" + "x".repeat(100_000) + "'"), 70_000));
            rig.await("the beginning of the query", () -> begun.getCount() == 0);
            client.close();
            rig.client().query("SELECT 'B'");
            rig.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void trap63_leavingCopyInEndsTheCopy(boolean extended) throws IOException {
        byte[] start = extended
                ? Frames.concat(Frames.parse("", "COPY t FROM STDIN"), Frames.bind("", ""), Frames.execute("", 0), Frames.flush())
                : Frames.query("COPY t FROM STDIN");
        byte[] begun = extended ? Frames.concat(Frames.parseComplete(), Frames.bindComplete(), Frames.copyInResponse(1))
                : Frames.copyInResponse(1);
        Script script = Rig.login().expectBytes(start).send(begun).expectBytes(Frames.copyData("1\n"))
                .expect(FrontendType.COPY_FAIL)
                .send(error("57014"));
        // After the error the server skips the ROLLBACK. If there was no error, the ROLLBACK undoes what a Sync alone would
        // commit.
        script = extended ? script.expectQuery("ROLLBACK") : script.send(Frames.readyForQuery('I'));
        script = script.expectBytes(Frames.sync()).send(Frames.readyForQuery('I')).answerBarrier('I').answer("SELECT 'B'",
                Rig.row("b"));
        try (Rig rig = Rig.of(script, Script.begin().expectCancel(Script.FIRST_PROCESS_ID, Script.SECRET))) {
            ScriptedClient client = rig.client();
            client.send(start);
            client.expectBytes(begun);
            client.send(Frames.copyData("1\n"));
            rig.await("the data", () -> rig.server().received().size() == (extended ? 6 : 3));
            client.close();
            rig.client().query("SELECT 'B'");
            rig.verify();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100_000, 3_000_000})
    void trap64_aWaitingClientsEndIsNoticed(int sentAhead) throws IOException {
        CountDownLatch go = new CountDownLatch(1);
        try (Rig rig = Rig
                .of(Rig.login().expectQuery("SELECT 'A'").await(go).send(Rig.row("a")).answer("SELECT 'C'", Rig.row("c")))) {
            ScriptedClient a = rig.client();
            ScriptedClient b = rig.client();
            a.send(Frames.query("SELECT 'A'"));
            rig.await("the query", () -> rig.server().received().size() == 2);
            Thread sender = new Thread(() -> {
                try {
                    b.send(Frames.query("SELECT 'B'" + "b".repeat(sentAhead)));
                } catch (IOException e) {
                    // The pooler does not read what this client sends.
                }
            });
            sender.setDaemon(true);
            sender.start();
            rig.awaitWaiting(1);
            b.abort();
            rig.awaitWaiting(0);
            go.countDown();
            a.expectBytes(Rig.row("a"));
            rig.client().query("SELECT 'C'");
            rig.verify();
        }
    }
}
