package io.howdah.proxy.server.cancel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.protocol.backend.BackendKeyData;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.Script;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.protocol.fixtures.ScriptedServer;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.FreePort;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import io.netty.channel.epoll.Epoll;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes behind one address: a cancel request reaches the process with its query. */
@WholePooler
@Timeout(120)
class PeersTest {

    @TempDir
    private Path folder;

    private static TestPooler pooler(FakePostgres server, int id, String peers, String... more) {
        String[] settings = java.util.Arrays.copyOf(more, more.length + 2);
        settings[more.length] = "peer_id: " + id;
        settings[more.length + 1] = "peers: {" + peers + "}";
        return TestPooler.before(server, settings);
    }

    private static String at(int id, int port) {
        return id + ": {host: 127.0.0.1, port: " + port + "}";
    }

    private static void cancel(int port, BackendKeyData key) throws Exception {
        try (ScriptedClient canceller = ScriptedClient.connect(port)) {
            canceller.send(Frames.cancelRequest(key.processId(), key.secret()));
            canceller.expectClosed();
        }
    }

    @Test
    @DisplayName("A cancel request that comes to another process reaches its query, and is answered by the end of the connection when it has")
    void reachesItsProcess() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                TestPooler first = pooler(server, 258, "");
                TestPooler second = pooler(server, 2, at(258, first.port()));
                ScriptedClient client = first.client()) {
            BackendKeyData key = client.key();
            assertThat(key.processId() >> 8 & 0xffff).as("id 258, low byte first").isEqualTo(0x0201);
            assertThat(key.secret()[3] & 3).isEqualTo(3);
            assertThat(key.processId()).isPositive();
            client.send(Frames.query("hold"));
            Await.until("the query to run", () -> server.holding() == 1);
            cancel(second.port(), key);
            assertThat(client.expectError().sqlState()).isEqualTo("57014");
        }
    }

    @Test
    @DisplayName("so_reuseport: two processes on one port, peers by their unix sockets; whichever of them a cancel request meets, it works")
    void onePort() throws Exception {
        assumeTrue(Epoll.isAvailable(), "needs so_reuseport");
        int port = FreePort.choose();
        Path one = Files.createDirectory(folder.resolve("1"));
        Path two = Files.createDirectory(folder.resolve("2"));
        String peers = "1: {host: " + one + ", port: " + port + "}, 2: {host: " + two + ", port: " + port + "}";
        String[] shared = {"listen_port: " + port, "so_reuseport: true"};
        try (FakePostgres server = FakePostgres.start();
                TestPooler first = pooler(server, 1, peers, shared[0], shared[1], "unix_socket_dir: " + one);
                TestPooler second = pooler(server, 2, peers, shared[0], shared[1], "unix_socket_dir: " + two)) {
            Set<Integer> ids = new HashSet<>();
            // The kernel chooses a process by the client's port. After some dozens, clients and cancel requests have reached both
            // processes.
            for (int i = 0; i < 200 && !(ids.size() == 2 && i >= 20); i++) {
                try (ScriptedClient client = first.client()) {
                    ids.add(client.key().processId() >> 16 & 0xff);
                    client.send(Frames.query("hold"));
                    Await.until("the query to run", () -> server.holding() == 1);
                    cancel(port, client.key());
                    assertThat(client.expectError().sqlState()).isEqualTo("57014");
                }
                Await.until("it to be over", () -> server.holding() == 0);
            }
            assertThat(ids).containsExactlyInAnyOrder(1, 2);
        }
    }

    @Test
    @DisplayName("A request goes on three times at most: two processes that take each other for somebody else do not play ping-pong")
    void comesToAnEnd() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            int port = FreePort.choose();
            try (TestPooler first = pooler(server, 1, at(3, port));
                    TestPooler second = pooler(server, 2, at(3, first.port()), "listen_port: " + port)) {
                byte[] secret = {1, 2, 3, 3};
                cancel(first.port(), new BackendKeyData(3 << 16, secret));
                first.awaitLog("failed to forward cancel request because its TTL was exhausted");
                second.close();
            }
        }
    }

    @Test
    @DisplayName("For a peer nobody knows, or without a peer_id of its own, a request for nobody is dropped")
    void nobodys() throws Exception {
        byte[] secret = {1, 2, 3, 3};
        try (FakePostgres server = FakePostgres.start(); TestPooler named = pooler(server, 1, at(7, 1))) {
            cancel(named.port(), new BackendKeyData(9 << 16, secret));
            assertThat(named.logged("could not find peer to forward request to")).isTrue();
            cancel(named.port(), new BackendKeyData(7 << 16, secret));
            assertThat(named.logged("cancel request for peer 7 failed")).isTrue();
        }
        try (FakePostgres server = FakePostgres.start(); TestPooler nameless = TestPooler.before(server)) {
            cancel(nameless.port(), new BackendKeyData(9 << 16, secret));
            assertThat(nameless.logged("peer")).isFalse();
        }
    }

    @Test
    @DisplayName("pool_size requests are under way to a peer at a time; the others wait, and for no longer than cancel_wait_timeout")
    void fewAtATime() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                ScriptedServer deaf = ScriptedServer.startRepeating(Script.begin().then(FakePostgres::waitForEnd));
                TestPooler pooler = pooler(server, 1, "2: {host: 127.0.0.1, port: " + deaf.port() + ", pool_size: 1}",
                        "cancel_wait_timeout: 1s")) {
            byte[] request = Frames.cancelRequest(2 << 16, new byte[] {1, 2, 3, 3});
            try (Socket one = new Socket("127.0.0.1", pooler.port()); Socket two = new Socket("127.0.0.1", pooler.port())) {
                one.getOutputStream().write(request);
                two.getOutputStream().write(request);
                Await.until("one to be there, one to wait", () -> pooler.pooler().view().peerPools().toString()
                        .equals("[PeerPoolSnapshot[peerId=2, clActiveCancelReq=1, clWaitingCancelReq=1, svActiveCancel=1, svLogin=0]]"));
                assertThat(pooler.pooler().view().peers().toString())
                        .isEqualTo("[PeerSnapshot[peerId=2, host=127.0.0.1, port=" + deaf.port() + ", poolSize=1]]");
                one.setSoTimeout(10_000);
                two.setSoTimeout(10_000);
                assertThat(one.getInputStream().read()).isEqualTo(-1);
                assertThat(two.getInputStream().read()).isEqualTo(-1);
            }
            Await.until("nothing to be left", () -> pooler.pooler().view().peerPools().get(0).clActiveCancelReq() == 0);
        }
    }
}
