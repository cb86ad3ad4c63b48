package io.howdah.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Timeout;

/** PgBouncer's file with any content, as {@link AnyFile} says. */
@Timeout(60)
class IniFileFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void anyContent(byte[] content) {
        AnyFile.check(content, ConfigFormat.INI);
    }
}
