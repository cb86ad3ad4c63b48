package io.howdah.proxy.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartupParametersTest {

    static List<Arguments> options() {
        return List.of(
                Arguments.of("", Map.of()),
                Arguments.of("   ", Map.of()),
                Arguments.of("-c geqo=off", Map.of("geqo", "off")),
                Arguments.of("-cgeqo=off", Map.of("geqo", "off")),
                Arguments.of("--geqo=off", Map.of("geqo", "off")),
                Arguments.of("  -c\tgeqo=off\n--work-mem=4MB ", Map.of("geqo", "off", "work_mem", "4MB")),
                Arguments.of("-c lock-timeout=1", Map.of("lock_timeout", "1")),
                Arguments.of("-c search_path=a,\\ b", Map.of("search_path", "a, b")),
                Arguments.of("-c x=a\\\\b", Map.of("x", "a\\b")),
                Arguments.of("-c x=a\\", Map.of("x", "a\\")),
                Arguments.of("-c x=", Map.of("x", "")),
                Arguments.of("-c x=a=b", Map.of("x", "a=b")),
                Arguments.of("-c x=1 -c x=2", Map.of("x", "2")),
                Arguments.of("-c my.own=\\ ", Map.of("my.own", " ")),
                Arguments.of("-c x='q'", Map.of("x", "'q'")));
    }

    @ParameterizedTest
    @MethodSource("options")
    void trap12_options(String options, Map<String, String> settings) {
        assertThat(StartupParameters.of(Map.of("user", "u", "options", options))).isEqualTo(settings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-c", "-c x", "-d 1", "x=1", "--x", "--=1", "-c =1", "-", "--", "-B 100"})
    void trap12_optionsThatAreNone(String options) {
        assertThatIllegalArgumentException().isThrownBy(() -> StartupParameters.of(Map.of("options", options)));
    }

    @Test
    void trap12_whatIsNamedDirectlyWins() {
        assertThat(StartupParameters
                .of(Map.of("user", "u", "database", "d", "replication", "0", "_pq_.x", "y", "options", "-c geqo=off -c a=1",
                        "geqo", "on")))
                .isEqualTo(Map.of("geqo", "on", "a", "1"));
    }
}
