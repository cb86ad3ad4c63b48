package io.howdah.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.loop.Transport;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class UnixSocketTest {

    @TempDir
    private Path folder;

    private Path socketOf(TestPooler pooler) {
        return folder.resolve(".s.PGSQL." + pooler.port());
    }

    /** Sends a start-up packet and returns the type of the first answer. */
    private static char firstAnswer(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(Frames.startup("u", "db")));
            ByteBuffer answer = ByteBuffer.allocate(1);
            channel.read(answer);
            return (char) answer.get(0);
        }
    }

    @Test
    @DisplayName("Clients come over a unix socket with the configured permissions; it goes with the pooler")
    void forClients() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            Path socket;
            try (TestPooler pooler = TestPooler.before(server, "unix_socket_dir: " + folder, "unix_socket_mode: \"0750\"")) {
                socket = socketOf(pooler);
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))).isEqualTo("rwxr-x---");
                assertThat(firstAnswer(socket)).isEqualTo('R');
                pooler.awaitLog("db/u@unix");
            }
            assertThat(socket).doesNotExist();
        }
    }

    @Test
    @DisplayName("A socket file left by a pooler that was killed is replaced; one in use is refused and left alone")
    void staleAndInUse() throws Exception {
        int port;
        try (FakePostgres server = FakePostgres.start()) {
            try (TestPooler pooler = TestPooler.before(server)) {
                port = pooler.port();
            }
            Path socket = folder.resolve(".s.PGSQL." + port);
            try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                left.bind(UnixDomainSocketAddress.of(socket));
                assertThatThrownBy(() -> TestPooler.before(server, "listen_port: " + port, "unix_socket_dir: " + folder).close())
                        .isInstanceOf(UncheckedIOException.class).hasMessageContaining(socket + " is in use");
                assertThat(socket).exists();
            }
            try (TestPooler pooler = TestPooler.before(server, "listen_port: " + port, "unix_socket_dir: " + folder)) {
                assertThat(firstAnswer(socket)).isEqualTo('R');
            }
        }
    }

    @Test
    @DisplayName("Another pooler serves as a server behind a unix socket, in a directory and in the abstract namespace")
    void towardsServers() throws Exception {
        assumeTrue(Epoll.isAvailable() && Transport.best() == Transport.EPOLL, "abstract names need epoll");
        for (String directory : new String[] {folder.toString(), "@howdah-test-" + ProcessHandle.current().pid()}) {
            try (FakePostgres server = FakePostgres.start();
                    TestPooler behind = TestPooler.before(server, "unix_socket_dir: \"" + directory + "\"");
                    TestPooler pooler = TestPooler.start(
                            "databases: {db: {host: \"" + directory + "\", port: " + behind.port() + "}}", "users: {u: {}}");
                    ScriptedClient client = pooler.client()) {
                assertThat(Replies.value(client.query("select 1"))).isEqualTo("0");
                client.send(Frames.query("select hold"));
                Await.until("the query", () -> server.holding() == 1);
                // The pooler sends the cancel request over the unix socket too.
                try (ScriptedClient canceller = pooler.unconnected()) {
                    canceller.send(Frames.cancelRequest(client.key().processId(), client.key().secret()));
                }
                assertThat(client.expectError().sqlState()).isEqualTo("57014");
            }
        }
    }
}
