package io.howdah.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CountsTest {

    private final Counts counts = new Counts();

    @Test
    void errorsByState() {
        counts.error("57P01", "bye");
        counts.error("40P01", "deadlock");
        counts.error("57P01", "bye again");
        counts.error(null, "nameless");
        assertThat(counts.errors().counts().toString()).isEqualTo("{40P01=1, 57P01=2, ?????=1}");
        assertThat(counts.errors().total()).isEqualTo(4);
        assertThat(counts.errors().texts()).containsExactly("57P01 bye", "40P01 deadlock", "57P01 bye again", "????? nameless");
    }

    @Test
    void onlyTheFirstFewTextsAreKept() {
        Counts other = new Counts();
        for (int i = 0; i < 4; i++) {
            counts.error("57P01", "mine " + i);
            other.error("57P01", "other " + i);
        }
        counts.add(other);
        assertThat(counts.errors().counts()).containsEntry("57P01", 8L);
        assertThat(counts.errors().texts()).containsExactly("57P01 mine 0", "57P01 mine 1", "57P01 mine 2", "57P01 mine 3",
                "57P01 other 0");
    }

    @Test
    void sums() {
        Counts other = new Counts();
        counts.transaction(TimeUnit.MILLISECONDS.toNanos(1), 2, 1);
        counts.login();
        other.transaction(TimeUnit.MILLISECONDS.toNanos(3), 2, 2);
        other.inTurn(TimeUnit.MILLISECONDS.toNanos(2));
        other.transaction(TimeUnit.DAYS.toNanos(1), 2, 0);
        counts.add(other);
        assertThat(counts.transactions()).isEqualTo(3);
        assertThat(counts.statements()).isEqualTo(6);
        assertThat(counts.updates()).isEqualTo(3);
        assertThat(counts.logins()).isEqualTo(1);
        assertThat(counts.latencies().getMinValue()).isEqualTo(1000);
        assertThat(counts.latencies().getTotalCount()).isEqualTo(3);
        assertThat(counts.latencies().getValueAtPercentile(50)).isEqualTo(counts.latencies().highestEquivalentValue(3000));
        assertThat(counts.inTurn().getTotalCount()).isEqualTo(1);
        assertThat(counts.inTurn().getMinValue()).isEqualTo(2000);
        assertThat(counts.latencies().getMaxValue()).isGreaterThanOrEqualTo(TimeUnit.HOURS.toMicros(1));
    }
}
