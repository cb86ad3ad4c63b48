/**
 * One event loop, its transport and its socket options. Start at {@link io.howdah.proxy.loop.Loop}. Every package of the pooler
 * may use this package; it uses none of them.
 */
@NullMarked
package io.howdah.proxy.loop;

import org.jspecify.annotations.NullMarked;
