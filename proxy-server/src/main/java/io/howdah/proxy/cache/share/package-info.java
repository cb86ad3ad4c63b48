/** The result caches of several Howdahs, coupled by a Redis. */
@NullMarked
package io.howdah.proxy.cache.share;

import org.jspecify.annotations.NullMarked;
