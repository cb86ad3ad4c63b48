package io.howdah.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.howdah.bench.compare.SliceLog.Slice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times are microseconds after the second 100. */
class SliceLogTest {

    private static final long SECOND_100 = 100_000_000;

    private final Slice first = new Slice(SECOND_100 + 10_000, SECOND_100 + 260_000, SECOND_100 + 263_000);
    private final Slice second = new Slice(SECOND_100 + 510_000, SECOND_100 + 760_000, SECOND_100 + 763_000);

    /** Reads a log with a transaction for each pair of an end and a latency. */
    private void read(long... endsAndLatencies) throws IOException {
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < endsAndLatencies.length; i += 2) {
            log.append("0 %d %d 0 100 %d%n".formatted(i, endsAndLatencies[i + 1], endsAndLatencies[i]));
        }
        new SliceLog(List.of(second, first)).read(new BufferedReader(new StringReader(log.toString())));
    }

    @Test
    void aTransactionCountsWhereItBeganAndEnded() throws IOException {
        read(20_000, 10_000, 20_000, 5_000, 260_000, 1_000, 700_000, 2_000);
        assertThat(first.transactions()).isEqualTo(3);
        // Three transactions in 250 ms.
        assertThat(first.tps()).isCloseTo(12, within(1e-9));
        assertThat(second.transactions()).isEqualTo(1);
        assertThat(second.millis(99)).isCloseTo(2, within(0.02));
        assertThat(second.meanMillis()).isCloseTo(2, within(0.02));
    }

    @Test
    void oneThatWaitedWhileItsLoadWasStoppedDoesNotCount() throws IOException {
        // The first began before the first slice, the second began in the first slice and ended in the second, the third ran
        // between the two.
        read(15_000, 6_000, 515_000, 260_000, 400_000, 1_000);
        assertThat(first.transactions()).isZero();
        assertThat(second.transactions()).isZero();
        assertThat(first.tps()).isZero();
        assertThat(first.millis(50)).as("no latency, which is not one of 0").isNaN();
        assertThat(first.meanMillis()).isNaN();
    }

    @Test
    void whatEndsWhileItsLoadIsBeingStoppedWasWorkButIsNoThroughput() throws IOException {
        read(262_000, 3_000, 264_000, 3_000);
        assertThat(first.tps()).isZero();
        assertThat(first.transactions()).isEqualTo(1);
    }

    @Test
    void oneThatFailedDoesNotCount() throws IOException {
        String log = "0 1 failed 0 100 20000\n0 2 100 0 100 20100\n\n";
        new SliceLog(List.of(first)).read(new BufferedReader(new StringReader(log)));
        assertThat(first.transactions()).isEqualTo(1);
    }
}
