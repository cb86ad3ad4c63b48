package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Console;
import io.howdah.proxy.testing.TestPooler;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The counts of SHOW STATS where PgBouncer's manual is not exact. The expected values were measured with PgBouncer 1.24.1 and
 * 1.26.1.
 */
@OnEachPostgres
class ConsoleStatsIT {

    private final TestPostgres postgres;

    ConsoleStatsIT(PostgresVersion version) {
        postgres = version.server();
    }

    private PoolerFile file() {
        return PoolerFile.before(postgres).set("admin_users", "boss").user("boss", "").set("default_pool_size", 1);
    }

    private static long stat(Console console, String column) throws Exception {
        return Long.parseLong(console.row("SHOW STATS", "database", "howdah").get(column));
    }

    @Test
    @DisplayName("Query and transaction times begin with the request: the wait for a server is in them")
    void waitIsInTheTimes() throws Exception {
        try (TestPooler pooler = file().start();
                Console console = pooler.console("boss");
                ScriptedClient holder = pooler.client();
                ScriptedClient waits = pooler.client()) {
            holder.query("BEGIN");
            long queries = stat(console, "total_query_time");
            waits.send(Frames.query("SELECT 1"));
            Await.until("a wait of 300 ms",
                    () -> Long.parseLong(console.row("SHOW POOLS", "user", "app").get("maxwait_us")) > 300_000);
            holder.query("COMMIT");
            waits.readUntil((byte) 'Z');
            long waited = stat(console, "total_wait_time");
            assertThat(waited).isGreaterThan(300_000);
            assertThat(stat(console, "total_query_time") - queries).isGreaterThanOrEqualTo(waited);
            assertThat(stat(console, "total_xact_time")).isGreaterThanOrEqualTo(waited);
        }
    }

    @Test
    @DisplayName("Parse and Bind are counted for named statements alone, and where they are kept account of")
    void namedStatements() throws Exception {
        for (int limit : new int[] {10, 0}) {
            try (TestPooler pooler = file().set("max_prepared_statements", limit).start();
                    Console console = pooler.console("boss");
                    ScriptedClient client = pooler.client()) {
                client.send(Frames.parse("", "SELECT 1"), Frames.bind("", ""), Frames.execute("", 0), Frames.sync());
                client.readUntil((byte) 'Z');
                client.send(Frames.parse("one", "SELECT 1"), Frames.bind("", "one"), Frames.execute("", 0), Frames.sync());
                client.readUntil((byte) 'Z');
                client.send(Frames.parse("two", "SELECT 1"), Frames.sync());
                client.readUntil((byte) 'Z');
                Map<String, String> stats = console.row("SHOW STATS", "database", "howdah");
                assertThat(stats).containsEntry("total_client_parse_count", limit == 0 ? "0" : "2")
                        // The pooler sends each Parse, though the server has prepared the text already.
                        .containsEntry("total_server_parse_count", limit == 0 ? "0" : "2")
                        .containsEntry("total_bind_count", limit == 0 ? "0" : "1");
            }
        }
    }

    @Test
    @DisplayName("SHOW TOTALS counts each console as PgBouncer does: one query and one transaction, from its first message on")
    void consolesAreInTheTotals() throws Exception {
        try (TestPooler pooler = file().start();
                Console first = pooler.console("boss");
                Console second = pooler.console("boss")) {
            for (int i = 0; i < 3; i++) {
                assertThat(first.ask("SHOW TOTALS")).contains("total_query_count|1", "total_xact_count|1",
                        "total_client_login_count|2");
            }
            assertThat(second.row("SHOW STATS", "database", "pgbouncer")).containsEntry("total_query_count", "2")
                    .containsEntry("total_xact_count", "2");
            second.client().send(Frames.terminate());
            assertThat(first.ask("SHOW TOTALS")).contains("total_query_count|2", "total_xact_count|2");
        }
    }

    @Test
    @DisplayName("SHOW USERS counts who sits at the console among a user's clients")
    void consoleIsAClient() throws Exception {
        try (TestPooler pooler = file().start(); Console console = pooler.console("boss")) {
            assertThat(console.row("SHOW USERS", "name", "boss")).containsEntry("current_client_connections", "1");
        }
    }
}
