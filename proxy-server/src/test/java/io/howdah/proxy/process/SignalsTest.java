package io.howdah.proxy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.MainProcess;
import io.howdah.proxy.testing.WholePooler;
import io.netty.channel.epoll.Epoll;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests signals with PgBouncer's meaning, which a pgbouncer.ini selects. */
@WholePooler
@Timeout(120)
class SignalsTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void needsLinux() {
        assumeTrue(Epoll.isAvailable(), "needs unix sockets with peer credentials");
    }

    private MainProcess howdah(FakePostgres server, String... lines) throws Exception {
        return MainProcess.start(folder, ini(server, lines).toString());
    }

    private Path ini(FakePostgres server, String... lines) throws Exception {
        Files.writeString(folder.resolve("users.txt"), "\"u\" \"\"\n");
        return Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                db = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = 0
                admin_listen_addr =
                unix_socket_dir = %s
                auth_type = trust
                auth_file = %s
                tcp_defer_accept = 0
                %s
                """.formatted(server.port(), folder, folder.resolve("users.txt"), String.join("\n", lines)));
    }

    private static ScriptedClient client(int port) throws IOException {
        ScriptedClient client = ScriptedClient.connect(port);
        client.login("u", "db");
        return client;
    }

    private static boolean isRefused(int port) {
        try {
            ScriptedClient.connect(port).close();
            return false;
        } catch (ConnectException refused) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Sends a start-up packet over the unix socket and returns the first answer: R for a welcome, E for an error with its text.
     */
    private String answer(int port, String user, String database) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(folder.resolve(".s.PGSQL." + port)));
            channel.write(ByteBuffer.wrap(Frames.startup(user, database)));
            ByteBuffer answer = ByteBuffer.allocate(500);
            channel.read(answer);
            return new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    @DisplayName("TERM: TCP is refused, clients are served until the last leaves, the unix socket takes administrators and nobody else, then vanishes")
    void termWaitsForClients() throws Exception {
        try (FakePostgres server = FakePostgres.start(); MainProcess howdah = howdah(server, "pool_mode = transaction")) {
            int port = howdah.port();
            try (ScriptedClient client = client(port)) {
                howdah.signal("TERM");
                howdah.awaitLog("got SIGTERM, shutting down, waiting for all clients disconnect");
                Await.until("TCP to be refused", () -> isRefused(port));
                client.query("select 1");
                client.query("begin");
                client.query("commit");
                assertThat(answer(port, "pgbouncer", "pgbouncer")).startsWith("R");
                assertThat(answer(port, "u", "db")).startsWith("E").contains("C57P03").contains("server shutting down");
                assertThat(howdah.isAlive()).isTrue();
            }
            assertThat(howdah.status()).isZero();
            assertThat(howdah.log()).contains("client connections dropped, exiting");
            assertThat(folder.resolve(".s.PGSQL." + port)).doesNotExist();
        }
    }

    @Test
    @DisplayName("INT: TCP is refused, who asks for a server is sent away, servers in use are waited for: in session mode until their client has left")
    void intWaitsForServers() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                MainProcess howdah = howdah(server, "pool_mode = session", "default_pool_size = 1")) {
            int port = howdah.port();
            try (ScriptedClient first = client(port); ScriptedClient waiting = client(port)) {
                first.query("select 1");
                waiting.send(Frames.query("select 2"));
                howdah.signal("INT");
                howdah.awaitLog("got SIGINT, shutting down, waiting for all servers connections to be released");
                ErrorResponse refused = waiting.expectError();
                assertThat(refused.severity()).isEqualTo("FATAL");
                assertThat(refused.sqlState()).isEqualTo("57P01");
                assertThat(refused.message()).isEqualTo("server shutting down");
                Await.until("TCP to be refused", () -> isRefused(port));
                assertThat(answer(port, "pgbouncer", "pgbouncer")).startsWith("R");
                first.query("select 3");
                assertThat(howdah.isAlive()).isTrue();
                first.send(Frames.terminate());
                assertThat(howdah.status()).isZero();
            }
            assertThat(howdah.log()).contains("server connections dropped, exiting");
            assertThat(folder.resolve(".s.PGSQL." + port)).doesNotExist();
        }
    }

    @Test
    @DisplayName("INT in transaction mode: who is idle keeps nothing waiting, and is told at the end")
    void intAndIdleClients() throws Exception {
        try (FakePostgres server = FakePostgres.start(); MainProcess howdah = howdah(server, "pool_mode = transaction")) {
            int port = howdah.port();
            try (ScriptedClient idle = client(port); ScriptedClient late = client(port); ScriptedClient busy = client(port)) {
                busy.query("begin");
                howdah.signal("INT");
                Await.until("TCP to be refused", () -> isRefused(port));
                late.send(Frames.query("select 1"));
                assertThat(late.expectError().message()).isEqualTo("server shutting down");
                busy.query("commit");
                assertThat(idle.expectError().sqlState()).isEqualTo("57P01");
                assertThat(howdah.status()).isZero();
                assertThat(server.queries("select 1")).isZero();
            }
        }
    }

    @Test
    @DisplayName("A second INT or TERM exits at once, with status 0")
    void secondSignal() throws Exception {
        for (String[] two : new String[][] {{"TERM", "INT"}, {"INT", "TERM"}}) {
            try (FakePostgres server = FakePostgres.start(); MainProcess howdah = howdah(server, "pool_mode = transaction")) {
                try (ScriptedClient busy = client(howdah.port())) {
                    busy.query("begin");
                    howdah.signal(two[0]);
                    howdah.awaitLog("got SIG" + two[0]);
                    howdah.signal(two[1]);
                    // The busy client never leaves, so a process that ends has not waited for the client.
                    assertThat(howdah.status()).isZero();
                    assertThat(howdah.log()).contains("got SIG" + two[1] + " while shutting down, fast exit")
                            .doesNotContain("dropped, exiting");
                }
            }
        }
    }

    @Test
    @DisplayName("sigterm_mode chooses what the first TERM does, and a reload changes it")
    void sigtermMode() throws Exception {
        try (FakePostgres server = FakePostgres.start(); MainProcess howdah = howdah(server, "pool_mode = transaction")) {
            int port = howdah.port();
            Path ini = folder.resolve("pgbouncer.ini");
            try (ScriptedClient idle = client(port); ScriptedClient busy = client(port)) {
                busy.query("begin");
                Files.writeString(ini, Files.readString(ini) + "sigterm_mode = drain\n");
                howdah.signal("HUP");
                howdah.awaitLog("RELOAD done");
                howdah.signal("TERM");
                assertThat(idle.expectError().sqlState()).isEqualTo("57P01");
                busy.query("commit");
                assertThat(busy.expectError().sqlState()).isEqualTo("57P01");
                assertThat(howdah.status()).isZero();
            }
        }
    }

    @Test
    @DisplayName("USR1 pauses, USR2 resumes; each says so where there is nothing to do")
    void pauseAndResume() throws Exception {
        try (FakePostgres server = FakePostgres.start(); MainProcess howdah = howdah(server, "pool_mode = transaction")) {
            try (ScriptedClient client = client(howdah.port())) {
                client.query("select 1");
                howdah.signal("USR2");
                howdah.awaitLog("got SIGUSR2, but not paused/suspended");
                howdah.signal("USR1");
                howdah.awaitLog("got SIGUSR1, pausing all activity");
                Await.until("the servers to be closed", () -> server.open() == 0);
                howdah.signal("USR1");
                howdah.awaitLog("got SIGUSR1, but already paused/suspended");
                client.send(Frames.query("select 2"));
                howdah.signal("USR2");
                howdah.awaitLog("got SIGUSR2, continuing from PAUSE");
                client.readUntil((byte) 'Z');
                assertThat(server.logins()).isEqualTo(2);
            }
        }
    }

    @Test
    @DisplayName("TERM during SUSPEND, when nobody could leave: at once, with status 1")
    void termDuringSuspend() throws Exception {
        try (FakePostgres server = FakePostgres.start(); MainProcess howdah = howdah(server, "admin_users = u")) {
            int port = howdah.port();
            try (ScriptedClient client = client(port); ScriptedClient admin = ScriptedClient.connect(port)) {
                client.query("select 1");
                admin.login("u", "pgbouncer");
                admin.query("SUSPEND");
                howdah.signal("TERM");
                assertThat(howdah.status()).isEqualTo(1);
                assertThat(howdah.log()).contains("suspend was in progress, going down immediately");
            }
        }
    }

    @Test
    @DisplayName("Signals that were ignored at the start, as under nohup or in the background of a script, count")
    void ignoredAtTheStart() throws Exception {
        List<String> ignoring = List.of("sh", "-c", "trap '' HUP INT; exec \"$@\"", "sh");
        try (FakePostgres server = FakePostgres.start();
                MainProcess howdah = MainProcess.start(folder, ignoring, Map.of(), ini(server).toString())) {
            howdah.port();
            howdah.signal("HUP");
            howdah.awaitLog("RELOAD done");
            howdah.signal("INT");
            assertThat(howdah.status()).isZero();
        }
    }

    @Test
    @DisplayName("TERM ends it also where its classes have been replaced while it ran, and no orderly end can be loaded any more")
    void classesGone() throws Exception {
        Path copies = Files.createDirectory(folder.resolve("copies"));
        List<String> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path own = Path.of(entry);
            if (Files.isDirectory(own)) {
                own = copyOf(own, copies.resolve(Integer.toString(classPath.size())));
            }
            classPath.add(own.toString());
        }
        try (FakePostgres server = FakePostgres.start();
                MainProcess howdah = MainProcess.start(
                        String.join(File.pathSeparator, classPath), folder, List.of(), Map.of(), ini(server).toString())) {
            howdah.port();
            Files.move(copies, folder.resolve("gone"));
            howdah.signal("TERM");
            assertThat(howdah.status()).as(howdah.log()).isEqualTo(1);
        }
    }

    private static Path copyOf(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }
}
