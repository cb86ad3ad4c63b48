package io.howdah.proxy.traps;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.Script;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.LeakWatch;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Traps 50 and 55: messages of any size, in pieces of any size, and clients and servers that read slowly without costing memory.
 */
@Timeout(120)
class FlowTrapsTest {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    private static final int LARGE = 50 << 20;
    private static final int CHUNK = 64 << 10;
    private static final byte[] READY = Frames.readyForQuery('I');

    /** The limit of memory for one direction of one connection. Kernel buffers do not count. */
    private static final long MEMORY_LIMIT = 24 << 20;

    private static long memory() {
        return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }

    /** Watches the memory until {@link #close}. */
    private static final class MemoryWatch implements AutoCloseable {
        private final long before = memory();
        private volatile long most;
        private volatile boolean over;
        private final Thread thread = new Thread(() -> {
            while (!over) {
                most = Math.max(most, memory() - before);
                LockSupport.parkNanos(1_000_000);
            }
        });

        MemoryWatch() {
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() {
            over = true;
            assertThat(most).isLessThan(MEMORY_LIMIT);
        }
    }

    private static byte[] header(byte type, int bodyLength) {
        return Frames.concat(Frames.int1(type), Frames.int4(4 + bodyLength));
    }

    @Test
    void trap55_aLargeRowIsStreamed() throws IOException {
        byte[] chunk = new byte[CHUNK];
        Arrays.fill(chunk, (byte) 'x');
        Script script = Rig.login().expectQuery("SELECT 'large'").send(Frames.rowDescription("a"))
                .send(header(BackendType.DATA_ROW, 2 + 4 + LARGE), Frames.int2(1), Frames.int4(LARGE))
                .then(peer -> {
                    for (int i = 0; i < LARGE / CHUNK; i++) {
                        peer.send(chunk);
                    }
                }).send(Frames.commandComplete("SELECT 1"), READY).answer("SELECT 2", Rig.row("2"));
        try (Rig rig = Rig.of(script); MemoryWatch watch = new MemoryWatch()) {
            ScriptedClient client = rig.client();
            client.send(Frames.query("SELECT 'large'"));
            client.expect(BackendType.ROW_DESCRIPTION);
            Frame row = client.expect(BackendType.DATA_ROW);
            assertThat(row.body().length).isEqualTo(2 + 4 + LARGE);
            client.expectBytes(Frames.commandComplete("SELECT 1"), READY);
            client.query("SELECT 2");
            rig.verify();
        }
    }

    @Test
    void trap55_largeRequestsAreStreamed() throws IOException {
        String value = "v".repeat(LARGE);
        byte[] bind = Frames.bind("", "", value);
        Script script = Rig.login().expect(FrontendType.PARSE)
                .then(peer -> assertThat(peer.expect(FrontendType.BIND).bytes()).isEqualTo(bind))
                .expect(FrontendType.EXECUTE).expect(FrontendType.SYNC)
                .send(Frames.parseComplete(), Frames.bindComplete(), Frames.commandComplete("INSERT 0 1"), READY)
                .answer("SELECT 2", Rig.row("2"));
        try (Rig rig = Rig.of(script); MemoryWatch watch = new MemoryWatch()) {
            ScriptedClient client = rig.client();
            client.send(Frames.parse("", "INSERT INTO t VALUES ($1)"), bind, Frames.execute("", 0), Frames.sync());
            client.expectBytes(Frames.parseComplete(), Frames.bindComplete(), Frames.commandComplete("INSERT 0 1"), READY);
            client.query("SELECT 2");
            rig.verify();
        }
    }

    @Test
    void trap55_aLargeQueryIsStreamed() throws IOException {
        String sql = "SELECT '" + "q".repeat(LARGE / 5) + "'";
        Script script = Rig.login().then(peer -> assertThat(peer.expect(FrontendType.QUERY).text()).isEqualTo(sql))
                .send(Rig.row("1"))
                .answer("SELECT 2", Rig.row("2"));
        try (Rig rig = Rig.of(script); MemoryWatch watch = new MemoryWatch()) {
            ScriptedClient client = rig.client();
            client.query(sql);
            client.query("SELECT 2");
            rig.verify();
        }
    }

    /** Waits until the number no longer grows, which only a pause can show. */
    private static long stalled(AtomicLong sent) {
        long before = -1;
        for (long now = sent.get(); now != before; now = sent.get()) {
            before = now;
            LockSupport.parkNanos(400_000_000);
        }
        return before;
    }

    @Test
    void trap50_aClientThatDoesNotReadStopsItsServer() throws IOException {
        int rows = 1500;
        byte[] row = Frames.dataRow("r".repeat(CHUNK));
        AtomicLong sent = new AtomicLong();
        Script script = Rig.login().expectQuery("SELECT 'much'").then(peer -> {
            for (int i = 0; i < rows; i++) {
                peer.send(row);
                sent.addAndGet(row.length);
            }
        }).send(Frames.commandComplete("SELECT"), READY);
        try (Rig rig = Rig.of(script); MemoryWatch watch = new MemoryWatch()) {
            ScriptedClient client = rig.client();
            client.send(Frames.query("SELECT 'much'"));
            rig.await("the first rows", () -> sent.get() > 0);
            assertThat(stalled(sent)).isLessThan((long) rows * row.length / 2);
            for (int i = 0; i < rows; i++) {
                assertThat(client.expect(BackendType.DATA_ROW).body().length).isEqualTo(row.length - 5);
            }
            client.expectBytes(Frames.commandComplete("SELECT"), READY);
            rig.verify();
        }
    }

    @Test
    void trap50_aServerThatDoesNotReadStopsItsClient() throws Exception {
        int messages = 1200;
        byte[] data = Frames.copyData("d".repeat(CHUNK));
        AtomicLong sent = new AtomicLong();
        CountDownLatch read = new CountDownLatch(1);
        Script script = Rig.login().expectQuery("COPY t FROM STDIN").send(Frames.copyInResponse(1)).await(read).then(peer -> {
            for (int i = 0; i < messages; i++) {
                assertThat(peer.expect(FrontendType.COPY_DATA).body().length).isEqualTo(data.length - 5);
            }
            peer.expect(FrontendType.COPY_DONE);
        }).send(Frames.commandComplete("COPY"), READY).answer("SELECT 2", Rig.row("2"));
        try (Rig rig = Rig.of(script); MemoryWatch watch = new MemoryWatch()) {
            ScriptedClient client = rig.client();
            client.send(Frames.query("COPY t FROM STDIN"));
            client.expectBytes(Frames.copyInResponse(1));
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; i < messages; i++) {
                        client.send(data);
                        sent.addAndGet(data.length);
                    }
                    client.send(Frames.copyDone());
                } catch (IOException e) {
                    // The test notices the missing data.
                }
            });
            sender.setDaemon(true);
            sender.start();
            rig.await("the first data", () -> sent.get() > 0);
            assertThat(stalled(sent)).isLessThan((long) messages * data.length / 2);
            read.countDown();
            client.expectBytes(Frames.commandComplete("COPY"), READY);
            client.query("SELECT 2");
            rig.verify();
        }
    }

    @Test
    void trap50_aWaitingClientMaySendAheadOnlySoMuch() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicLong sent = new AtomicLong();
        int batches = 1000;
        byte[] batch = Frames.concat(Frames.parse("", "SELECT $1"), Frames.bind("", "", "b".repeat(CHUNK)), Frames.execute("", 0),
                Frames.sync());
        byte[] answer = Frames.concat(Frames.parseComplete(), Frames.bindComplete(), Frames.commandComplete("SELECT 0"), READY);
        Script script = Rig.login().expectQuery("SELECT 'a'").await(go).send(Rig.row("a")).then(peer -> {
            for (int i = 0; i < batches; i++) {
                peer.expect(FrontendType.PARSE);
                peer.expect(FrontendType.BIND);
                peer.expect(FrontendType.EXECUTE);
                peer.expect(FrontendType.SYNC);
                peer.send(answer);
            }
        });
        try (Rig rig = Rig.of(script); MemoryWatch watch = new MemoryWatch()) {
            ScriptedClient a = rig.client();
            ScriptedClient b = rig.client();
            a.send(Frames.query("SELECT 'a'"));
            rig.await("the query", () -> rig.server().received().size() == 2);
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; i < batches; i++) {
                        b.send(batch);
                        sent.addAndGet(batch.length);
                    }
                } catch (IOException e) {
                    // The test notices the missing data.
                }
            });
            sender.setDaemon(true);
            sender.start();
            rig.awaitWaiting(1);
            assertThat(stalled(sent)).isLessThan((long) batches * batch.length / 2);
            go.countDown();
            for (int i = 0; i < batches; i++) {
                b.expectBytes(answer);
            }
            rig.verify();
        }
    }

    @Test
    void trap55_requestsCutAtEveryByteArriveTheSame() throws IOException {
        byte[] request = Frames.concat(
                Frames.parse("s", "SELECT $1", 25), Frames.bind("p", "s", "value"), Frames.describePortal("p"),
                Frames.describeStatement("s"), Frames.execute("p", 0), Frames.closePortal("p"), Frames.closeStatement("s"),
                Frames.flush(), Frames.sync(), Frames.parse("", "SELECT 2"), Frames.bind("", ""), Frames.execute("", 1),
                Frames.sync(), Frames.functionCall(7), Frames.query("SELECT 3"));
        byte[] first = Frames.concat(
                Frames.prepare("HOWDAH_1", "SELECT $1", 25), Frames.bind("p", "HOWDAH_1", "value"), Frames.describePortal("p"),
                Frames.describeStatement("HOWDAH_1"), Frames.execute("p", 0), Frames.closePortal("p"), Frames.flush(),
                Frames.sync());
        byte[] later = Frames.concat(Frames.closeStatement("HOWDAH_1"), first);
        byte[] rest = Frames.concat(Frames.parse("", "SELECT 2"), Frames.bind("", ""), Frames.execute("", 1), Frames.sync(),
                Frames.functionCall(7), Frames.query("SELECT 3"));
        byte[] sent = Frames.concat(Frames.bindComplete(), Frames.rowDescription("a"), Frames.parameterDescription(25),
                Frames.rowDescription("a"), Frames.dataRow("value"), Frames.commandComplete("SELECT 1"), Frames.closeComplete(),
                READY);
        byte[] wanted = Frames.concat(Frames.parseComplete(), Frames.bindComplete(), Frames.rowDescription("a"),
                Frames.parameterDescription(25), Frames.rowDescription("a"), Frames.dataRow("value"),
                Frames.commandComplete("SELECT 1"), Frames.closeComplete(), Frames.closeComplete(), READY);
        byte[] restAnswer = Frames.concat(Frames.parseComplete(), Frames.bindComplete(), Frames.dataRow("2"),
                Frames.portalSuspended(), READY, Frames.functionCallResponse("7"), READY, Rig.row("3"));
        Script script = Rig.login();
        for (int cut = 0; cut < request.length; cut++) {
            script = script.expectBytes(cut == 0 ? first : later).send(cut == 0 ? new byte[0] : Frames.closeComplete())
                    .send(Frames.prepared(25), sent)
                    .expectBytes(rest).send(restAnswer)
                    // Because of FunctionCall the pooler cleans the server.
                    .answer("SET SESSION AUTHORIZATION DEFAULT;RESET ROLE;RESET ALL;SELECT pg_catalog.pg_advisory_unlock_all()",
                            Frames.commandComplete("SELECT 1"), READY);
        }
        try (Rig rig = Rig.of(script)) {
            ScriptedClient client = rig.client();
            for (int cut = 0; cut < request.length; cut++) {
                int at = cut;
                long before = rig.received();
                client.send(Arrays.copyOf(request, cut));
                rig.await("the first part", () -> rig.received() == before + at);
                client.send(Arrays.copyOfRange(request, cut, request.length));
                try {
                    client.expectBytes(wanted, restAnswer);
                } catch (AssertionError e) {
                    throw new AssertionError("cut at " + cut + ": " + e.getMessage(), e);
                }
            }
            rig.verify();
        }
    }

    @Test
    void trap55_oneByteAtATimeWithoutAServerLinked() throws IOException {
        byte[] request = Frames.concat(Frames.flush(), Frames.sync(), Frames.copyData("late"), Frames.copyDone(),
                Frames.query("SELECT 1"));
        try (Rig rig = Rig.of(Rig.login().answer("SELECT 1", Rig.row("1")))) {
            ScriptedClient client = rig.client();
            for (int i = 0; i < request.length; i++) {
                long before = rig.received();
                client.send(Arrays.copyOfRange(request, i, i + 1));
                rig.await("a byte", () -> rig.received() == before + 1);
            }
            client.expectBytes(READY, Rig.row("1"));
            rig.verify();
        }
    }
}
