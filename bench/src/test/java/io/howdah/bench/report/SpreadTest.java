package io.howdah.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
}
