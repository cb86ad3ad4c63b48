package io.howdah.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PinsTest {

    @Test
    void followThePoolMode() {
        boolean[] session = {true};
        Pins pins = new Pins(() -> session[0]);
        assertThat(pins.any()).isTrue();
        assertThat(pins.reasons()).containsExactly(PinReason.SESSION_MODE);
        session[0] = false;
        assertThat(pins.any()).isFalse();
        assertThat(pins.reasons()).isEmpty();
    }
}
