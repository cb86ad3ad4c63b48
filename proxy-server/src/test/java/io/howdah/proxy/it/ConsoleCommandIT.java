package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Clients;
import io.howdah.proxy.testing.Console;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestConfig;
import io.howdah.proxy.testing.TestPooler;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each command of the console, and its effect on clients and servers with a real PostgreSQL. */
@OnEachPostgres
class ConsoleCommandIT {

    private final TestPostgres postgres;

    ConsoleCommandIT(PostgresVersion version) {
        postgres = version.server();
    }

    private PoolerFile file() {
        return PoolerFile.before(postgres).set("admin_users", "boss").set("stats_users", "looker").user("boss", "").user("looker",
                "");
    }

    private static void awaitDatabase(Console console, String column, String value) {
        Await.until(column + " = " + value, () -> console.row("SHOW DATABASES", "name", "howdah").get(column).equals(value));
    }

    private static void sendCancel(TestPooler pooler, Console console) throws Exception {
        try (ScriptedClient canceller = pooler.unconnected()) {
            canceller.send(Frames.cancelRequest(console.client().key().processId(), console.client().key().secret()));
            assertThat(canceller.atEnd()).isTrue();
        }
    }

    private static ErrorResponse fatal(ScriptedClient client) throws Exception {
        ErrorResponse error = client.expectError();
        assertThat(error.severity()).isEqualTo("FATAL");
        client.expectClosed();
        return error;
    }

    // ---- PAUSE and RESUME

    @Test
    @DisplayName("PAUSE waits for running transactions, holds who asks, and is done when no server is left; RESUME lets them go on")
    void pause() throws Exception {
        try (TestPooler pooler = file().start();
                Console console = pooler.console("boss");
                Console other = pooler.console("boss");
                ScriptedClient busy = pooler.client();
                ScriptedClient asks = pooler.client();
                Clients threads = new Clients()) {
            asks.query("SELECT 1");
            busy.query("BEGIN");
            Future<String> paused = threads.start(() -> console.command("PAUSE"));
            Await.until("PAUSE to be in force", () -> other.ask("SHOW STATE").contains("paused|yes"));
            asks.send(Frames.query("SELECT 'after'"));
            pooler.awaitWaiting(1);
            busy.query("SELECT 1");
            assertThat(paused.isDone()).isFalse();
            assertThat(other.error("PAUSE").message()).isEqualTo("already suspended/paused");
            assertThat(other.error("SUSPEND").message()).isEqualTo("already suspended/paused");
            assertThat(other.error("KILL").message()).isEqualTo("already suspended/paused");
            busy.query("COMMIT");
            assertThat(Clients.result(paused)).isEqualTo("PAUSE");
            assertThat(other.ask("SHOW SERVERS")).isEmpty();
            Await.until("no backend", () -> postgres.backends("app") == 0);
            assertThat(pooler.pool().clWaiting()).isEqualTo(1);
            assertThat(console.command("RESUME")).isEqualTo("RESUME");
            assertThat(Replies.value(asks.readUntil((byte) 'Z'))).isEqualTo("after");
            assertThat(console.error("RESUME").message()).isEqualTo("pooler is not paused/suspended");
            assertThat(console.ask("SHOW STATE")).containsExactly("active|yes", "paused|no", "suspended|no");
        }
    }

    @Test
    @DisplayName("PAUSE of one database leaves the others alone; a client that comes meanwhile waits for RESUME")
    void pauseOneDatabase() throws Exception {
        try (TestPooler pooler = file().database("second", "dbname: howdah").start();
                Console console = pooler.console("boss");
                ScriptedClient client = pooler.client();
                ScriptedClient elsewhere = pooler.unconnected();
                ScriptedClient newcomer = pooler.unconnected()) {
            client.query("SELECT 1");
            elsewhere.login("app", "second");
            assertThat(console.command("PAUSE howdah")).isEqualTo("PAUSE");
            assertThat(console.row("SHOW DATABASES", "name", "howdah")).containsEntry("paused", "1");
            assertThat(console.row("SHOW DATABASES", "name", "second")).containsEntry("paused", "0");
            assertThat(console.ask("SHOW STATE")).contains("active|yes");
            assertThat(Replies.value(elsewhere.query("SELECT 'served'"))).isEqualTo("served");
            newcomer.startup("other", TestPostgres.DATABASE);
            Await.until("the newcomer to wait", () -> pooler.pool("other").clWaiting() == 1);
            client.send(Frames.query("SELECT 2"));
            pooler.awaitWaiting(1);
            assertThat(console.error("PAUSE nosuch").message()).isEqualTo("no such database: nosuch");
            assertThat(console.error("PAUSE pgbouncer").message()).isEqualTo("cannot pause admin db: pgbouncer");
            assertThat(console.error("RESUME second").message()).isEqualTo("database second is not paused");
            assertThat(console.error("RESUME nosuch").message()).isEqualTo("no such database: nosuch");
            assertThat(console.command("RESUME howdah")).isEqualTo("RESUME");
            client.readUntil((byte) 'Z');
            newcomer.finishLogin("other", null);
        }
    }

    @Test
    @DisplayName("PAUSE in session mode waits until clients leave")
    void pauseSessionMode() throws Exception {
        try (TestPooler pooler = file().set("pool_mode", "session").start();
                Console console = pooler.console("boss");
                Clients threads = new Clients()) {
            Future<String> paused;
            try (ScriptedClient client = pooler.client()) {
                client.query("SELECT 1");
                paused = threads.start(() -> console.command("PAUSE howdah"));
                try (Console other = pooler.console("boss")) {
                    awaitDatabase(other, "paused", "1");
                }
                client.query("SELECT 2");
                assertThat(paused.isDone()).isFalse();
            }
            assertThat(Clients.result(paused)).isEqualTo("PAUSE");
        }
    }

    @Test
    @DisplayName("A PAUSE that still waits is undone by its time limit, a cancel request, the end of its console, and RESUME")
    void pauseUndone() throws Exception {
        try (TestPooler pooler = file().start();
                Console console = pooler.console("boss");
                Console other = pooler.console("boss");
                ScriptedClient busy = pooler.client();
                ScriptedClient asks = pooler.client();
                Clients threads = new Clients()) {
            busy.query("BEGIN");
            ErrorResponse limit = console.error("PAUSE TIMEOUT '200ms'");
            assertThat(limit.message()).isEqualTo("PAUSE timeout");
            assertThat(limit.sqlState()).isEqualTo("57014");
            assertThat(limit.detail()).startsWith("1 connections to servers");
            assertThat(Replies.value(asks.query("SELECT 'goes on'"))).isEqualTo("goes on");

            console.client().send(Frames.query("PAUSE howdah"));
            awaitDatabase(other, "paused", "1");
            sendCancel(pooler, console);
            assertThat(Replies.error(console.client().readUntil((byte) 'Z')).sqlState()).isEqualTo("57014");
            awaitDatabase(other, "paused", "0");

            Console third = pooler.console("boss");
            third.client().send(Frames.query("PAUSE"));
            Await.until("PAUSE to be in force", () -> other.ask("SHOW STATE").contains("paused|yes"));
            third.close();
            Await.until("PAUSE to be undone", () -> other.ask("SHOW STATE").contains("active|yes"));

            console.client().send(Frames.query("PAUSE"));
            Await.until("PAUSE to be in force", () -> other.ask("SHOW STATE").contains("paused|yes"));
            assertThat(other.command("RESUME")).isEqualTo("RESUME");
            assertThat(Replies.error(console.client().readUntil((byte) 'Z')).message()).isEqualTo("PAUSE ended by RESUME");
            asks.query("SELECT 1");
            busy.query("COMMIT");
        }
    }

    @Test
    @DisplayName("Two consoles that PAUSE the same database both wait; the one that gives up does not undo the other's")
    void twoPauses() throws Exception {
        try (TestPooler pooler = file().start();
                Console one = pooler.console("boss");
                Console two = pooler.console("boss");
                Console looker = pooler.console("looker");
                ScriptedClient busy = pooler.client();
                Clients threads = new Clients()) {
            busy.query("BEGIN");
            Future<String> paused = threads.start(() -> one.command("PAUSE howdah"));
            awaitDatabase(looker, "paused", "1");
            assertThat(two.error("PAUSE howdah TIMEOUT 0.1").message()).isEqualTo("PAUSE timeout");
            assertThat(looker.row("SHOW DATABASES", "name", "howdah")).containsEntry("paused", "1");
            busy.query("COMMIT");
            assertThat(Clients.result(paused)).isEqualTo("PAUSE");
        }
    }

    @Test
    @DisplayName("Under load: PAUSE and RESUME again and again, and no client meets an error")
    void pauseUnderLoad() throws Exception {
        try (TestPooler pooler = file().start(); Console console = pooler.console("boss"); Clients load = new Clients()) {
            java.util.concurrent.atomic.AtomicBoolean over = new java.util.concurrent.atomic.AtomicBoolean();
            for (int i = 0; i < 8; i++) {
                load.start(() -> {
                    try (ScriptedClient client = pooler.client()) {
                        while (!over.get()) {
                            client.query("BEGIN");
                            client.query("SELECT 1");
                            client.query("COMMIT");
                        }
                    }
                    return null;
                });
            }
            for (int i = 0; i < 10; i++) {
                String all = i % 2 == 0 ? "" : " howdah";
                assertThat(console.command("PAUSE" + all)).isEqualTo("PAUSE");
                assertThat(console.ask("SHOW SERVERS")).isEmpty();
                // PostgreSQL notices a closed socket a moment later.
                Await.until("no backend", () -> postgres.backends("app") == 0);
                assertThat(console.command("RESUME" + all)).isEqualTo("RESUME");
                console.command(i % 2 == 0 ? "RECONNECT" : "RECONNECT howdah");
            }
            over.set(true);
            load.join();
        }
    }

    // ---- DISABLE, RECONNECT, WAIT_CLOSE

    @Test
    @DisplayName("DISABLE keeps new clients out and leaves the others; ENABLE lets them in")
    void disable() throws Exception {
        try (TestPooler pooler = file().start();
                Console console = pooler.console("boss");
                ScriptedClient client = pooler.client()) {
            assertThat(console.command("DISABLE howdah")).isEqualTo("DISABLE");
            assertThat(console.row("SHOW DATABASES", "name", "howdah")).containsEntry("disabled", "1");
            assertThat(Replies.value(client.query("SELECT 'still here'"))).isEqualTo("still here");
            try (ScriptedClient refused = pooler.unconnected()) {
                refused.startup("app", TestPostgres.DATABASE);
                ErrorResponse error = fatal(refused);
                assertThat(error.message()).isEqualTo("database \"howdah\" is disabled");
                assertThat(error.sqlState()).isEqualTo("57P03");
            }
            assertThat(console.error("DISABLE pgbouncer").message()).isEqualTo("cannot disable admin db: pgbouncer");
            assertThat(console.error("ENABLE nosuch").message()).isEqualTo("no such database: nosuch");
            assertThat(console.command("ENABLE howdah")).isEqualTo("ENABLE");
            pooler.client().close();
        }
    }

    @Test
    @DisplayName("RECONNECT closes idle servers at once and busy ones as they come free; WAIT_CLOSE waits for that")
    void reconnect() throws Exception {
        try (TestPooler pooler = file().start();
                Console console = pooler.console("boss");
                Console waits = pooler.console("boss");
                ScriptedClient busy = pooler.client();
                ScriptedClient idle = pooler.client();
                Clients threads = new Clients()) {
            busy.query("BEGIN");
            String before = Replies.value(busy.query("SELECT pg_backend_pid()"));
            String idleServer = Replies.value(idle.query("SELECT pg_backend_pid()"));
            assertThat(console.command("WAIT_CLOSE")).isEqualTo("WAIT_CLOSE");
            assertThat(console.command("RECONNECT howdah")).isEqualTo("RECONNECT");
            Await.until("the idle one to be closed", () -> console.rows("SHOW SERVERS").size() == 1);
            assertThat(console.row("SHOW SERVERS", "remote_pid", before)).containsEntry("close_needed", "1");
            Future<String> closed = threads.start(() -> waits.command("WAIT_CLOSE howdah"));
            assertThat(Replies.value(idle.query("SELECT pg_backend_pid()"))).isNotEqualTo(idleServer);
            assertThat(closed.isDone()).isFalse();
            busy.query("COMMIT");
            assertThat(Clients.result(closed)).isEqualTo("WAIT_CLOSE");
            assertThat(Replies.value(busy.query("SELECT pg_backend_pid()"))).isNotEqualTo(before);
            assertThat(console.error("RECONNECT pgbouncer").message()).isEqualTo("cannot reconnect admin db: pgbouncer");
            assertThat(console.error("WAIT_CLOSE pgbouncer").message()).isEqualTo("cannot wait in admin db: pgbouncer");
        }
    }

    @Test
    @DisplayName("RECONNECT in session mode with server_fast_close: clients end at their boundary, those that stand at one at once")
    void fastClose() throws Exception {
        try (TestPooler pooler = file().set("pool_mode", "session").set("server_fast_close", 1).start();
                Console console = pooler.console("boss");
                ScriptedClient busy = pooler.client();
                ScriptedClient quiet = pooler.client()) {
            busy.query("BEGIN");
            quiet.query("SELECT 1");
            console.command("RECONNECT");
            assertThat(fatal(quiet).message()).isEqualTo("database configuration changed");
            assertThat(Replies.value(busy.query("SELECT 1"))).isEqualTo("1");
            busy.send(Frames.query("COMMIT"));
            busy.readUntil((byte) 'Z');
            assertThat(fatal(busy).message()).isEqualTo("database configuration changed");
        }
    }

    // ---- KILL

    @Test
    @DisplayName("KILL drops clients and servers of a database at once, and holds who comes until RESUME")
    void kill() throws Exception {
        try (TestPooler pooler = file().set("default_pool_size", 1).database("second", "dbname: howdah").start();
                Console console = pooler.console("boss");
                ScriptedClient busy = pooler.client();
                ScriptedClient waiting = pooler.client();
                ScriptedClient idle = pooler.client();
                ScriptedClient elsewhere = pooler.unconnected();
                ScriptedClient newcomer = pooler.unconnected()) {
            elsewhere.login("other", "second");
            busy.query("BEGIN");
            waiting.send(Frames.query("SELECT 1"));
            pooler.awaitWaiting(1);
            assertThat(console.command("KILL howdah")).isEqualTo("KILL");
            for (ScriptedClient client : List.of(busy, waiting, idle)) {
                ErrorResponse error = fatal(client);
                assertThat(error.message()).isEqualTo("database removed");
                assertThat(error.sqlState()).isEqualTo("57P01");
            }
            Await.until("no backend", () -> postgres.backends("app") == 0);
            elsewhere.query("SELECT 1");
            awaitDatabase(console, "paused", "1");
            newcomer.login("app", TestPostgres.DATABASE);
            newcomer.send(Frames.query("SELECT 'killed, and back'"));
            pooler.awaitWaiting(1);
            console.command("RESUME howdah");
            assertThat(Replies.value(newcomer.readUntil((byte) 'Z'))).isEqualTo("killed, and back");
            assertThat(console.error("KILL pgbouncer").message()).isEqualTo("cannot kill admin db: pgbouncer");
        }
    }

    @Test
    @DisplayName("KILL without a name takes all databases, and RESUME without one ends it")
    void killAll() throws Exception {
        try (TestPooler pooler = file().start();
                Console console = pooler.console("boss");
                ScriptedClient client = pooler.client()) {
            client.query("SELECT 1");
            assertThat(console.command("KILL")).isEqualTo("KILL");
            assertThat(fatal(client).message()).isEqualTo("database removed");
            assertThat(console.ask("SHOW STATE")).contains("active|yes");
            awaitDatabase(console, "paused", "1");
            console.command("RESUME");
            awaitDatabase(console, "paused", "0");
            try (ScriptedClient next = pooler.client()) {
                next.query("SELECT 1");
            }
        }
    }

    @Test
    @DisplayName("KILL_CLIENT ends one client, whatever it is doing, and its server serves on")
    void killClient() throws Exception {
        try (TestPooler pooler = file().set("default_pool_size", 1).start();
                Console console = pooler.console("boss");
                ScriptedClient busy = pooler.client();
                ScriptedClient waiting = pooler.client();
                Console victim = pooler.console("looker")) {
            busy.query("BEGIN");
            waiting.send(Frames.query("SELECT 'served'"));
            pooler.awaitWaiting(1);
            assertThat(console.command("KILL_CLIENT " + busy.key().processId())).isEqualTo("KILL_CLIENT");
            assertThat(fatal(busy).message()).isEqualTo("admin forced disconnect");
            assertThat(Replies.value(waiting.readUntil((byte) 'Z'))).isEqualTo("served");
            assertThat(console.error("KILL_CLIENT " + busy.key().processId()).message()).isEqualTo("client not found");
            assertThat(console.command("KILL_CLIENT " + victim.client().key().processId())).isEqualTo("KILL_CLIENT");
            assertThat(fatal(victim.client()).message()).isEqualTo("admin forced disconnect");
        }
    }

    // ---- SUSPEND

    @Test
    @DisplayName("SUSPEND reads from nobody, lets nobody in, and RESUME goes on where it was")
    void suspend() throws Exception {
        try (TestPooler pooler = file().start();
                Console console = pooler.console("boss");
                ScriptedClient client = pooler.client();
                ScriptedClient inTransaction = pooler.client()) {
            inTransaction.query("BEGIN");
            assertThat(console.command("SUSPEND")).isEqualTo("SUSPEND");
            assertThat(console.ask("SHOW STATE")).containsExactly("active|no", "paused|no", "suspended|yes");
            client.send(Frames.query("SELECT 'later'"));
            inTransaction.send(Frames.query("SELECT 'later too'"));
            try (ScriptedClient newcomer = pooler.unconnected()) {
                newcomer.startup("app", TestPostgres.DATABASE);
                // The pooler reads neither query nor login, although it reads the console's socket and answers again and again.
                for (int i = 0; i < 100; i++) {
                    assertThat(console.rows("SHOW CLIENTS")).filteredOn(row -> row.get("state").equals("waiting")).isEmpty();
                }
                assertThat(postgres.ask("SELECT 1 FROM pg_stat_activity WHERE query LIKE '%later%' AND usename = 'app'"))
                        .isEmpty();
                console.command("RESUME");
                newcomer.finishLogin("app", null);
            }
            assertThat(Replies.value(client.readUntil((byte) 'Z'))).isEqualTo("later");
            assertThat(Replies.value(inTransaction.readUntil((byte) 'Z'))).isEqualTo("later too");
            inTransaction.query("COMMIT");
            console.command("PAUSE howdah");
            assertThat(console.error("SUSPEND").message()).isEqualTo("cannot suspend with paused databases");
        }
    }

    @Test
    @DisplayName("Five SUSPEND and RESUME under a load of transactions, with more clients than servers: nobody is lost, no server closed")
    void suspendUnderLoad() throws Exception {
        try (TestPooler pooler = file().set("default_pool_size", 3).start();
                Console console = pooler.console("boss");
                Clients load = new Clients()) {
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger served = new AtomicInteger();
            for (int i = 0; i < 12; i++) {
                boolean newcomers = i < 4;
                load.start(() -> {
                    while (!over.get()) {
                        try (ScriptedClient client = pooler.client()) {
                            do {
                                client.query("BEGIN");
                                assertThat(Replies.value(client.query("SELECT 1"))).isEqualTo("1");
                                client.query("COMMIT");
                                served.incrementAndGet();
                            } while (!newcomers && !over.get());
                        }
                    }
                    return null;
                });
            }
            String servers = "SELECT pid FROM pg_stat_activity WHERE usename = 'app' ORDER BY pid";
            Await.until("three servers, logged in", () -> postgres.ask(servers).size() == 3);
            List<String> before = postgres.ask(servers);
            for (int i = 0; i < 5; i++) {
                assertThat(console.command("SUSPEND")).isEqualTo("SUSPEND");
                assertThat(console.command("RESUME")).isEqualTo("RESUME");
                int seen = served.get();
                Await.until("the load to go on", () -> served.get() > seen + 12);
            }
            assertThat(postgres.ask(servers)).isEqualTo(before);
            over.set(true);
            load.join();
        }
    }

    @Test
    @DisplayName("SUSPEND drops who does not take what it was sent within suspend_timeout, and ends with the last console")
    void suspendEnds() throws Exception {
        try (TestPooler pooler = file().set("suspend_timeout", "300ms").start();
                ScriptedClient greedy = pooler.client();
                ScriptedClient client = pooler.client()) {
            greedy.send(Frames.query("SELECT repeat('x', 100000000)"));
            Await.until("it to hold things up", () -> {
                try (Console console = pooler.console("boss")) {
                    return console.rows("SHOW SOCKETS").stream().anyMatch(
                            row -> row.get("state").equals("cl_active") && !row.get("send_avail").equals("0"));
                }
            });
            Console console = pooler.console("boss");
            assertThat(console.command("SUSPEND")).isEqualTo("SUSPEND");
            console.close();
            client.query("SELECT 'after the last console'");
            assertThatThrownBy(() -> {
                while (greedy.read() != null) {
                    // Messages that were on their way.
                }
            }).isInstanceOf(java.io.IOException.class);
        }
    }

    // ---- SET and RELOAD

    @Test
    @DisplayName("SET changes a setting of the running pooler until the next RELOAD")
    void set() throws Exception {
        try (TestPooler pooler = file().set("default_pool_size", 1).start();
                Console console = pooler.console("boss");
                ScriptedClient busy = pooler.client();
                ScriptedClient waiting = pooler.client()) {
            busy.query("BEGIN");
            waiting.send(Frames.query("SELECT 'room'"));
            pooler.awaitWaiting(1);
            assertThat(console.command("SET default_pool_size = 2")).isEqualTo("SET default_pool_size=2");
            assertThat(Replies.value(waiting.readUntil((byte) 'Z'))).isEqualTo("room");
            assertThat(console.row("SHOW CONFIG", "key", "default_pool_size")).containsEntry("value", "2");
            assertThat(console.command("SET query_wait_timeout TO '7s'")).isEqualTo("SET query_wait_timeout=7s");
            // PgBouncer's form of the value, though this file is YAML.
            assertThat(console.row("SHOW CONFIG", "key", "query_wait_timeout")).containsEntry("value", "7")
                    .containsEntry("default", "120");
            for (String[] wrong : new String[][] {
                {"SET default_pool_size = many", "default_pool_size: \"many\" is not a number"},
                {"SET listen_port = 1", "listen_port: takes effect at a restart alone"}, {"SET nonsense = 1", "nonsense"},
                {"SET pool_mode = none", "one of session, transaction, statement"}}) {
                ErrorResponse error = console.error(wrong[0]);
                assertThat(error.message()).isEqualTo("SET failed");
                assertThat(error.sqlState()).isEqualTo("08P01");
                assertThat(error.detail()).contains(wrong[1]);
            }
            assertThat(console.notices("RELOAD")).contains("default_pool_size: 2 -> 1", "query_wait_timeout: 7s -> 2min");
            assertThat(console.row("SHOW CONFIG", "key", "default_pool_size")).containsEntry("value", "1");
            assertThat(console.notices("RELOAD")).isEmpty();
            busy.query("COMMIT");
        }
    }

    @Test
    @DisplayName("RELOAD applies the file to live pools, says what has changed and what needs a restart; a broken file changes nothing")
    void reload(@TempDir Path folder) throws Exception {
        Path yaml = Files.writeString(folder.resolve("howdah.yaml"), file().database("gone", "dbname: howdah").text());
        try (TestPooler pooler = PoolerFile.start(TestConfig.ofFile(yaml));
                Console console = pooler.console("boss");
                ScriptedClient client = pooler.client();
                ScriptedClient removed = pooler.unconnected()) {
            removed.login("app", "gone");
            client.query("BEGIN");
            Files.writeString(yaml,
                    file().set("default_pool_size", 5).set("listen_port", 7777).database("added", "dbname: howdah").text());
            assertThat(console.notices("RELOAD")).containsExactlyInAnyOrder("default_pool_size: 2 -> 5",
                    "listen_port: 0 -> 7777 (needs a restart)", "databases.gone: (present) -> (absent)",
                    "databases.added: (absent) -> (present)");
            assertThat(fatal(removed).message()).isEqualTo("database removed");
            assertThat(Replies.types(client.query("COMMIT"))).isEqualTo("C Z");
            assertThat(console.row("SHOW CONFIG", "key", "listen_port")).containsEntry("value", "0");
            assertThat(console.row("SHOW DATABASES", "name", "added")).containsEntry("pool_size", "5");

            Files.writeString(yaml, file().set("default_pool_size", "x").set("nonsense", 1).text());
            ErrorResponse error = console.error("RELOAD");
            assertThat(error.sqlState()).isEqualTo("F0000");
            assertThat(error.message()).isEqualTo("RELOAD failed, see logs for additional details");
            assertThat(error.detail()).contains("pool.size", "nonsense", "howdah.yaml:");
            assertThat(console.row("SHOW CONFIG", "key", "default_pool_size")).containsEntry("value", "5");
            client.query("SELECT 1");
            assertThat(console.error("RELOAD x").message()).startsWith("invalid command");
        }
    }

    @Test
    @DisplayName("RELOAD reads the list of users again, names those that differ and none of their secrets; of PgBouncer's file too")
    void reloadUsers(@TempDir Path folder) throws Exception {
        Path users = Files.writeString(folder.resolve("userlist.txt"), "\"app\" \"\"\n\"boss\" \"\"\n\"other\" \"hush1\"\n");
        Path ini = folder.resolve("pgbouncer.ini");
        String text = """
                [databases]
                howdah = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = 0
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                admin_users = boss
                pool_mode = transaction
                """.formatted(postgres.port(), users);
        Files.writeString(ini, text);
        try (TestPooler pooler = PoolerFile.start(TestConfig.ofFile(ini));
                Console console = pooler.console("boss");
                ScriptedClient client = pooler.client()) {
            client.query("BEGIN");
            assertThat(console.notices("RELOAD")).isEmpty();
            Files.writeString(users, "\"app\" \"\"\n\"boss\" \"\"\n\"other\" \"hush2\"\n\"late\" \"hush3\"\n");
            Files.writeString(ini, text.replace("listen_addr = 127.0.0.1", "listen_addr = *").replace("[pgbouncer]\n", """
                    [users]
                    app = max_user_connections=3
                    [pgbouncer]
                    log_connections = 0
                    """));
            assertThat(console.notices("RELOAD")).containsExactlyInAnyOrder("listen_addr: 127.0.0.1 -> * (needs a restart)",
                    "log_connections: 1 -> 0", "users.app: (old) -> (new)", "users.other: (old) -> (new)",
                    "users.late: (absent) -> (present)");
            assertThat(console.row("SHOW USERS", "name", "app")).containsEntry("max_user_connections", "3");
            Files.delete(users);
            ErrorResponse error = console.error("RELOAD");
            assertThat(error.sqlState()).isEqualTo("F0000");
            assertThat(error.detail()).contains("pgbouncer.ini:", "auth_file", "does not exist");
            client.query("COMMIT");
        }
    }

    // ---- SHUTDOWN

    @Test
    @DisplayName("SHUTDOWN ends at once, and its console with it")
    void shutdown() throws Exception {
        try (TestPooler pooler = file().start();
                Console console = pooler.console("boss");
                ScriptedClient client = pooler.client()) {
            client.query("BEGIN");
            console.client().send(Frames.query("SHUTDOWN"));
            assertThat(fatal(console.client()).sqlState()).isEqualTo("57P01");
            assertThat(fatal(client).sqlState()).isEqualTo("57P01");
            pooler.awaitEnd();
        }
    }

    @Test
    @DisplayName("SHUTDOWN WAIT_FOR_SERVERS lets transactions end; RESUME does not take it back")
    void shutdownWaitForServers() throws Exception {
        try (TestPooler pooler = file().start();
                Console console = pooler.console("boss");
                ScriptedClient busy = pooler.client()) {
            busy.query("BEGIN");
            assertThat(console.command("SHUTDOWN WAIT_FOR_SERVERS")).isEqualTo("SHUTDOWN");
            Await.until("the door to be closed", () -> {
                try (ScriptedClient late = pooler.unconnected()) {
                    return late == null;
                } catch (ConnectException refused) {
                    return true;
                }
            });
            assertThat(console.error("RESUME").message()).isEqualTo("pooler is shutting down");
            assertThat(console.ask("SHOW STATE")).contains("paused|yes");
            List<Frame> last = busy.query("COMMIT");
            assertThat(Replies.types(last)).isEqualTo("C Z");
            pooler.awaitEnd();
        }
    }

    @Test
    @DisplayName("SHUTDOWN WAIT_FOR_CLIENTS ends when the last client has left, consoles not counted; the unix socket still takes operators")
    void shutdownWaitForClients(@TempDir Path folder) throws Exception {
        Program.assume("psql");
        try (TestPooler pooler = file().set("unix_socket_dir", folder).start();
                Console console = pooler.console("boss");
                ScriptedClient client = pooler.client()) {
            assertThat(console.command("SHUTDOWN WAIT_FOR_CLIENTS")).isEqualTo("SHUTDOWN");
            client.query("SELECT 1");
            String url = "postgresql:///%s?host=" + folder + "&port=" + pooler.port() + "&user=";
            assertThat(Program.run("psql", "-X", "-At", url.formatted("pgbouncer") + "boss", "-c", "SHOW STATE").output())
                    .contains("active|yes");
            assertThat(Program.run("psql", "-X", "-At", url.formatted("howdah") + "app", "-c", "SELECT 1").output())
                    .contains("server shutting down");
            client.send(Frames.terminate());
            pooler.awaitEnd();
            assertThat(folder.resolve(".s.PGSQL." + pooler.port())).doesNotExist();
        }
    }

    @Test
    @DisplayName("stats_users may look and not order")
    void statsUser() throws Exception {
        try (TestPooler pooler = file().start();
                Console looker = pooler.console("looker");
                ScriptedClient client = pooler.client()) {
            for (String order : new String[] {"PAUSE", "RESUME", "RELOAD", "KILL", "SHUTDOWN", "SUSPEND", "RECONNECT",
                "DISABLE howdah",
                "ENABLE howdah", "WAIT_CLOSE", "KILL_CLIENT " + client.key().processId(), "SET verbose = 1", "SHOW FDS"}) {
                assertThat(looker.error(order).message()).as(order).isEqualTo("admin access needed");
            }
            client.query("SELECT 1");
            assertThat(looker.ask("SHOW STATE")).contains("active|yes");
        }
    }
}
