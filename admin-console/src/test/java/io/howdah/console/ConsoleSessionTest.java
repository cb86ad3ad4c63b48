package io.howdah.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.console.view.ControlException;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frames;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Sessions at the console, as transcripts. */
class ConsoleSessionTest {

    private static final String POOLS = "columns [database:25, user:25, cl_active:23, cl_waiting:23, cl_active_cancel_req:23, "
            + "cl_waiting_cancel_req:23, sv_active:23, sv_active_cancel:23, sv_being_canceled:23, sv_idle:23, sv_used:23, sv_tested:23, "
            + "sv_login:23, maxwait:23, maxwait_us:23, pool_mode:25, load_balance_hosts:25]";
    private static final String APP = "row [shop, app, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, transaction, null]";
    private static final String WEB = "row [shop, web, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, session, round-robin]";
    private static final String VERSION = "row [PgBouncer 1.25.2 (Howdah 0.0)]";

    /** A statement by Parse, Bind, Describe, Execute, Sync. */
    static byte[] extended(String sql) {
        return Frames.concat(Frames.parse("", sql), Frames.bind("", ""), Frames.describePortal(""), Frames.execute("", 0),
                Frames.sync());
    }

    private final TestConsole console = new TestConsole();

    @Test
    void simpleQueries() {
        assertThat(console.query("SHOW POOLS;")).containsExactly(POOLS, APP, WEB, "complete SHOW", "ready I");
        assertThat(console.query("SHOW VERSION; SHOW STATE")).containsExactly("columns [version:25]", VERSION, "complete SHOW",
                "columns [key:25, value:25]", "row [active, no]", "row [paused, yes]", "row [suspended, no]", "complete SHOW",
                "ready I");
        assertThat(console.query("")).containsExactly("empty", "ready I");
        assertThat(console.query("SHOW HELP")).containsExactly("notice Console usage", "complete SHOW", "ready I");
        assertThat(console.query("SELECT 1, version(), current_user AS who, pg_backend_pid()")).containsExactly(
                "columns [?column?:23, version:25, who:25, pg_backend_pid:23]",
                "row [1, PgBouncer 1.25.2 (Howdah 0.0), boss, 4711]", "complete SELECT 1", "ready I");
        assertThat(console.answers).as("one console, as PgBouncer counts it").isEqualTo(1);
        assertThat(console.closed).isFalse();
    }

    @Test
    @DisplayName("A text that is wrong anywhere runs nowhere; an error has SQLSTATE and position")
    void errors() {
        assertThat(console.query("SHOW VERSION; nonsense")).containsExactly(
                "error ERROR 08P01 invalid command 'nonsense', use SHOW HELP; @15", "ready I");
        console.as(Role.STATS);
        console.view.pools = CompletableFuture.failedFuture(new IllegalStateException("broken"));
        assertThat(console.query("SHOW VERSION; SHOW POOLS; SHOW VERSION")).containsExactly("columns [version:25]", VERSION,
                "complete SHOW", "error ERROR XX000 internal error of the pooler: java.lang.IllegalStateException: broken @15",
                "ready I");
        assertThat(console.query("SHOW VERSION")).endsWith("ready I").hasSize(4);
    }

    @Test
    @DisplayName("What drivers say around their queries is taken")
    void courtesies() {
        assertThat(console.query("SET extra_float_digits = 3")).containsExactly("notice SET ignored", "complete SET", "ready I");
        assertThat(console.query("SHOW extra_float_digits")).containsExactly("columns [extra_float_digits:25]", "row [2]",
                "complete SHOW", "ready I");
        assertThat(console.query("SET application_name TO 'me'; SHOW application_name")).containsExactly("complete SET",
                "columns [application_name:25]", "row [me]", "complete SHOW", "ready I");
        assertThat(console.query("BEGIN")).containsExactly("complete BEGIN", "ready T");
        assertThat(console.query("SHOW VERSION")).endsWith("ready T");
        assertThat(console.query("ROLLBACK")).containsExactly("complete ROLLBACK", "ready I");
    }

    @Test
    void extendedQueries() {
        assertThat(console.say(extended("SHOW VERSION"))).containsExactly("parsed", "bound", "columns [version:25]", VERSION,
                "complete SHOW", "ready I");
        assertThat(console.say(Frames.parse("s1", "SHOW POOLS", 23), Frames.describeStatement("s1"), Frames.sync()))
                .containsExactly("parsed", "parameters 0", POOLS, "ready I");
        assertThat(console.say(Frames.bind("p1", "s1"), Frames.execute("p1", 1), Frames.execute("p1", 1), Frames.execute("p1", 0),
                Frames.sync()))
                .containsExactly("bound", APP, "suspended", WEB, "complete SHOW", "complete SHOW", "ready I");
        assertThat(console.say(extended(""))).containsExactly("parsed", "bound", "no data", "empty", "ready I");
        assertThat(console.say(Frames.closeStatement("s1"), Frames.closeStatement("s1"), Frames.closePortal("x"), Frames.sync()))
                .containsExactly("closed", "closed", "closed", "ready I");
        assertThat(console.say(Frames.flush(), Frames.copyData("late"))).isEmpty();
        assertThat(console.say(extended("BEGIN"))).endsWith("complete BEGIN", "ready T");
    }

    @Test
    @DisplayName("An error passes over everything up to Sync; names that stand for nothing have PostgreSQL's SQLSTATEs")
    void extendedErrors() {
        assertThat(console.say(extended("SHOW nonsense"))).containsExactly(
                "error ERROR 08P01 invalid command 'SHOW nonsense', use SHOW HELP; @6", "ready I");
        assertThat(console.say(Frames.parse("a", "SHOW STATE; SHOW LISTS"), Frames.sync())).containsExactly(
                "error ERROR 42601 cannot insert multiple commands into a prepared statement", "ready I");
        assertThat(console.say(Frames.bind("", "none"), Frames.sync())).containsExactly(
                "error ERROR 26000 prepared statement \"none\" does not exist", "ready I");
        assertThat(console.say(Frames.execute("none", 0), Frames.sync())).containsExactly(
                "error ERROR 34000 portal \"none\" does not exist", "ready I");
        assertThat(console.say(Frames.parse("a", "SHOW STATE"), Frames.parse("a", "SHOW STATE"), Frames.sync())).containsExactly(
                "parsed", "error ERROR 42P05 prepared statement \"a\" already exists", "ready I");
        assertThat(console.say(Frames.bind("", "a", "value"), Frames.sync())).containsExactly("error ERROR 08P01 "
                + "bind message supplies 1 parameters, but prepared statement \"a\" requires 0", "ready I");
        assertThat(console.query("DISCARD ALL")).containsExactly("complete DISCARD ALL", "ready I");
        assertThat(console.say(Frames.describeStatement("a"), Frames.sync())).containsExactly(
                "error ERROR 26000 prepared statement \"a\" does not exist", "ready I");
    }

    private static byte[] bindWithFormats(int... formats) {
        byte[] results = Frames.int2(formats.length);
        for (int format : formats) {
            results = Frames.concat(results, Frames.int2(format));
        }
        return Frames.frame('B', Frames.cstring(""), Frames.cstring(""), Frames.int2(0), Frames.int2(0), results);
    }

    @Test
    @DisplayName("Binary results where they are asked for")
    void binaryResults() {
        assertThat(
                console.say(Frames.parse("", "SHOW STATS"), bindWithFormats(1), Frames.describePortal(""), Frames.sync()).get(2))
                .startsWith("columns [database:25:binary, total_server_assignment_count:1700:binary");
        assertThat(console.say(Frames.parse("", "SHOW LISTS"), bindWithFormats(0, 1), Frames.execute("", 1), Frames.sync()))
                .containsExactly("parsed", "bound", "row [databases, \0\0\0\1]", "suspended", "ready I");
        assertThat(console.say(Frames.parse("", "SHOW LISTS"), bindWithFormats(0, 1, 0), Frames.sync())).containsExactly("parsed",
                "error ERROR 08P01 bind message has 3 result formats but query has 2 columns", "ready I");
        assertThat(console.say(Frames.parse("", "SHOW LISTS"), bindWithFormats(2), Frames.sync())).containsExactly("parsed",
                "error ERROR 22023 unsupported format code: 2", "ready I");
    }

    @Test
    @DisplayName("Cut at every byte, the same answers come")
    void cutAtEveryByte() {
        byte[] talk = Frames.concat(Frames.query("SHOW POOLS; SHOW VERSION"), extended("SHOW STATS"), extended("nonsense"),
                Frames.query("SELECT 'x'"), Frames.parse("s", "SHOW LISTS"), Frames.flush(), Frames.describeStatement("s"),
                Frames.sync());
        List<String> whole = console.say(talk);
        assertThat(whole).hasSizeGreaterThan(20);
        assertThat(new TestConsole().sayByteByByte(talk)).isEqualTo(whole);
        for (int cut = 1; cut < talk.length; cut++) {
            TestConsole other = new TestConsole();
            List<String> answers = new java.util.ArrayList<>(other.say(java.util.Arrays.copyOf(talk, cut)));
            answers.addAll(other.say(java.util.Arrays.copyOfRange(talk, cut, talk.length)));
            assertThat(answers).as("cut at %d", cut).isEqualTo(whole);
        }
    }

    @Test
    @DisplayName("While a command waits nothing else runs; what comes meanwhile is kept, within bounds; a cancel request ends the wait")
    void waiting() {
        CompletableFuture<List<io.howdah.console.view.PoolSnapshot>> later = new CompletableFuture<>();
        console.view.pools = later;
        assertThat(console.say(Frames.query("SHOW POOLS; SHOW VERSION"), Frames.query("SHOW VERSION"))).isEmpty();
        later.complete(List.of());
        assertThat(console.transcript()).isEmpty();
        assertThat(console.runTasks()).containsExactly(POOLS, "complete SHOW", "columns [version:25]", VERSION, "complete SHOW",
                "ready I", "columns [version:25]", VERSION, "complete SHOW", "ready I");

        console.view.pools = new CompletableFuture<>();
        console.say(extended("SHOW POOLS"));
        for (int i = 0; i < 70; i++) {
            console.say(Frames.query("-- " + "x".repeat(1000)));
        }
        assertThat(console.reading).isFalse();
        console.session.cancel();
        assertThat(console.runTasks()).startsWith("error ERROR 57014 canceling statement due to user request", "ready I")
                .hasSize(2 + 140);
        assertThat(console.reading).isTrue();
    }

    @Test
    @DisplayName("Orders go to the pooler, and are answered with PgBouncer's tags")
    void orders() {
        for (String[] order : new String[][] {
            {"PAUSE", "pause * 0", "PAUSE"}, {"PAUSE shop TIMEOUT 3", "pause shop 3000", "PAUSE"},
            {"RESUME", "resume *", "RESUME"}, {"RESUME shop", "resume shop", "RESUME"},
            {"DISABLE shop", "disable shop", "DISABLE"},
            {"ENABLE shop", "enable shop", "ENABLE"}, {"RECONNECT", "reconnect *", "RECONNECT"},
            {"KILL shop", "kill shop", "KILL"}, {"KILL_CLIENT 7", "kill_client 7", "KILL_CLIENT"},
            {"SUSPEND", "suspend", "SUSPEND"}, {"RELOAD", "reload", "RELOAD"},
            {"SET verbose = 1", "set verbose 1", "SET verbose=1"},
            {"SHUTDOWN WAIT_FOR_SERVERS", "shutdown WAIT_FOR_SERVERS", "SHUTDOWN"},
            {"SHUTDOWN WAIT_FOR_CLIENTS", "shutdown WAIT_FOR_CLIENTS", "SHUTDOWN"},
            {"PAUSE CACHE", "pause cache", "PAUSE"}, {"RESUME CACHE", "resume cache", "RESUME"},
            {"CACHE BYPASS ON", "bypass cache true", "CACHE BYPASS"}, {"CACHE BYPASS OFF", "bypass cache false", "CACHE BYPASS"},
            {"CACHE FLUSH", "flush All[]", "CACHE FLUSH 17"},
            {"CACHE FLUSH TABLE t", "flush Table[schema=Optional.empty, name=t]", "CACHE FLUSH 17"},
            {"WAIT_CLOSE", "wait_close *", "WAIT_CLOSE"}}) {
            assertThat(console.query(order[0])).containsExactly("complete " + order[2], "ready I");
            assertThat(console.control.orders).endsWith(order[1]);
            assertThat(console.say(extended(order[0]))).containsExactly("parsed", "bound", "no data", "complete " + order[2],
                    "ready I");
            assertThat(console.control.orders).endsWith(order[1], order[1]);
        }
    }

    @Test
    @DisplayName("CACHE EXPLAIN is answered with a row")
    void cacheExplain() {
        assertThat(console.query("CACHE EXPLAIN 'SELECT random()' sales app"))
                .containsExactly("columns [database:25, user:25, eligible:23, reason:25, detail:25, tables:25]",
                        "row [sales, app, 0, volatile_function, the function is volatile: random(), ]", "complete CACHE",
                        "ready I");
        assertThat(console.control.orders).containsExactly("explain SELECT random() sales app");
    }

    @Test
    @DisplayName("SHUTDOWN is answered by the end of the connection alone")
    void shutdown() {
        assertThat(console.query("SHUTDOWN")).isEmpty();
        assertThat(console.control.orders).containsExactly("shutdown IMMEDIATE");
    }

    @Test
    @DisplayName("What the pooler says to an order comes as notices; what it refuses is an error with its SQLSTATE and place")
    void saidAndRefused() {
        console.control.said = CompletableFuture
                .completedFuture(List.of("default_pool_size: 20 -> 30", "listen_port: needs a restart"));
        assertThat(console.query("RELOAD")).containsExactly(
                "notice default_pool_size: 20 -> 30", "notice listen_port: needs a restart", "complete RELOAD", "ready I");
        console.control.said = CompletableFuture.failedFuture(
                new ControlException(SqlState.CONFIG_FILE_ERROR, "RELOAD failed, see logs for additional details",
                        "line 3: nonsense"));
        assertThat(console.query("SELECT 1; RELOAD; SELECT 2")).containsExactly("columns [?column?:23]", "row [1]",
                "complete SELECT 1", "error ERROR F0000 RELOAD failed, see logs for additional details | line 3: nonsense @11",
                "ready I");
        console.control.refusal = new ControlException("no such database: shop");
        assertThat(console.query("PAUSE shop")).containsExactly("error ERROR 08P01 no such database: shop @1", "ready I");
        assertThat(console.query("RESUME shop")).containsExactly("error ERROR 08P01 no such database: shop @1", "ready I");
    }

    @Test
    @DisplayName("A PAUSE that waits is undone by a cancel request, and by the client's leaving")
    void pauseIsUndone() {
        console.control.longOrder = new CompletableFuture<>();
        assertThat(console.query("PAUSE")).isEmpty();
        console.session.cancel();
        assertThat(console.runTasks()).containsExactly("error ERROR 57014 canceling statement due to user request", "ready I");
        assertThat(console.control.longOrder).isCancelled();

        console.control.longOrder = new CompletableFuture<>();
        console.query("PAUSE");
        console.session.closed();
        assertThat(console.control.longOrder).isCancelled();
    }

    @Test
    @DisplayName("A CACHE FLUSH waits for its end; a cancel request reaches it; what the cache refuses is an error")
    void cacheFlush() {
        console.control.flushed = new CompletableFuture<>();
        assertThat(console.query("CACHE FLUSH PATTERN '*item*'")).isEmpty();
        console.control.flushed.complete(0L);
        assertThat(console.runTasks()).containsExactly("complete CACHE FLUSH 0", "ready I");
        console.control.flushed = new CompletableFuture<>();
        console.query("CACHE FLUSH");
        console.session.cancel();
        assertThat(console.runTasks()).containsExactly("error ERROR 57014 canceling statement due to user request", "ready I");
        assertThat(console.control.flushed).isCancelled();
        console.control.refusal = new ControlException("the cache is off");
        for (String order : List.of("CACHE FLUSH", "CACHE BYPASS ON", "PAUSE CACHE", "RESUME CACHE")) {
            assertThat(console.query(order)).containsExactly("error ERROR 08P01 the cache is off @1", "ready I");
        }
    }

    @Test
    @DisplayName("A thousand statements in one query, and a query of the greatest length")
    void many() {
        assertThat(console.query("SELECT 1;".repeat(100_000))).hasSize(300_001);
        assertThat(console.query("-- " + "x".repeat((1 << 20) - 20))).containsExactly("empty", "ready I");
    }

    @Test
    @DisplayName("Who leaves while a command waits ends it; who says what no client says is told, and ended")
    void ends() {
        CompletableFuture<List<io.howdah.console.view.PoolSnapshot>> later = new CompletableFuture<>();
        console.view.pools = later;
        console.query("SHOW POOLS");
        console.session.closed();
        later.complete(List.of());
        assertThat(console.runTasks()).isEmpty();

        TestConsole polite = new TestConsole();
        assertThat(polite.say(Frames.terminate(), Frames.query("SHOW VERSION"))).isEmpty();
        assertThat(polite.closed).isTrue();
        for (byte[] nonsense : List.of(Frames.functionCall(1), Frames.frame('?'), Frames.frame('Q', Frames.utf8("no end")),
                Frames.concat(new byte[] {'Q'}, Frames.int4(3)),
                Frames.concat(new byte[] {'Q'}, Frames.int4(Integer.MAX_VALUE)))) {
            TestConsole rude = new TestConsole();
            assertThat(rude.say(nonsense).get(0)).startsWith("error FATAL 08P01");
            assertThat(rude.closed).isTrue();
        }
        TestConsole told = new TestConsole();
        told.session.fail(ErrorResponse.of("FATAL", io.howdah.protocol.SqlState.ADMIN_SHUTDOWN, "the end"));
        assertThat(told.transcript()).containsExactly("error FATAL 57P01 the end");
    }

    @Test
    void whatIsRefusedIsToldToTheClientsKeeper() {
        TestConsole console = new TestConsole().as(Role.STATS);
        console.query("SHOW POOLS");
        console.query("PAUSE");
        console.query("NONSENSE");
        assertThat(console.refusals).containsExactly("admin access needed", "invalid command 'NONSENSE', use SHOW HELP;");
    }

    @Test
    @DisplayName("stats_columns = 1.25: SHOW STATS and its kin are without client logins, in either protocol")
    void statsColumns() {
        TestConsole console = new TestConsole();
        assertThat(console.query("SHOW STATS").toString()).contains("total_client_login_count", "avg_client_login_count");
        console.view.settings = List.of(new io.howdah.console.view.Setting("stats_columns", "1.25", "1.26", true));
        for (String table : List.of("STATS", "STATS_TOTALS", "STATS_AVERAGES")) {
            assertThat(console.query("SHOW " + table).toString()).contains("bind_count").doesNotContain("client_login_count");
        }
        assertThat(console.query("SHOW POOLS").toString()).contains("cl_active");
    }
}
