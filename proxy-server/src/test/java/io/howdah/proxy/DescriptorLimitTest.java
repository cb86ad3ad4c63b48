package io.howdah.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.MainProcess;
import io.howdah.proxy.testing.Replies;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that has used up its file descriptors. */
@Timeout(180)
class DescriptorLimitTest {

    private static final int LIMIT = 220;

    private static final Pattern CONSOLE = Pattern.compile("console on 127\\.0\\.0\\.1:(\\d+)");

    private static final String SHORT = "cannot accept connections: ";

    private final FakePostgres server = FakePostgres.start();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(server));
    private final List<Socket> silent = new ArrayList<>();
    private MainProcess howdah;
    private int port;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs Linux");
        String database = ": {host: 127.0.0.1, port: " + server.port() + "}";
        Path file = Files.writeString(folder.resolve("howdah.yaml"), String.join("\n",
                "listen: {addresses: 127.0.0.1, port: 0, max_client_conn: 5000}", "admin: {users: u}",
                "admin_listen_addr: 127.0.0.1", "admin_listen_port: 0", "http_listen_addr: \"\"", "auth_type: trust",
                "event_loops: 2", "tcp_defer_accept: 0", "log_disconnections: 0", "server_tls_sslmode: disable",
                "databases: {db" + database + ", second" + database + "}", "users: {u: {}, v: {}}", ""));
        howdah = MainProcess.start(jars(), folder, List.of("sh", "-c", "ulimit -n " + LIMIT + "; exec \"$@\"", "sh"), Map.of(),
                file.toString());
        open.add(howdah);
        port = howdah.port();
    }

    /** The class path as it is in production: a class from a jar needs no file descriptor, one from a folder does. */
    private String jars() throws IOException {
        List<String> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path classes = Path.of(entry);
            if (!Files.isDirectory(classes)) {
                path.add(entry);
                continue;
            }
            Path jar = folder.resolve("classes-" + path.size() + ".jar");
            path.add(jar.toString());
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar));
                    Stream<Path> files = Files.walk(classes)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                    Files.copy(file, out);
                }
            }
        }
        return String.join(File.pathSeparator, path);
    }

    @AfterEach
    void closeAll() throws Exception {
        closeSilent();
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private void closeSilent() throws IOException {
        for (Socket socket : silent) {
            socket.close();
        }
        silent.clear();
    }

    private ScriptedClient connected(int to) throws IOException {
        ScriptedClient client = ScriptedClient.connect(to);
        open.add(client);
        return client;
    }

    private ScriptedClient client(String database) throws IOException {
        ScriptedClient client = connected(port);
        client.login("u", database);
        return client;
    }

    private int consolePort() {
        howdah.awaitLog("console on");
        Matcher matcher = CONSOLE.matcher(howdah.log());
        assertThat(matcher.find()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + howdah.pid() + "/fd"))) {
            return all.count();
        }
    }

    /** Adds connections that say nothing, one by one, until the pooler has used its reserve for the last of them. */
    private void fill() throws IOException {
        long free = LIMIT - descriptors();
        addSilent((int) free - 1);
        Await.until("the pooler to have nearly all", () -> descriptors() >= LIMIT - 3 || howdah.logged(SHORT) > 0);
        // The next one comes when the pooler has the one before, or after a while: many at once would take the reserve up.
        long[] before = {0, 0};
        Await.until("the shortage", () -> {
            boolean isShort = howdah.logged(SHORT) > 0;
            long now = descriptors();
            if (!isShort && (now > before[0] || System.nanoTime() - before[1] > TimeUnit.SECONDS.toNanos(1))) {
                addSilent(1);
                before[0] = now;
                before[1] = System.nanoTime();
            }
            return isShort;
        });
    }

    /** Now and then the pooler tries to fill its reserve again, and has all descriptors for this moment alone. */
    private void awaitNoneFree() {
        int[] looks = {0};
        Await.until("all descriptors to be used for a while", () -> {
            looks[0] = descriptors() == LIMIT ? looks[0] + 1 : 0;
            return looks[0] == 20;
        });
    }

    private void addSilent(int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            silent.add(new Socket(InetAddress.getLoopbackAddress(), port));
        }
    }

    @Test
    @DisplayName("New clients hear why they are refused, sessions and the console go on, and afterwards all is as before")
    void clients() throws Exception {
        ScriptedClient session = client("db");
        assertThat(Replies.types(session.query("select 1"))).isEqualTo("T D C Z");
        ScriptedClient console = connected(consolePort());
        console.login("u", "pgbouncer");
        console.query("SHOW VERSION");
        fill();
        ScriptedClient refused = connected(port);
        refused.startup("u", "db");
        ErrorResponse error = refused.expectError();
        assertThat(error.severity() + " " + error.sqlState() + " " + error.message())
                .isEqualTo("FATAL 53300 no more connections allowed (no file descriptors left)");
        refused.expectClosed();
        assertThat(Replies.types(session.query("select 1"))).isEqualTo("T D C Z");
        ScriptedClient second = connected(port);
        second.login("u", "pgbouncer");
        assertThat(Replies.types(second.query("SHOW VERSION"))).isEqualTo("T D C Z");
        // What waits for the kernel's backlog has nothing to be accepted with, and yet the console's own port answers.
        addSilent(40);
        for (int i = 0; i < 6; i++) {
            awaitNoneFree(); // Of what one console leaves the clients get nothing: the next one needs it.
            ScriptedClient another = connected(consolePort());
            another.login("u", "pgbouncer");
            assertThat(Replies.types(another.query("SHOW VERSION"))).isEqualTo("T D C Z");
        }
        assertThat(howdah.logged(SHORT)).isEqualTo(1);
        assertThat(howdah.log())
                .containsPattern(SHORT + ".*Too many open files.* \\(\\d{2,3} connections of clients, at most " + LIMIT
                        + " file descriptors\\)");
        closeSilent();
        howdah.awaitLog("there are file descriptors again");
        assertThat(Replies.types(client("db").query("select 1"))).isEqualTo("T D C Z");
        assertThat(howdah.log()).doesNotContain("ERROR").doesNotContain("Exception");
    }

    @Test
    @DisplayName("A client that would need a new server connection hears that there is no descriptor for it, and the server gets its next one")
    void servers() throws Exception {
        ScriptedClient session = client("db");
        session.query("select 1");
        // A client whose pool knows its server, and has no connection to it.
        ScriptedClient other = client("second");
        other.query("select 1");
        try (ScriptedClient console = connected(consolePort())) {
            console.login("u", "pgbouncer");
            console.query("RECONNECT second");
        }
        Await.until("the server connection to close", () -> server.open() == 1);
        fill();
        addSilent(40);
        awaitNoneFree();
        other.send(Frames.query("select 1"));
        assertThat(other.expectError().message()).isEqualTo("server login failed: no file descriptors left");
        assertThat(howdah.logged("cannot connect: ")).isEqualTo(1);
        assertThat(Replies.types(session.query("select 1"))).isEqualTo("T D C Z");
        closeSilent();
        howdah.awaitLog("there are file descriptors again");
        assertThat(Replies.types(client("second").query("select 1"))).isEqualTo("T D C Z");
    }
}
