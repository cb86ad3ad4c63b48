package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.loop.Transport;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Console;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestConfig;
import io.howdah.proxy.testing.TestPooler;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console's addresses and users, and its tables for a running pooler. */
@OnEachPostgres
class ConsoleIT {

    private final TestPostgres postgres;

    ConsoleIT(PostgresVersion version) {
        postgres = version.server();
    }

    private PoolerFile file() {
        return PoolerFile.before(postgres).set("admin_users", "boss").set("stats_users", "looker").user("boss", "").user("looker",
                "");
    }

    private static ErrorResponse refusal(TestPooler pooler, String user, String database) throws Exception {
        try (ScriptedClient client = pooler.unconnected()) {
            client.startup(user, database);
            return client.expectError();
        }
    }

    @Test
    @DisplayName("The console is the database pgbouncer: administrators and stats_users get in, others are told so")
    void whoGetsIn() throws Exception {
        try (TestPooler pooler = file().start();
                Console admin = pooler.console("boss");
                Console looker = pooler.console("looker")) {
            assertThat(admin.ask("SHOW STATE")).containsExactly("active|yes", "paused|no", "suspended|no");
            assertThat(looker.ask("SHOW STATE")).hasSize(3);
            assertThat(refusal(pooler, "app", "pgbouncer").message()).isEqualTo("not allowed");
            assertThat(refusal(pooler, "app", "pgbouncer").sqlState()).isEqualTo("08P01");
            assertThat(refusal(pooler, "nobody", "pgbouncer").sqlState()).isEqualTo("28000");
        }
    }

    @Test
    @DisplayName("howdah is another name of it, where no database has that name")
    void alias() throws Exception {
        try (TestPooler pooler = file().start()) {
            // The tests' own database is called howdah, and stays reachable.
            try (ScriptedClient client = pooler.client()) {
                assertThat(Replies.value(client.query("SELECT current_database()"))).isEqualTo("howdah");
            }
        }
        String yaml = file().text().replace("  howdah: {", "  shop: {dbname: howdah, ");
        try (TestPooler pooler = PoolerFile.start(TestConfig.ofYaml(yaml));
                Console console = new Console(pooler.unconnected(), "boss", "howdah")) {
            assertThat(console.ask("SELECT current_database()")).containsExactly("pgbouncer");
        }
    }

    @Test
    @DisplayName("Its own port has nothing but the console")
    void ownPort() throws Exception {
        try (TestPooler pooler = file().set("admin_listen_addr", "127.0.0.1").set("admin_listen_port", 0).start()) {
            assertThat(pooler.consolePort()).isPositive().isNotEqualTo(pooler.port());
            for (String database : new String[] {"pgbouncer", "howdah", "boss", ""}) {
                try (Console console = new Console(ScriptedClient.connect(pooler.consolePort()), "boss", database)) {
                    assertThat(console.ask("SHOW VERSION").get(0)).startsWith("PgBouncer 1.");
                }
            }
            try (ScriptedClient client = ScriptedClient.connect(pooler.consolePort())) {
                client.startup("boss", "shop");
                assertThat(client.expectError().message()).isEqualTo("no such database: shop");
            }
        }
    }

    @Test
    @DisplayName("An operator gets in when max_client_conn is reached")
    void fullPooler() throws Exception {
        try (TestPooler pooler = file().set("max_client_conn", 1).start(); ScriptedClient client = pooler.client()) {
            assertThat(refusal(pooler, "app", TestPostgres.DATABASE).sqlState()).isEqualTo("53300");
            try (Console console = pooler.console("boss"); Console second = pooler.console("looker")) {
                assertThat(console.ask("SHOW LISTS")).contains("used_clients|3", "login_clients|0");
                assertThat(second.ask("SHOW LISTS")).contains("used_clients|3");
            }
            assertThat(Replies.value(client.query("SELECT 1"))).isEqualTo("1");
        }
    }

    @Test
    @DisplayName("Passwords are asked of administrators as of everybody; with auth_type any, who is on no list may look")
    void authentication() throws Exception {
        try (TestPooler pooler = file().set("auth_type", "scram-sha-256").user("boss", "password: secret").start()) {
            try (ScriptedClient client = pooler.unconnected()) {
                client.loginWithPassword("boss", "pgbouncer", "secret");
                assertThat(Replies.types(client.query("SHOW POOLS"))).startsWith("T D");
            }
            try (ScriptedClient client = pooler.unconnected()) {
                client.startup("looker", "pgbouncer");
                client.expect((byte) 'R'); // a password request: the list alone lets no user in
            }
        }
        try (TestPooler pooler = file().set("auth_type", "any").database(TestPostgres.DATABASE, "user: app").start();
                Console stranger = new Console(pooler.unconnected(), "stranger", "pgbouncer")) {
            assertThat(stranger.ask("SHOW STATE")).hasSize(3);
        }
    }

    @Test
    @DisplayName("On a unix socket the user pgbouncer with the pooler's own account needs no password, whatever auth_type says")
    void ownAccount(@TempDir Path folder) throws Exception {
        try (TestPooler pooler = file().set("auth_type", "scram-sha-256").set("unix_socket_dir", folder).start()) {
            for (String[] who : new String[][] {{"pgbouncer", "pgbouncer"}, {"boss", "pgbouncer"},
                {"pgbouncer", TestPostgres.DATABASE}}) {
                try (SocketChannel socket = SocketChannel.open(
                        java.net.UnixDomainSocketAddress.of(folder.resolve(".s.PGSQL." + pooler.port())))) {
                    socket.write(ByteBuffer.wrap(Frames.startup(who[0], who[1])));
                    ByteBuffer answer = ByteBuffer.allocate(9);
                    while (answer.hasRemaining() && socket.read(answer) >= 0) {
                        // until the first message is complete
                    }
                    boolean letIn = answer.get(0) == 'R' && answer.getInt(5) == 0;
                    assertThat(letIn).as("%s at %s over %s", who[0], who[1], Transport.best())
                            .isEqualTo(who[0].equals("pgbouncer") && who[1].equals("pgbouncer"));
                }
            }
            // Over TCP the name pgbouncer has no privilege.
            try (ScriptedClient client = pooler.unconnected()) {
                client.startup("pgbouncer", "pgbouncer");
                client.expect((byte) 'R');
            }
        }
    }

    @Test
    @DisplayName("SHOW POOLS and SHOW STATS are true while clients are active, waiting and idle")
    void numbers() throws Exception {
        try (TestPooler pooler = file().set("default_pool_size", 1).start();
                Console console = pooler.console("boss");
                ScriptedClient busy = pooler.client();
                ScriptedClient waiting = pooler.client()) {
            busy.query("BEGIN");
            waiting.send(Frames.query("SELECT 1"));
            pooler.awaitWaiting(1);
            Map<String, String> pool = console.row("SHOW POOLS", "user", "app");
            assertThat(pool).containsEntry("database", "howdah").containsEntry("cl_active", "1").containsEntry("cl_waiting", "1")
                    .containsEntry("sv_active", "1").containsEntry("sv_idle", "0").containsEntry("pool_mode", "transaction")
                    .containsEntry("load_balance_hosts", null);
            Await.until("maxwait", () -> !console.row("SHOW POOLS", "user", "app").get("maxwait_us").equals("0"));
            assertThat(console.row("SHOW POOLS", "user", "pgbouncer")).containsEntry("database", "pgbouncer")
                    .containsEntry("cl_active", "1").containsEntry("pool_mode", "statement");
            busy.query("COMMIT");
            waiting.readUntil((byte) 'Z');
            pooler.awaitUnused();
            assertThat(console.row("SHOW POOLS", "user", "app")).containsEntry("cl_active", "2").containsEntry("cl_waiting", "0")
                    .containsEntry("sv_active", "0").containsEntry("sv_idle", "1").containsEntry("maxwait_us", "0");
            Map<String, String> stats = console.row("SHOW STATS", "database", "howdah");
            assertThat(stats).containsEntry("total_query_count", "3").containsEntry("total_xact_count", "2")
                    .containsEntry("total_client_login_count", "2");
            assertThat(Long.parseLong(stats.get("total_received"))).isEqualTo(
                    Frames.query("BEGIN").length + Frames.query("COMMIT").length + Frames.query("SELECT 1").length);
            assertThat(Long.parseLong(stats.get("total_wait_time"))).isPositive();
            assertThat(console.ask("SHOW TOTALS")).anyMatch(row -> row.matches("total_xact_count\\|[0-9]+"));
        }
    }

    @Test
    @DisplayName("psql: SHOW in both protocols, several commands, an error with its place")
    void psql() throws Exception {
        Program.assume("psql");
        try (TestPooler pooler = file().start()) {
            String url = "postgresql://boss@127.0.0.1:" + pooler.port() + "/pgbouncer";
            Program.Result result = Program.run(Map.of(), """
                    \\conninfo
                    SHOW STATE;
                    show version \\g
                    SHOW nonsense;
                    show help;
                    """, "psql", "-X", "-A", "-t", url);
            assertThat(result.output()).contains("You are connected to database \"pgbouncer\" as user \"boss\"", "active|yes",
                    "PgBouncer 1.25.2 (Howdah", "invalid command 'SHOW nonsense;', use SHOW HELP;",
                    "LINE 1: SHOW nonsense;\n             ^", "Console usage");
            assertThat(Program.run("psql", "-X", "-A", "-t", url, "-c", "SHOW STATE; SELECT 1").lines())
                    .contains("active|yes", "1");
        }
    }

    @Test
    @DisplayName("A cancel request for a console that is not busy does no harm; consoles are told of the end")
    void cancelAndEnd() throws Exception {
        TestPooler pooler = file().start();
        try (Console console = pooler.console("boss")) {
            try (ScriptedClient canceller = pooler.unconnected()) {
                canceller.send(Frames.cancelRequest(console.client().key().processId(), console.client().key().secret()));
                assertThat(canceller.atEnd()).isTrue();
            }
            assertThat(console.ask("SELECT 1")).containsExactly("1");
            pooler.pooler().close();
            assertThat(console.client().expectError().sqlState()).isEqualTo("57P01");
        } finally {
            pooler.close();
        }
    }

    @Test
    @DisplayName("Who may do what follows a reload, also for consoles that are open")
    void rolesFollowReload() throws Exception {
        try (TestPooler pooler = file().start(); Console console = pooler.console("boss")) {
            pooler.reload(file().set("admin_users", "other").config());
            assertThat(console.error("SHOW STATE").message()).isEqualTo("admin access needed");
            assertThat(Optional.of(refusal(pooler, "boss", "pgbouncer").message())).hasValue("not allowed");
        }
    }
}
