package io.howdah.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleTest {

    private static List<String> labels(Double... values) {
        Scale scale = Scale.of(List.of(values));
        return scale.ticks().stream().map(scale::text).toList();
    }

    @Test
    void ticksAreRoundNumbers() {
        assertThat(labels(47.0)).containsExactly("0", "10", "20", "30", "40", "50");
        assertThat(labels(0.0004, 0.00071)).containsExactly("0.0000", "0.0002", "0.0004", "0.0006", "0.0008");
        assertThat(labels(20.0)).containsExactly("0", "5", "10", "15", "20");
        assertThat(labels(47_000.0)).containsExactly("0", "10k", "20k", "30k", "40k", "50k");
        assertThat(labels(100.0)).containsExactly("0", "20", "40", "60", "80", "100");
        assertThat(labels(2.4)).containsExactly("0.0", "0.5", "1.0", "1.5", "2.0", "2.5");
    }

    @Test
    void withoutAValueItStillIsAnAxis() {
        assertThat(labels()).startsWith("0.0").endsWith("1.0");
        assertThat(labels(0.0)).startsWith("0.0").endsWith("1.0");
    }

    @Test
    void whatLiesFarApartGetsALogarithmicAxis() {
        assertThat(labels(0.04, 3.0)).containsExactly("0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5");
        assertThat(labels(0.03, 3000.0)).containsExactly("0.1", "1", "10", "100", "1,000");
        assertThat(Scale.fromZero(List.of(0.03, 3000.0))).isEqualTo(Scale.of(List.of(3000.0)));
        Scale scale = Scale.of(List.of(1.0, 100.0));
        assertThat(scale.height(1)).isZero();
        assertThat(scale.height(10)).isCloseTo(0.5, within(1e-9));
        assertThat(scale.height(100)).isCloseTo(1, within(1e-9));
    }

    @Test
    void everyValueLiesOnTheAxis() {
        for (double smallest : new double[] {0.0123, 0.5, 1, 7, 999}) {
            for (double factor : new double[] {1, 3, 19, 21, 50, 4321, 1e7}) {
                Scale scale = Scale.of(List.of(smallest, smallest * factor));
                assertThat(scale.height(smallest)).isBetween(0.0, 1 + 1e-9);
                assertThat(scale.height(smallest * factor)).as("%s x %s", smallest, factor).isBetween(0.3, 1 + 1e-9);
                assertThat(scale.ticks()).hasSizeBetween(2, 12);
            }
        }
    }

    @Test
    void aValueThatIsNotAboveNothingKeepsItLinear() {
        assertThat(Scale.of(List.of(-0.1, 0.01, 50.0))).isInstanceOf(Scale.Linear.class);
        assertThat(Scale.of(List.of(-0.1, 0.01, 50.0)).height(-0.1)).isZero();
    }
}
