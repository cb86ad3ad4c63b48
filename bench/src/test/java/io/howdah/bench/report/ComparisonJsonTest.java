package io.howdah.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonJsonTest {

    private static String compact(Comparison comparison) {
        return ComparisonJson.of(comparison).replaceAll("\n *", "");
    }

    @Test
    void itHasTheSameDataAsThePage() {
        String json = compact(Comparisons.whole());
        assertThat(json).startsWith("{\"date\": \"2026-11-21T09:30:00Z\"")
                .contains("\"base\": \"pgbouncer\"", "\"versions\": {", "\"PgBouncer\": \"PgBouncer 1.18.0\"")
                .contains("{\"contender\": \"howdah\",\"clients\": 10000,\"idle_bytes\": 100000000,\"burst_bytes\": 140000000}");
        assertThat(json.split("\"lap\":", -1)).as("runs").hasSize(1 + 6 * 3 * 4);
    }

    @Test
    void eachFigureHasItsSpreadAndRatio() {
        Measured measured = new Measured(new Scenario("select", "simple", 16, 0), List.of(
                Comparisons.run("a", 0, 100, 1, 10, 10), Comparisons.run("b", 0, 200, 1, 10, 20)), List.of("a note"));
        String json = compact(new Comparison(Comparisons.header("c"), List.of("a", "b"), List.of(measured), List.of()));
        assertThat(json).contains("\"notes\": [\"a note\"]")
                .contains("\"throughput\": {\"unit\": \"transactions/s\",\"median\": 200.0,\"lower_quartile\": 200.0,\"upper_quartile\": 200.0,"
                        + "\"count\": 1,\"ratio\": {\"median\": 2.0,\"lower_quartile\": 2.0,\"upper_quartile\": 2.0,\"count\": 1}}")
                .contains("\"latency_p99_ms\": 1.9,\"latency_p99_in_turn_ms\": 1.52,", "\"tail_to_in_turn\": {\"unit\": \"\",\"median\": 1.25")
                .contains("\"cpu\": {\"unit\": \"µs\",\"median\": 30.0");
    }

    @Test
    void whatCouldNotBeMeasuredIsNull() {
        Measured measured = new Measured(new Scenario("select", "simple", 16, 0), List.of(Run.failed("a", 0, "it \"ended\"")), List.of());
        assertThat(compact(new Comparison(Comparisons.header("c"), List.of("a"), List.of(measured), List.of())))
                .contains("\"tps\": null", "\"cpu_user_us\": null", "\"complaint\": \"it \\\"ended\\\"\"", "\"figures\": {\"a\": {}}");
    }
}
