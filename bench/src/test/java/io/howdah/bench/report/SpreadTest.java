package io.howdah.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void ofAnOddCountMedianAndQuartilesAreNumbersOfTheList() {
        assertThat(Spread.of(List.of(5.0, 1.0, 3.0, 2.0, 4.0))).isEqualTo(new Spread(3, 2, 4, 5));
    }

    @Test
    void betweenTwoNumbersItIsTakenInProportion() {
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(new Spread(2.5, 1.75, 3.25, 4));
        assertThat(Spread.of(List.of(10.0, 20.0))).isEqualTo(new Spread(15, 12.5, 17.5, 2));
    }

    @Test
    void ofOneNumberItIsThatNumber() {
        assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7, 1));
    }

    @Test
    void whatIsNoNumberDoesNotCount() {
        assertThat(Spread.of(List.of(Double.NaN, 7.0, Double.POSITIVE_INFINITY))).isEqualTo(new Spread(7, 7, 7, 1));
        assertThat(Spread.of(List.of(Double.NaN)).isEmpty()).isTrue();
        assertThat(Spread.of(List.of())).isSameAs(Spread.NONE);
    }

    /** For normally distributed numbers: the standard deviation of many samples' medians is the standard error of one sample. */
    @Test
    void theStandardErrorIsHowFarMediansLieApart() {
        Random random = new Random(7);
        List<Double> medians = new ArrayList<>();
        double told = 0;
        for (int sample = 0; sample < 2000; sample++) {
            Spread spread = Spread.of(random.doubles(60).map(any -> 1.02 + 0.08 * random.nextGaussian()).boxed().toList());
            medians.add(spread.median());
            told += spread.standardError() / 2000;
        }
        double mean = medians.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double apart = Math.sqrt(medians.stream().mapToDouble(median -> (median - mean) * (median - mean)).sum() / 1999);
        assertThat(apart).isBetween(0.0125, 0.0137);
        assertThat(told).isCloseTo(apart, within(apart * 0.05));
    }

    @Test
    void fourTimesTheNumbersHalveTheErrorAndOneFarOffDoesNot() {
        List<Double> few = IntStream.range(0, 101).mapToObj(i -> 1 + i / 100.0).toList();
        List<Double> many = IntStream.range(0, 404).mapToObj(i -> 1 + (i % 101) / 100.0).toList();
        List<Double> withStall = Stream.concat(few.stream().limit(100), Stream.of(1e6)).toList();
        double error = Spread.of(few).standardError();
        assertThat(error).isCloseTo(1.25 * 0.5 / (1.35 * Math.sqrt(101)), within(1e-12));
        assertThat(Spread.of(many).standardError()).isCloseTo(error / 2, within(error * 0.02));
        assertThat(Spread.of(withStall).standardError()).isCloseTo(error, within(error * 0.02));
    }

    @Test
    void ofLessThanTwoNumbersThereIsNoError() {
        assertThat(Spread.of(List.of(7.0)).standardError()).isNaN();
        assertThat(Spread.NONE.standardError()).isNaN();
    }
}
