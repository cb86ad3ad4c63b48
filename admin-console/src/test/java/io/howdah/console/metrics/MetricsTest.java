package io.howdah.console.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.console.show.TestView;
import io.howdah.console.view.CacheRedisSnapshot;
import io.howdah.console.view.CacheSnapshot;
import io.howdah.console.view.ClientGroup;
import io.howdah.console.view.MeasuresSnapshot;
import io.howdah.console.view.MeasuresSnapshot.PoolMeasures;
import io.howdah.console.view.PoolSnapshot;
import io.howdah.console.view.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** /metrics has every name of the other programs, and its label sets stay small. */
class MetricsTest {

    private final TestView view = new TestView();
    private MetricsNames asked = new MetricsNames(true, true, true);
    private final Metrics metrics = new Metrics(view, () -> asked);

    private String text(String accept) {
        return new String(metrics.text(accept, Runnable::run).toCompletableFuture().join().bytes(), StandardCharsets.UTF_8);
    }

    private Exposition exposition() {
        return Exposition.of(text(""));
    }

    /** The lines of a file: name, type and labels. */
    private static Set<String> listed(String file) throws IOException {
        try (var in = MetricsTest.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.startsWith("#")).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** The same lines for the metrics under a prefix. */
    private static Set<String> told(Exposition exposition, String prefix) {
        Set<String> lines = new TreeSet<>();
        exposition.types().forEach((name, type) -> {
            if (name.startsWith(prefix)) {
                Set<String> shapes = exposition.named(name).stream()
                        .map(sample -> String.join(",", sample.labels().keySet())).collect(Collectors.toSet());
                shapes.forEach(labels -> lines.add((name + " " + type + " " + labels).strip()));
                if (shapes.isEmpty()) {
                    lines.add(name + " has no series");
                }
            }
        });
        return lines;
    }

    private static Set<String> sortedLabels(Set<String> lines) {
        return lines.stream().map(line -> {
            String[] words = line.split(" ");
            return words.length < 3 ? line : words[0] + " " + words[1] + " " + new TreeSet<>(List.of(words[2].split(",")));
        }).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyFamilyOfPgbouncerExporterIsThereWithItsTypeAndItsLabelsAndNoOther() throws Exception {
        asked = new MetricsNames(true, false, false);
        assertThat(sortedLabels(told(exposition(), "pgbouncer_"))).isEqualTo(sortedLabels(listed("pgbouncer_exporter-0.12.txt")));
    }

    @Test
    void theOlderNamesStandBesideThemOrAlone() throws Exception {
        Set<String> newer = listed("pgbouncer_exporter-0.12.txt");
        Set<String> older = newer.stream().map(line -> line.replace("pgbouncer_stats_totals_", "pgbouncer_stats_"))
                .collect(Collectors.toSet());
        Set<String> both = new TreeSet<>(newer);
        both.addAll(older);
        assertThat(sortedLabels(told(exposition(), "pgbouncer_"))).isEqualTo(sortedLabels(both));
        asked = new MetricsNames(false, true, false);
        assertThat(sortedLabels(told(exposition(), "pgbouncer_"))).isEqualTo(sortedLabels(older));
    }

    @Test
    void everyFamilyOfCloudNativeIsThereWhereItIsAskedFor() throws Exception {
        assertThat(sortedLabels(told(exposition(), "cnpg_"))).isEqualTo(sortedLabels(listed("cloudnative-pg.txt")));
        asked = new MetricsNames(true, true, false);
        assertThat(told(exposition(), "cnpg_")).isEmpty();
    }

    @Test
    void valuesAreThoseOfTheView() {
        view.settings = List.of(new Setting("max_client_conn", "1000", "100", true),
                new Setting("max_user_connections", "7", "0", true));
        Exposition all = exposition();
        assertThat(all.value("pgbouncer_up")).isEqualTo(1);
        assertThat(all.value("pgbouncer_version_info", "version", view.version())).isEqualTo(1);
        assertThat(all.value("pgbouncer_config_max_client_connections")).isEqualTo(1000);
        assertThat(all.value("pgbouncer_config_max_user_connections")).isEqualTo(7);
        assertThat(all.value("pgbouncer_client_connections", "application_name", "psql", "state", "active")).isEqualTo(3);
        assertThat(all.value("pgbouncer_in_flight_dns_queries")).isEqualTo(13);
        assertThat(all.value("pgbouncer_databases_paused", "name", "shop", "host", "db1,db2", "port", "5432", "force_user", ""))
                .isEqualTo(1);
        assertThat(all.value("pgbouncer_databases_disabled")).isZero();
        assertThat(all.value("pgbouncer_stats_totals_queries_pooled_total", "database", "shop")).isEqualTo(103);
        assertThat(all.value("pgbouncer_stats_totals_client_wait_seconds_total")).isEqualTo(108e-6);
        assertThat(all.value("pgbouncer_stats_client_wait_seconds_total")).isEqualTo(108e-6);
        assertThat(all.value("pgbouncer_pools_client_waiting_connections", "user", "app")).isEqualTo(2);
        assertThat(all.value("pgbouncer_pools_server_testing_connections", "user", "app")).isEqualTo(10);
        assertThat(all.value("pgbouncer_pools_client_maxwait_seconds", "user", "app")).isEqualTo(12);
        assertThat(all.value("cnpg_pgbouncer_pools_pool_mode", "user", "web")).isEqualTo(1);
        assertThat(all.value("cnpg_pgbouncer_pools_load_balance_hosts", "user", "web")).isEqualTo(1);
        assertThat(all.value("cnpg_pgbouncer_stats_avg_recv")).isEqualTo(204);
        assertThat(all.value("cnpg_pgbouncer_lists_dns_pending")).isEqualTo(14);
        assertThat(all.value("cnpg_pgbouncer_collections_total")).isEqualTo(1);
        assertThat(exposition().value("cnpg_pgbouncer_collections_total")).isEqualTo(2);
    }

    @Test
    void itsOwnFamiliesHaveTrueHistogramsErrorsAndReasons() {
        Exposition all = exposition();
        assertThat(all.types()).containsEntry("howdah_wait_seconds", "histogram").containsEntry("howdah_errors_total", "counter");
        assertThat(all.value("howdah_wait_seconds_bucket", "database", "shop", "user", "app", "le", "0.001")).isEqualTo(1);
        assertThat(all.value("howdah_wait_seconds_bucket", "le", "1.0")).isEqualTo(3);
        assertThat(all.value("howdah_wait_seconds_bucket", "le", "+Inf")).isEqualTo(6);
        assertThat(all.value("howdah_wait_seconds_count", "database", "shop")).isEqualTo(6);
        assertThat(all.value("howdah_wait_seconds_sum", "database", "shop")).isEqualTo(9.5);
        assertThat(all.named("howdah_query_seconds_bucket")).as("of what has never been").isEmpty();
        assertThat(all.value("howdah_errors_total", "database", "shop", "sqlstate", "23505", "source", "server")).isEqualTo(5);
        assertThat(all.value("howdah_errors_total", "sqlstate", "08P01", "source", "pooler")).isEqualTo(6);
        assertThat(all.value("howdah_refusals_total", "reason", "queue_full")).isEqualTo(7);
        assertThat(all.value("howdah_refusals_total", "reason", "authentication")).isEqualTo(10);
        assertThat(all.value("howdah_refusals_total", "reason", "query_wait_timeout")).isZero();
        assertThat(all.value("howdah_auth_query_total", "result", "asked")).isEqualTo(11);
        assertThat(all.value("howdah_server_connections_opened_total", "database", "shop")).isEqualTo(8);
        assertThat(all.value("howdah_server_connections_closed_total", "reason", "idle")).isEqualTo(9);
        assertThat(all.value("howdah_pool_clients", "user", "app", "state", "waiting")).isEqualTo(2);
        assertThat(all.value("howdah_pool_servers", "user", "app", "state", "being_canceled")).isEqualTo(13);
        assertThat(all.value("howdah_pool_size", "user", "app")).isEqualTo(20);
        assertThat(all.value("howdah_pool_maxwait_seconds", "user", "app")).isEqualTo(12.000013);
        assertThat(all.value("howdah_loop_lag_seconds", "loop", "1")).isEqualTo(0.002);
        assertThat(all.value("howdah_ledger_bytes_limit", "kind", "waiting")).isEqualTo(1000);
        assertThat(all.value("howdah_build_info", "version", "0.0")).isEqualTo(1);
        for (String kind : List.of("heap", "direct", "resident")) {
            assertThat(all.value("howdah_memory_bytes", "kind", kind)).as(kind).isNotNegative();
        }
        assertThat(all.value("howdah_file_descriptors")).isPositive().isLessThan(all.value("howdah_file_descriptors_limit"));
    }

    @Test
    void theCacheOfEachDatabaseIsToldLineByLine() {
        view.cache = () -> List.of(new CacheSnapshot("shop", "on", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, "up", 11, 12, 13_000_000),
                new CacheSnapshot("unheard of", "on", 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, "", 0, 31, 32_000_000));
        view.cacheRedis = Optional.of(new CacheRedisSnapshot(true, 41, 42, 43, 44, 45, 46.5));
        List<String> lines = text("").lines().filter(line -> line.startsWith("howdah_cache_")).toList();
        assertThat(lines).containsExactlyInAnyOrder(
                "howdah_cache_entries{database=\"shop\"} 1.0", "howdah_cache_entries{database=\"(other)\"} 21.0",
                "howdah_cache_bytes{database=\"shop\"} 2.0", "howdah_cache_bytes{database=\"(other)\"} 22.0",
                "howdah_cache_hits_total{database=\"shop\",level=\"memory\"} 3.0",
                "howdah_cache_hits_total{database=\"shop\",level=\"redis\"} 4.0",
                "howdah_cache_hits_total{database=\"(other)\",level=\"memory\"} 23.0",
                "howdah_cache_hits_total{database=\"(other)\",level=\"redis\"} 24.0",
                "howdah_cache_misses_total{database=\"shop\"} 5.0", "howdah_cache_misses_total{database=\"(other)\"} 25.0",
                "howdah_cache_fills_total{database=\"shop\"} 7.0", "howdah_cache_fills_total{database=\"(other)\"} 27.0",
                "howdah_cache_rejected_total{database=\"shop\"} 8.0", "howdah_cache_rejected_total{database=\"(other)\"} 28.0",
                "howdah_cache_evictions_total{database=\"shop\"} 9.0", "howdah_cache_evictions_total{database=\"(other)\"} 29.0",
                "howdah_cache_invalidations_total{database=\"shop\"} 10.0",
                "howdah_cache_invalidations_total{database=\"(other)\"} 30.0",
                "howdah_cache_coalesced_total{database=\"shop\"} 12.0", "howdah_cache_coalesced_total{database=\"(other)\"} 31.0",
                "howdah_cache_saved_seconds_total{database=\"shop\"} 13.0",
                "howdah_cache_saved_seconds_total{database=\"(other)\"} 32.0", "howdah_cache_redis_connected 1.0",
                "howdah_cache_redis_connections_total 41.0", "howdah_cache_redis_lookups_total{result=\"answered\"} 42.0",
                "howdah_cache_redis_lookups_total{result=\"timeout\"} 43.0",
                "howdah_cache_redis_lookups_total{result=\"refused\"} 44.0", "howdah_cache_redis_errors_total 45.0",
                "howdah_cache_redis_lookup_seconds_total 46.5", "howdah_cache_redis_queue 11.0",
                "howdah_cache_bypasses_total{reason=\"writes\"} 12.0",
                "howdah_cache_bypasses_total{reason=\"volatile_function\"} 13.0");
        assertThat(told(exposition(), "howdah_cache_")).containsExactlyInAnyOrder("howdah_cache_entries gauge database",
                "howdah_cache_bytes gauge database", "howdah_cache_hits_total counter database,level",
                "howdah_cache_misses_total counter database", "howdah_cache_fills_total counter database",
                "howdah_cache_rejected_total counter database", "howdah_cache_evictions_total counter database",
                "howdah_cache_invalidations_total counter database", "howdah_cache_bypasses_total counter reason",
                "howdah_cache_coalesced_total counter database", "howdah_cache_saved_seconds_total counter database",
                "howdah_cache_redis_connected gauge", "howdah_cache_redis_connections_total counter",
                "howdah_cache_redis_lookups_total counter result", "howdah_cache_redis_errors_total counter",
                "howdah_cache_redis_lookup_seconds_total counter", "howdah_cache_redis_queue gauge");
    }

    @Test
    void withoutACacheThereIsNoWordOfOne() {
        view.cache = List::of;
        assertThat(text("")).doesNotContain("howdah_cache");
    }

    @Test
    void thePageHasEveryFamilyOfHowdahsOwnAndNoOther() throws Exception {
        PoolMeasures app = view.measures.pools().get(0);
        PoolMeasures web = new PoolMeasures("shop", "web", 20, app.waits(), app.waits(), app.waits(), Map.of(), Map.of(),
                Map.of(), 0,
                Map.of());
        view.measures = new MeasuresSnapshot(view.measures.bounds(), List.of(app, web), List.of(), Map.of(), Map.of("asked", 0L));
        view.cacheRedis = Optional.of(new CacheRedisSnapshot(true, 1, 2, 3, 4, 5, 6));
        String page = Files.readString(Path.of("../docs/metrics.md"));
        Set<String> listed = new TreeSet<>();
        page.lines().filter(line -> line.startsWith("| `howdah_"))
                .forEach(line -> Arrays.stream(line.split("\\|")[1].split(","))
                        .forEach(name -> listed.add(name.replace("`", "").strip())));
        assertThat(listed).isEqualTo(exposition().types().keySet().stream().filter(name -> name.startsWith("howdah_"))
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void theProcessIsToldInMicrometersNames() {
        assertThat(exposition().types()).containsEntry("jvm_memory_used_bytes", "gauge")
                .containsEntry("process_files_open_files", "gauge")
                .containsKey("jvm_gc_memory_allocated_bytes_total").containsKey("process_uptime_seconds");
    }

    @Test
    void hostileNamesAreEscapedAndCut() {
        String name = "a\"b\\c\nd{e=\"f\"} 7\r\u0000é\uD83D" + "x".repeat(10_000);
        view.pools = CompletableFuture.completedFuture(List.of(new PoolSnapshot(
                name, "u\n", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, "transaction", null)));
        Map<String, String> labels = exposition().named("pgbouncer_pools_client_active_connections").get(0).labels();
        assertThat(labels.get("database")).startsWith("a\"b\\c\\nd{e=\"f\"} 7\\r\\x00é").hasSizeLessThan(150);
        assertThat(labels.get("user")).as("as the console has it").isEqualTo("u\\n");
    }

    @Test
    void tenThousandNamesMakeNoTenThousandSeries() {
        view.groups = new ArrayList<>();
        List<PoolSnapshot> pools = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            view.groups.add(new ClientGroup("shop", "app", "made up " + i, "idle", i < 5 ? 10 : 1));
            pools.add(new PoolSnapshot("shop", "u" + i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, "transaction", null));
        }
        view.pools = CompletableFuture.completedFuture(pools);
        Exposition all = exposition();
        List<Exposition.Sample> clients = all.named("pgbouncer_client_connections");
        assertThat(clients).hasSizeLessThanOrEqualTo(1_001);
        assertThat(clients.stream().mapToDouble(Exposition.Sample::value).sum()).isEqualTo(10_045);
        assertThat(all.value("pgbouncer_client_connections", "application_name", "made up 3")).as("of most clients")
                .isEqualTo(10);
        List<Exposition.Sample> active = all.named("pgbouncer_pools_client_active_connections");
        assertThat(active).hasSize(2_001);
        assertThat(active.stream().mapToDouble(Exposition.Sample::value).sum()).isEqualTo(10_000);
        assertThat(all.value("pgbouncer_pools_client_maxwait_seconds", "user", "(other)")).as("the longest, not the sum")
                .isEqualTo(12);
    }

    @Test
    void whoIsToldApartStaysSoWhileItIsThere() {
        LabelBounds bounds = new LabelBounds(2);
        List<List<String>> first = List.of(List.of("m"), List.of("n"));
        bounds.of(first);
        Map<List<String>, List<String>> second = bounds.of(List.of(List.of("a"), List.of("m"), List.of("n")));
        assertThat(second).containsEntry(List.of("a"), List.of("(other)")).containsEntry(List.of("n"), List.of("n"));
        Map<List<String>, List<String>> third = bounds.of(List.of(List.of("a"), List.of("n")));
        assertThat(third).containsEntry(List.of("a"), List.of("a"));
    }

    @Test
    void openMetricsForThoseWhoAskForIt() {
        String text = text("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.1");
        assertThat(text).endsWith("# EOF\n").contains("# TYPE pgbouncer_stats_totals_queries_pooled counter\n")
                .contains("pgbouncer_stats_totals_queries_pooled_total{database=\"shop\"} 103");
        assertThat(text("*/*")).contains("# TYPE pgbouncer_stats_totals_queries_pooled_total counter\n").doesNotContain("# EOF");
    }

    @Test
    void whoeverAsksMeanwhileGetsTheSameAnswer() {
        CompletableFuture<List<PoolSnapshot>> pools = view.pools;
        view.pools = new CompletableFuture<>();
        var first = metrics.text("", Runnable::run).toCompletableFuture();
        var second = metrics.text("", Runnable::run).toCompletableFuture();
        view.pools.complete(pools.join());
        assertThat(first.join().bytes()).isEqualTo(second.join().bytes());
        view.pools = pools;
        Set<Double> asked = new HashSet<>(List.of(exposition().value("cnpg_pgbouncer_collections_total")));
        assertThat(asked).containsExactly(2.0);
    }
}
