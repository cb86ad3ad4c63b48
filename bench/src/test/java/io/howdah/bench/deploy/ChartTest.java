package io.howdah.bench.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.bench.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Checks the chart and the compose file without a cluster. If helm is installed, helm renders the chart. */
class ChartTest {

    private static final Path DOCKER = Path.of("..", "docker").toAbsolutePath().normalize();
    private static final Path CHART = DOCKER.resolve("helm").resolve("howdah");
    private static final Pattern VALUE = Pattern.compile("\\.Values\\.([A-Za-z]+(?:\\.[A-Za-z]+)*)");
    private static final Pattern ACTION = Pattern.compile("\\{\\{-?\\s*(?:/\\*.*?\\*/|(\\w+).*?)\\s*-?\\}\\}", Pattern.DOTALL);
    private static final Set<String> OPENING = Set.of("if", "with", "range", "define");

    private static List<Path> templates() throws IOException {
        try (Stream<Path> files = Files.list(CHART.resolve("templates"))) {
            return files.sorted().toList();
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> yaml(Path file) throws IOException {
        return (Map<String, Object>) new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
    }

    private static boolean has(Object values, String path) {
        Object at = values;
        for (String name : path.split("\\.")) {
            if (!(at instanceof Map<?, ?> map) || !map.containsKey(name)) {
                return false;
            }
            at = map.get(name);
        }
        return true;
    }

    @Test
    void everyValueThatATemplateReadsHasADefault() throws IOException {
        Map<String, Object> values = yaml(CHART.resolve("values.yaml"));
        Set<String> missing = new TreeSet<>();
        for (Path template : templates()) {
            Matcher read = VALUE.matcher(Files.readString(template));
            while (read.find()) {
                if (!has(values, read.group(1))) {
                    missing.add(template.getFileName() + ": " + read.group(1));
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void whatIsOpenedIsClosed() throws IOException {
        for (Path template : templates()) {
            Deque<String> open = new ArrayDeque<>();
            Matcher action = ACTION.matcher(Files.readString(template));
            while (action.find()) {
                if (action.group(1) != null && OPENING.contains(action.group(1))) {
                    open.push(action.group());
                } else if ("end".equals(action.group(1))) {
                    assertThat(open).as(template + " has an end too many").isNotEmpty();
                    open.pop();
                }
            }
            assertThat(open).as(template.toString()).isEmpty();
        }
    }

    @Test
    void drainsWithinTheGrace() throws IOException {
        Map<String, Object> values = yaml(CHART.resolve("values.yaml"));
        assertThat((int) values.get("preStopSleepSeconds") + (int) values.get("shutdownTimeoutSeconds"))
                .isLessThan((int) values.get("terminationGracePeriodSeconds"));
    }

    /** Helm reads the chart's copy of the rules, which must be equal to the rules for Prometheus. */
    @Test
    void theRulesAreThoseOfPrometheus() throws IOException {
        assertThat(CHART.resolve("files/howdah-rules.yml"))
                .hasSameTextualContentAs(DOCKER.resolve("prometheus/howdah-rules.yml"));
    }

    @Test
    void isRenderedByHelm() throws Exception {
        assumeTrue(Programs.find("helm").isPresent(), "needs helm");
        Programs.Ended ended = Programs.end(60,
                List.of("helm", "template", "test", CHART.toString(), "--set", "config.databases.shop.host=db",
                        "--set", "autoscaling.enabled=true", "--set", "serviceMonitor.enabled=true", "--set",
                        "prometheusRule.enabled=true", "--set",
                        "config.pgbouncer.query_timeout=1.5,config.pgbouncer.max_packet_size=2147483647",
                        "--set", "cache.mode=writes,cache.settings.memory=33554432,redis.existingSecret=shared"));
        assertThat(ended.status()).as(ended.text()).isZero();
        assertThat(ended.text()).contains("query_timeout = 1.5\n", "max_packet_size = 2147483647\n",
                "{name: HOWDAH_CACHE_MODE, value: \"writes\"}", "{name: HOWDAH_CACHE_MEMORY, value: \"33554432\"}",
                "- name: HOWDAH_REDIS_URL\n              valueFrom: {secretKeyRef: {name: shared, key: REDIS_URL}}");
        // Helm says on a line of its own that it follows the link to the rules.
        String rendered = ended.text().substring(ended.text().indexOf("---"));
        Iterable<Object> documents = new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(rendered);
        assertThat(documents).extracting(document -> (Object) ((Map<?, ?>) document).get("kind")).contains("Deployment",
                "Service", "ConfigMap",
                "PodDisruptionBudget", "HorizontalPodAutoscaler", "ServiceMonitor", "PrometheusRule", "ServiceAccount");
    }

    @Test
    void aGroupOfReplicasNeedsARedis() throws Exception {
        assumeTrue(Programs.find("helm").isPresent(), "needs helm");
        Programs.Ended ended = Programs.end(60, List.of("helm", "template", "test", CHART.toString(), "--set",
                "config.databases.shop.host=db,cache.mode=writes"));
        assertThat(ended.status()).isNotZero();
        assertThat(ended.text()).contains("cache.mode writes needs redis.url or redis.existingSecret");
    }

    @Test
    @SuppressWarnings("unchecked")
    void everyServiceOfTheComposeFileStartsInOrderOnOneNetwork() throws IOException {
        Map<String, Object> compose = yaml(DOCKER.resolve("docker-compose.yml"));
        Map<String, Map<String, Object>> services = (Map<String, Map<String, Object>>) compose.get("services");
        assertThat(services.keySet()).contains("postgres", "howdah", "redis", "prometheus", "grafana");
        services.forEach((name, service) -> {
            assertThat(service.get("networks")).as(name).isEqualTo(List.of("howdah"));
            ((Map<String, Object>) service.getOrDefault("depends_on", Map.of())).keySet()
                    .forEach(other -> assertThat(services).as(name).containsKey(other));
            ((List<String>) service.getOrDefault("ports", List.of()))
                    .forEach(port -> assertThat(port).as(name).startsWith("127.0.0.1:"));
        });
        assertThat(services.get("howdah").get("depends_on").toString()).contains("postgres={condition=service_healthy}",
                "redis={condition=service_healthy}");
        assertThat((Map<String, String>) services.get("howdah").get("environment"))
                .containsEntry("HOWDAH_REDIS_URL", "redis://redis:6379")
                .containsEntry("HOWDAH_CACHE_MODE", "${HOWDAH_CACHE_MODE:-writes}");
        assertThat(services.get("postgres")).as("who goes around Howdah is not heard by the cache").doesNotContainKey("ports");
        assertThat(services.get("grafana").get("profiles")).isEqualTo(List.of("monitoring"));
        assertThat(services.get("prometheus").get("profiles")).isEqualTo(List.of("monitoring"));
    }
}
