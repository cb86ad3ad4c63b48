package io.howdah.bench.shows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.howdah.bench.shows.Finding.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadingsTest {

    private static Verdict counted(double[] pgbouncer, double[] howdah) {
        Readings readings = new Readings();
        for (int i = 0; i < pgbouncer.length; i++) {
            readings.count("x", pgbouncer[i], howdah[i]);
        }
        return readings.findings().get(0).verdict();
    }

    @Test
    void theErrorOfAMeanShrinksWithTheNumberOfReadings() {
        Series series = new Series();
        for (int i = 0; i < 100; i++) {
            series.add(i % 2 == 0 ? 4 : 6);
        }
        assertThat(series.mean()).isEqualTo(5);
        // The variance is 100/99, and the mean's squared error is a hundredth of it.
        assertThat(series.squaredError()).isCloseTo(1.0 / 99, within(1e-12));
        assertThat(Series.samplingError(series, series)).isCloseTo(3 * Math.sqrt(2.0 / 99), within(1e-12));
    }

    @Test
    void countsMayBeOffByHalfAConnectionAndTheSamplingError() {
        assertThat(counted(new double[] {5, 5, 5}, new double[] {5, 5, 4})).isEqualTo(Verdict.SAME);
        assertThat(counted(new double[] {5, 5, 5}, new double[] {4, 4, 4})).isEqualTo(Verdict.DIFFERENT);
        assertThat(counted(new double[] {0, 10, 0, 10}, new double[] {10, 0, 10, 10})).isEqualTo(Verdict.SAME);
    }

    @Test
    void timesMayBeOffByATenth() {
        Readings readings = new Readings();
        readings.rate("near", 1000, 910);
        readings.rate("far", 1000, 890);
        assertThat(readings.findings()).extracting(Finding::verdict).containsExactly(Verdict.SAME, Verdict.DIFFERENT);
    }

    @Test
    void settingsMayDifferWhereTheReasonIsKnown() {
        Table pgbouncer = config("pool_mode", "session", "auth_file", null, "listen_port", "1", "gone", "x");
        Table howdah = config("pool_mode", "transaction", "auth_file", "", "listen_port", "2");
        assertThat(Settings.compare(Version.of("1.26.1"), pgbouncer, howdah))
                .filteredOn(finding -> finding.verdict() != Verdict.SAME)
                .extracting(finding -> finding.what() + " " + finding.verdict())
                .containsExactly("SHOW CONFIG pool_mode value DIFFERENT", "SHOW CONFIG listen_port value KNOWN",
                        "SHOW CONFIG gone DIFFERENT");
    }

    private static Table config(String... keysAndValues) {
        List<Map<String, String>> rows = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            Map<String, String> row = new HashMap<>();
            row.put("key", keysAndValues[i]);
            row.put("value", keysAndValues[i + 1]);
            row.put("default", "");
            row.put("changeable", "yes");
            rows.add(row);
        }
        return new Table(List.of(), rows);
    }
}
