package io.howdah.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.console.ProductVersion;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.MainProcess;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests PgBouncer's command-line options, and the files of a process. */
@Timeout(120)
class CommandLineTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void needsUnix() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "needs Linux");
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
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                %s
                """.formatted(server.port(), folder.resolve("users.txt"), String.join("\n", lines)));
    }

    @Test
    @DisplayName("-V: the first line is SHOW VERSION's; -h names the options; -R and a missing file are refused with 1 and a way out")
    void answers() throws Exception {
        for (String option : new String[] {"-V", "--version"}) {
            try (MainProcess howdah = MainProcess.start(folder, option)) {
                assertThat(howdah.status()).isZero();
                assertThat(howdah.output().lines()).first().isEqualTo(ProductVersion.current().text());
            }
        }
        try (MainProcess howdah = MainProcess.start(folder, "-h")) {
            assertThat(howdah.status()).isZero();
            assertThat(howdah.output()).contains("-d, --daemon", "-q, --quiet", "-v, --verbose", "-u, --user=USER",
                    "-V, --version");
        }
        try (MainProcess howdah = MainProcess.start(folder, "-R", "-d", "x.ini")) {
            assertThat(howdah.status()).isEqualTo(1);
            assertThat(howdah.log()).contains("so_reuseport");
        }
        try (MainProcess howdah = MainProcess.start(folder)) {
            assertThat(howdah.status()).isEqualTo(1);
            assertThat(howdah.log()).contains("FILE");
        }
        try (MainProcess howdah = MainProcess.start(folder, "-u", "nobody-of-that-name", ini(FakePostgres.start()).toString())) {
            assertThat(howdah.status()).isEqualTo(1);
            assertThat(howdah.log()).contains("could not find user 'nobody-of-that-name' to switch to");
        }
    }

    @Test
    @DisplayName("--from-environment: DATABASE_URL is all it takes; what is wrong names the variable, and never its value")
    void fromEnvironment() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            Map<String, String> environment = Map.of("DATABASE_URL", "postgres://u:secret@127.0.0.1:" + server.port() + "/db",
                    "HOWDAH_LISTEN_ADDR", "127.0.0.1", "HOWDAH_LISTEN_PORT", "0", "HOWDAH_HTTP_LISTEN_ADDR", "127.0.0.1",
                    "HOWDAH_HTTP_LISTEN_PORT", "0", "HOWDAH_ADMIN_LISTEN_PORT", "0", "HOWDAH_AUTH_TYPE", "trust");
            try (MainProcess howdah = MainProcess.start(folder, List.of(), environment, "-v", "--from-environment")) {
                try (ScriptedClient client = ScriptedClient.connect(howdah.port())) {
                    client.login("u", "db");
                }
                howdah.signal("TERM");
                assertThat(howdah.status()).isZero();
                assertThat(howdah.log() + howdah.output()).doesNotContain("secret");
            }
        }
        try (MainProcess howdah = MainProcess.start(folder, List.of(), Map.of("DATABASE_URL", "postgres://u:secret@/db"),
                "--from-environment")) {
            assertThat(howdah.status()).isEqualTo(1);
            assertThat(howdah.log()).contains("environment DATABASE_URL: it names no host").doesNotContain("secret");
        }
        try (MainProcess howdah = MainProcess.start(folder, "--from-environment", "x.ini")) {
            assertThat(howdah.status()).isEqualTo(1);
            assertThat(howdah.log()).contains("not both");
        }
    }

    @Test
    @DisplayName("--rehearse: starts, is logged in at, ends, and says nothing")
    void rehearsal() throws Exception {
        try (MainProcess howdah = MainProcess.start(folder, "--rehearse")) {
            assertThat(howdah.status()).as(howdah.log()).isZero();
            assertThat(howdah.output() + howdah.log()).isEmpty();
        }
    }

    @Test
    @DisplayName("-v logs more, -q nothing but to the logfile")
    void howMuchIsLogged() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            Path log = folder.resolve("log");
            try (MainProcess howdah = MainProcess.start(folder, "-q", "-v", ini(server, "logfile = " + log).toString())) {
                Await.until("it to be up", () -> Files.exists(log) && Files.readString(log).contains("process up"));
                howdah.signal("TERM");
                assertThat(howdah.status()).isZero();
                assertThat(howdah.log()).isEmpty();
                assertThat(Files.readString(log)).contains("] DEBUG ").contains("] LOG ");
            }
        }
    }

    @Test
    @DisplayName("A pid file that a live process holds keeps the pooler from starting; a stale one is replaced; a failed start leaves none")
    void pidFile() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            Path pid = folder.resolve("pid");
            Path file = ini(server, "pidfile = " + pid);
            Files.writeString(pid, ProcessHandle.current().pid() + "\n");
            try (MainProcess howdah = MainProcess.start(folder, file.toString())) {
                assertThat(howdah.status()).isEqualTo(1);
                assertThat(howdah.log()).contains("pidfile '" + pid + "' exists, another instance running?");
                assertThat(pid).hasContent(Long.toString(ProcessHandle.current().pid()));
            }
            Process gone = new ProcessBuilder("true").start();
            gone.waitFor();
            Files.writeString(pid, gone.pid() + "\n");
            try (MainProcess howdah = MainProcess.start(folder, file.toString())) {
                howdah.port();
                assertThat(howdah.log()).contains("stale pidfile, removing");
                assertThat(pid).hasContent(Long.toString(howdah.pid()));
                howdah.signal("TERM");
                assertThat(howdah.status()).isZero();
                assertThat(pid).doesNotExist();
            }
            Files.writeString(file, Files.readString(file).replace("listen_addr = 127.0.0.1", "listen_addr = 203.0.113.1"));
            try (MainProcess howdah = MainProcess.start(folder, file.toString())) {
                assertThat(howdah.status()).isEqualTo(1);
                assertThat(pid).doesNotExist();
            }
        }
    }

    @Test
    @DisplayName("-d: returns when it listens, in a session of its own, with its number in the pid file; TERM ends it")
    void background() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            Path pid = folder.resolve("pid");
            Path log = folder.resolve("log");
            Path file = ini(server, "pidfile = " + pid, "logfile = " + log);
            try (MainProcess starter = MainProcess.start(folder, "-d", file.toString())) {
                assertThat(starter.status()).as(starter.log()).isZero();
                ProcessHandle staying = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
                try {
                    assertThat(starter.log()).isEmpty();
                    assertThat(staying.pid()).isNotEqualTo(starter.pid());
                    String port = Files.readString(log).replaceAll("(?s).*listening on 127.0.0.1:(\\d+).*", "$1");
                    try (ScriptedClient client = ScriptedClient.connect(Integer.parseInt(port))) {
                        client.login("u", "db");
                        client.query("select 1");
                    }
                    String[] state = Files.readString(Path.of("/proc/" + staying.pid() + "/stat")).replaceAll("(?s)^.*\\) ", "")
                            .split(" ");
                    assertThat(state[3]).as("its session").isEqualTo(Long.toString(staying.pid()));
                    staying.destroy();
                    Await.until("its end", () -> !staying.isAlive() || isZombie(staying.pid()));
                    assertThat(pid).doesNotExist();
                } finally {
                    staying.destroyForcibly();
                }
            }
        }
    }

    @Test
    @DisplayName("listen_addr: one of several addresses may fail, with a warning; where all do, the logfile says why, too")
    void someAddressesFail() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            Path log = folder.resolve("log");
            Path file = ini(server, "logfile = " + log);
            String text = Files.readString(file);
            Files.writeString(file, text.replace("listen_addr = 127.0.0.1", "listen_addr = 127.0.0.1, 203.0.113.1"));
            try (MainProcess howdah = MainProcess.start(folder, file.toString())) {
                int port = howdah.port();
                assertThat(howdah.log())
                        .contains("WARNING cannot listen on 203.0.113.1:" + port + ": Cannot assign requested address");
            }
            Files.writeString(file, text.replace("listen_addr = 127.0.0.1", "listen_addr = 203.0.113.1, 203.0.113.2"));
            try (MainProcess howdah = MainProcess.start(folder, file.toString())) {
                assertThat(howdah.status()).isEqualTo(1);
                assertThat(Files.readString(log)).contains("ERROR cannot listen on 203.0.113.1:");
            }
        }
    }

    @Test
    @DisplayName("listen_addr: * is a socket for each family, and so are 0.0.0.0 and ::, on one port")
    void bothFamilies() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/net/if_inet6")), "needs IPv6");
        try (FakePostgres server = FakePostgres.start()) {
            Path file = ini(server);
            String text = Files.readString(file);
            for (String addresses : new String[] {"*", "0.0.0.0, ::"}) {
                Files.writeString(file, text.replace("listen_addr = 127.0.0.1", "listen_addr = " + addresses));
                try (MainProcess howdah = MainProcess.start(folder, file.toString())) {
                    howdah.awaitLog("process up");
                    String port = howdah.log().replaceAll("(?s).*listening on 0\\.0\\.0\\.0:(\\d+).*", "$1");
                    assertThat(howdah.log()).contains("listening on [::]:" + port);
                    for (String host : new String[] {"127.0.0.1", "::1"}) {
                        try (ScriptedClient client = ScriptedClient.connect(host, Integer.parseInt(port), 10_000)) {
                            client.login("u", "db");
                        }
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("-u: root becomes that user, with its groups, before it writes a file")
    void anotherUser() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        assumeTrue(canAnybodyRead(System.getProperty("java.class.path")), "needs classes that others than root can read");
        try (FakePostgres server = FakePostgres.start()) {
            Path all = Files.createDirectory(folder.resolve("all"));
            Files.setPosixFilePermissions(all, PosixFilePermissions.fromString("rwxrwxrwx"));
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path log = all.resolve("log");
            try (MainProcess howdah = MainProcess.start(folder, "-u", "nobody", ini(server, "logfile = " + log).toString())) {
                howdah.port();
                assertThat(Files.getOwner(log).getName()).isEqualTo("nobody");
                String status = Files.readString(Path.of("/proc/" + howdah.pid() + "/status"));
                String[] ids = status.replaceAll("(?s).*\\nUid:\\s+(\\d+)\\s+(\\d+)\\s+(\\d+).*", "$1 $2 $3").split(" ");
                assertThat(ids).doesNotContain("0");
                assertThat(status).doesNotContainPattern("Groups:.*\\b0\\b");
                assertThat(howdah.log()).doesNotContain("running as root");
                howdah.signal("TERM");
                assertThat(howdah.status()).isZero();
            }
        }
    }

    private static boolean canAnybodyRead(String classPath) throws Exception {
        for (String entry : classPath.split(File.pathSeparator)) {
            for (Path path = Path.of(entry).toAbsolutePath(); path != null; path = path.getParent()) {
                PosixFilePermission needed = Files.isDirectory(path) ? PosixFilePermission.OTHERS_EXECUTE
                        : PosixFilePermission.OTHERS_READ;
                if (Files.exists(path) && !Files.getPosixFilePermissions(path).contains(needed)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether the process has ended, even if its new parent has not reaped it yet. */
    private static boolean isZombie(long pid) throws Exception {
        Path stat = Path.of("/proc/" + pid + "/stat");
        return !Files.exists(stat) || Files.readString(stat).contains(") Z ");
    }

    @Test
    @DisplayName("-d: what goes wrong is said on the terminal, with status 1; and it needs a pid file")
    void backgroundFails() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            try (MainProcess starter = MainProcess.start(folder, "-d", ini(server).toString())) {
                assertThat(starter.status()).isEqualTo(1);
                assertThat(starter.log()).contains("daemon needs pidfile configured");
            }
            Path file = ini(server, "pidfile = " + folder.resolve("pid"), "logfile = " + folder.resolve("log"));
            Files.writeString(file, Files.readString(file).replace("listen_addr = 127.0.0.1", "listen_addr = 203.0.113.1"));
            try (MainProcess starter = MainProcess.start(folder, "-d", file.toString())) {
                assertThat(starter.status()).isEqualTo(1);
                assertThat(starter.log()).contains("cannot listen on").contains("203.0.113.1");
            }
        }
    }
}
