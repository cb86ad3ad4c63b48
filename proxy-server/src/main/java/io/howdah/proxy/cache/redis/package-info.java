/**
 * The way to the Redis that keeps answers for several poolers: one link to one server, and nothing of what the answers mean. Start at
 * {@link io.howdah.proxy.cache.redis.RedisLink}. Only this package knows Lettuce, and the result cache alone uses this
 * package.
 */
@NullMarked
package io.howdah.proxy.cache.redis;

import org.jspecify.annotations.NullMarked;
