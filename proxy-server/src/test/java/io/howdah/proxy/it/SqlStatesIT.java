package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Console;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.TestPooler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a driver gets as SQLSTATE where the pooler speaks for PostgreSQL: drivers and their users decide by it what to do. */
@Timeout(120)
@ExtendWith(LeakWatch.class)
class SqlStatesIT {

    private final TestPostgres postgres = PostgresVersion.V18.server();
    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    Path directory;

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private PoolerFile file() {
        return PoolerFile.before(postgres).set("default_pool_size", 1).set("admin_users", "boss").user("boss", "");
    }

    private TestPooler start(PoolerFile file) {
        TestPooler pooler = file.start();
        open.add(pooler);
        return pooler;
    }

    private Statement statement(TestPooler pooler, String... parameters) throws SQLException {
        Connection connection = pooler.connect("app", parameters);
        open.add(connection::close);
        return connection.createStatement();
    }

    private static String state(ThrowingCallable call) {
        SQLException error = catchThrowableOfType(SQLException.class, call);
        assertThat((Throwable) error).as("an error").isNotNull();
        return error.getSQLState();
    }

    /** Takes the only server. The driver needs it to connect, so others connect before. */
    private static void hold(Statement holder) throws SQLException {
        holder.getConnection().setAutoCommit(false);
        holder.execute("SELECT 1");
    }

    @Test
    @DisplayName("53300: too many clients, a full queue, too long a wait")
    void tooMany() throws Exception {
        TestPooler pooler = start(file().set("max_client_conn", 2).set("query_wait_timeout", 1));
        Statement waits = statement(pooler);
        hold(statement(pooler));
        assertThat(state(pooler::connect)).isEqualTo("53300");
        assertThat(state(() -> waits.execute("SELECT 1"))).isEqualTo("53300");
        TestPooler full = start(file().set("max_waiting_clients", 1));
        Statement first = statement(full);
        Statement second = statement(full);
        hold(statement(full));
        Thread waiting = new Thread(() -> state(() -> first.execute("SELECT 1")));
        waiting.start();
        full.awaitWaiting(1);
        assertThat(state(() -> second.execute("SELECT 1"))).isEqualTo("53300");
        full.close();
        waiting.join();
    }

    @Test
    @DisplayName("28P01: a wrong password, a name that nobody has; 28000: no rule, no TLS; 3D000: no such database")
    void logins() throws Exception {
        TestPooler scram = start(file().set("auth_type", "scram-sha-256").user("app_scram", "password: right"));
        assertThat(state(() -> scram.connect("app_scram", "password", "wrong"))).isEqualTo("28P01");
        assertThat(state(() -> scram.connect("nobody", "password", "wrong"))).isEqualTo("28P01");
        Path rules = Files.writeString(directory.resolve("hba.conf"), "host other all all trust\nhostssl all all all trust\n");
        TestPooler ruled = start(file().set("auth_type", "hba").set("auth_hba_file", rules));
        assertThat(state(ruled::connect)).isEqualTo("28000");
        TestPooler pooler = start(file());
        assertThat(state(() -> pooler.connectTo("nowhere", "app"))).isEqualTo("3D000");
    }

    @Test
    @DisplayName("57P01: the pooler ends, or an operator ends the client; 57P03: the database is disabled")
    void ends() throws Exception {
        TestPooler pooler = start(file());
        Statement killed = statement(pooler);
        killed.execute("SELECT 1");
        try (Console console = pooler.console("boss")) {
            console.command("KILL howdah");
            assertThat(state(() -> killed.execute("SELECT 1"))).isEqualTo("57P01");
            console.command("RESUME howdah");
            console.command("DISABLE howdah");
            assertThat(state(pooler::connect)).isEqualTo("57P03");
            console.command("ENABLE howdah");
        }
        TestPooler ending = start(file());
        Statement idle = statement(ending);
        idle.execute("SELECT 1");
        ending.close();
        assertThat(state(() -> idle.execute("SELECT 1"))).isEqualTo("57P01");
    }

    @Test
    @DisplayName("25P03, 57P05, 57014, 25P04: the time limits of PostgreSQL's own names")
    void timeLimits() throws Exception {
        TestPooler pooler = start(file().set("idle_transaction_timeout", 1));
        Statement inTransaction = statement(pooler);
        hold(inTransaction);
        pooler.awaitLog("idle transaction timeout");
        assertThat(state(() -> inTransaction.execute("SELECT 1"))).isEqualTo("25P03");
        TestPooler idling = start(file().set("client_idle_timeout", 1));
        Statement idle = statement(idling);
        idle.execute("SELECT 1");
        idling.awaitLog("client_idle_timeout");
        assertThat(state(() -> idle.execute("SELECT 1"))).isEqualTo("57P05");
        TestPooler slow = start(file().set("query_timeout", 1));
        Statement query = statement(slow);
        assertThat(state(() -> query.execute("SELECT pg_sleep(30)"))).isEqualTo("57014");
        TestPooler slower = start(file().set("transaction_timeout", 1));
        Statement transaction = statement(slower);
        hold(transaction);
        assertThat(state(() -> transaction.execute("SELECT pg_sleep(30)"))).isEqualTo("25P04");
    }

    @Test
    @DisplayName("57014: canceled while it waits for a server, and while the server works")
    void cancel() throws Exception {
        TestPooler pooler = start(file());
        Statement waits = statement(pooler);
        Statement holder = statement(pooler);
        hold(holder);
        String[] states = new String[1];
        Thread waiting = new Thread(() -> states[0] = state(() -> waits.execute("SELECT 1")));
        waiting.start();
        pooler.awaitWaiting(1);
        waits.cancel();
        waiting.join();
        assertThat(states[0]).isEqualTo("57014");
        Thread working = new Thread(() -> states[0] = state(() -> holder.execute("SELECT pg_sleep(60), 'worked'")));
        working.start();
        Await.until("the query to run", () -> !postgres.ask(
                "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%''worked''%' AND state = 'active' AND pid <> pg_backend_pid()")
                .isEmpty());
        states[0] = "";
        holder.cancel();
        working.join();
        assertThat(states[0]).isEqualTo("57014");
    }

    @Test
    @DisplayName("08006: the server is lost in mid-query")
    void lost() throws Exception {
        TcpTap tap = new TcpTap(postgres.port());
        TestPooler pooler = start(file().databaseOnHosts("tapped", "\"127.0.0.1:" + tap.port() + "\"",
                "dbname: " + TestPostgres.DATABASE));
        Connection connection = pooler.connectTo("tapped", "app");
        open.add(connection::close);
        Statement statement = connection.createStatement();
        Thread closing = new Thread(() -> {
            Await.until("the query to run", () -> !postgres.ask(
                    "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%''lost''%' AND state = 'active' AND pid <> pg_backend_pid()")
                    .isEmpty());
            try {
                tap.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        closing.start();
        assertThat(state(() -> statement.execute("SELECT pg_sleep(5), 'lost'"))).isEqualTo("08006");
        closing.join();
    }

    @Test
    @DisplayName("26000, 0A000, 42704: a statement that does not exist, what the mode refuses, a parameter that is none; the session goes on")
    void mistakes() throws Exception {
        TestPooler pooler = start(file());
        Statement statement = statement(pooler, "options", "-c nothing.of_the_kind=1");
        statement.execute("SELECT 1");
        assertThat(state(() -> pooler.connect("app", "options", "-c no_such_setting=1").createStatement().execute("SELECT 1")))
                .isEqualTo("42704");
        assertThat(state(() -> statement.execute("EXECUTE nobody"))).isEqualTo("26000");
        statement.execute("SELECT 1");
        Statement single = statement(start(file().set("pool_mode", "statement")));
        single.execute("BEGIN"); // The server's answer shows that a transaction has begun; the pooler's follows.
        assertThat(state(() -> single.execute("SELECT 1"))).isEqualTo("0A000");
    }
}
