package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Clients;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each client keeps its parameters while all clients share one server connection. */
@OnEachPostgres
class ParametersIT {

    private final TestPostgres postgres;

    ParametersIT(PostgresVersion version) {
        postgres = version.server();
    }

    private PoolerFile oneServer() {
        return PoolerFile.before(postgres).set("default_pool_size", 1);
    }

    private static String show(ScriptedClient client, String name) throws Exception {
        return Replies.value(client.query("SHOW " + name));
    }

    @Test
    @DisplayName("13: start-up parameters of two clients on one server connection")
    void trap13_startupParameters() throws Exception {
        try (TestPooler pooler = oneServer().start();
                ScriptedClient alice = pooler.client("TimeZone", "Asia/Kolkata", "DateStyle", "German", "client_encoding",
                        "LATIN1", "application_name", "alice's", "IntervalStyle", "iso_8601");
                ScriptedClient bob = pooler.client("TimeZone", "America/Lima", "application_name", "bob");
                ScriptedClient carol = pooler.client()) {
            String standard = show(carol, "TimeZone");
            for (int i = 0; i < 3; i++) {
                assertThat(show(alice, "TimeZone")).isEqualTo("Asia/Kolkata");
                assertThat(show(alice, "DateStyle")).startsWith("German");
                assertThat(show(alice, "client_encoding")).isEqualToIgnoringCase("LATIN1");
                assertThat(show(alice, "application_name")).isEqualTo("alice's");
                assertThat(show(alice, "IntervalStyle")).isEqualTo("iso_8601");
                assertThat(show(bob, "TimeZone")).isEqualTo("America/Lima");
                assertThat(show(bob, "application_name")).isEqualTo("bob");
                assertThat(show(bob, "DateStyle")).startsWith("ISO");
                assertThat(show(carol, "TimeZone")).isEqualTo(standard);
                assertThat(show(carol, "client_encoding")).isEqualTo("UTF8");
                assertThat(show(carol, "application_name")).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("What is reported at login is spelt as PostgreSQL spells it, however it was given, to the first client and to others")
    void spelling() throws Exception {
        String[][] given = {{"client_encoding", "utf8"}, {"client_encoding", "Utf-8"}, {"client_encoding", "unicode"},
            {"client_encoding", "latin-1"}, {"client_encoding", "UNICODE"}, {"client_encoding", "'utf8'"},
            {"client_encoding", "iso_8859_15"}, {"client_encoding", "win1252"}, {"CLIENT_ENCODING", "utf8"},
            {"TimeZone", "europe/BERLIN"}, {"timezone", "utc"}, {"TimeZone", "gmt"}, {"DateStyle", "iso"},
            {"DateStyle", "german"}, {"DateStyle", "sql, european"},
            {"IntervalStyle", "ISO_8601"}, {"standard_conforming_strings", "1"}, {"standard_conforming_strings", "ON"},
            {"default_transaction_read_only", "yes"},
            {"options", "-c client_encoding=utf8 -c datestyle=Postgres"}, {"application_name", "caf\u00e9"}};
        try (TestPooler pooler = oneServer().start()) {
            for (int i = 0; i < 2; i++) {
                for (String[] one : given) {
                    Map<String, String> expected;
                    try (ScriptedClient direct = ScriptedClient.connect("127.0.0.1", postgres.port(), 15_000)) {
                        direct.login(TestPostgres.APP, TestPostgres.DATABASE, one);
                        expected = Map.copyOf(direct.parameters());
                    } catch (AssertionError refused) {
                        continue;
                    }
                    try (ScriptedClient pooled = pooler.client(one)) {
                        assertThat(pooled.parameters()).as(String.join(" = ", one)).isEqualTo(expected);
                        pooled.query("SELECT 1");
                        assertThat(pooled.parameters()).as(String.join(" = ", one) + ", after a query").isEqualTo(expected);
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("ignore_startup_parameters = options: what PgBouncer tracks is taken over from them, and the rest dropped")
    void ignoredOptions() throws Exception {
        try (TestPooler pooler = oneServer().set("ignore_startup_parameters", "options, application_name, work_mem").start();
                ScriptedClient client = pooler.client("options",
                        "-c datestyle=German -c statement_timeout=7s --IntervalStyle=iso_8601 -c TimeZone=Asia/Tokyo",
                        "application_name", "kept", "lock_timeout", "8s", "work_mem", "5MB")) {
            assertThat(client.parameters()).containsEntry("DateStyle", "German, DMY").containsEntry("application_name", "kept");
            assertThat(show(client, "DateStyle")).isEqualTo("German, DMY");
            assertThat(show(client, "IntervalStyle")).isEqualTo("iso_8601");
            assertThat(show(client, "TimeZone")).isEqualTo("Asia/Tokyo");
            assertThat(show(client, "application_name")).isEqualTo("kept");
            assertThat(show(client, "statement_timeout")).isEqualTo("0");
            assertThat(show(client, "lock_timeout")).isEqualTo("8s");
            assertThat(show(client, "work_mem")).isNotEqualTo("5MB");
        }
        try (TestPooler pooler = oneServer().start();
                ScriptedClient client = pooler.client("options", "-c statement_timeout=7s")) {
            assertThat(show(client, "statement_timeout")).isEqualTo("7s");
        }
    }

    @Test
    @DisplayName("75: SET of a reported parameter stays with its client, however it is spelt")
    void trap75_setStaysWithItsClient() throws Exception {
        try (TestPooler pooler = oneServer().start();
                ScriptedClient alice = pooler.client();
                ScriptedClient bob = pooler.client()) {
            String standard = show(bob, "TimeZone");
            alice.query("SET timezone TO 'asia/kolkata'");
            alice.query("SELECT set_config('datestyle', 'sql, dmy', false)");
            alice.query("BEGIN; SET application_name = 'in a transaction'; COMMIT");
            for (int i = 0; i < 3; i++) {
                assertThat(show(bob, "TimeZone")).isEqualTo(standard);
                assertThat(show(bob, "application_name")).isEmpty();
                assertThat(show(alice, "TimeZone")).isEqualToIgnoringCase("Asia/Kolkata");
                assertThat(show(alice, "DateStyle")).isEqualTo("SQL, DMY");
                assertThat(show(alice, "application_name")).isEqualTo("in a transaction");
            }
        }
    }

    @Test
    @DisplayName("71, 72: what a ROLLBACK undoes and what was only LOCAL is not kept")
    void trap71_rollbackAndLocal() throws Exception {
        try (TestPooler pooler = oneServer().start();
                ScriptedClient alice = pooler.client();
                ScriptedClient bob = pooler.client()) {
            String standard = show(alice, "TimeZone");
            alice.query("BEGIN");
            alice.query("SET TimeZone = 'Asia/Kolkata'");
            alice.query("ROLLBACK");
            bob.query("SET TimeZone = 'America/Lima'");
            assertThat(show(alice, "TimeZone")).isEqualTo(standard);
            alice.query("BEGIN");
            alice.query("SET LOCAL TimeZone = 'Asia/Kolkata'");
            assertThat(show(alice, "TimeZone")).isEqualTo("Asia/Kolkata");
            alice.query("COMMIT");
            assertThat(show(bob, "TimeZone")).isEqualTo("America/Lima");
            assertThat(show(alice, "TimeZone")).isEqualTo(standard);
        }
    }

    @Test
    @DisplayName("70: RESET, RESET ALL and DISCARD ALL go back to the client's own start-up values")
    void trap70_resetGoesToStartupValues() throws Exception {
        try (TestPooler pooler = oneServer().start();
                ScriptedClient alice = pooler.client("TimeZone", "Asia/Kolkata", "application_name", "alice");
                ScriptedClient bob = pooler.client("TimeZone", "America/Lima")) {
            for (String reset : List.of("RESET TimeZone", "RESET ALL", "DISCARD ALL", "SET TimeZone TO DEFAULT")) {
                show(bob, "TimeZone");
                alice.query("SET TimeZone = 'Europe/Oslo'");
                show(bob, "TimeZone");
                assertThat(show(alice, "TimeZone")).isEqualTo("Europe/Oslo");
                alice.query(reset);
                assertThat(show(alice, "TimeZone")).as("after " + reset).isEqualTo("Asia/Kolkata");
                assertThat(alice.parameters()).as("after " + reset).containsEntry("TimeZone", "Asia/Kolkata");
                assertThat(show(alice, "application_name")).isEqualTo("alice");
                assertThat(show(bob, "TimeZone")).isEqualTo("America/Lima");
            }
        }
    }

    @Test
    @DisplayName("12: options=-c in its spellings, also for parameters PostgreSQL does not report")
    void trap12_options() throws Exception {
        try (TestPooler pooler = oneServer().start();
                ScriptedClient alice = pooler.client("options",
                        "-c statement_timeout=12345 -cwork_mem=5MB --search-path=pg_catalog,\\ public -c TimeZone=Asia/Tokyo");
                ScriptedClient bob = pooler.client()) {
            for (int i = 0; i < 2; i++) {
                assertThat(show(alice, "statement_timeout")).isEqualTo("12345ms");
                assertThat(show(alice, "work_mem")).isEqualTo("5MB");
                assertThat(show(alice, "search_path")).isEqualTo("pg_catalog, public");
                assertThat(show(alice, "TimeZone")).isEqualTo("Asia/Tokyo");
                assertThat(show(bob, "statement_timeout")).isEqualTo("0");
                assertThat(show(bob, "work_mem")).isEqualTo("4MB");
                assertThat(show(bob, "search_path")).isEqualTo("\"$user\", public");
            }
        }
    }

    @Test
    @DisplayName("12: an explicit start-up parameter wins over the same in options")
    void trap12_explicitWins() throws Exception {
        try (TestPooler pooler = oneServer().start();
                ScriptedClient client = pooler.client("TimeZone", "Asia/Kolkata", "options", "-c TimeZone=Asia/Tokyo")) {
            assertThat(show(client, "TimeZone")).isEqualTo("Asia/Kolkata");
        }
    }

    @Test
    @DisplayName("13: parameters that are not reported, given at start-up")
    void trap13_unreportedAtStartup() throws Exception {
        try (TestPooler pooler = oneServer().start();
                ScriptedClient alice = pooler.client("extra_float_digits", "2", "lock_timeout", "777",
                        "default_transaction_isolation", "serializable", "geqo", "off");
                ScriptedClient bob = pooler.client()) {
            for (int i = 0; i < 2; i++) {
                assertThat(show(alice, "extra_float_digits")).isEqualTo("2");
                assertThat(show(alice, "lock_timeout")).isEqualTo("777ms");
                assertThat(show(alice, "default_transaction_isolation")).isEqualTo("serializable");
                assertThat(show(alice, "geqo")).isEqualTo("off");
                assertThat(show(bob, "extra_float_digits")).isEqualTo("1");
                assertThat(show(bob, "lock_timeout")).isEqualTo("0");
                assertThat(show(bob, "default_transaction_isolation")).isEqualTo("read committed");
                assertThat(show(bob, "geqo")).isEqualTo("on");
            }
        }
    }

    @Test
    @DisplayName("14: an invalid value reaches the client as the server's own error, and spares the server connection")
    void trap14_invalidValue() throws Exception {
        try (TestPooler pooler = oneServer().start(); ScriptedClient other = pooler.client()) {
            String backend = Replies.value(other.query("SELECT pg_backend_pid()"));
            assertThatThrownBy(() -> {
                try (ScriptedClient client = pooler.client("TimeZone", "Middle/Earth")) {
                    var answer = client.query("SELECT 1");
                    throw new AssertionError(Replies.error(answer).sqlState() + " " + Replies.error(answer).message());
                }
            }).hasMessageContaining("22023").hasMessageContaining("Middle/Earth");
            assertThat(Replies.value(other.query("SELECT pg_backend_pid()"))).isEqualTo(backend);
        }
    }

    @Test
    @DisplayName("14: an unknown parameter at start-up is an error of PostgreSQL's kind, for this client only")
    void trap14_unknownParameter() throws Exception {
        try (TestPooler pooler = oneServer().start(); ScriptedClient other = pooler.client()) {
            assertThatThrownBy(() -> {
                try (ScriptedClient client = pooler.client("no_such_parameter", "1")) {
                    var answer = client.query("SELECT 1");
                    throw new AssertionError(Replies.error(answer).sqlState() + " " + Replies.error(answer).message());
                }
            }).hasMessageContaining("42704").hasMessageContaining("no_such_parameter");
            assertThat(Replies.value(other.query("SELECT 1"))).isEqualTo("1");
        }
    }

    @Test
    @DisplayName("15, 17: a value longer than 64 bytes, and an empty one, are reported and kept whole")
    void trap15_longAndEmptyValues() throws Exception {
        String longName = "x".repeat(63);
        try (TestPooler pooler = oneServer().start();
                ScriptedClient alice = pooler.client("application_name", longName);
                ScriptedClient bob = pooler.client("application_name", "")) {
            for (int i = 0; i < 2; i++) {
                assertThat(show(alice, "application_name")).isEqualTo(longName);
                assertThat(show(bob, "application_name")).isEmpty();
            }
            assertThat(alice.parameters()).containsEntry("application_name", longName);
            assertThat(bob.parameters()).containsEntry("application_name", "");
        }
    }

    @Test
    @DisplayName("16: a search_path with odd names comes back as it was, and is not quoted twice")
    void trap16_searchPath() throws Exception {
        try (TestPooler pooler = oneServer().start();
                ScriptedClient alice = pooler.client("search_path", "\"Odd, name\", public");
                ScriptedClient bob = pooler.client("search_path", "pg_catalog")) {
            for (int i = 0; i < 3; i++) {
                assertThat(show(alice, "search_path")).isEqualTo("\"Odd, name\", public");
                assertThat(show(bob, "search_path")).isEqualTo("pg_catalog");
            }
        }
    }

    @Test
    @DisplayName("18, 19: the client is told the server's version and its own encoding at login, in PostgreSQL's spelling")
    void trap19_parametersAtLogin() throws Exception {
        try (TestPooler pooler = oneServer().start();
                ScriptedClient direct = ScriptedClient.connect("127.0.0.1", postgres.port(), 15_000)) {
            direct.login("app", "howdah", "client_encoding", "utf-8");
            for (int i = 0; i < 2; i++) {
                try (ScriptedClient client = pooler.client("client_encoding", "utf-8")) {
                    assertThat(client.parameters().keySet()).containsAll(direct.parameters().keySet());
                    Map<String, String> expected = direct.parameters();
                    assertThat(client.parameters()).containsAllEntriesOf(expected);
                    assertThat(Replies.value(client.query("SELECT 1"))).isEqualTo("1");
                }
            }
        }
    }

    @Test
    @DisplayName("76: parameters are restored in the same flight; a pipeline sees none of it")
    void trap76_noTraceOfRestoring() throws Exception {
        try (TestPooler pooler = oneServer().start();
                ScriptedClient alice = pooler.client("TimeZone", "Asia/Kolkata");
                ScriptedClient bob = pooler.client("TimeZone", "America/Lima")) {
            for (int i = 0; i < 5; i++) {
                assertThat(Replies.types(alice.query("SELECT 1"))).isEqualTo("T D C Z");
                assertThat(Replies.types(bob.query("SELECT 1; SELECT 2"))).isEqualTo("T D C T D C Z");
            }
        }
    }

    @Test
    @DisplayName("the driver: many connections with their own time zone, all over one server")
    void driverWithTimeZones() throws Exception {
        String[] zones = {"Asia/Kolkata", "America/Lima", "Europe/Oslo", "UTC", "Africa/Lagos"};
        try (TestPooler pooler = oneServer().start()) {
            Clients.together(15, number -> {
                String zone = zones[number % zones.length];
                try (Connection connection = pooler.connect("app", "options", "-c TimeZone=" + zone,
                        "ApplicationName", "client " + number)) {
                    for (int i = 0; i < 20; i++) {
                        assertThat(Sql.ask(connection, "SHOW application_name")).isEqualTo("client " + number);
                    }
                    Sql.run(connection, "SET TimeZone = '" + zone + "'");
                    for (int i = 0; i < 20; i++) {
                        assertThat(Sql.ask(connection, "SHOW TimeZone")).isEqualTo(zone);
                    }
                }
            });
        } catch (SQLException e) {
            throw new AssertionError(e.getSQLState() + " " + e.getMessage(), e);
        }
    }
}
