package io.howdah.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.proxy.testing.TestConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CacheKeyTest {

    private final ResultCache cache = new ResultCache(TestConfig.of("cache: {mode: ttl}").cache(), statement -> {});

    private final Scope one = scope("one");
    private final Scope two = scope("two");

    private Scope scope(String database) {
        return cache.scope(new Place(database, "u", "p", "db", "localhost", List.of()));
    }

    private static CacheKey key(Scope scope, char kind, String... parts) {
        CacheKey key = new CacheKey().begin(scope, (byte) kind);
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            key.add(bytes, bytes.length);
        }
        return key.end().copy();
    }

    @Test
    @DisplayName("Two keys are equal if all their parts are, and wherever one part ends and the next begins")
    void parts() {
        CacheKey key = key(one, 'Q', "ab", "c");
        assertThat(key).isEqualTo(key(one, 'Q', "ab", "c")).hasSameHashCodeAs(key(one, 'Q', "ab", "c"));
        for (CacheKey other : List.of(key(two, 'Q', "ab", "c"), key(one, 'U', "ab", "c"), key(one, 'Q', "a", "bc"),
                key(one, 'Q', "abc"), key(one, 'Q', "ab", "c", ""), key(one, 'Q', "ab", "C"))) {
            assertThat(other).isNotEqualTo(key);
        }
    }
}
