package io.howdah.proxy.cache.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RedisEra#lookUp} has found.
 *
 * @param pttlMillis how long the first key remains; -1 for ever, -2 if it is not there
 * @param values the value of each key, null for a key that is not there or holds something else than a string
 */
public record Found(long pttlMillis, List<byte @Nullable []> values) {}
