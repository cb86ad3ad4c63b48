package io.howdah.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.parameters.ParameterSet;
import org.junit.jupiter.api.Test;

class SessionStateTest {

    private static final SessionState SET = SessionState.EMPTY.with("TimeZone", "UTC").with("role", "web")
            .with("session_authorization", "app");

    @Test
    void isTheSameObjectWhereNothingChanges() {
        assertThat(SET.with("timezone", "UTC")).isSameAs(SET);
        assertThat(SET.without("geqo")).isSameAs(SET);
        assertThat(SET.with(ParameterSet.EMPTY.with("ROLE", "web"))).isSameAs(SET);
        assertThat(SessionState.of(ParameterSet.EMPTY)).isSameAs(SessionState.EMPTY);
        assertThat(SessionState.EMPTY.withoutRole()).isSameAs(SessionState.EMPTY);
    }

    @Test
    void resetAllLeavesTheRole() {
        assertThat(SET.afterResetAll()).hasToString("{role=web, session_authorization=app}");
        assertThat(SET.withoutRole()).hasToString("{TimeZone=UTC}");
        assertThat(SET.actsAsAnotherRole()).isTrue();
        assertThat(SET.without("role").actsAsAnotherRole()).isTrue();
        assertThat(SET.withoutRole().actsAsAnotherRole()).isFalse();
        assertThat(SET.withoutRole().afterResetAll()).isSameAs(SessionState.EMPTY);
    }

    @Test
    void ofEqualStatesTheOlderOneIsKept() {
        SessionState other = SessionState.EMPTY.with("session_authorization", "app").with("role", "web").with("TimeZone", "UTC");
        assertThat(other.sameAs(SET)).isTrue();
        assertThat(other.older(SET)).isSameAs(SET);
        assertThat(SET.older(other)).isSameAs(SET);
        assertThat(other.sameAs(SET.with("TimeZone", "CET"))).isFalse();
    }
}
