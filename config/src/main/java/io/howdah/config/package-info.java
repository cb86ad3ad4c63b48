/**
 * Everything a pooler is told before it starts: files and environment become one immutable
 * {@link io.howdah.config.PoolerConfig}, or the list of everything wrong with them.
 *
 * <p>Start at {@link io.howdah.config.ConfigLoader}; every setting stands once, with its default and its meaning, in
 * {@code Catalogue}, which drives both formats, the defaults and the manual. Any module may use this package, and it
 * uses none of them.
 */
package io.howdah.config;
