package io.howdah.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.sql.StateKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CleaningTest {

    static List<Arguments> flags() {
        return List.of(
                Arguments.of(0, ""),
                Arguments.of(StateKind.SETTING, "RESET ALL"),
                Arguments.of(StateKind.ROLE, "SET SESSION AUTHORIZATION DEFAULT;RESET ROLE"),
                Arguments.of(StateKind.LISTEN, "UNLISTEN *"),
                Arguments.of(StateKind.ADVISORY_LOCK, "SELECT pg_catalog.pg_advisory_unlock_all()"),
                Arguments.of(StateKind.TEMPORARY, "DISCARD TEMP"),
                Arguments.of(StateKind.HOLD_CURSOR, "CLOSE ALL"),
                Arguments.of(StateKind.PLANS, "DISCARD PLANS"),
                Arguments.of(StateKind.SETTING | StateKind.PLANS, "RESET ALL;DISCARD PLANS"),
                Arguments.of(StateKind.PREPARED, "DISCARD ALL"),
                Arguments.of(StateKind.UNKNOWN, "DISCARD ALL"),
                Arguments.of(StateKind.ANYTHING, "DISCARD ALL"),
                Arguments.of(StateKind.ROLE | StateKind.SETTING | StateKind.HOLD_CURSOR | StateKind.LISTEN,
                        "SET SESSION AUTHORIZATION DEFAULT;RESET ROLE;RESET ALL;CLOSE ALL;UNLISTEN *"));
    }

    @ParameterizedTest
    @MethodSource("flags")
    void asLittleAsIsEnough(int flags, String sql) {
        assertThat(Cleaning.sql(flags)).isEqualTo(sql);
    }

    @Test
    void trap82_discardAllStandsAlone() {
        for (int flags = 0; flags < StateKind.SEMICOLON; flags++) {
            String sql = Cleaning.sql(flags);
            assertThat(sql.contains("DISCARD ALL")).isEqualTo(sql.equals("DISCARD ALL"));
        }
    }

    @Test
    void knowsWhatItDoes() {
        for (int flags = 0; flags < StateKind.SEMICOLON; flags++) {
            String sql = Cleaning.sql(flags);
            assertThat(Cleaning.resetsParameters(flags)).as(sql)
                    .isEqualTo(sql.contains("RESET ALL") || sql.equals("DISCARD ALL"));
            assertThat(Cleaning.resetsRole(flags)).as(sql).isEqualTo(sql.contains("RESET ROLE") || sql.equals("DISCARD ALL"));
            assertThat(Cleaning.isImpossible(flags)).isEqualTo((flags & StateKind.LOADED) != 0);
        }
        assertThat(Cleaning.isEverything(" discard  all; ")).isTrue();
        assertThat(Cleaning.isEverything("DISCARD ALL; SELECT 1")).isFalse();
        assertThat(Cleaning.isEverything("DISCARD TEMP")).isFalse();
    }
}
