package io.howdah.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The content tells the format. */
class FormatDetectorTest {

    @ParameterizedTest
    @ValueSource(strings = {"[databases]", "\n\n  ; x\n", "# x\n[pgbouncer]\n", "%include a", "listen_port = 1",
        "\"odd name\" = host=h", "* = host=h"})
    void ini(String text) {
        assertThat(FormatDetector.detect(text)).isEqualTo(ConfigFormat.INI);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# x\n", "---\nlisten: {}", "listen:\n  port: 1", "%YAML 1.1\n---\n", "{}",
        "databases: {a: 'host=h'}", "pool_mode: session # a = b"})
    void yaml(String text) {
        assertThat(FormatDetector.detect(text)).isEqualTo(ConfigFormat.YAML);
    }
}
