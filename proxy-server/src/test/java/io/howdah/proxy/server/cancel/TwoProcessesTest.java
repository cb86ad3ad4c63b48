package io.howdah.proxy.server.cancel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.protocol.backend.BackendKeyData;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.FreePort;
import io.howdah.proxy.testing.MainProcess;
import io.howdah.proxy.testing.WholePooler;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that are peers: a cancel request at the wrong process still reaches its query. */
@WholePooler
@Timeout(120)
class TwoProcessesTest {

    private static final Pattern VERSION = Pattern.compile("PgBouncer 1\\.(\\d+)");
    private static final int FIRST_WITH_PEERS = 19;

    @TempDir
    private Path folder;

    /** The processes' ports, by peer_id. */
    private final int[] ports = new int[3];

    @BeforeEach
    void needsLinux() {
        assumeTrue(Epoll.isAvailable(), "needs so_reuseport");
    }

    private Path home(int id) {
        return folder.resolve("home" + id);
    }

    private Path socket(int id) {
        return home(id).resolve(".s.PGSQL." + ports[id]);
    }

    /** The ini file of the process with this peer_id, in a folder of its own. */
    private Path ini(int id, FakePostgres server) throws IOException {
        Path home = Files.createDirectory(home(id));
        Files.writeString(home.resolve("users.txt"), "\"u\" \"\"\n");
        return Files.writeString(home.resolve("pgbouncer.ini"), """
                [databases]
                db = host=127.0.0.1 port=%d
                [peers]
                1 = host=%s port=%d
                2 = host=%s port=%d
                [pgbouncer]
                peer_id = %d
                so_reuseport = 1
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir = %s
                auth_type = trust
                auth_file = %s
                pool_mode = transaction
                server_tls_sslmode = disable
                """.formatted(server.port(), home(1), ports[1], home(2), ports[2], id, ports[id], home,
                home.resolve("users.txt")));
    }

    /** The peer_id of the client's process. */
    private static int server(ScriptedClient client) {
        return client.key().processId() >> 16 & 0xff;
    }

    /** Connects clients until each process has served a client whose cancel request went to the other process. */
    private void assertBothServeAndForward(FakePostgres server) throws Exception {
        Set<Integer> served = new HashSet<>();
        for (int i = 0; i < 200 && served.size() < 2; i++) {
            try (ScriptedClient client = ScriptedClient.connect(ports[1 + i % 2])) {
                client.login("u", "db");
                int id = server(client);
                client.send(Frames.query("hold"));
                Await.until("the query to run", () -> server.holding() == 1);
                cancel(socket(3 - id), client.key());
                assertThat(client.expectError().sqlState()).isEqualTo("57014");
                served.add(id);
            }
            Await.until("it to be over", () -> server.holding() == 0);
        }
        assertThat(served).containsExactlyInAnyOrder(1, 2);
    }

    /** Returns when the process closes the connection, after it has forwarded the request. */
    private static void cancel(Path socket, BackendKeyData key) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(Frames.cancelRequest(key.processId(), key.secret())));
            assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    @DisplayName("so_reuseport: two of Howdah on one port; when one is told to end, the other has it for itself")
    void onOnePort() throws Exception {
        ports[1] = ports[2] = FreePort.choose();
        try (FakePostgres server = FakePostgres.start();
                MainProcess first = start(1, server);
                MainProcess second = start(2, server)) {
            assertThat(first.port()).isEqualTo(second.port());
            assertBothServeAndForward(server);
            first.signal("TERM");
            assertThat(first.status()).isZero();
            for (int i = 0; i < 10; i++) {
                try (ScriptedClient client = ScriptedClient.connect(ports[2])) {
                    client.login("u", "db");
                    assertThat(server(client)).isEqualTo(2);
                }
            }
        }
    }

    private MainProcess start(int id, FakePostgres server) throws IOException {
        String file = ini(id, server).toString();
        return MainProcess.start(home(id), file);
    }

    @Test
    @DisplayName("Howdah beside PgBouncer: either forwards to the other")
    void besidePgBouncer() throws Exception {
        String pgbouncer = System.getenv().getOrDefault("PGBOUNCER", "/usr/sbin/pgbouncer");
        assumeTrue(Files.isExecutable(Path.of(pgbouncer)),
                "needs PgBouncer; the environment variable PGBOUNCER says where it is");
        assumeTrue(hasPeers(pgbouncer), "needs PgBouncer 1." + FIRST_WITH_PEERS + " or newer, which has peers");
        // Two ports: only processes of the same user can share a port.
        ports[1] = FreePort.choose();
        ports[2] = FreePort.choose();
        try (FakePostgres server = FakePostgres.start(); MainProcess howdah = start(1, server)) {
            howdah.port();
            Process other = startPgBouncer(pgbouncer, ini(2, server));
            try {
                Await.until("PgBouncer", () -> Files.exists(socket(2)));
                assertBothServeAndForward(server);
                other.destroy();
                assertThat(other.waitFor(100, TimeUnit.SECONDS)).isTrue();
            } finally {
                other.destroyForcibly().waitFor();
            }
        }
    }

    private static boolean hasPeers(String pgbouncer) throws Exception {
        Process asked = new ProcessBuilder(pgbouncer, "-V").start();
        Matcher version = VERSION
                .matcher(new String(asked.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        return asked.waitFor() == 0 && version.find() && Integer.parseInt(version.group(1)) >= FIRST_WITH_PEERS;
    }

    /** PgBouncer does not run as root. It then changes to nobody, who must be able to use the folder. */
    private Process startPgBouncer(String pgbouncer, Path ini) throws IOException {
        List<String> command = new ArrayList<>(List.of(pgbouncer));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-u", "nobody"));
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(ini.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        command.add(ini.toString());
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ini.resolveSibling("log").toFile()).start();
    }
}
