package io.howdah.proxy.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.HostAddress;
import io.howdah.config.RedisSettings;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RedisKeysTest {

    private static RedisKeys keys(RedisSettings.Kind kind, int database) {
        return new RedisKeys(new RedisSettings(kind, List.of(new HostAddress("h", 1)), "", database, false, Optional.empty(),
                Optional.empty(), "shop:", Duration.ofMillis(2)));
    }

    @Test
    void keysBeginWithThePrefix() {
        RedisKeys keys = keys(RedisSettings.Kind.STANDALONE, 0);
        assertThat(new String(keys.key("a"), UTF_8)).isEqualTo("shop:a");
        assertThat(keys.key(new byte[] {-1, 0})).isEqualTo(new byte[] {'s', 'h', 'o', 'p', ':', -1, 0});
        assertThat(new String(keys.channel("a"), UTF_8)).isEqualTo("shop:a");
    }

    @Test
    void channelsNameTheDatabase() {
        RedisKeys keys = keys(RedisSettings.Kind.SENTINEL, 3);
        assertThat(new String(keys.key("a"), UTF_8)).isEqualTo("shop:a");
        assertThat(new String(keys.channel("a"), UTF_8)).isEqualTo("shop:3:a");
    }

    @Test
    void inAClusterAllKeysAreInOneSlot() {
        RedisKeys keys = keys(RedisSettings.Kind.CLUSTER, 0);
        assertThat(new String(keys.key("a}b"), UTF_8)).isEqualTo("{shop:}a}b");
        for (String end : List.of("", "a", "}", "{}", "{b}c")) {
            assertThat(SlotHash.getSlot(keys.key(end))).isEqualTo(keys.slot());
        }
    }
}
