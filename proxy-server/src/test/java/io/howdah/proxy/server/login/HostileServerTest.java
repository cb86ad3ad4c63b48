package io.howdah.proxy.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.auth.ScramClient;
import io.howdah.protocol.auth.ScramSecret;
import io.howdah.protocol.auth.ScramServer;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.protocol.frontend.SASLInitialResponse;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that try to exhaust the pooler at login. The pooler refuses them, and other connections notice nothing. */
@WholePooler
@Timeout(120)
class HostileServerTest {

    private static final int MEGABYTE = 1 << 20;

    private final FakePostgres hostile = FakePostgres.start();
    private final FakePostgres other = FakePostgres.start();
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void end() {
        hostile.close();
        other.close();
    }

    private TestPooler pooler(String... lines) {
        String[] all = Arrays.copyOf(lines, lines.length + 2);
        all[lines.length] = "databases: {db: {host: 127.0.0.1, port: " + other.port() + "}, hostile: {host: 127.0.0.1, port: "
                + hostile.port()
                + ", user: u, password: secret}}";
        all[lines.length + 1] = "users: {u: {}}";
        return TestPooler.start(all);
    }

    private static ErrorResponse refused(TestPooler pooler) throws IOException {
        try (ScriptedClient client = pooler.unconnected()) {
            client.startup("u", "hostile");
            return ErrorResponse.read(client.readUntil(BackendType.ERROR_RESPONSE).get(0).buffer());
        }
    }

    /** A SCRAM login with so many iterations, and each time another salt. It ends at the client's proof. */
    private FakePostgres.Login scram(int iterations) {
        return (server, peer) -> {
            peer.send(Frames.authenticationSasl("SCRAM-SHA-256"));
            Frame first = peer.read();
            String text = new String(first.body(), StandardCharsets.UTF_8);
            String nonce = text.substring(text.indexOf("r=") + 2);
            String salt = Base64.getEncoder().encodeToString(("salt" + asked.incrementAndGet()).getBytes(StandardCharsets.UTF_8));
            peer.send(Frames.authenticationSaslContinue(
                    ("r=" + nonce + "x,s=" + salt + ",i=" + iterations).getBytes(StandardCharsets.UTF_8)));
            FakePostgres.waitForEnd(peer);
            return false;
        };
    }

    @Test
    void moreScramIterationsThanTheSettingAllowsAreRefusedBeforeAnyIsMade() throws Exception {
        hostile.login(scram(100_001));
        try (TestPooler pooler = pooler()) {
            long before = System.nanoTime();
            assertThat(refused(pooler).message()).contains("100001 SCRAM iterations").contains("scram_max_iterations is 100000");
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)).isLessThan(5_000);
        }
    }

    /** A pooler whose pools wait long for each login, and have room for five servers. */
    private TestPooler patient() {
        return TestPooler.start("scram_max_iterations: 10000000", "default_pool_size: 5", "server_connect_timeout: 60s",
                "server_login_retry: 60s",
                "databases: {db: {host: 127.0.0.1, port: " + other.port() + ", user: u, password: secret}, hostile: {host: "
                        + "127.0.0.1, port: " + hostile.port() + ", user: u, password: secret}}",
                "users: {u: {}}");
    }

    /**
     * Makes the hostile server ask for the work of so many logins at once. A pool opens several connections at once only when it
     * has a server, so that the first login is an honest one.
     */
    private void askFor(int logins, TestPooler pooler) throws IOException {
        pooler.clientOf("u", "hostile").query("begin");
        hostile.login(scram(10_000_000)); // several seconds each
        for (int i = 0; i < logins; i++) {
            pooler.clientOf("u", "hostile").send(Frames.query("SELECT 1"));
        }
        Await.until("the work of " + logins + " logins", () -> asked.get() == logins);
    }

    @Test
    void iterationsThatTakeLongHoldUpNobodyElse() throws Exception {
        try (TestPooler pooler = patient()) {
            askFor(4, pooler);
            long before = System.nanoTime();
            try (ScriptedClient client = pooler.clientOf("u", "db")) {
                assertThat(Replies.value(client.query("SELECT 1"))).isNotEmpty();
            }
            // This login needs no PBKDF2. A login with PBKDF2 would wait for the same threads.
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)).isLessThan(5_000);
        }
    }

    /** A login that wants a proof of the password "secret". */
    private static FakePostgres.Login honestScram() {
        ScramSecret secret = ScramSecret.derive("secret");
        return (server, peer) -> {
            peer.send(Frames.authenticationSasl(ScramServer.MECHANISM));
            ScramServer scram = new ScramServer(secret, false);
            peer.send(Frames.authenticationSaslContinue(scram.first(SASLInitialResponse.read(peer.read().buffer()).data())));
            peer.send(Frames.authenticationSaslFinal(scram.last(peer.read().body())));
            return FakePostgres.ACCEPT.run(server, peer);
        };
    }

    /** Threads that salt a password now. */
    private static long saltingThreads() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Arrays.stream(stack).anyMatch(call -> call.getMethodName().equals("saltedPassword"))).count();
    }

    @Test
    void iterationsThatTakeLongHoldUpNoPasswordOfOtherServers() throws Exception {
        other.login(honestScram());
        try (TestPooler pooler = patient()) {
            askFor(4, pooler);
            Await.until("a thread at work", () -> saltingThreads() > 0);
            try (ScriptedClient client = pooler.clientOf("u", "db")) {
                assertThat(Replies.value(client.query("SELECT 1"))).isNotEmpty();
            }
            assertThat(saltingThreads()).as("threads that still work for the hostile server").isEqualTo(1);
        }
    }

    @Test
    void theThreadIsFreeSoonAfterTheAttemptIsOver() throws Exception {
        long before = System.nanoTime();
        ScramClient.saltedPassword("secret", new byte[16], 1_000_000, () -> false);
        long wholeNanos = 10 * (System.nanoTime() - before);
        hostile.login(scram(10_000_000));
        try (TestPooler pooler = pooler("scram_max_iterations: 10000000", "default_pool_size: 1",
                "server_connect_timeout: 300ms", "server_login_retry: 60s");
                ScriptedClient victim = pooler.unconnected()) {
            victim.startup("u", "hostile");
            Await.until("a thread at work", () -> saltingThreads() > 0);
            Await.until("the end of the attempt", () -> hostile.open() == 0);
            long end = System.nanoTime();
            Await.until("no thread at work", () -> saltingThreads() == 0);
            assertThat(System.nanoTime() - end).as("nanoseconds to the end of the work").isLessThan(wholeNanos / 2);
        }
    }

    @Test
    void aPoolerThatEndsMeanwhileSaysNothingOfTheWork() throws Exception {
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, problem) -> uncaught.add(problem));
        try {
            hostile.login(scram(10_000_000));
            List<Thread> threads;
            try (TestPooler pooler = patient()) {
                pooler.unconnected().startup("u", "hostile");
                Await.until("a thread at work", () -> saltingThreads() > 0);
                threads = Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("howdah-work")).toList();
            }
            Await.until("the end of the threads", () -> threads.stream().noneMatch(Thread::isAlive));
            assertThat(uncaught).isEmpty();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void anEndlessMessageAtLoginIsNotGathered() throws Exception {
        for (byte type : new byte[] {BackendType.ERROR_RESPONSE, BackendType.PARAMETER_STATUS, BackendType.AUTHENTICATION}) {
            hostile.login((server, peer) -> {
                peer.send(Frames.concat(Frames.int1(type), Frames.int4(512 * MEGABYTE)));
                try {
                    for (int i = 0; i < 256; i++) {
                        peer.send(new byte[MEGABYTE]);
                    }
                } catch (IOException closed) {
                    // The pooler has closed the connection, as it should.
                }
                return false;
            });
            try (TestPooler pooler = pooler()) {
                long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
                assertThat(refused(pooler).message()).contains("bytes from server at login");
                assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before).isLessThan(8 * MEGABYTE);
            }
        }
    }

    @Test
    void parametersWithoutEndAreRefused() throws Exception {
        hostile.login((server, peer) -> {
            peer.send(Frames.authenticationOk());
            try {
                for (int i = 0; i < 100_000; i++) {
                    peer.send(Frames.parameterStatus("name" + i, "x".repeat(1_000)));
                }
            } catch (IOException closed) {
                // The pooler has closed the connection, as it should.
            }
            return false;
        });
        try (TestPooler pooler = pooler()) {
            assertThat(refused(pooler).message()).contains("parameters of more than");
        }
    }

    /** Its first client would find itself in a transaction that it has not begun, and in another client's after that. */
    @Test
    void aServerInATransactionIsNotLoggedIn() throws Exception {
        for (byte[] ready : new byte[][] {Frames.readyForQuery('T'), Frames.readyForQuery('E'), Frames.frame('Z'),
            Frames.frame('Z', Frames.utf8("II")), Frames.readyForQuery('x')}) {
            hostile.login((server, peer) -> {
                peer.send(Frames.authenticationOk(), Frames.backendKeyData(1, new byte[4]), ready);
                FakePostgres.waitForEnd(peer);
                return false;
            });
            try (TestPooler pooler = pooler()) {
                assertThat(refused(pooler).message()).startsWith("server login failed: ");
            }
        }
    }

    @Test
    void connectQueryMustEndItsTransaction() throws Exception {
        hostile.login((server, peer) -> {
            FakePostgres.ACCEPT.run(server, peer);
            peer.read();
            peer.send(Frames.commandComplete("BEGIN"), Frames.readyForQuery('T'));
            FakePostgres.waitForEnd(peer);
            return false;
        });
        try (TestPooler pooler = TestPooler.start(
                "databases: {hostile: {host: 127.0.0.1, port: " + hostile.port() + ", connect_query: BEGIN}}",
                "users: {u: {}}")) {
            assertThat(refused(pooler).message())
                    .isEqualTo("server login failed: the server is in a transaction after connect_query");
        }
    }

    @Test
    void rowsOfConnectQueryMayBeAsLongAsTheyLike() throws Exception {
        hostile.login((server, peer) -> {
            FakePostgres.ACCEPT.run(server, peer);
            peer.read();
            peer.send(Frames.rowDescription("a"), Frames.dataRow("x".repeat(3 * MEGABYTE)), Frames.dataRow("y"),
                    Frames.notice("NOTICE", "00000", "n".repeat(MEGABYTE)), Frames.commandComplete("SELECT 2"),
                    Frames.readyForQuery('I'));
            return true;
        });
        try (TestPooler pooler = TestPooler.start(
                "databases: {hostile: {host: 127.0.0.1, port: " + hostile.port() + ", connect_query: SELECT large}}",
                "users: {u: {}}");
                ScriptedClient client = pooler.clientOf("u", "hostile")) {
            assertThat(Replies.value(client.query("SELECT 1"))).isNotEmpty();
        }
    }
}
