package io.howdah.config;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Howdah's file with any content, as {@link AnyFile} says. */
class YamlFileFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void anyContent(byte[] content) {
        AnyFile.check(content, ConfigFormat.YAML);
    }
}
