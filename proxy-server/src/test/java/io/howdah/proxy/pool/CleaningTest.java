package io.howdah.proxy.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.sql.SessionState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CleaningTest {

    static List<Arguments> flags() {
        return List.of(
                Arguments.of(0, ""),
                Arguments.of(SessionState.SETTING, "RESET ALL"),
                Arguments.of(SessionState.ROLE, "SET SESSION AUTHORIZATION DEFAULT;RESET ROLE"),
                Arguments.of(SessionState.LISTEN, "UNLISTEN *"),
                Arguments.of(SessionState.ADVISORY_LOCK, "SELECT pg_catalog.pg_advisory_unlock_all()"),
                Arguments.of(SessionState.TEMPORARY, "DISCARD TEMP"),
                Arguments.of(SessionState.HOLD_CURSOR, "CLOSE ALL"),
                Arguments.of(SessionState.PREPARED, "DISCARD ALL"),
                Arguments.of(SessionState.UNKNOWN, "DISCARD ALL"),
                Arguments.of(SessionState.ANYTHING, "DISCARD ALL"),
                Arguments.of(SessionState.ROLE | SessionState.SETTING | SessionState.HOLD_CURSOR | SessionState.LISTEN,
                        "SET SESSION AUTHORIZATION DEFAULT;RESET ROLE;RESET ALL;CLOSE ALL;UNLISTEN *"));
    }

    @ParameterizedTest
    @MethodSource("flags")
    void asLittleAsIsEnough(int flags, String sql) {
        assertThat(Cleaning.sql(flags)).isEqualTo(sql);
    }

    @Test
    void trap82_discardAllStandsAlone() {
        for (int flags = 0; flags < SessionState.SEMICOLON; flags++) {
            String sql = Cleaning.sql(flags);
            assertThat(sql.contains("DISCARD ALL")).isEqualTo(sql.equals("DISCARD ALL"));
        }
    }

    @Test
    void knowsWhatItDoes() {
        for (int flags = 0; flags < SessionState.SEMICOLON; flags++) {
            String sql = Cleaning.sql(flags);
            assertThat(Cleaning.resetsParameters(flags)).as(sql).isEqualTo(sql.contains("RESET ALL") || sql.equals("DISCARD ALL"));
            assertThat(Cleaning.resetsRole(flags)).as(sql).isEqualTo(sql.contains("RESET ROLE") || sql.equals("DISCARD ALL"));
            assertThat(Cleaning.isImpossible(flags)).isEqualTo((flags & SessionState.LOADED) != 0);
        }
        assertThat(Cleaning.isEverything(" discard  all; ")).isTrue();
        assertThat(Cleaning.isEverything("DISCARD ALL; SELECT 1")).isFalse();
        assertThat(Cleaning.isEverything("DISCARD TEMP")).isFalse();
    }
}
