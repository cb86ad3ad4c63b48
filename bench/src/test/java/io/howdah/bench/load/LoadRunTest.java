package io.howdah.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.bench.load.login.Target;
import io.howdah.bench.load.login.TlsUse;
import io.howdah.bench.load.wire.QueryProtocol;
import io.howdah.bench.load.workload.Workload;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.auth.ScramSecret;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.Script;
import io.howdah.protocol.fixtures.ScriptedServer;
import io.howdah.proxy.testing.LeakWatch;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs loads against scripted servers. */
@Timeout(120)
@ExtendWith(LeakWatch.class)
class LoadRunTest {

    private static final byte[] ONE = Frames.oneRow("?column?", "1", 'I');
    private static final Function<String, byte[]> RIGHT = sql -> ONE;
    /** For workload own: returns the number in the query. */
    private static final Function<String, byte[]> ECHO = sql -> Frames.oneRow("?column?", sql.substring("SELECT ".length()), 'I');

    /** For transactions of several statements. */
    private static final Function<String, byte[]> BLOCK = sql -> switch (sql) {
        case "BEGIN" -> Frames.concat(Frames.commandComplete("BEGIN"), Frames.readyForQuery('T'));
        case "COMMIT" -> Frames.concat(Frames.commandComplete("COMMIT"), Frames.readyForQuery('I'));
        default -> Frames.oneRow("?column?", "1", 'T');
    };

    @Test
    void countsWhatItDid() throws Exception {
        AtomicInteger answers = new AtomicInteger();
        Script script = Script.begin().acceptLogin().then(Answers.to(sql -> {
            assertThat(sql).isEqualTo("SELECT 1");
            answers.incrementAndGet();
            return ONE;
        }));
        try (ScriptedServer server = ScriptedServer.start(script, script, script)) {
            LoadResult result = run(plan(server).withClients(3));
            server.verify();
            assertThat(result.errors()).isEmpty();
            assertThat(result.clients()).isEqualTo(3);
            // The server also answers transactions before the counting and under way at its end, which do not count.
            assertThat(result.transactions()).isLessThanOrEqualTo(answers.get()).isPositive();
            assertThat(result.statements()).isEqualTo(result.transactions());
            assertThat(result.latencies().getTotalCount()).isEqualTo(result.transactions());
            // All transactions but the first of each client.
            assertThat(result.inTurn().getTotalCount()).isBetween(result.transactions() - 3, result.transactions());
            assertThat(result.measuredSeconds()).isBetween(0.2, 20.0);
        }
    }

    @Test
    void knowsEveryWayToLogIn() throws Exception {
        Script rest = Answers.to(RIGHT);
        for (Script login : List.of(Script.begin().acceptLogin(), Script.begin().acceptCleartextLogin("secret"),
                Script.begin().acceptMd5Login("u", "secret"), Script.begin().acceptScramLogin(ScramSecret.derive("secret")))) {
            try (ScriptedServer server = ScriptedServer.start(login.then(rest), login.then(rest))) {
                assertThat(run(plan(server).withClients(2)).errors()).isEmpty();
                server.verify();
            }
        }
    }

    @Test
    void nobodyGetsIn() {
        try (ScriptedServer server = ScriptedServer.startRepeating(Script.begin().refuseLogin("53300", "sorry"))) {
            assertThatThrownBy(() -> run(plan(server).withClients(5))).isInstanceOf(IOException.class)
                    .hasMessageContaining("53300 sorry");
        }
        int port;
        try (ScriptedServer server = ScriptedServer.start()) {
            port = server.port();
        }
        assertThatThrownBy(() -> run(plan(Target.local(port, "d", "u")))).isInstanceOf(IOException.class)
                .hasMessageContaining("08001");
    }

    @Test
    void saysThatAPasswordIsMissing() {
        try (ScriptedServer server = ScriptedServer.startRepeating(Script.begin().acceptCleartextLogin("secret"))) {
            Target target = Target.local(server.port(), "d", "u");
            assertThatThrownBy(() -> run(plan(target))).isInstanceOf(IOException.class)
                    .hasMessageContaining("asks for a password");
        }
    }

    @Test
    void goesOnWithThoseThatGotIn() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.begin().acceptLogin().then(Answers.to(RIGHT)),
                Script.begin().refuseLogin("53300", "sorry"))) {
            LoadResult result = run(plan(server).withClients(2));
            assertThat(result.clients()).isEqualTo(1);
            assertThat(result.errors()).isEqualTo(Map.of("53300", 1L));
            assertThat(result.firstErrors()).containsExactly("53300 sorry");
            assertThat(result.transactions()).isPositive();
        }
    }

    @Test
    void saysThatThereIsNoTls() {
        try (ScriptedServer server = ScriptedServer.startRepeating(Script.begin().acceptLogin())) {
            Target target = Target.local(server.port(), "d", "u").withTls(TlsUse.TRUST_ALL);
            assertThatThrownBy(() -> run(plan(target))).isInstanceOf(IOException.class)
                    .hasMessageContaining("does not offer TLS");
        }
    }

    @Test
    void countsErrorsByState() throws Exception {
        AtomicInteger queries = new AtomicInteger();
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        Script script = Script.begin().acceptLogin().then(Answers.to(sql -> switch (queries.getAndIncrement() % 3) {
            case 0 -> {
                first.incrementAndGet();
                yield Frames.concat(Frames.error("ERROR", "22012", "division by zero"), Frames.readyForQuery('I'));
            }
            case 1 -> {
                second.incrementAndGet();
                yield Frames.concat(Frames.rowDescription("a"), Frames.error("ERROR", "57014", "canceled"),
                        Frames.readyForQuery('I'));
            }
            default -> ONE;
        }));
        try (ScriptedServer server = ScriptedServer.start(script)) {
            LoadResult result = run(plan(server));
            server.verify();
            assertThat(result.errors()).isEqualTo(Map.of("22012", (long) first.get(), "57014", (long) second.get()));
            assertThat(result.errorCount()).isEqualTo(first.get() + second.get());
            assertThat(result.transactions()).isLessThanOrEqualTo(queries.get() - result.errorCount()).isPositive();
        }
    }

    @Test
    void rollsBackWhatFailed() throws Exception {
        Script round = Script.begin()
                .answer("BEGIN", Frames.commandComplete("BEGIN"), Frames.readyForQuery('T'))
                .answer("SELECT 1", Frames.error("ERROR", "40001", "again"), Frames.readyForQuery('E'))
                .answer("ROLLBACK", Frames.commandComplete("ROLLBACK"), Frames.readyForQuery('I'));
        Script good = Script.begin()
                .answer("BEGIN", BLOCK.apply("BEGIN")).answer("SELECT 1", BLOCK.apply("SELECT 1"))
                .answer("SELECT 1", BLOCK.apply("SELECT 1")).answer("COMMIT", BLOCK.apply("COMMIT"));
        Script script = Script.begin().acceptLogin().then(round).then(good).then(Answers.to(BLOCK));
        try (ScriptedServer server = ScriptedServer.start(script)) {
            LoadResult result = run(plan(server).withStatements(2, false));
            server.verify();
            assertThat(result.errors()).isEqualTo(Map.of("40001", 1L));
        }
    }

    @Test
    void aFailedBatchCountsOnce() throws Exception {
        byte[] refused = Frames.concat(Frames.error("ERROR", "25P02", "aborted"), Frames.readyForQuery('E'));
        Script script = Script.begin().acceptLogin()
                .expectBytes(Frames.query("BEGIN"), Frames.query("SELECT 1"), Frames.query("SELECT 1"), Frames.query("COMMIT"))
                .send(Frames.commandComplete("BEGIN"), Frames.readyForQuery('T'),
                        Frames.error("ERROR", "40001", "again"), Frames.readyForQuery('E'), refused,
                        Frames.commandComplete("ROLLBACK"), Frames.readyForQuery('I'))
                .answer("BEGIN", BLOCK.apply("BEGIN")).then(Answers.to(BLOCK));
        try (ScriptedServer server = ScriptedServer.start(script)) {
            LoadResult result = run(plan(server).withStatements(2, true));
            server.verify();
            assertThat(result.errors()).isEqualTo(Map.of("40001", 1L));
        }
    }

    @Test
    void comesBackAfterAnEndOfTheConnection() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                Script.begin().acceptLogin().expectQuery("SELECT 1").close(),
                Script.begin().acceptLogin().expectQuery("SELECT 1").send(Frames.error("FATAL", "57P01", "bye")).close(),
                Script.begin().acceptLogin().then(Answers.to(RIGHT)))) {
            LoadResult result = run(plan(server).withTimes(Duration.ZERO, Duration.ofSeconds(1)));
            server.verify();
            assertThat(result.errors()).isEqualTo(Map.of("08006", 1L, "57P01", 1L));
            assertThat(result.transactions()).isPositive();
        }
    }

    @Test
    void noticesAnswersThatAreSomebodyElses() throws Exception {
        AtomicInteger queries = new AtomicInteger();
        Script script = Script.begin().acceptLogin().then(Answers.to(sql -> switch (queries.getAndIncrement()) {
            case 0 -> Frames.oneRow("?column?", "77", 'I');
            case 1 -> Frames.concat(Frames.rowDescription("a"), Frames.commandComplete("SELECT 0"), Frames.readyForQuery('I'));
            case 2 -> Frames.concat(Frames.dataRow(sql.substring(7)), ECHO.apply(sql));
            default -> ECHO.apply(sql);
        }));
        try (ScriptedServer server = ScriptedServer.start(script)) {
            LoadResult result = run(plan(server).withWorkload(new Workload.Own()));
            server.verify();
            assertThat(result.errors()).isEqualTo(Map.of(LoadResult.WRONG_ANSWER, 3L));
            assertThat(result.transactions()).isPositive();
        }
    }

    @Test
    void answersMayComeByteByByte() throws Exception {
        Script script = Script.begin().acceptLogin().then(Answers.crumbsTo(ECHO));
        try (ScriptedServer server = ScriptedServer.start(script)) {
            LoadResult result = run(plan(server).withWorkload(new Workload.Own()));
            server.verify();
            assertThat(result.errors()).isEmpty();
            assertThat(result.transactions()).isPositive();
        }
    }

    @Test
    void oneReadyForQueryTooManyIsAnError() throws Exception {
        Script good = Script.begin().acceptLogin().then(Answers.to(RIGHT));
        Script script = Script.begin().acceptLogin().expectQuery("SELECT 1")
                .send(ONE, Frames.readyForQuery('I'), Frames.readyForQuery('I'));
        try (ScriptedServer server = ScriptedServer.start(script, good)) {
            LoadResult result = run(plan(server).withRate(20).withTimes(Duration.ZERO, Duration.ofSeconds(1)));
            assertThat(result.errors()).isEqualTo(Map.of("08006", 1L));
            assertThat(result.firstErrors()).first().asString().contains("without a request");
        }
    }

    @Test
    void connectsForEachTransaction() throws Exception {
        try (ScriptedServer server = ScriptedServer.startRepeating(Script.begin().acceptLogin().answer("SELECT 1", ONE)
                .expect(FrontendType.TERMINATE).expectClosed())) {
            LoadResult result = run(plan(server).withReconnecting(true).withClients(2));
            server.verify();
            assertThat(result.errors()).isEmpty();
            assertThat(result.transactions()).isPositive().isLessThanOrEqualTo(server.connections());
            assertThat(result.loginsPerSecond()).isPositive();
            assertThat(result.inTurn().getTotalCount()).isZero();
        }
    }

    @Test
    void namedStatementsArePreparedOncePerConnection() throws Exception {
        byte[] answer = Frames.concat(Frames.bindComplete(), Frames.rowDescription("a"), Frames.dataRow("1"),
                Frames.commandComplete("SELECT 1"), Frames.readyForQuery('I'));
        byte[] request = Frames.concat(Frames.bind("", "howdah_bench_0"), Frames.describePortal(""), Frames.execute("", 0),
                Frames.sync());
        Script script = Script.begin().acceptLogin().expectBytes(Frames.parse("howdah_bench_0", "SELECT 1"), Frames.sync())
                .send(Frames.parseComplete(), Frames.readyForQuery('I'))
                .expectBytes(request).send(answer).expectBytes(request).send(answer).then(Answers.toSync(answer));
        try (ScriptedServer server = ScriptedServer.start(script)) {
            LoadResult result = run(plan(server).withProtocol(QueryProtocol.PREPARED));
            server.verify();
            assertThat(result.errors()).isEmpty();
        }
    }

    @Test
    void aStatementThatCannotBePreparedKeepsTheClientOut() {
        Script script = Script.begin().acceptLogin().expect(FrontendType.PARSE).expect(FrontendType.SYNC)
                .send(Frames.error("ERROR", "42P01", "no such table"), Frames.readyForQuery('I'));
        try (ScriptedServer server = ScriptedServer.startRepeating(script)) {
            assertThatThrownBy(() -> run(plan(server).withProtocol(QueryProtocol.PREPARED)))
                    .isInstanceOf(IOException.class).hasMessageContaining("42P01 no such table");
        }
    }

    @Test
    void aServerThatStallsIsNotSparedWhatWouldHaveCome() throws Exception {
        CountDownLatch moment = new CountDownLatch(1);
        Script script = Script.begin().acceptLogin().answer("SELECT 1", ONE).expectQuery("SELECT 1").await(moment).send(ONE)
                .then(Answers.to(RIGHT));
        try (ScriptedServer server = ScriptedServer.start(script)) {
            LoadPlan plan = plan(server).withRate(200).withTimes(Duration.ZERO, Duration.ofSeconds(2));
            LoadResult result = LoadRun.run(plan, new LoadProgress() {
                @Override
                public void moment(LoadMoment now) {
                    if (now.phase() == LoadMoment.Phase.MEASURING) {
                        moment.countDown();
                    }
                }
            });
            server.verify();
            // Half of all arrivals, nearly all of the first second, met the stall and waited for up to a second. A closed loop
            // would have measured a single slow transaction.
            assertThat(result.latencyMillis(70)).isGreaterThan(100);
            assertThat(result.inTurn().getTotalCount()).isZero();
        }
    }

    @Test
    void whatLoginsLeftBehindIsCollectedBeforeTheLoadBegins() throws Exception {
        // Made in the middle of a login, the object stands for a login's garbage.
        AtomicReference<WeakReference<Object>> garbage = new AtomicReference<>();
        Queue<Boolean> collected = new ConcurrentLinkedQueue<>();
        Script login = Script.begin().then(peer -> garbage.set(new WeakReference<>(new Object()))).acceptLogin();
        Script script = login.then(Answers.to(sql -> {
            collected.add(garbage.get().refersTo(null));
            return ONE;
        }));
        try (ScriptedServer server = ScriptedServer.start(script)) {
            run(plan(server));
            server.verify();
        }
        assertThat(collected).first().isEqualTo(true);
    }

    @Test
    void endsEarlyWhenToldTo() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(Script.begin().acceptLogin().then(Answers.to(RIGHT)))) {
            LoadRun[] run = new LoadRun[1];
            run[0] = new LoadRun(plan(server).withTimes(Duration.ZERO, Duration.ofHours(1)), new LoadProgress() {
                @Override
                public void moment(LoadMoment moment) {
                    if (moment.phase() == LoadMoment.Phase.MEASURING) {
                        run[0].stop();
                    }
                }
            });
            LoadResult result = run[0].run();
            assertThat(result.errors()).isEmpty();
            assertThat(result.transactions()).isPositive();
            assertThat(result.measuredSeconds()).isBetween(0.5, 30.0);
        }
    }

    private static LoadPlan plan(ScriptedServer server) {
        return plan(new Target("127.0.0.1", server.port(), "d", "u", "secret", TlsUse.OFF));
    }

    private static LoadPlan plan(Target target) {
        return LoadPlan.to(target).withWorkload(new Workload.Select1()).withTimes(Duration.ZERO, Duration.ofMillis(200));
    }

    private static LoadResult run(LoadPlan plan) throws IOException, InterruptedException {
        return LoadRun.run(plan, LoadProgress.NONE);
    }
}
