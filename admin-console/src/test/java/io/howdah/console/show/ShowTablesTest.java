package io.howdah.console.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Compares every SHOW with PgBouncer's newest source: names, order and types of the columns, and the values of handmade rows. */
class ShowTablesTest {

    /** Type letters as in PgBouncer's source: s text, i int4, q int8, N numeric, T time, b bytea; f float8. */
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
        PGBOUNCER.put("STATS_AVERAGES",
                """
                s:database N:server_assignment_count N:xact_count N:query_count N:bytes_received N:bytes_sent N:xact_time \
                N:query_time N:wait_time N:avg_client_parse_count N:avg_server_parse_count N:avg_bind_count N:avg_client_login_count""");
        PGBOUNCER.put("TOTALS", "s:name N:value");
        PGBOUNCER.put("POOLS", """
                s:database s:user i:cl_active i:cl_waiting i:cl_active_cancel_req i:cl_waiting_cancel_req i:sv_active \
                i:sv_active_cancel i:sv_being_canceled i:sv_idle i:sv_used i:sv_tested i:sv_login i:maxwait i:maxwait_us \
                s:pool_mode s:load_balance_hosts""");
        String socket = """
                s:type s:user s:database s:replication s:state s:addr i:port s:local_addr i:local_port T:connect_time T:request_time \
                i:wait i:wait_us i:close_needed s:ptr s:link i:remote_pid s:tls s:application_name i:prepared_statements i:id""";
        PGBOUNCER.put("SERVERS", socket);
        PGBOUNCER.put("CLIENTS", socket);
        String buffers = " i:recv_pos i:pkt_pos i:pkt_remain i:send_pos i:send_remain i:pkt_avail i:send_avail";
        PGBOUNCER.put("SOCKETS", socket + buffers);
        PGBOUNCER.put("ACTIVE_SOCKETS", socket + buffers);
        PGBOUNCER.put("PEER_POOLS", "i:peer_id i:cl_active_cancel_req i:cl_waiting_cancel_req i:sv_active_cancel i:sv_login");
        PGBOUNCER.put("PEERS", "i:peer_id s:host i:port i:pool_size");
        PGBOUNCER.put("DATABASES", """
                s:name s:host i:port s:database s:force_user i:pool_size i:min_pool_size i:reserve_pool_size i:server_lifetime \
                s:pool_mode s:load_balance_hosts i:max_connections i:current_connections i:max_client_connections \
                i:current_client_connections i:paused i:disabled""");
        PGBOUNCER.put("USERS", """
                s:name s:pool_size s:reserve_pool_size s:pool_mode i:max_user_connections i:current_connections \
                i:max_user_client_connections i:current_client_connections""");
        PGBOUNCER.put("CONFIG", "s:key s:value s:default s:changeable");
        PGBOUNCER.put("MEM", "s:name i:size i:used i:free i:memtotal");
        PGBOUNCER.put("DNS_HOSTS", "s:hostname q:ttl s:addrs");
        PGBOUNCER.put("DNS_ZONES", "s:zonename q:serial i:count");
        PGBOUNCER.put("FDS", """
                i:fd s:task s:user s:database s:addr i:port q:cancel i:link s:client_encoding s:std_strings s:datestyle s:timezone \
                s:password b:scram_client_key b:scram_server_key""");
        PGBOUNCER.put("LISTS", "s:list i:items");
        PGBOUNCER.put("STATE", "s:key s:value");
        PGBOUNCER.put("VERSION", "s:version");
    }

    /** Howdah's own tables, described in docs/console.md. */
    private static final Map<String, String> OWN = new LinkedHashMap<>();

    static {
        OWN.put("WAITING", """
                s:database s:user s:application_name s:addr i:port s:state i:position i:wait i:wait_us s:ptr i:id""");
        OWN.put("TRANSACTIONS", """
                s:database s:user s:application_name s:addr i:port i:id i:server_pid s:state i:age i:age_us i:quiet i:quiet_us \
                s:last_command""");
        OWN.put("CACHE", """
                s:database s:mode q:entries q:bytes q:hits_memory q:hits_redis q:misses q:bypasses q:fills q:rejected q:evictions \
                q:invalidations f:hit_ratio s:redis_state q:redis_queue""");
        OWN.put("CACHE_STATEMENTS", """
                s:database s:user s:id s:state s:reason s:detail s:tables q:ttl_ms q:hits q:misses q:fills s:query""");
        OWN.put("CACHE_RELATIONS", "s:database s:relation q:oid i:writers q:writes q:since_last_write_us");
        OWN.put("PREPARED", "s:name i:clients i:servers s:database s:user i:bytes s:query");
        OWN.put("LOOPS", """
                i:loop s:thread s:transport i:clients i:servers q:accepted i:busy q:busy_ms q:cpu_us q:lag_us i:pending_tasks \
                q:queries q:received q:sent q:held_bytes q:unsent_bytes""");
        OWN.put("POOLS_EXTENDED", """
                s:database s:user s:pool_mode i:cl_active i:cl_waiting i:sv_active i:sv_idle i:sv_used i:sv_tested i:sv_login i:seconds \
                q:wait_count q:wait_p50 q:wait_p95 q:wait_p99 q:wait_max q:query_count q:query_p50 q:query_p95 q:query_p99 q:query_max \
                q:xact_count q:xact_p50 q:xact_p95 q:xact_p99 q:xact_max""");
    }

    private static final Map<String, String> LETTERS = Map.of("s", "25/-1", "i", "23/4", "q", "20/8", "N", "1700/-1", "T",
            "25/-1", "b", "17/-1", "f", "701/8");

    private static final String CLOCK = new String(ColumnType.TIME.text(java.time.Instant.parse("2026-01-02T03:04:05Z")),
            java.nio.charset.StandardCharsets.UTF_8);

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
        check(PGBOUNCER);
    }

    @Test
    @DisplayName("The same of Howdah's own; and there are no others")
    void ownColumns() {
        check(OWN);
        assertThat(ShowTables.all()).extracting(ShowTable::name)
                .allMatch(name -> PGBOUNCER.containsKey(name) != OWN.containsKey(name));
    }

    private static void check(Map<String, String> tables) {
        tables.forEach((name, letters) -> {
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
                "total_query_time|107", "total_wait_time|108", "total_ps_client_parse_count|109",
                "total_ps_server_parse_count|110", "total_ps_bind_count|111", "total_client_login_count|112",
                "avg_server_assignment_count|201", "avg_xact_count|202", "avg_query_count|203", "avg_client_bytes|204",
                "avg_server_bytes|205", "avg_xact_time|206", "avg_query_time|207", "avg_wait_time|208",
                "avg_ps_client_parse_count|209", "avg_ps_server_parse_count|210",
                "avg_ps_bind_count|211", "avg_client_login_count|212");
        assertThat(rows("LISTS")).containsExactly("databases|1", "users|2", "peers|3", "pools|4", "peer_pools|5",
                "free_clients|6", "used_clients|7", "login_clients|8", "free_servers|9", "used_servers|10", "dns_names|11",
                "dns_zones|12", "dns_queries|13", "dns_pending|14");
        String app = "app|shop|none";
        String ends = "|10.0.0.1|5001|10.0.0.2|6432|" + CLOCK + "|NULL|3|7|";
        assertThat(rows("CLIENTS")).containsExactly(
                "C|" + app + "|active" + ends + "0|0x11|0x21|99|TLSv1.3|psql|4|1",
                "C|" + app + "|idle" + ends + "0|0x12|0x22|99|TLSv1.3|psql|4|2",
                "C|" + app + "|waiting" + ends + "0|0x13|0x23|99|TLSv1.3|psql|4|3",
                "C|" + app + "|waiting_cancel_req" + ends + "0|0x14|0x24|99|TLSv1.3|psql|4|4");
        assertThat(rows("SERVERS")).containsExactly(
                "S|" + app + "|active" + ends + "1|0x15|0x25|99|TLSv1.3|psql|4|5",
                "S|" + app + "|new" + ends + "1|0x16|0x26|99|TLSv1.3|psql|4|6",
                "S|" + app + "|active_cancel" + ends + "1|0x17|0x27|99|TLSv1.3|psql|4|7");
        String busy = "C|" + app + "|cl_active" + ends + "0|0x11|0x21|99|TLSv1.3|psql|4|1|11|0|12|0|0|11|2147483647";
        assertThat(rows("SOCKETS")).containsExactly(
                busy,
                "C|" + app + "|cl_active" + ends + "0|0x12|0x22|99|TLSv1.3|psql|4|2|0|0|0|0|0|0|0",
                "C|" + app + "|cl_waiting" + ends + "0|0x13|0x23|99|TLSv1.3|psql|4|3|0|0|0|0|0|0|0",
                "S|" + app + "|sv_active" + ends + "1|0x15|0x25|99|TLSv1.3|psql|4|5|0|0|0|0|0|0|0",
                "S|" + app + "|sv_login" + ends + "1|0x16|0x26|99|TLSv1.3|psql|4|6|0|0|0|0|0|0|0",
                "C|" + app + "|cl_login" + ends + "0|0x18|0x28|99|TLSv1.3|psql|4|8|0|0|0|0|0|0|0");
        assertThat(rows("ACTIVE_SOCKETS")).containsExactly(busy);
        assertThat(rows("FDS")).containsExactly("7|client|app|shop|10.0.0.1|5001|0|8|UTF8|on|ISO|UTC|NULL|NULL|NULL",
                "6|pooler|NULL|NULL|0.0.0.0|6432|0|0|NULL|NULL|NULL|NULL|NULL|NULL|NULL");
        assertThat(rows("DATABASES")).containsExactly("shop|db1,db2|5432|store|NULL|20|1|2|3600|session|round-robin|3|4|5|6|1|0");
        assertThat(rows("USERS")).containsExactly("app|7||NULL|1|2|3|4");
        assertThat(rows("CONFIG")).containsExactly("listen_port|6433|6432|no", "verbose|0|0|yes");
        assertThat(rows("MEM")).containsExactly("heap|1024|3|4|7168", "huge|1048576|5000|0|2147483647");
        assertThat(rows("DNS_HOSTS")).containsExactly("db1|15|10.0.0.3,10.0.0.4");
        assertThat(rows("DNS_ZONES")).isEmpty();
        assertThat(rows("PEERS")).containsExactly("1|peer1|6432|20");
        assertThat(rows("PEER_POOLS")).containsExactly("1|2|3|4|5");
        assertThat(rows("STATE")).containsExactly("active|no", "paused|yes", "suspended|no");
        assertThat(rows("VERSION")).containsExactly("PgBouncer 1.25.2 (Howdah 0.0)");
    }

    @Test
    @DisplayName("Each column of Howdah's own shows its own value")
    void ownValues() throws Exception {
        assertThat(rows("TRANSACTIONS"))
                .containsExactly("shop|app|psql|10.0.0.1|5001|1|4711|idle in transaction|12|345|6|78|INSERT");
        assertThat(rows("PREPARED")).containsExactly("HOWDAH_7|3|2|shop|webapp|42|SELECT 1...");
        assertThat(rows("CACHE")).containsExactly("shop|on|1|2|3|4|5|6|7|8|9|10|0.5833|up|11");
        assertThat(rows("CACHE_STATEMENTS")).containsExactly(
                "shop|app|a1|eligible|||public.item, public.line|1|2|3|4|SELECT 1...",
                "shop|web|a2|bypass|writes|a WITH query writes||0|0|5|0|WITH gone...");
        assertThat(rows("CACHE_RELATIONS")).containsExactly("shop|public.item|4294967295|1|2|3", "shop|public.line|16385|0|0|-1");
        assertThat(rows("LOOPS")).containsExactly("0|howdah-loop-1-1|epoll|1|2|3|7|8|6|5|4|9|10|11|12|13");
        assertThat(rows("POOLS_EXTENDED")).containsExactly("shop|app|transaction|1|2|5|8|9|10|11|90"
                + "|101|102|103|104|105|201|202|203|204|205|301|302|303|304|305");
        assertThat(rows("WAITING")).containsExactly("shop|app|psql|10.0.0.1|5001|waiting|2|3|7|0x13|3");
    }
}
