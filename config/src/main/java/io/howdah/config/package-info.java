/**
 * The configuration: files and environment become one immutable {@link io.howdah.config.PoolerConfig}, or the list of all their
 * errors.
 *
 * <p>Start at {@link io.howdah.config.ConfigLoader}. {@code Catalogue} lists every setting once, with default and meaning; both
 * formats, the defaults and the manual read it. Any module may use this package; it uses none of them.
 */
@NullMarked
package io.howdah.config;

import org.jspecify.annotations.NullMarked;
