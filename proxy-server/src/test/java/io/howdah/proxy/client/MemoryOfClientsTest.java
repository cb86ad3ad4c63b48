package io.howdah.proxy.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.console.view.MemorySnapshot;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Console;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The pooler leaves requests in a client's socket while no server serves the client, and makes no answers that the client does
 * not read.
 */
@WholePooler
@Timeout(120)
class MemoryOfClientsTest {

    private static final int MEGABYTE = 1 << 20;
    private static final int MANY = 64;

    private final FakePostgres postgres = FakePostgres.start();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        postgres.close();
    }

    private TestPooler pooler(String... lines) {
        TestPooler pooler = TestPooler.before(postgres, lines);
        open.add(0, pooler);
        return pooler;
    }

    private <T extends AutoCloseable> T closedLater(T one) {
        open.add(0, one);
        return one;
    }

    private static long memory() {
        return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }

    private static long held(TestPooler pooler, String account) {
        return pooler.pooler().view().memory().stream().filter(row -> row.name().equals(account)).mapToLong(MemorySnapshot::used)
                .sum();
    }

    /** Sends on another thread, because the pooler may leave the bytes in the socket. */
    private Thread sends(ScriptedClient client, byte[] bytes) {
        Thread sender = new Thread(() -> {
            try {
                client.send(bytes);
            } catch (IOException e) {
                // The pooler has closed the connection; the test notices.
            }
        });
        sender.setDaemon(true);
        sender.start();
        return sender;
    }

    private static byte[] longQuery(int length) {
        return Frames.query("/* " + "x".repeat(length) + " */ SELECT 1");
    }

    private List<ScriptedClient> manyClients(TestPooler pooler) throws IOException {
        List<ScriptedClient> clients = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            clients.add(closedLater(pooler.client()));
        }
        return clients;
    }

    /** All send a query of 400 kB that has to wait, and most of it stays in their sockets. */
    private void waitWithLongQueries(TestPooler pooler, List<ScriptedClient> clients) {
        long before = memory();
        byte[] query = longQuery(400 << 10);
        for (ScriptedClient client : clients) {
            sends(client, query);
        }
        pooler.awaitWaiting(MANY);
        assertThat(memory() - before).isLessThan(8 * MEGABYTE);
        assertThat(held(pooler, "waiting_bytes")).as("KB held").isBetween(1L, MANY * 48L);
    }

    private void allAreAnswered(TestPooler pooler, List<ScriptedClient> clients) throws IOException {
        for (ScriptedClient client : clients) {
            assertThat(Replies.value(client.readUntil((byte) 'Z'))).isNotEmpty();
        }
        Await.until("nothing held", () -> held(pooler, "waiting_bytes") == 0);
    }

    @Test
    void requestsOfClientsThatWaitStayInTheirSockets() throws Exception {
        TestPooler pooler = pooler("default_pool_size: 1");
        ScriptedClient first = closedLater(pooler.client());
        first.send(Frames.query("hold"));
        Await.until("a busy server", () -> postgres.holding() == 1);
        List<ScriptedClient> clients = manyClients(pooler);
        waitWithLongQueries(pooler, clients);
        postgres.letGo(1);
        allAreAnswered(pooler, clients);
    }

    @Test
    void requestsDuringPauseStayInTheirSocketsAndTheConsoleAnswers() throws Exception {
        TestPooler pooler = pooler("admin_users: [v]");
        Console first = closedLater(pooler.console("v"));
        List<ScriptedClient> clients = manyClients(pooler);
        first.command("PAUSE");
        waitWithLongQueries(pooler, clients);
        Console late = closedLater(pooler.console("v"));
        assertThat(late.row("SHOW POOLS", "user", "u")).containsEntry("cl_waiting", "64");
        late.command("RESUME");
        allAreAnswered(pooler, clients);
    }

    @Test
    void aClientThatHangsUpWhileItsRequestIsInItsSocketIsNoticed() throws Exception {
        TestPooler pooler = pooler("default_pool_size: 1");
        closedLater(pooler.client()).send(Frames.query("hold"));
        Await.until("a busy server", () -> postgres.holding() == 1);
        ScriptedClient large = closedLater(pooler.client());
        ScriptedClient small = closedLater(pooler.client());
        Thread sender = sends(large, longQuery(8 * MEGABYTE));
        small.send(Frames.query("SELECT 1"));
        pooler.awaitWaiting(2);
        small.send(Frames.query("SELECT 2"));

        small.close();
        pooler.awaitWaiting(1);
        large.close();
        pooler.awaitWaiting(0);
        sender.join(TimeUnit.SECONDS.toMillis(10));
        assertThat(held(pooler, "waiting_bytes")).isZero();
    }

    @Test
    void strangersHoldNothingThatIsNotNeeded() throws Exception {
        TestPooler pooler = pooler("auth_type: md5", "client_login_timeout: 2s");
        long before = memory();
        List<ScriptedClient> strangers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            ScriptedClient stranger = closedLater(pooler.unconnected());
            stranger.startup("u", "db");
            strangers.add(stranger);
            // A password message of 65,530 bytes without its end.
            sends(stranger, Frames.concat(Frames.int1((byte) 'p'), Frames.int4(65_530), new byte[65_000]));
        }
        for (ScriptedClient stranger : strangers) {
            stranger.expect((byte) 'R');
            assertThat(errorOrEnd(stranger)).isIn("08P01", "end");
        }
        assertThat(memory() - before).isLessThan(8 * MEGABYTE);
        assertThat(held(pooler, "login_bytes")).isZero();
    }

    /** A TCP reset may overtake the error, because the pooler has not read all of the client's bytes. */
    private static String errorOrEnd(ScriptedClient client) {
        try {
            return client.expectError().sqlState();
        } catch (IOException | AssertionError e) {
            return "end";
        }
    }

    @Test
    void aMessageInPiecesIsStillTakenFromAStranger() throws Exception {
        TestPooler pooler = closedLater(TestPooler.start("auth_type: plain", "users: {u: {password: secret}}",
                "databases: {db: {host: 127.0.0.1, port: " + postgres.port() + "}}"));
        ScriptedClient stranger = closedLater(pooler.unconnected());
        byte[] startup = Frames.startup("u", "db");
        stranger.send(java.util.Arrays.copyOf(startup, 9));
        Await.until("a part is held", () -> held(pooler, "login_bytes") > 0);
        stranger.send(java.util.Arrays.copyOfRange(startup, 9, startup.length));
        stranger.expect((byte) 'R');
        byte[] password = Frames.password("secret");
        stranger.send(java.util.Arrays.copyOf(password, 7));
        Await.until("a part is held", () -> held(pooler, "login_bytes") > 0);
        stranger.send(java.util.Arrays.copyOfRange(password, 7, password.length));
        stranger.readUntil((byte) 'Z');
        assertThat(held(pooler, "login_bytes")).isZero();
        assertThat(Replies.value(stranger.query("SELECT 1"))).isNotEmpty();
    }

    /** Bytes received from clients so far. */
    private static long received(TestPooler pooler) {
        try {
            return pooler.pooler().view().stats().toCompletableFuture().get().stream()
                    .mapToLong(stats -> stats.totals().received()).sum();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the pooler reads no more from clients. */
    private static void awaitQuiet(TestPooler pooler) {
        long[] last = {-1, 0};
        Await.until("no more is taken", () -> {
            long now = received(pooler);
            last[1] = now == last[0] ? last[1] + 1 : 0;
            last[0] = now;
            return last[1] > 200;
        });
    }

    @Test
    void aClientThatReadsNoAnswersIsNotRead() throws Exception {
        TestPooler pooler = pooler("tcp_socket_buffer: 16384");
        Replies.value(closedLater(pooler.client()).query("SELECT 1"));
        for (byte[] request : List.of(Frames.sync(), Frames.closeStatement("nobodys"))) {
            ScriptedClient client = closedLater(pooler.client());
            long before = memory();
            long receivedBefore = received(pooler);
            sends(client, Frames.concat(Collections.nCopies(8 * MEGABYTE / request.length, request).toArray(byte[][]::new)));
            Await.until("unsent answers", () -> held(pooler, "unsent_bytes") > 200);
            awaitQuiet(pooler);

            assertThat(received(pooler) - receivedBefore).isLessThan(6L * MEGABYTE);
            assertThat(memory() - before).isLessThan(4 * MEGABYTE);
            assertThat(held(pooler, "unsent_bytes")).as("KB held").isBetween(200L, 1024L);
            client.close();
            Await.until("nothing held", () -> held(pooler, "unsent_bytes") == 0);
        }
    }

    @Test
    void whoReadsNoAnswersToItsParsesHoldsUpNeitherNeighboursNorTheLog() throws Exception {
        TestPooler pooler = pooler("tcp_socket_buffer: 16384", "default_pool_size: 2");
        ScriptedClient neighbour = closedLater(pooler.client());
        byte[] known = Frames.concat(Frames.parse("s", "SELECT 1"), Frames.sync());
        neighbour.send(known);
        neighbour.readUntil((byte) 'Z');
        byte[] named = Frames.concat(Frames.parse("s", "SELECT 1"), Frames.closeStatement("s"), Frames.sync());
        for (byte[] requests : List.of(Frames.concat(Frames.parse("", "SELECT 1"), Frames.sync()), named)) {
            ScriptedClient client = closedLater(pooler.client());
            client.send(requests);
            client.readUntil((byte) 'Z');
            long before = memory();
            long receivedBefore = received(pooler);
            int lines = pooler.log().size();
            sends(client, Frames.concat(Collections.nCopies(8 * MEGABYTE / requests.length, requests).toArray(byte[][]::new)));
            Await.until("some are taken", () -> received(pooler) - receivedBefore > 50_000);
            awaitQuiet(pooler);

            assertThat(received(pooler) - receivedBefore).isLessThan(6L * MEGABYTE);
            assertThat(memory() - before).isLessThan(4 * MEGABYTE);
            assertThat(held(pooler, "unsent_bytes")).as("KB held").isLessThan(1024L);
            for (int i = 0; i < 100; i++) {
                if (i == 50) {
                    client.close();
                }
                assertThat(Replies.value(neighbour.query("SELECT " + i))).isNotEmpty();
            }
            Await.until("nothing held", () -> held(pooler, "unsent_bytes") == 0);
            Await.until("the client to have gone", () -> pooler.pool().clActive() == 1);
            assertThat(pooler.log().subList(lines, pooler.log().size())).as("lines of the log").hasSizeLessThan(5);
        }
    }

    @Test
    void requestsAheadOfAServerThatIsBusyStayInTheirSocket() throws Exception {
        TestPooler pooler = pooler();
        ScriptedClient client = closedLater(pooler.client());
        client.send(Frames.query("hold"));
        Await.until("a busy server", () -> postgres.holding() == 1);
        long before = received(pooler);
        sends(client, Frames.concat(Collections.nCopies(8 * MEGABYTE / 5, Frames.sync()).toArray(byte[][]::new)));
        Await.until("some are taken", () -> received(pooler) - before > 50_000);
        awaitQuiet(pooler);
        assertThat(received(pooler) - before).as("bytes of Syncs, each of which the pooler has to remember").isLessThan(300_000);
    }

    @Test
    void whoReadsItsAnswersLateGetsAllOfThem() throws Exception {
        TestPooler pooler = pooler("tcp_socket_buffer: 16384");
        Replies.value(closedLater(pooler.client()).query("SELECT 1"));
        int count = 400_000;
        byte[] requests = Frames.concat(Frames.startup("u", "db"),
                Frames.concat(Collections.nCopies(count, Frames.sync()).toArray(byte[][]::new)));
        try (Socket socket = new Socket("127.0.0.1", pooler.port())) {
            Thread sender = new Thread(() -> {
                try {
                    socket.getOutputStream().write(requests);
                } catch (IOException e) {
                    // The test notices the missing answers.
                }
            });
            sender.start();
            Await.until("unsent answers", () -> held(pooler, "unsent_bytes") > 200);
            awaitQuiet(pooler);
            byte[] ready = Frames.readyForQuery('I');
            byte[] buffer = new byte[64 << 10];
            long answers = -1; // the ReadyForQuery of the login
            int matched = 0;
            InputStream in = socket.getInputStream();
            while (answers < count) {
                int length = in.read(buffer);
                assertThat(length).as("bytes, after " + answers + " answers").isPositive();
                for (int i = 0; i < length; i++) {
                    matched = buffer[i] == ready[matched] ? matched + 1 : buffer[i] == ready[0] ? 1 : 0;
                    if (matched == ready.length) {
                        matched = 0;
                        answers++;
                    }
                }
            }
            assertThat(answers).isEqualTo(count);
        }
    }

    /** Takes all memory that Netty may have outside the heap. Nothing writes into it, so the machine's memory is not used. */
    private static List<ByteBuf> allMemory() throws InterruptedException {
        List<ByteBuf> taken = Collections.synchronizedList(new ArrayList<>());
        for (int size = 1 << 30; size >= 1 << 10; size /= 2) {
            try {
                while (true) {
                    taken.add(UnpooledByteBufAllocator.DEFAULT.directBuffer(size));
                }
            } catch (OutOfMemoryError full) {
                // As intended. Smaller buffers come next.
            }
        }
        // Netty's arenas have memory in reserve too. Each thread uses one arena.
        for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
            Thread thread = new Thread(() -> {
                try {
                    while (true) {
                        taken.add(PooledByteBufAllocator.DEFAULT.directBuffer(8 << 10));
                    }
                } catch (OutOfMemoryError full) {
                    // As intended.
                }
            });
            thread.start();
            thread.join();
        }
        return taken;
    }

    @Test
    void thePoolerGoesOnWhenMemoryHasRunOutAndIsThereAgain() throws Exception {
        TestPooler pooler = pooler("default_pool_size: 1", "client_login_timeout: 2s");
        ScriptedClient holder = closedLater(pooler.client());
        holder.send(Frames.query("hold"));
        Await.until("a busy server", () -> postgres.holding() == 1);
        List<ScriptedClient> victims = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            victims.add(closedLater(pooler.client()));
        }
        List<ByteBuf> all = allMemory();
        try {
            byte[] query = longQuery(100_000);
            for (ScriptedClient victim : victims) {
                sends(victim, query);
            }
            pooler.awaitLog("out of memory");
        } finally {
            all.forEach(ByteBuf::release);
        }
        postgres.letGo(1);
        assertThat(Replies.value(holder.readUntil((byte) 'Z'))).as("who needed no memory has noticed nothing").isNotEmpty();
        ScriptedClient late = closedLater(pooler.client());
        assertThat(Replies.value(late.query("SELECT 1"))).isNotEmpty();
        victims.forEach(MemoryOfClientsTest::close);
        Await.until("nothing held", () -> held(pooler, "waiting_bytes") == 0);
        // The time limits still work: client_login_timeout ends a client that does not log in.
        ScriptedClient silent = closedLater(pooler.unconnected());
        silent.send(new byte[] {0, 0});
        assertThat(silent.expectError().message()).isEqualTo("client_login_timeout");
        assertThat(pooler.log().stream().filter(line -> line.contains("out of memory: ")).count()).as("lines in the log")
                .isLessThan(10);
    }

    private static void close(ScriptedClient client) {
        try {
            client.close();
        } catch (IOException e) {
            // The client is closed even so.
        }
    }
}
