package io.howdah.proxy.cache.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** What anybody may write into a Redis is a message or none, and a message is written as it is read. */
class GroupCodecFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void anyBytes(byte[] bytes) {
        GroupCodec.read(bytes).ifPresent(message -> {
            assertThat(GroupCodec.read(GroupCodec.write(message))).contains(message);
            assertThat(message.toString()).isNotEmpty();
        });
    }
}
