package io.howdah.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonJsonTest {

    private static Map<String, Object> read(Comparison comparison) throws IOException {
        return JSON.std.mapFrom(ComparisonJson.of(comparison));
    }

    /** The JSON in one line, with names without quotes. */
    private static String line(Comparison comparison) throws IOException {
        return read(comparison).toString();
    }

    /** The recorded file is older than the library that writes JSON now. */
    @Test
    void theFileHasTheFieldsItHasAlwaysHad() throws IOException {
        Map<String, Object> written = read(Comparisons.everything());
        try (InputStream recorded = getClass().getResourceAsStream("comparison.json")) {
            Map<String, Object> before = JSON.std.mapFrom(recorded);
            assertThat(written).isEqualTo(before);
            assertThat(written.keySet()).containsExactlyElementsOf(before.keySet());
            assertThat(written.get("scenarios")).as("also their order").hasToString(before.get("scenarios").toString());
        }
    }

    @Test
    void itHasTheSameDataAsThePage() throws IOException {
        String json = line(Comparisons.whole());
        assertThat(json).startsWith("{date=2026-11-21T09:30:00Z").contains("base=pgbouncer", "PgBouncer=PgBouncer 1.18.0")
                .contains("{contender=howdah, clients=10000, idle_bytes=100000000, burst_bytes=140000000}");
        assertThat(json.split("lap=", -1)).as("runs").hasSize(1 + 6 * 3 * 4);
    }

    @Test
    void eachFigureHasItsSpreadAndRatio() throws IOException {
        Measured measured = new Measured(new Scenario("select", "simple", 16, 0), List.of(
                Comparisons.run("a", 0, 100, 1, 10, 10), Comparisons.run("b", 0, 200, 1, 10, 20)), List.of("a note"));
        assertThat(line(new Comparison(Comparisons.header("c"), List.of("a", "b"), List.of(measured), List.of())))
                .contains("notes=[a note]")
                .contains("throughput={unit=transactions/s, median=200.0, lower_quartile=200.0, upper_quartile=200.0, count=1, "
                        + "ratio={median=2.0, lower_quartile=2.0, upper_quartile=2.0, count=1}}")
                .contains("latency_p99_ms=1.9, latency_p99_in_turn_ms=1.52,", "tail_to_in_turn={unit=, median=1.25")
                .contains("cpu={unit=µs, median=30.0");
    }

    @Test
    void whatCouldNotBeMeasuredIsNull() throws IOException {
        Run failed = Run.failed("a", 0, "it \"ended\"");
        Measured measured = new Measured(new Scenario("select", "simple", 16, 0), List.of(failed), List.of());
        Comparison comparison = new Comparison(Comparisons.header("c"), List.of("a"), List.of(measured), List.of());
        assertThat(line(comparison)).contains("tps=null", "cpu_user_us=null", "complaint=it \"ended\"", "figures={a={}}");
        assertThat(ComparisonJson.of(comparison)).contains("it \\\"ended\\\"");
    }

    /** The rounds' ratios are 2, 3 and 4. A slow round, which slows both contenders down, does not change its ratio. */
    @Test
    void ofSlicesTheRatioHasItsStandardError() throws IOException {
        List<Run> runs = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            double machine = 100 * (1 + round % 2);
            runs.add(Comparisons.run("a", round, machine, 1, 10, 10));
            runs.add(Comparisons.run("b", round, machine * (2 + round), 1, 10, 20));
        }
        Measured measured = Measured.inSlices(new Scenario("select", "simple", 16, 0), runs, List.of());
        double error = 1.25 / (1.35 * Math.sqrt(3));
        assertThat(line(new Comparison(Comparisons.header("c"), List.of("a", "b"), List.of(measured), List.of())))
                .contains("ratio={median=3.0, lower_quartile=2.5, upper_quartile=3.5, count=3, standard_error=" + error + "}");
        assertThat(ComparisonText.of(measured, List.of("a", "b")))
                .containsPattern("throughput .* b .* x 3\\.000 ±0\\.535, 3 slices each");
    }
}
