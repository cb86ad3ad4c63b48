package io.howdah.proxy.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
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
        String[] all = java.util.Arrays.copyOf(lines, lines.length + 2);
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

    @Test
    void iterationsThatTakeLongHoldUpNobodyElse() throws Exception {
        hostile.login(scram(9_000_000)); // several seconds each
        try (TestPooler pooler = pooler("scram_max_iterations: 10000000", "default_pool_size: 4", "min_pool_size: 4",
                "server_connect_timeout: 30s");
                ScriptedClient victim = pooler.unconnected()) {
            victim.startup("u", "hostile");
            Await.until("work for all threads", () -> asked.get() == 4);
            long before = System.nanoTime();
            try (ScriptedClient client = pooler.clientOf("u", "db")) {
                assertThat(Replies.value(client.query("SELECT 1"))).isNotEmpty();
            }
            // This login needs no PBKDF2. A login with PBKDF2 would wait for the same threads.
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)).isLessThan(5_000);
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
                "databases: {hostile: {host: 127.0.0.1, port: " + hostile.port() + ", connect_query: BEGIN}}", "users: {u: {}}")) {
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
