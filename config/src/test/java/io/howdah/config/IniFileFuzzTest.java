package io.howdah.config;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** PgBouncer's file with any content, as {@link AnyFile} says. */
class IniFileFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void anyContent(byte[] content) {
        AnyFile.check(content, ConfigFormat.INI);
    }
}
