package io.howdah.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuredTest {

    private static Measured of(Run... runs) {
        return new Measured(new Scenario("select", "simple", 16, 0), List.of(runs), List.of());
    }

    private static Run run(String contender, int lap, double tps, double latency) {
        return Comparisons.run(contender, lap, tps, latency, 5, 15);
    }

    @Test
    void aRatioIsTakenLapByLap() {
        // The machine slows down by half from lap to lap; the ratio stays.
        Measured measured = of(run("a", 0, 1000, 1), run("b", 0, 2000, 1), run("b", 1, 1000, 1), run("a", 1, 500, 1),
                run("a", 2, 250, 1), run("b", 2, 500, 1));
        assertThat(measured.ratio(Figure.THROUGHPUT, "b", "a")).isEqualTo(new Spread(2, 2, 2, 3));
        assertThat(measured.spread(Figure.THROUGHPUT, "b")).isEqualTo(new Spread(1000, 750, 1500, 3));
    }

    @Test
    void aLapWithoutTheOtherDoesNotCount() {
        Measured measured = of(run("a", 0, 1000, 1), run("b", 0, 3000, 1), run("b", 1, 9000, 1), Run.failed("a", 1, "it ended"));
        assertThat(measured.ratio(Figure.THROUGHPUT, "b", "a")).isEqualTo(new Spread(3, 3, 3, 1));
        assertThat(measured.ratio(Figure.THROUGHPUT, "b", "nobody").isEmpty()).isTrue();
    }

    @Test
    void addedLatencyIsBeyondDirectOfTheSameLap() {
        Measured measured = of(run("direct", 0, 1, 1.0), run("a", 0, 1, 1.5), run("b", 0, 1, 2.0),
                run("direct", 1, 1, 3.0), run("a", 1, 1, 4.0), run("b", 1, 1, 2.9));
        assertThat(measured.spread(Figure.ADDED_LATENCY, "a").median()).isCloseTo(0.75, within(1e-9));
        // In the second lap b was faster than direct: noise, so the lap has no ratio.
        assertThat(measured.ratio(Figure.ADDED_LATENCY, "b", "a")).isEqualTo(new Spread(2, 2, 2, 1));
        assertThat(measured.spread(Figure.ADDED_LATENCY, "direct").isEmpty()).isTrue();
        assertThat(of(run("a", 0, 1, 1)).spread(Figure.ADDED_LATENCY, "a").isEmpty()).isTrue();
    }

    @Test
    void howEvenlyAQueueIsServedIsTakenRunByRun() {
        // The second run was half as fast, and as even as the first.
        Measured measured = of(run("a", 0, 1, 1.0), run("a", 1, 1, 2.0));
        assertThat(measured.spread(Figure.TAIL, "a").median()).isCloseTo(2, within(1e-9));
        assertThat(measured.spread(Figure.TAIL, "a").high()).isCloseTo(2, within(1e-9));
        assertThat(measured.spread(Figure.TAIL_TO_IN_TURN, "a").high()).isCloseTo(1.25, within(1e-9));
        assertThat(of(Run.failed("a", 0, "it ended")).spread(Figure.TAIL_TO_IN_TURN, "a").isEmpty()).isTrue();
    }

    @Test
    void whatIsRelayedPerCpuSecondIsOfLargeResultsOnly() {
        Run run = Comparisons.run("a", 0, 500, 1, 100, 300);
        Measured large = new Measured(new Scenario("bytes:1MB", "simple", 1, 1_000_000), List.of(run), List.of());
        // 1 MB in 400 µs of CPU.
        assertThat(large.spread(Figure.RELAYED, "a").median()).isCloseTo(2.5, within(1e-9));
        assertThat(of(run).spread(Figure.RELAYED, "a").isEmpty()).isTrue();
    }
}
