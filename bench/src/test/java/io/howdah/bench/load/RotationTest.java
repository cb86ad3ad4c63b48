package io.howdah.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RotationTest {

    @Test
    void nothingIsKnownOfTheFirstTransactions() {
        Rotation rotation = new Rotation(3);
        assertThat(rotation.ended(10)).isEqualTo(-1);
        assertThat(rotation.ended(11)).isEqualTo(-1);
        assertThat(rotation.ended(12)).isEqualTo(-1);
        assertThat(rotation.ended(15)).isEqualTo(5);
    }

    @Test
    void countsBackAsManyTransactionsAsThereAreClients() {
        Rotation rotation = new Rotation(2);
        long[] ends = {0, 10, 20, 30, 130, 140, 150};
        long[] took = {-1, -1, 20, 20, 110, 110, 20};
        for (int i = 0; i < ends.length; i++) {
            assertThat(rotation.ended(ends[i])).as("transaction %d", i).isEqualTo(took[i]);
        }
    }

    @Test
    void aLoneClientIsAlwaysInTurn() {
        Rotation rotation = new Rotation(1);
        assertThat(rotation.ended(-5)).isEqualTo(-1);
        assertThat(rotation.ended(2)).isEqualTo(7);
        assertThat(rotation.ended(3)).isEqualTo(1);
    }
}
