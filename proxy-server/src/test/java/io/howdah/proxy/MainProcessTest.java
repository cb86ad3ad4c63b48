package io.howdah.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.howdah.protocol.backend.DataRow;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.MainProcess;
import io.howdah.proxy.testing.Replies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests the command line and the signals, with a new process for each test. */
@Timeout(120)
class MainProcessTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void signalsNeedUnix() {
        assumeTrue(Files.isExecutable(Path.of("/bin/kill")) || Files.isExecutable(Path.of("/usr/bin/kill")), "needs kill");
    }

    private Path file(FakePostgres server, String... lines) throws Exception {
        StringBuilder text = new StringBuilder("""
                listen_addr: 127.0.0.1
                listen_port: 0
                admin_listen_addr: ""
                http_listen_addr: ""
                auth_type: trust
                pool_mode: transaction
                event_loops: 2
                """);
        String given = String.join("\n", lines);
        text.append(given).append('\n');
        if (!given.contains("databases:")) {
            text.append("databases: {db: {host: 127.0.0.1, port: ").append(server.port()).append("}}\n");
        }
        if (!given.contains("users:")) {
            text.append("users: {u: {}}\n");
        }
        return Files.writeString(folder.resolve("howdah.yaml"), text);
    }

    private static ScriptedClient client(int port, String database) throws Exception {
        ScriptedClient client = ScriptedClient.connect(port);
        client.login("u", database);
        return client;
    }

    private static void assertEnded(ScriptedClient client, String sqlState) throws Exception {
        ErrorResponse error = client.expectError();
        assertThat(error.severity()).isEqualTo("FATAL");
        assertThat(error.sqlState()).isEqualTo(sqlState);
        client.expectClosed();
    }

    // ---- the log

    @Test
    @DisplayName("Names, parameters and statements with line breaks and escapes in them write no lines of their own: in the log, in SHOW and in errors")
    void forgedLines() throws Exception {
        String forged = "x\n2026-01-01 00:00:00.000 UTC [1] LOG forged\r\u0085\u2028\u001B[2J";
        String shown = "x\\n2026-01-01 00:00:00.000 UTC [1] LOG forged\\r\\x85\\u2028\\x1b[2J";
        try (FakePostgres server = FakePostgres.start()) {
            Path file = file(server, "admin_users: u",
                    "databases: {\"*\": {host: 127.0.0.1, port: " + server.port() + ", user: app}}");
            Files.writeString(file, Files.readString(file).replace("auth_type: trust", "auth_type: any"));
            try (MainProcess howdah = MainProcess.start(folder, file.toString());
                    ScriptedClient console = ScriptedClient.connect(howdah.port());
                    ScriptedClient named = ScriptedClient.connect(howdah.port())) {
                console.login("u", "pgbouncer");
                named.login(forged, forged, "application_name", forged);
                named.query("select 1");
                assertThat(console.query("SHOW CLIENTS").toString()).contains("[1] LOG forged");
                for (String show : new String[] {"CLIENTS", "SERVERS", "POOLS", "DATABASES", "STATS", "SOCKETS", "USERS"}) {
                    for (Frame frame : console.query("SHOW " + show)) {
                        if (frame.type() == 'D') {
                            DataRow row = DataRow.read(frame.buffer());
                            for (int i = 0; i < row.values().size(); i++) {
                                assertThat(String.valueOf(row.text(i))).as(show).doesNotContainPattern("[\\p{Cntrl}\\x85\u2028]");
                            }
                        }
                    }
                }
                assertThat(error(console.query("SHOW " + forged)).message()).doesNotContain("\n");
                for (String order : new String[] {"PAUSE", "RESUME", "DISABLE", "ENABLE", "RECONNECT", "KILL", "RESUME"}) {
                    console.query(order + " \"" + forged + "\"");
                }
                server.login(FakePostgres.refuse("28000", forged));
                String[][] startups = {{forged, "db"}, {"u", forged}, {"u", "db", "options", "-c " + forged},
                    {"u", "db", "DateStyle", forged}, {"u", "db", "replication", forged},
                    {"u", "pgbouncer", "client_encoding", forged},
                    {"u", "db", forged, forged}, {"u", "other" + forged}};
                for (String[] startup : startups) {
                    try (ScriptedClient client = ScriptedClient.connect(howdah.port())) {
                        client.startup(startup[0], startup[1], Arrays.copyOfRange(startup, 2, startup.length));
                        client.send(Frames.query("select 1"));
                        howdah.awaitLog("login attempt");
                    }
                }
                howdah.awaitLog("db=other");
                howdah.signal("TERM");
                howdah.status();
                assertThat(howdah.log().split("\n")).allMatch(
                        line -> line.matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} \\S+ \\[(\\d+|\\?)\\] \\S+ .*")
                                && !line.startsWith("2026-01-01"));
                assertThat(howdah.log()).contains(shown).doesNotContain("\r").doesNotContain("\u0085").doesNotContain("\u2028")
                        .doesNotContain("\u001B");
            }
        }
    }

    @Test
    @DisplayName("Started on a machine without a hardware address: no word of Netty's in the log")
    void noHardwareAddress() throws Exception {
        List<String> withoutNetwork = List.of("unshare", "--user", "--map-root-user", "--net", "--");
        assumeTrue(canRun(withoutNetwork), "needs unshare, and the right to a network namespace");
        Path file = Files.writeString(folder.resolve("howdah.yaml"), "listen_addr: \"\"\nunix_socket_dir: " + folder
                + "\nlisten_port: 6432\n"
                + "admin_listen_addr: \"\"\nhttp_listen_addr: \"\"\nauth_type: trust\ndatabases: {db: {host: 127.0.0.1}}\nusers: {u: {}}\n");
        try (MainProcess howdah = MainProcess.start(folder, withoutNetwork, Map.of(), file.toString())) {
            howdah.awaitLog("process up");
            howdah.signal("TERM");
            howdah.status();
            assertThat(howdah.log()).doesNotContain("hardware address").doesNotContain("netty");
        }
    }

    private static boolean canRun(List<String> command) throws Exception {
        try {
            List<String> all = new ArrayList<>(command);
            all.add("true");
            return new ProcessBuilder(all).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static ErrorResponse error(List<Frame> answer) {
        return answer.stream().filter(frame -> frame.type() == 'E').findFirst().map(frame -> ErrorResponse.read(frame.buffer()))
                .orElseThrow();
    }

    // ---- the command line

    @Test
    @DisplayName("--check prints the effective configuration without secrets and exits with 0; for a bad file it lists all problems and exits with 1")
    void check() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            Path good = file(server, "users: {u: {password: s3cret}}", "default_pool_size: 7");
            try (MainProcess howdah = MainProcess.start(folder, "--check", good.toString())) {
                assertThat(howdah.status()).isZero();
                assertThat(howdah.output()).contains("default_pool_size").contains("7").doesNotContain("s3cret");
                assertThat(howdah.log()).isEmpty();
            }
            Path bad = file(server, "default_pool_size: lots", "no_such_setting: 1");
            try (MainProcess howdah = MainProcess.start(folder, "--check", bad.toString())) {
                assertThat(howdah.status()).isEqualTo(1);
                assertThat(howdah.log()).contains("lots").contains("no_such_setting").doesNotContain("\tat ");
            }
            try (MainProcess howdah = MainProcess.start(folder, "--check", folder.resolve("none.yaml").toString())) {
                assertThat(howdah.status()).isEqualTo(1);
                assertThat(howdah.log()).contains("none.yaml").doesNotContain("\tat ");
            }
            assertThat(server.logins()).isZero();
        }
    }

    @Test
    @DisplayName("A port that cannot be bound: one clear line and exit status 1")
    void portInUse() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path file = file(server);
            Files.writeString(file, Files.readString(file).replace("listen_port: 0", "listen_port: " + taken.getLocalPort()));
            try (MainProcess howdah = MainProcess.start(folder, file.toString())) {
                assertThat(howdah.status()).isEqualTo(1);
                assertThat(howdah.log().lines().filter(line -> line.startsWith("howdah: "))).singleElement().asString()
                        .contains(":" + taken.getLocalPort()).containsIgnoringCase("in use");
                assertThat(howdah.log()).doesNotContain("\tat ");
            }
        }
    }

    @Test
    @DisplayName("A logfile or pidfile that cannot be written: one clear line and exit status 1")
    void unwritableFiles() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            for (String setting : new String[] {"pidfile", "logfile"}) {
                Path file = file(server, setting + ": " + folder + "/howdah.yaml/file");
                try (MainProcess howdah = MainProcess.start(folder, file.toString())) {
                    assertThat(howdah.status()).as(setting).isEqualTo(1);
                    assertThat(howdah.log().lines().filter(line -> line.startsWith("howdah: "))).singleElement().asString()
                            .contains("howdah.yaml/file");
                }
            }
        }
    }

    @Test
    @DisplayName("The pidfile is there while it runs; the logfile is reopened at HUP, so that it can be rotated")
    void pidfileAndLogfile() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            Path log = folder.resolve("howdah.log");
            Path rotated = folder.resolve("howdah.log.1");
            Path pid = folder.resolve("howdah.pid");
            Path file = file(server, "logfile: " + log, "pidfile: " + pid);
            try (MainProcess howdah = MainProcess.start(folder, file.toString())) {
                int port = howdah.port();
                Await.until("the pidfile", () -> Files.exists(pid) && Files.readString(pid).strip().equals("" + howdah.pid()));
                // Each line goes to the console first.
                Await.until("the logfile", () -> Files.readString(log).contains("process up"));
                assertThat(Files.readString(log)).contains("[" + howdah.pid() + "]");
                Files.move(log, rotated);
                howdah.signal("HUP");
                Await.until("a new logfile", () -> Files.exists(log) && Files.readString(log).contains("RELOAD"));
                client(port, "db").close();
                Await.until("the client in the new one", () -> Files.readString(log).contains("db/u@127.0.0.1"));
                assertThat(Files.readString(rotated)).doesNotContain("db/u@127.0.0.1");
                howdah.signal("TERM");
                assertThat(howdah.status()).isZero();
                assertThat(pid).doesNotExist();
            }
        }
    }

    @Test
    @DisplayName("log_format json: each line of the process is one object; a reload goes back to text")
    void jsonLines() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            Path file = file(server, "log_format: json");
            try (MainProcess howdah = MainProcess.start(folder, file.toString())) {
                client(howdah.port(), "db").close();
                howdah.awaitLog("closing because: client");
                String log = howdah.log();
                List<String> messages = new ArrayList<>();
                for (String line : log.substring(0, log.lastIndexOf('\n')).split("\n")) {
                    Map<String, Object> fields = JSON.std.mapFrom(line);
                    assertThat(fields).containsOnlyKeys("time", "pid", "level", "message").containsEntry("pid",
                            (int) howdah.pid());
                    assertThat(Instant.parse((String) fields.get("time"))).isBefore(Instant.now());
                    assertThat((String) fields.get("level")).isIn("LOG", "WARNING");
                    messages.add((String) fields.get("message"));
                }
                assertThat(messages).anyMatch(message -> message.startsWith("process up: "))
                        .anyMatch(message -> message.matches("C-\\d+: db/u@127.0.0.1:\\d+ closing because: client .*"));
                file(server);
                howdah.signal("HUP");
                howdah.awaitLog("LOG RELOAD done");
            }
        }
    }

    // ---- reload

    @Test
    @DisplayName("HUP: a good change takes effect with clients connected; a setting that needs a restart is named")
    void reloadGood() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            Path file = file(server, "default_pool_size: 1", "query_wait_timeout: 30s");
            try (MainProcess howdah = MainProcess.start(folder, file.toString())) {
                int port = howdah.port();
                try (ScriptedClient holder = client(port, "db"); ScriptedClient waiter = client(port, "db")) {
                    holder.query("begin");
                    waiter.send(Frames.query("select 1"));
                    file(server, "default_pool_size: 2", "query_wait_timeout: 30s", "unix_socket_mode: \"0700\"");
                    howdah.signal("HUP");
                    waiter.readUntil((byte) 'Z');
                    howdah.awaitLog("these settings take effect at the next start: [unix_socket_mode]");
                    holder.query("commit");
                    assertThat(server.open()).isEqualTo(2);
                    assertThat(howdah.log()).contains("got SIGHUP").contains("RELOAD").contains("default_pool_size");
                }
            }
        }
    }

    @Test
    @DisplayName("HUP with a bad file: every problem is logged, and what runs stays in force")
    void reloadBad() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            Path file = file(server);
            try (MainProcess howdah = MainProcess.start(folder, file.toString())) {
                int port = howdah.port();
                try (ScriptedClient client = client(port, "db")) {
                    client.query("select 1");
                    file(server, "default_pool_size: lots", "no_such_setting: 1", "databases: {}");
                    howdah.signal("HUP");
                    howdah.awaitLog("no_such_setting");
                    assertThat(howdah.log()).contains("lots").contains("stays in force");
                    client.query("select 1");
                    client(port, "db").close();
                }
            }
        }
    }

    @Test
    @DisplayName("trap 95: HUP that removes a database ends its clients, those that wait among them, and nobody else's")
    void trap95_databaseRemoved() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            // One server each: a client that is quick may find its pool's first server on its way, and have another opened.
            String db = "databases: {db: {host: 127.0.0.1, port: " + server.port() + ", pool_size: 1}";
            Path file = file(server, db + ", gone: {host: 127.0.0.1, port: " + server.port() + ", pool_size: 1}}");
            try (MainProcess howdah = MainProcess.start(folder, file.toString())) {
                int port = howdah.port();
                try (ScriptedClient stays = client(port, "db");
                        ScriptedClient idle = client(port, "gone");
                        ScriptedClient inTransaction = client(port, "gone");
                        ScriptedClient waiting = client(port, "gone")) {
                    stays.query("begin");
                    inTransaction.query("begin");
                    waiting.send(Frames.query("select 1"));
                    Await.until("the query to wait", () -> server.queries("select 1") == 0);
                    file(server, db + "}");
                    howdah.signal("HUP");
                    assertEnded(idle, "57P01");
                    assertEnded(inTransaction, "57P01");
                    assertEnded(waiting, "57P01");
                    stays.query("commit");
                    Await.until("its server to go", () -> ": " + server.open() + " are open\n" + howdah.log(),
                            () -> server.open() == 1);
                    try (ScriptedClient late = ScriptedClient.connect(port)) {
                        late.startup("u", "gone");
                        assertThat(late.expectError().sqlState()).isEqualTo("3D000");
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("HUP that moves a database to another host: servers in use go on to their transaction's end, then all are new")
    void hostChanged() throws Exception {
        try (FakePostgres before = FakePostgres.start(); FakePostgres after = FakePostgres.start()) {
            Path file = file(before);
            try (MainProcess howdah = MainProcess.start(folder, file.toString())) {
                int port = howdah.port();
                try (ScriptedClient busy = client(port, "db"); ScriptedClient other = client(port, "db")) {
                    busy.query("begin");
                    file(after);
                    howdah.signal("HUP");
                    howdah.awaitLog("RELOAD done");
                    other.query("select 1");
                    assertThat(after.queries("select 1")).isEqualTo(1);
                    busy.query("select 2");
                    busy.query("commit");
                    Await.until("the old host to be left", () -> before.open() == 0);
                    busy.query("select 3");
                    assertThat(before.queries("select 2")).isEqualTo(1);
                    assertThat(after.queries("select 3")).isEqualTo(1);
                    assertThat(howdah.log()).contains("closing because: database configuration changed");
                }
            }
        }
    }

    @Test
    @DisplayName("HUP that changes a database's password: new servers log in with it, idle ones are closed; no password is logged")
    void passwordChanged() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            String database = "databases: {db: {host: 127.0.0.1, port: " + server.port() + ", password: first-secret}}";
            Path file = file(server, database);
            try (MainProcess howdah = MainProcess.start(folder, file.toString())) {
                int port = howdah.port();
                try (ScriptedClient client = client(port, "db")) {
                    assertThat(Replies.value(client.query("select 1"))).isEqualTo("0");
                    file(server, database.replace("first-secret", "second-secret"));
                    howdah.signal("HUP");
                    howdah.awaitLog("closing because: database configuration changed");
                    assertThat(Replies.value(client.query("select 1"))).isEqualTo("1");
                    assertThat(howdah.log()).doesNotContain("-secret").doesNotContain("select 1");
                }
            }
        }
    }

    // ---- the end

    @Test
    @DisplayName("TERM: idle clients end at once with 57P01, those in a transaction at its end; then it exits with 0")
    void term() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            Path file = file(server);
            try (MainProcess howdah = MainProcess.start(folder, file.toString())) {
                int port = howdah.port();
                try (ScriptedClient idle = client(port, "db"); ScriptedClient busy = client(port, "db")) {
                    busy.query("begin");
                    howdah.signal("TERM");
                    assertEnded(idle, "57P01");
                    busy.query("select 1");
                    busy.query("commit");
                    assertEnded(busy, "57P01");
                    assertThat(howdah.status()).isZero();
                    assertThat(server.queries("commit")).isEqualTo(1);
                    assertThat(howdah.log()).contains("got SIGTERM").doesNotContain("ERROR");
                }
            }
        }
    }

    @Test
    @DisplayName("TERM: past shutdown_timeout a transaction is cut off; a second TERM does so at once")
    void termHasDeadline() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            for (boolean twice : new boolean[] {false, true}) {
                Path file = file(server, "shutdown_timeout: " + (twice ? "60s" : "300ms"));
                try (MainProcess howdah = MainProcess.start(folder, file.toString())) {
                    int port = howdah.port();
                    try (ScriptedClient busy = client(port, "db")) {
                        busy.query("begin");
                        howdah.signal("TERM");
                        if (twice) {
                            howdah.awaitLog("got SIGTERM");
                            howdah.signal("TERM");
                        }
                        assertEnded(busy, "57P01");
                        assertThat(howdah.status()).isZero();
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("INT: who waits is sent away, transactions run to their end")
    void interrupt() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            Path file = file(server, "default_pool_size: 1");
            try (MainProcess howdah = MainProcess.start(folder, file.toString())) {
                int port = howdah.port();
                try (ScriptedClient busy = client(port, "db"); ScriptedClient waiting = client(port, "db")) {
                    busy.query("begin");
                    waiting.send(Frames.query("select 1"));
                    howdah.signal("INT");
                    assertEnded(waiting, "57P01");
                    busy.query("commit");
                    assertEnded(busy, "57P01");
                    assertThat(howdah.status()).isZero();
                    assertThat(server.queries("select 1")).isZero();
                }
            }
        }
    }

    @Test
    @DisplayName("QUIT: at once")
    void quit() throws Exception {
        try (FakePostgres server = FakePostgres.start()) {
            Path file = file(server);
            try (MainProcess howdah = MainProcess.start(folder, file.toString())) {
                int port = howdah.port();
                try (ScriptedClient busy = client(port, "db")) {
                    busy.query("begin");
                    howdah.signal("QUIT");
                    assertThat(howdah.status()).isNotZero();
                    assertThat(busy.atEnd()).isTrue();
                }
            }
        }
    }
}
