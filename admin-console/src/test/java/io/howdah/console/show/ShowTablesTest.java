package io.howdah.console.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every SHOW beside what PgBouncer's newest source sends: names, order, types, and the values of hand-made rows. */
class ShowTablesTest {

    /** Type letters as in PgBouncer's source: s text, i int4, q int8, N numeric, T time, b bytea. */
    private static final Map<String, String> PGBOUNCER = new LinkedHashMap<>();

    static {
        PGBOUNCER.put("STATS", """
                s:database N:total_server_assignment_count N:total_xact_count N:total_query_count N:total_received N:total_sent \
                N:total_xact_time N:total_query_time N:total_wait_time N:total_client_parse_count N:total_server_parse_count \
                N:total_bind_count N:total_client_login_count N:avg_server_assignment_count N:avg_xact_count N:avg_query_count \
                N:avg_recv N:avg_sent N:avg_xact_time N:avg_query_time N:avg_wait_time N:avg_client_parse_count \
                N:avg_server_parse_count N:avg_bind_count N:avg_client_login_count""");
        PGBOUNCER.put("STATS_TOTALS", """
                s:database N:server_assignment_count N:xact_count N:query_count N:bytes_received N:bytes_sent N:xact_time \
                N:query_time N:wait_time N:client_parse_count N:server_parse_count N:bind_count N:client_login_count""");
        PGBOUNCER.put("STATS_AVERAGES", """
                s:database N:server_assignment_count N:xact_count N:query_count N:bytes_received N:bytes_sent N:xact_time \
                N:query_time N:wait_time N:avg_client_parse_count N:avg_server_parse_count N:avg_bind_count N:avg_client_login_count""");
        PGBOUNCER.put("TOTALS", "s:name N:value");
        PGBOUNCER.put("POOLS", """
                s:database s:user i:cl_active i:cl_waiting i:cl_active_cancel_req i:cl_waiting_cancel_req i:sv_active \
                i:sv_active_cancel i:sv_being_canceled i:sv_idle i:sv_used i:sv_tested i:sv_login i:maxwait i:maxwait_us \
                s:pool_mode s:load_balance_hosts""");
        PGBOUNCER.put("LISTS", "s:list i:items");
        PGBOUNCER.put("STATE", "s:key s:value");
        PGBOUNCER.put("VERSION", "s:version");
    }

    private static final Map<String, String> LETTERS = Map.of("s", "25/-1", "i", "23/4", "q", "20/8", "N", "1700/-1", "T", "25/-1", "b", "17/-1");

    private static String wire(String letters) {
        List<String> columns = new ArrayList<>();
        for (String column : letters.split("\\s+")) {
            columns.add(column.substring(2) + " " + LETTERS.get(column.substring(0, 1)));
        }
        return String.join(", ", columns);
    }

    @Test
    @DisplayName("Names, order, type OIDs and lengths of every SHOW of PgBouncer's")
    void columns() {
        PGBOUNCER.forEach((name, letters) -> {
            ShowTable<?> table = ShowTables.named(name).orElseThrow(() -> new AssertionError("no SHOW " + name));
            List<String> met = new ArrayList<>();
            for (ShowTable.Column<?> column : table.columns()) {
                var described = column.type().column(column.name());
                assertThat(described.tableOid()).isZero();
                assertThat(described.column()).isZero();
                assertThat(described.format()).isZero();
                met.add(described.name() + " " + described.typeOid() + "/" + described.typeLen());
            }
            assertThat(String.join(", ", met)).as("SHOW " + name).isEqualTo(wire(letters));
        });
    }

    private static List<String> rows(String name) throws Exception {
        ShowTable<?> table = ShowTables.named(name).orElseThrow();
        List<List<Object>> rows = table.rows(new TestView()).toCompletableFuture().get(1, TimeUnit.SECONDS);
        return rows.stream().map(row -> {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                byte[] text = table.columns().get(i).type().text(row.get(i));
                values.add(text == null ? null : new String(text, java.nio.charset.StandardCharsets.UTF_8));
            }
            return String.join("|", values.stream().map(value -> value == null ? "NULL" : value).toList());
        }).toList();
    }

    @Test
    @DisplayName("Each column shows its own value")
    void values() throws Exception {
        assertThat(rows("POOLS")).containsExactly(
                "shop|app|1|2|3|4|5|6|7|8|9|10|11|12|13|transaction|NULL",
                "shop|web|0|0|0|0|0|0|0|0|0|0|0|0|0|session|round-robin");
        assertThat(rows("STATS")).containsExactly("shop|101|102|103|104|105|106|107|108|109|110|111|112"
                + "|201|202|203|204|205|206|207|208|209|210|211|212");
        assertThat(rows("STATS_TOTALS")).containsExactly("shop|101|102|103|104|105|106|107|108|109|110|111|112");
        assertThat(rows("STATS_AVERAGES")).containsExactly("shop|201|202|203|204|205|206|207|208|209|210|211|212");
        assertThat(rows("TOTALS")).containsExactly("total_server_assignment_count|101", "total_xact_count|102",
                "total_query_count|103", "total_client_bytes|104", "total_server_bytes|105", "total_xact_time|106",
                "total_query_time|107", "total_wait_time|108", "total_ps_client_parse_count|109", "total_ps_server_parse_count|110",
                "total_ps_bind_count|111", "total_client_login_count|112", "avg_server_assignment_count|201", "avg_xact_count|202",
                "avg_query_count|203", "avg_client_bytes|204", "avg_server_bytes|205", "avg_xact_time|206", "avg_query_time|207",
                "avg_wait_time|208", "avg_ps_client_parse_count|209", "avg_ps_server_parse_count|210", "avg_ps_bind_count|211",
                "avg_client_login_count|212");
        assertThat(rows("LISTS")).containsExactly("databases|1", "users|2", "peers|3", "pools|4", "peer_pools|5", "free_clients|6",
                "used_clients|7", "login_clients|8", "free_servers|9", "used_servers|10", "dns_names|11", "dns_zones|12",
                "dns_queries|13", "dns_pending|14");
        assertThat(rows("STATE")).containsExactly("active|no", "paused|yes", "suspended|no");
        assertThat(rows("VERSION")).containsExactly("PgBouncer 1.25.2 (Howdah 0.0)");
    }
}
