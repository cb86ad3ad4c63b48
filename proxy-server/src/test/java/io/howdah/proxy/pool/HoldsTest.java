package io.howdah.proxy.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoldsTest {

    private final Holds all = new Holds();
    private final Holds one = new Holds(all);
    private final Holds other = new Holds(all);

    @ParameterizedTest
    @CsvSource({"PAUSED, true, true", "KILLED, true, true", "SUSPENDED, true, false", "DISABLED, false, false"})
    void eachOrderKeepsOrClosesServersOfItsDatabaseAlone(Hold hold, boolean keeps, boolean closes) {
        one.add(hold);
        assertThat(one.has(hold)).isTrue();
        assertThat(one.keepServers()).isEqualTo(keeps);
        assertThat(one.closeServers()).isEqualTo(closes);
        assertThat(other.all()).isEmpty();
        assertThat(other.keepServers() || other.closeServers()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"PAUSED, true, true", "KILLED, true, true", "SUSPENDED, true, false"})
    void anOrderForAllHoldsEachDatabaseAndIsNoneOfItsOwn(Hold hold, boolean keeps, boolean closes) {
        all.add(hold);
        assertThat(one.keepServers()).isEqualTo(keeps);
        assertThat(one.closeServers()).isEqualTo(closes);
        assertThat(one.has(hold)).isFalse();
        assertThat(one.isPaused()).isFalse();
    }

    @Test
    void whatOneOrderLiftsAnotherStillHolds() {
        one.add(Hold.PAUSED);
        one.add(Hold.PAUSED);
        one.add(Hold.KILLED);
        one.add(Hold.DISABLED);
        all.add(Hold.SUSPENDED);
        one.lift(Hold.PAUSED);
        assertThat(one.all()).isEqualTo(Set.of(Hold.KILLED, Hold.DISABLED));
        assertThat(one.closeServers()).isTrue();
        one.lift(Hold.KILLED);
        assertThat(one.closeServers()).isFalse();
        assertThat(one.keepServers()).as("SUSPEND holds all").isTrue();
        all.lift(Hold.SUSPENDED);
        assertThat(one.keepServers()).isFalse();
        assertThat(one.has(Hold.DISABLED)).isTrue();
    }

    @Test
    void anObjectThatHoldsIsNotForgotten() {
        one.asked();
        long now = System.nanoTime();
        assertThat(one.isFreeSince(now + 1)).isTrue();
        one.add(Hold.DISABLED);
        assertThat(one.isFreeSince(now + 1)).isFalse();
        one.lift(Hold.DISABLED);
        one.asked();
        assertThat(one.isFreeSince(now - 1)).as("somebody has asked since").isFalse();
    }
}
