package io.howdah.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** A socket is read while there is no reason against it. */
class ReadGateTest {

    private enum Reason { ONE, OTHER }

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ReadGate<Reason> gate = new ReadGate<>(channel);

    @Test
    void theLastReasonThatFallsHasItReadOn() {
        gate.set(Reason.ONE, true).set(Reason.OTHER, true).apply();
        assertThat(channel.config().isAutoRead()).isFalse();
        gate.set(Reason.ONE, false).apply();
        assertThat(channel.config().isAutoRead()).as("another reason stands").isFalse();
        assertThat(gate.stands(Reason.OTHER)).isTrue();
        gate.set(Reason.OTHER, false).apply();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void nothingHappensBeforeItIsApplied() {
        gate.set(Reason.ONE, true);
        assertThat(gate.isReading()).isTrue();
        gate.apply();
        assertThat(gate.isReading()).isFalse();
    }

    @Test
    void whatSomebodyElseHasClosedIsOpenedWhereNoReasonStands() {
        channel.config().setAutoRead(false);
        assertThat(gate.isReading()).isFalse();
        gate.apply();
        assertThat(gate.isReading()).isTrue();
    }

    @Test
    void openForGoodWhateverStandsAgainstIt() {
        gate.set(Reason.ONE, true).apply();
        gate.openForGood();
        gate.apply();
        assertThat(gate.isReading()).isTrue();
        gate.set(Reason.OTHER, true).apply();
        assertThat(gate.isReading()).isTrue();
        assertThat(gate.isOpenForGood()).isTrue();
    }
}
