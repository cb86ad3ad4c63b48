package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.auth.Credentials;
import io.howdah.protocol.auth.Md5Password;
import io.howdah.protocol.auth.ScramClient;
import io.howdah.protocol.auth.ScramSecret;
import io.howdah.protocol.auth.ScramServer;
import io.howdah.protocol.backend.Authentication;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.TestPooler;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users that only PostgreSQL knows. The server itself asks app_scram and app_md5 for their passwords, by these methods. */
@OnEachPostgres
class AuthQueryIT {

    private static final String PASSWORD = TestPostgres.PASSWORD;

    private final TestPostgres postgres;

    AuthQueryIT(PostgresVersion version) {
        postgres = version.server();
    }

    @BeforeEach
    void roles() throws Exception {
        drop();
        execute("SET password_encryption = 'scram-sha-256'",
                "CREATE ROLE looked LOGIN PASSWORD 'first'",
                "CREATE ROLE looked_expired LOGIN PASSWORD 'first' VALID UNTIL '2001-01-01'",
                "CREATE ROLE looked_nologin NOLOGIN PASSWORD 'first'",
                "CREATE ROLE looked_null LOGIN",
                "CREATE FUNCTION public.user_lookup(name) RETURNS TABLE (u name, p text) LANGUAGE sql SECURITY DEFINER"
                        + " AS 'SELECT rolname, rolpassword FROM pg_catalog.pg_authid WHERE rolname = $1'");
    }

    @AfterEach
    void drop() throws Exception {
        execute("DROP FUNCTION IF EXISTS public.user_lookup(name)",
                "DROP ROLE IF EXISTS looked, looked_expired, looked_nologin, looked_null");
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = postgres.superuser()) {
            for (String sql : statements) {
                Sql.run(connection, sql);
            }
        }
    }

    private PoolerFile file(String authType) {
        return PoolerFile.before(postgres).set("auth_type", authType).set("auth_user", TestPostgres.SUPERUSER);
    }

    private static void assertRefused(String sqlState, String message, ThrowingCallable login) {
        assertThatThrownBy(login).isInstanceOf(SQLException.class).hasMessageContaining(message)
                .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo(sqlState));
    }

    @ParameterizedTest(name = "auth_type {0}, {1}")
    @DisplayName("31: who is known to PostgreSQL alone logs in, and on to a server that wants the password too")
    @CsvSource({"scram-sha-256, app_scram", "md5, app_scram", "md5, app_md5", "plain, app_md5", "plain, looked"})
    void trap31_loginOnBothSides(String authType, String user) throws Exception {
        String password = user.equals("looked") ? "first" : PASSWORD;
        try (TestPooler pooler = file(authType).start()) {
            try (Connection client = pooler.connect(user, "password", password)) {
                assertThat(Sql.ask(client, "SELECT session_user")).isEqualTo(user);
            }
            String words = authType.equals("plain") || user.equals("app_md5") ? "password authentication failed"
                    : "SASL authentication failed";
            assertRefused("28P01", words, () -> pooler.connect(user, "password", "wrong"));
        }
    }

    @ParameterizedTest(name = "auth_type {0}")
    @DisplayName("CVE-2025-2291: an expired password, a role without LOGIN or without a password, and nobody at all are refused alike")
    @CsvSource({"scram-sha-256, SASL authentication failed", "md5, authentication failed",
        "plain, password authentication failed"})
    void refused(String authType, String words) throws Exception {
        try (TestPooler pooler = file(authType).start()) {
            for (String user : List.of("looked_expired", "looked_nologin", "looked_null", "nobody", "no'body\"; $1 --")) {
                assertRefused("28P01", words, () -> pooler.connect(user, "password", "first"));
            }
        }
    }

    /**
     * What a client sees of a login up to its refusal: each message, and in SCRAM's first message the iterations and the length
     * of the salt.
     */
    private static String login(TestPooler pooler, String user) throws Exception {
        StringBuilder seen = new StringBuilder();
        try (ScriptedClient client = pooler.unconnected()) {
            client.startup(user, TestPostgres.DATABASE);
            Authentication request = Authentication.read(client.expect((byte) 'R').buffer());
            seen.append(request.getClass().getSimpleName());
            if (request instanceof Authentication.Md5Password md5) {
                client.send(Frames.password(Md5Password.response(Md5Password.hash(user, "wrong"), md5.salt())));
            } else {
                ScramClient scram = new ScramClient("", new Credentials.Password("wrong"));
                client.send(Frames.saslInitialResponse(ScramServer.MECHANISM, scram.first()));
                byte[] first = ((Authentication.SaslContinue) Authentication.read(client.expect((byte) 'R').buffer())).data();
                String[] parts = new String(first, StandardCharsets.UTF_8).split(",", 3);
                seen.append(' ').append(parts[1].length()).append(' ').append(parts[2]);
                client.send(Frames.saslResponse(scram.respond(first)));
            }
            ErrorResponse error = client.expectError();
            return seen.append(' ').append(error.sqlState()).append(' ').append(error.message()).toString();
        }
    }

    @ParameterizedTest(name = "auth_type {0}, asked by {1}")
    @DisplayName("a name nobody has looks like one of the server's users, always the same one, also before any of those has logged in")
    @CsvSource({"md5, postgres", "scram-sha-256, postgres", "md5, app", "scram-sha-256, app"})
    void strangersLookLikeUsers(String authType, String authUser) throws Exception {
        execute("GRANT EXECUTE ON FUNCTION public.user_lookup(name) TO app",
                "ALTER ROLE looked PASSWORD '" + ScramSecret.derive("first", new byte[20], 7000).encode() + "'");
        PoolerFile file = PoolerFile.before(postgres).set("auth_type", authType).set("auth_user", authUser)
                .set("auth_query", "SELECT u, p FROM user_lookup($1)");
        Set<String> strangers = new TreeSet<>();
        Set<String> users = new TreeSet<>();
        boolean superuser = authUser.equals("postgres");
        try (TestPooler pooler = file.start()) {
            for (int i = 0; superuser && i < 20; i++) {
                strangers.add(login(pooler, "stranger" + i));
            }
            for (String user : List.of("looked", "app_scram", "app_md5")) {
                users.add(login(pooler, user));
            }
            for (int i = 0; i < 70; i++) {
                String seen = login(pooler, "stranger" + i);
                strangers.add(seen);
                if (i < 10) {
                    assertThat(login(pooler, "stranger" + i)).isEqualTo(seen);
                }
            }
        }
        if (authType.equals("md5")) {
            assertThat(strangers).isEqualTo(users).hasSize(3);
        } else {
            // A user with an md5 hash cannot log in by SCRAM, so the pooler treats it like an unknown user.
            assertThat(strangers).containsAll(users).hasSize(2);
        }
    }

    @ParameterizedTest(name = "auth_type {0}")
    @DisplayName("a changed password, a user who may no longer log in and a new one: what PostgreSQL says holds at once")
    @CsvSource({"scram-sha-256", "md5", "plain"})
    void changesHoldAtOnce(String authType) throws Exception {
        try (TestPooler pooler = file(authType).start()) {
            for (String password : List.of("first", "second", "third")) {
                execute("SET password_encryption = '"
                        + (password.equals("second") && !authType.equals("scram-sha-256") ? "md5" : "scram-sha-256") + "'",
                        "ALTER ROLE looked PASSWORD '" + password + "'");
                pooler.connect("looked", "password", password).close();
                assertRefused("28P01", "authentication failed", () -> pooler.connect("looked", "password", password + "x"));
            }
            assertRefused("28P01", "authentication failed", () -> pooler.connect("looked", "password", "first"));
            execute("ALTER ROLE looked NOLOGIN");
            assertRefused("28P01", "authentication failed", () -> pooler.connect("looked", "password", "third"));
            execute("ALTER ROLE looked_nologin LOGIN");
            pooler.connect("looked_nologin", "password", "first").close();
        }
    }

    @Test
    @DisplayName("trust lets in whom the query finds, and nobody else")
    void trust() throws Exception {
        try (TestPooler pooler = file("trust").start()) {
            try (Connection client = pooler.connect("looked")) {
                assertThat(Sql.ask(client, "SELECT session_user")).isEqualTo("looked");
            }
            assertRefused("28000", "\"trust\" authentication failed", () -> pooler.connect("looked_nologin"));
            assertRefused("28000", "\"trust\" authentication failed", () -> pooler.connect("nobody"));
        }
    }

    /** The lookups so far, which a sequence counts: it keeps what a transaction did. */
    private String counting() throws SQLException {
        execute("DROP SEQUENCE IF EXISTS public.lookups", "CREATE SEQUENCE public.lookups",
                "CREATE OR REPLACE FUNCTION public.user_lookup(name) RETURNS TABLE (u name, p text) LANGUAGE sql SECURITY DEFINER"
                        + " AS 'SELECT nextval(''public.lookups''); SELECT rolname, rolpassword FROM pg_catalog.pg_authid WHERE"
                        + " rolname = $1'");
        return "SELECT * FROM public.user_lookup($1)";
    }

    private int lookups() throws SQLException {
        return Integer.parseInt(postgres.askOne("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM public.lookups"));
    }

    @Test
    @DisplayName("auth_query_ttl: one lookup for many logins; a new password holds at once, also for the server; a reload forgets")
    void kept() throws Exception {
        PoolerFile file = file("scram-sha-256").set("auth_query", counting()).set("auth_query_ttl", 600)
                .set("auth_query_negative_ttl", 600);
        try (TestPooler pooler = file.start()) {
            for (int i = 0; i < 10; i++) {
                pooler.connect("looked", "password", "first").close();
                assertRefused("28P01", "SASL authentication failed", () -> pooler.connect("nobody", "password", "first"));
            }
            assertThat(lookups()).isEqualTo(2);
            execute("ALTER ROLE looked PASSWORD 'second'");
            Await.until("the new password to hold", () -> {
                try (Connection client = pooler.connect("looked", "password", "second")) {
                    return Sql.ask(client, "SELECT session_user").equals("looked");
                } catch (SQLException e) {
                    return false;
                }
            });
            assertThat(lookups()).isEqualTo(3);
            assertRefused("28P01", "SASL authentication failed", () -> pooler.connect("looked", "password", "first"));
            execute("CREATE ROLE nobody LOGIN PASSWORD 'first'");
            try {
                assertRefused("28P01", "SASL authentication failed", () -> pooler.connect("nobody", "password", "first"));
                pooler.reload(file.config());
                pooler.connect("nobody", "password", "first").close();
            } finally {
                execute("DROP ROLE nobody");
            }
        } finally {
            execute("DROP SEQUENCE public.lookups CASCADE");
        }
    }

    @Test
    @DisplayName("auth_query_ttl: RECONNECT forgets; so does a server that refuses what is known of a user")
    void forgotten() throws Exception {
        try (TestPooler pooler = file("scram-sha-256").set("auth_query_ttl", 600).set("server_login_retry", 0).start();
                Connection client = pooler.connect("app_scram", "password", PASSWORD)) {
            pooler.connect("looked", "password", "first").close();
            execute("ALTER ROLE looked PASSWORD 'second'");
            pooler.pooler().control().reconnect(Optional.empty());
            pooler.connect("looked", "password", "second").close();
            try {
                pooler.connect("app_scram", "password", PASSWORD).close(); // Kept after RECONNECT too.
                execute("ALTER ROLE app_scram PASSWORD 'changed'",
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app_scram'");
                Await.until("the server connection to be gone", () -> pooler.pool("app_scram").svIdle() == 0);
                assertRefused("28P01", "password authentication failed", () -> Sql.ask(client, "SELECT 1"));
                pooler.connect("app_scram", "password", "changed").close();
            } finally {
                execute("ALTER ROLE app_scram PASSWORD '" + PASSWORD.replace("'", "''") + "'");
            }
        }
    }

    @Test
    @DisplayName("a server far away, or busy, is asked all the same: 300 ms for each answer")
    void farAway() throws Exception {
        try (TcpTap far = new TcpTap(postgres.port()).delaying(300);
                TestPooler pooler = file("scram-sha-256").databaseOnHosts("far", "\"127.0.0.1:" + far.port() + "\"",
                        "dbname: " + TestPostgres.DATABASE).start();
                Connection client = pooler.connectTo("far", "looked", "password", "first")) {
            assertThat(Sql.ask(client, "SELECT session_user")).isEqualTo("looked");
        }
    }

    @Test
    @DisplayName("the users section's limits and mode hold for a user who is looked up, and give him no secret")
    void settingsOfUsers() throws Exception {
        PoolerFile file = file("scram-sha-256")
                .user("looked", "max_user_client_connections: 2, max_user_connections: 1, pool_mode: transaction")
                .set("pool_mode", "session").set("query_wait_timeout", 1);
        try (TestPooler pooler = file.start();
                Connection first = pooler.connect("looked", "password", "first");
                Connection second = pooler.connect("looked", "password", "first")) {
            assertRefused("53300", "max_user_client_connections", () -> pooler.connect("looked", "password", "first"));
            assertThat(pooler.pool("looked").poolMode()).isEqualTo("transaction");
            assertThat(Sql.ask(first, "SELECT 1")).isEqualTo("1");
            assertThat(Sql.ask(second, "SELECT 1")).isEqualTo("1");
            first.setAutoCommit(false);
            assertThat(Sql.ask(first, "SELECT 1")).isEqualTo("1");
            assertThatThrownBy(() -> Sql.ask(second, "SELECT 1")).hasMessageContaining("query_wait_timeout");
            assertThat(postgres.backends("looked")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("limits on clients, in the file and by SET, hold for users who are looked up, and SHOW USERS has these")
    void limitsOnClients() throws Exception {
        PoolerFile file = file("scram-sha-256").set("max_user_client_connections", 1).set("admin_users", "boss")
                .user("boss", "password: boss")
                .database("forced", "dbname: howdah, user: app");
        try (TestPooler pooler = file.start();
                Connection boss = pooler.connectTo("pgbouncer", "boss", "password", "boss", "preferQueryMode", "simple");
                Connection first = pooler.connectTo("forced", "looked", "password", "first")) {
            assertRefused("53300", "max_user_client_connections", () -> pooler.connect("looked", "password", "first"));
            Sql.run(boss, "SET max_user_client_connections = 2");
            try (Connection second = pooler.connect("looked", "password", "first")) {
                assertRefused("53300", "max_user_client_connections", () -> pooler.connect("looked", "password", "first"));
                try (Statement statement = boss.createStatement(); ResultSet users = statement.executeQuery("SHOW USERS")) {
                    List<String> found = new ArrayList<>();
                    while (users.next()) {
                        found.add(users.getString("name") + " " + users.getInt("current_client_connections") + " of "
                                + users.getInt("max_user_client_connections"));
                    }
                    assertThat(found).contains("looked 2 of 2", "boss 1 of 2");
                }
                assertThat(Sql.ask(second, "SELECT 1")).isEqualTo(Sql.ask(first, "SELECT 1"));
            }
        }
    }

    @Test
    @DisplayName("auth_user logs in with its plain password, and asks a function of the operator's own")
    void ownFunction() throws Exception {
        PoolerFile file = file("scram-sha-256").set("auth_user", "app_scram").user("app_scram", "password: \"" + PASSWORD + "\"");
        try (TestPooler pooler = file.set("auth_query", "SELECT u, p FROM user_lookup($1)").start()) {
            pooler.connect("looked", "password", "first").close();
            assertRefused("28P01", "SASL authentication failed", () -> pooler.connect("nobody", "password", "first"));
        }
        // For the default query auth_user would have to be a superuser.
        try (TestPooler pooler = file.set("auth_query", "SELECT rolname, rolpassword FROM pg_authid WHERE rolname = $1")
                .start()) {
            assertRefused("F0000", "bouncer config error", () -> pooler.connect("looked", "password", "first"));
        }
    }

    @Test
    @DisplayName("of a hash nobody can log in: auth_user's must be its plain password")
    void authUserWithHash() throws Exception {
        String stored = postgres.askOne("SELECT rolpassword FROM pg_authid WHERE rolname = 'app_scram'");
        try (TestPooler pooler = file("scram-sha-256").set("auth_user", "app_scram")
                .user("app_scram", "password: \"" + stored + "\"").start()) {
            assertRefused("F0000", "bouncer config error", () -> pooler.connect("looked", "password", "first"));
        }
    }

    @Test
    @DisplayName("a disabled auth_dbname is named in the error, and asked again when it is enabled")
    void disabledAuthDatabase() throws Exception {
        PoolerFile file = file("scram-sha-256").set("auth_dbname", "asked").database("asked", "dbname: howdah")
                .set("admin_users", "boss").user("boss", "password: boss");
        try (TestPooler pooler = file.start();
                Connection boss = pooler.connectTo("pgbouncer", "boss", "password", "boss", "preferQueryMode", "simple")) {
            Sql.run(boss, "DISABLE asked");
            assertRefused("57P03", "authentication database \"asked\" is disabled",
                    () -> pooler.connect("looked", "password", "first"));
            Sql.run(boss, "ENABLE asked");
            pooler.connect("looked", "password", "first").close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("a query or an auth_user that does not work is the configuration's fault; of the database the server's own words are told")
    @CsvSource(delimiter = '|', value = {
        "auth_query: \"SELECT a, b FROM no_such WHERE a = $1\" | F0000 | bouncer config error",
        "auth_query: \"SELECT rolname FROM pg_authid WHERE rolname = $1\" | F0000 | bouncer config error",
        "auth_query: \"SELECT NULL, $1::text\" | F0000 | bouncer config error",
        "auth_query: \"SELECT rolname, rolpassword FROM pg_authid WHERE rolname = $1 OR rolname = $2\" | F0000 | bouncer config error",
        "auth_user: no_such_role | F0000 | bouncer config error",
        "auth_dbname: missing | F0000 | bouncer config error",
        "dbname: no_such_database | 3D000 | database \"no_such_database\" does not exist",
        "auth_query: \"SELECT $1::text, ''\" | 28P01 | SASL authentication failed"})
    void misconfigured(String setting, String sqlState, String message) throws Exception {
        try (TestPooler pooler = file("scram-sha-256")
                .database("d", setting.startsWith("dbname") ? setting : "dbname: howdah, " + setting).start()) {
            assertRefused(sqlState, message, () -> pooler.connectTo("d", "looked", "password", "first"));
            // Other databases are not concerned.
            pooler.connect("looked", "password", "first").close();
        }
    }

    @Test
    @DisplayName("a database's own auth_user, auth_query and auth_dbname, and a role of its own on the server")
    void ofOneDatabase() throws Exception {
        PoolerFile file = PoolerFile.before(postgres).set("auth_type", "scram-sha-256")
                .database("looks", "dbname: howdah, auth_user: postgres, auth_query: \"SELECT u, p FROM user_lookup($1)\"")
                .database("elsewhere", "dbname: no_such_database, auth_user: postgres, auth_dbname: howdah")
                .database("forced", "dbname: howdah, auth_user: postgres, user: app")
                .database("renamed",
                        "dbname: howdah, auth_user: postgres, auth_query: \"SELECT 'looked_null', rolpassword FROM pg_authid WHERE rolname = $1\"");
        try (TestPooler pooler = file.start()) {
            for (String[] expected : new String[][] {{"looks", "looked"}, {"forced", "app"}, {"renamed", "looked_null"}}) {
                try (Connection client = pooler.connectTo(expected[0], "looked", "password", "first")) {
                    assertThat(Sql.ask(client, "SELECT session_user")).as(expected[0]).isEqualTo(expected[1]);
                }
            }
            assertRefused("28P01", "SASL authentication failed", () -> pooler.connect("looked", "password", "first"));
            // The pooler lets the client in. Whether the database exists is the server's business.
            assertRefused("3D000", "does not exist", () -> pooler.connectTo("elsewhere", "looked", "password", "first"));
            assertRefused("28P01", "SASL authentication failed",
                    () -> pooler.connectTo("elsewhere", "looked", "password", "wrong"));
        }
    }

    @Test
    @DisplayName("a server behind a unix socket is asked there")
    void unixSocket(@TempDir Path directory) throws Exception {
        PoolerFile file = file("scram-sha-256").databaseOnHosts("local", "\"" + directory + "\"", "port: 5432, dbname: howdah")
                .databaseOnHosts("nowhere", "\"" + directory + "\"", "port: 5433, dbname: howdah");
        try (UnixDoor door = new UnixDoor(directory.resolve(".s.PGSQL.5432"), postgres.port());
                TestPooler pooler = file.start()) {
            for (int i = 0; i < 3; i++) {
                pooler.connectTo("local", "looked", "password", "first").close();
                assertRefused("28P01", "SASL authentication failed",
                        () -> pooler.connectTo("local", "looked", "password", "wrong"));
            }
            assertThat(door.connections()).as("the query's and the pool's").isEqualTo(2);
            assertRefused("08001", "connect failed", () -> pooler.connectTo("nowhere", "looked", "password", "first"));
        }
    }

    @Test
    @DisplayName("the console's users are looked up where auth_dbname says so")
    void console() throws Exception {
        PoolerFile file = file("scram-sha-256").set("admin_users", "looked");
        try (TestPooler pooler = file.start()) {
            assertRefused("F0000", "bouncer config error", () -> pooler.connectTo("pgbouncer", "looked", "password", "first"));
        }
        try (TestPooler pooler = file.set("auth_dbname", TestPostgres.DATABASE).start()) {
            pooler.connectTo("pgbouncer", "looked", "password", "first", "preferQueryMode", "simple").close();
            assertRefused("28P01", "SASL authentication failed",
                    () -> pooler.connectTo("pgbouncer", "looked", "password", "wrong"));
        }
    }

    @Test
    @DisplayName("a server that is down is said to be so, and a lost connection is made anew without a client noticing")
    void serverDown() throws Exception {
        int nobodyListens;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobodyListens = taken.getLocalPort();
        }
        PoolerFile file = file("scram-sha-256").databaseOnHosts("down", "\"127.0.0.1:" + nobodyListens + "\"", "dbname: howdah");
        try (TestPooler pooler = file.start()) {
            assertRefused("08001", "server login failed: connect failed",
                    () -> pooler.connectTo("down", "looked", "password", "first"));
            pooler.reload(file.database("down", "dbname: howdah").config());
            pooler.connectTo("down", "looked", "password", "first").close();
            for (int i = 0; i < 3; i++) {
                postgres.ask(
                        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'howdah auth_query'");
                pooler.connectTo("down", "looked", "password", "first").close();
            }
        }
        Await.until("the query's connection to be closed",
                () -> postgres.askOne("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'howdah auth_query'")
                        .equals("0"));
    }

    @Test
    @DisplayName("a server that says nothing costs server_connect_timeout, and keeps nobody else waiting, not even on the same event loop")
    void silentServer() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                TestPooler pooler = file("scram-sha-256").set("event_loops", 1).set("server_connect_timeout", 2)
                        .databaseOnHosts("silent", "\"127.0.0.1:" + silent.getLocalPort() + "\"", "dbname: howdah").start()) {
            CompletableFuture<Void> refused = CompletableFuture.runAsync(() -> assertRefused("08001", "connect failed",
                    () -> pooler.connectTo("silent", "looked", "password", "first")));
            try (Socket asked = silent.accept()) {
                pooler.connect("looked", "password", "first").close();
                assertThat(refused).as("still being asked, on " + asked).isNotDone();
                refused.get(30, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    @DisplayName("trap 18: a hundred logins at a time need one connection; what the client says about itself is not said on it")
    void trap18_many() throws Exception {
        try (TestPooler pooler = file("scram-sha-256").start()) {
            List<CompletableFuture<Connection>> logins = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                logins.add(CompletableFuture.supplyAsync(() -> {
                    try {
                        return pooler.connect("looked", "password", "first", "options", "-c search_path=elsewhere",
                                "ApplicationName", "stranger");
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }));
            }
            for (CompletableFuture<Connection> login : logins) {
                login.get(30, TimeUnit.SECONDS).close();
            }
            assertThat(postgres.backends(TestPostgres.SUPERUSER)).as("the query's, and the one that counts").isEqualTo(2);
        }
    }
}
