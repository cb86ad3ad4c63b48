package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Clients;
import io.howdah.proxy.testing.Console;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tests each SHOW with real clients and servers in the states that it shows. */
@OnEachPostgres
class ConsoleShowIT {

    private final TestPostgres postgres;

    ConsoleShowIT(PostgresVersion version) {
        postgres = version.server();
    }

    private PoolerFile file() {
        return PoolerFile.before(postgres).set("admin_users", "boss").user("boss", "");
    }

    private static Map<String, String> client(Console console, ScriptedClient client) throws Exception {
        return console.row("SHOW CLIENTS", "id", Integer.toString(client.key().processId()));
    }

    private static boolean isNow(String clock) {
        Instant instant = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss zzz").parse(clock, Instant::from);
        return Math.abs(instant.getEpochSecond() - Instant.now().getEpochSecond()) < 60;
    }

    @Test
    @DisplayName("SHOW CLIENTS and SHOW SERVERS: who is linked to whom, who waits how long, who is idle")
    void clientsAndServers() throws Exception {
        try (TestPooler pooler = file().set("default_pool_size", 1).start();
                Console console = pooler.console("boss");
                ScriptedClient busy = pooler.client("application_name", "shopper");
                ScriptedClient waiting = pooler.client()) {
            String backend = Replies.value(busy.query("SELECT pg_backend_pid()"));
            assertThat(client(console, busy)).containsEntry("state", "idle").containsEntry("link", "");
            busy.query("BEGIN");
            busy.send(Frames.parse("s1", "SELECT 1"), Frames.sync());
            busy.readUntil((byte) 'Z');
            waiting.send(Frames.query("SELECT 1"));
            pooler.awaitWaiting(1);

            Map<String, String> server = console.row("SHOW SERVERS", "database", "howdah");
            assertThat(client(console, busy)).containsEntry("type", "C").containsEntry("user", "app")
                    .containsEntry("database", "howdah")
                    .containsEntry("replication", "none").containsEntry("state", "active").containsEntry("addr", "127.0.0.1")
                    .containsEntry("port", Integer.toString(busy.localPort())).containsEntry("local_addr", "127.0.0.1")
                    .containsEntry("local_port", Integer.toString(pooler.port())).containsEntry("wait", "0")
                    .containsEntry("wait_us", "0")
                    .containsEntry("close_needed", "0").containsEntry("tls", "").containsEntry("application_name", "shopper")
                    .containsEntry("prepared_statements", "1").containsEntry("link", server.get("ptr"))
                    .containsEntry("remote_pid", "0");
            assertThat(isNow(client(console, busy).get("connect_time"))).isTrue();
            assertThat(isNow(client(console, busy).get("request_time"))).isTrue();
            assertThat(server).containsEntry("type", "S").containsEntry("state", "active").containsEntry("remote_pid", backend)
                    .containsEntry("link", client(console, busy).get("ptr"))
                    .containsEntry("port", Integer.toString(postgres.port()))
                    .containsEntry("prepared_statements", "1").containsEntry("application_name", "shopper")
                    .containsEntry("close_needed", "0");
            Await.until("a wait", () -> !client(console, waiting).get("wait_us").equals("0"));
            assertThat(client(console, waiting)).containsEntry("state", "waiting").containsEntry("link", "");
            assertThat(console.row("SHOW CLIENTS", "database", "pgbouncer")).containsEntry("user", "boss").containsEntry("state",
                    "idle");
            busy.query("COMMIT");
            waiting.readUntil((byte) 'Z');
            Await.until("an idle server", () -> console.row("SHOW SERVERS", "database", "howdah").get("state").equals("idle"));
        }
    }

    @Test
    @DisplayName("SHOW CLIENTS: a client that waits for the first server of its pool is there too, and is counted")
    void waitingForTheFirstServer() throws Exception {
        try (TestPooler pooler = file().set("max_db_connections", 1).start();
                Console console = pooler.console("boss");
                ScriptedClient holder = pooler.client();
                ScriptedClient newcomer = pooler.unconnected()) {
            holder.query("BEGIN");
            newcomer.startup("other", TestPostgres.DATABASE, "application_name", "early");
            Await.until("it to wait",
                    () -> console.rows("SHOW CLIENTS").stream().anyMatch(row -> row.get("user").equals("other")));
            assertThat(console.row("SHOW CLIENTS", "user", "other")).containsEntry("state", "waiting")
                    .containsEntry("application_name", "early");
            assertThat(console.row("SHOW POOLS", "user", "other")).containsEntry("cl_waiting", "1").containsEntry("cl_active",
                    "0");
            holder.query("COMMIT");
            newcomer.finishLogin("other", null);
            assertThat(console.row("SHOW CLIENTS", "user", "other")).containsEntry("state", "idle")
                    .containsEntry("id", Integer.toString(newcomer.key().processId()));
            assertThat(console.row("SHOW POOLS", "user", "other")).containsEntry("cl_waiting", "0").containsEntry("cl_active",
                    "1");
        }
    }

    @Test
    @DisplayName("SHOW CLIENTS, SERVERS and POOLS: cancel requests on their way")
    void cancelRequests() throws Exception {
        try (TestPooler pooler = file().start();
                Console console = pooler.console("boss");
                ScriptedClient client = pooler.client()) {
            client.send(Frames.query("SELECT pg_sleep(100)"));
            Await.until("the query", () -> postgres.ask(
                    "SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(100)' AND state = 'active' AND usename = 'app'")
                    .size() == 1);
            for (int i = 0; i < 20; i++) {
                try (ScriptedClient canceller = pooler.unconnected()) {
                    canceller.send(Frames.cancelRequest(client.key().processId(), client.key().secret()));
                    assertThat(canceller.atEnd()).isTrue();
                }
                if (i == 0) {
                    assertThat(Replies.error(client.readUntil((byte) 'Z')).sqlState()).isEqualTo("57014");
                }
            }
            Map<String, String> pool = console.row("SHOW POOLS", "user", "app");
            assertThat(pool).containsEntry("cl_active_cancel_req", "0").containsEntry("cl_waiting_cancel_req", "0")
                    .containsEntry("sv_active_cancel", "0").containsEntry("cl_active", "1");
            assertThat(console.rows("SHOW CLIENTS")).hasSize(2);
        }
    }

    @Test
    @DisplayName("SHOW SOCKETS: prefixed states, what is held and unsent, and who has not logged in; ACTIVE_SOCKETS only the busy ones")
    void sockets() throws Exception {
        try (TestPooler pooler = file().set("default_pool_size", 1).start();
                Console console = pooler.console("boss");
                ScriptedClient busy = pooler.client();
                ScriptedClient waiting = pooler.client();
                ScriptedClient stranger = pooler.unconnected()) {
            busy.query("BEGIN");
            byte[] query = Frames.query("SELECT 'waits'");
            waiting.send(query);
            pooler.awaitWaiting(1);
            stranger.send(new byte[] {0, 0, 0});
            Await.until("the stranger", () -> console.rows("SHOW SOCKETS").size() == 5);
            List<Map<String, String>> sockets = console.rows("SHOW SOCKETS");
            assertThat(sockets).extracting(row -> row.get("state"))
                    .containsExactlyInAnyOrder("cl_active", "cl_waiting", "cl_active", "sv_active", "cl_login");
            assertThat(console.row("SHOW SOCKETS", "state", "cl_login")).containsEntry("user", "(nouser)")
                    .containsEntry("database", "(nodb)");
            assertThat(console.row("SHOW SOCKETS", "state", "cl_waiting")).containsEntry("pkt_avail",
                    Integer.toString(query.length));
            assertThat(console.rows("SHOW ACTIVE_SOCKETS")).extracting(row -> row.get("state")).containsExactly("cl_waiting");
            assertThat(console.ask("SHOW LISTS")).contains("login_clients|1", "used_clients|4", "used_servers|1", "pools|2");
            // An incomplete message.
            busy.send(new byte[] {'Q', 0, 0, 1, 0, 'S'});
            Await.until("a cut message", () -> console.row("SHOW SOCKETS", "port", Integer.toString(busy.localPort()))
                    .get("pkt_remain").equals("251"));
        }
    }

    @Test
    @DisplayName("SHOW DATABASES and SHOW USERS: what is configured, and how much of it is used")
    void databasesAndUsers() throws Exception {
        PoolerFile file = file().set("max_db_client_connections", 50)
                .databaseOnHosts("two", "\"127.0.0.1:" + postgres.port() + "\", \"127.0.0.1:" + postgres.port() + "\"",
                        "dbname: howdah, user: app, pool_size: 7, min_pool_size: 0, reserve_pool_size: 3, pool_mode: session, "
                                + "max_db_connections: 9, server_lifetime: 60")
                .user("limited", "pool_size: 4, pool_mode: statement, max_user_connections: 5, max_user_client_connections: 6");
        try (TestPooler pooler = file.start();
                Console console = pooler.console("boss");
                ScriptedClient client = pooler.client()) {
            client.query("SELECT 1");
            assertThat(console.row("SHOW DATABASES", "name", "howdah")).containsEntry("host", "127.0.0.1")
                    .containsEntry("port", Integer.toString(postgres.port())).containsEntry("database", "howdah")
                    .containsEntry("force_user", null).containsEntry("pool_size", "2").containsEntry("pool_mode", null)
                    .containsEntry("load_balance_hosts", null).containsEntry("max_connections", "0")
                    .containsEntry("current_connections", "1").containsEntry("max_client_connections", "50")
                    .containsEntry("current_client_connections", "1").containsEntry("paused", "0").containsEntry("disabled", "0");
            assertThat(console.row("SHOW DATABASES", "name", "two")).containsEntry("host", "127.0.0.1,127.0.0.1")
                    .containsEntry("force_user", "app").containsEntry("pool_size", "7").containsEntry("reserve_pool_size", "3")
                    .containsEntry("server_lifetime", "60").containsEntry("pool_mode", "session")
                    .containsEntry("load_balance_hosts", "round-robin").containsEntry("max_connections", "9");
            assertThat(console.row("SHOW DATABASES", "name", "pgbouncer")).containsEntry("host", null)
                    .containsEntry("force_user", "pgbouncer").containsEntry("pool_mode", "statement")
                    .containsEntry("current_client_connections", "1");
            assertThat(console.row("SHOW USERS", "name", "app")).containsEntry("pool_size", "").containsEntry("pool_mode", null)
                    .containsEntry("current_connections", "1").containsEntry("current_client_connections", "1");
            assertThat(console.row("SHOW USERS", "name", "limited")).containsEntry("pool_size", "4")
                    .containsEntry("reserve_pool_size", "")
                    .containsEntry("pool_mode", "statement").containsEntry("max_user_connections", "5")
                    .containsEntry("max_user_client_connections", "6").containsEntry("current_connections", "0");
            assertThat(console.ask("SHOW USERS")).anyMatch(row -> row.startsWith("pgbouncer|"));
        }
    }

    @Test
    @DisplayName("SHOW CONFIG, MEM, DNS_HOSTS, DNS_ZONES, PEERS, PEER_POOLS and FDS")
    void theRest() throws Exception {
        PoolerFile file = file().databaseOnHosts("named", "\"localhost:" + postgres.port() + "\"", "dbname: howdah");
        try (TestPooler pooler = file.start();
                Console console = pooler.console("boss");
                ScriptedClient client = pooler.client()) {
            client.query("SET client_encoding = 'LATIN1'");
            try (ScriptedClient named = pooler.unconnected()) {
                named.login("app", "named");
                assertThat(console.row("SHOW DNS_HOSTS", "hostname", "localhost").get("addrs")).contains("127.0.0.1");
                assertThat(Long.parseLong(console.row("SHOW DNS_HOSTS", "hostname", "localhost").get("ttl"))).isBetween(0L, 15L);
            }
            assertThat(console.ask("SHOW DNS_ZONES")).isEmpty();
            assertThat(console.ask("SHOW PEERS")).isEmpty();
            assertThat(console.ask("SHOW PEER_POOLS")).isEmpty();
            assertThat(console.row("SHOW CONFIG", "key", "default_pool_size")).containsEntry("value", "2")
                    .containsEntry("default", "20")
                    .containsEntry("changeable", "yes");
            assertThat(console.row("SHOW CONFIG", "key", "listen_port")).containsEntry("changeable", "no");
            assertThat(Long.parseLong(console.row("SHOW MEM", "name", "heap").get("memtotal"))).isPositive();
            List<Map<String, String>> files = console.rows("SHOW FDS");
            assertThat(files).extracting(row -> row.get("task")).contains("pooler", "client", "server");
            assertThat(files).filteredOn(row -> row.get("task").equals("client") && row.get("database").equals("howdah"))
                    .singleElement()
                    .satisfies(row -> assertThat(row).containsEntry("client_encoding", "LATIN1").containsEntry("user", "app")
                            .containsEntry("password", null).containsEntry("cancel", "0"));
            assertThat(files).filteredOn(row -> row.get("task").equals("pooler")).first()
                    .satisfies(row -> assertThat(row).containsEntry("port", Integer.toString(pooler.port())));
        }
    }

    private static long kilobytes(Console console, String account) throws Exception {
        Map<String, String> row = console.row("SHOW MEM", "name", account);
        assertThat(row).containsEntry("size", "1024");
        return Long.parseLong(row.get("used"));
    }

    @Test
    @DisplayName("SHOW MEM: what is held of a stranger, of a request that waits, and of prepared statements, while it is held")
    void heldMemory() throws Exception {
        try (TestPooler pooler = file().set("default_pool_size", 1).start();
                Console console = pooler.console("boss");
                ScriptedClient busy = pooler.client();
                ScriptedClient waiting = pooler.client();
                ScriptedClient stranger = pooler.unconnected()) {
            for (String account : List.of("login_bytes", "waiting_bytes", "statement_bytes")) {
                assertThat(kilobytes(console, account)).as(account).isZero();
            }
            stranger.send(new byte[] {0, 0, 0});
            Await.until("a part of a start-up packet", () -> kilobytes(console, "login_bytes") > 0);
            busy.send(Frames.parse("s1", longText(1)), Frames.sync());
            busy.readUntil((byte) 'Z');
            assertThat(kilobytes(console, "statement_bytes")).isBetween(97L, 200L);
            busy.query("BEGIN");
            waiting.send(Frames.query("SELECT 1 /* " + "x".repeat(10_000) + " */"));
            pooler.awaitWaiting(1);
            Await.until("the whole request", () -> kilobytes(console, "waiting_bytes") >= 10);
            assertThat(kilobytes(console, "waiting_bytes")).isLessThan(65);
            assertThat(kilobytes(console, "statement_bytes")).isBetween(97L, 200L);

            busy.query("COMMIT");
            waiting.readUntil((byte) 'Z');
            assertThat(kilobytes(console, "waiting_bytes")).isZero();
            stranger.close();
            Await.until("nothing of a stranger", () -> kilobytes(console, "login_bytes") == 0);
            busy.send(Frames.closeStatement("s1"), Frames.sync());
            busy.readUntil((byte) 'Z');
        }
    }

    private static String longText(int number) {
        return "SELECT " + number + " /* " + "x".repeat(100_000) + " */";
    }

    @Test
    @DisplayName("A replication client and its server are shown and counted")
    void replication() throws Exception {
        try (TestPooler pooler = file().start();
                Console console = pooler.console("boss");
                ScriptedClient walsender = pooler.unconnected()) {
            walsender.login(TestPostgres.SUPERUSER, TestPostgres.DATABASE, "replication", "database");
            Map<String, String> client = console.row("SHOW CLIENTS", "replication", "logical");
            Map<String, String> server = console.row("SHOW SERVERS", "replication", "logical");
            assertThat(client).containsEntry("user", "postgres").containsEntry("state", "active").containsEntry("link",
                    server.get("ptr"));
            assertThat(server).containsEntry("state", "active").containsEntry("link", client.get("ptr"));
            assertThat(console.row("SHOW POOLS", "user", "postgres")).containsEntry("cl_active", "1").containsEntry("sv_active",
                    "1");
        }
    }

    @Test
    @DisplayName("Under load every SHOW goes on answering, and its numbers fit")
    void underLoad() throws Exception {
        try (TestPooler pooler = file().set("default_pool_size", 3).start();
                Console console = pooler.console("boss");
                Clients load = new Clients()) {
            pooler.client().close(); // a pool exists from its first client on
            java.util.concurrent.atomic.AtomicBoolean over = new java.util.concurrent.atomic.AtomicBoolean();
            for (int i = 0; i < 12; i++) {
                load.start(() -> {
                    try (ScriptedClient client = pooler.client()) {
                        while (!over.get()) {
                            client.query("SELECT 1");
                        }
                    }
                    return null;
                });
            }
            Await.until("all to be there", () -> {
                Map<String, String> pool = console.row("SHOW POOLS", "user", "app");
                return Integer.parseInt(pool.get("cl_active")) + Integer.parseInt(pool.get("cl_waiting")) == 12;
            });
            for (int i = 0; i < 50; i++) {
                Map<String, String> pool = console.row("SHOW POOLS", "user", "app");
                assertThat(Integer.parseInt(pool.get("cl_active")) + Integer.parseInt(pool.get("cl_waiting"))).isEqualTo(12);
                assertThat(Integer.parseInt(pool.get("sv_active")) + Integer.parseInt(pool.get("sv_idle")))
                        .isLessThanOrEqualTo(3);
                assertThat(console.rows("SHOW CLIENTS")).hasSize(13);
                assertThat(console.rows("SHOW SERVERS")).hasSizeLessThanOrEqualTo(3);
                assertThat(console.rows("SHOW SOCKETS")).hasSizeLessThanOrEqualTo(16);
                console.rows("SHOW FDS");
            }
            over.set(true);
            load.join();
        }
    }
}
