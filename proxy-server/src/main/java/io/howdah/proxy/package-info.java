/**
 * The whole pooler. Start at {@link io.howdah.proxy.Pooler}; {@link io.howdah.proxy.PoolerParts} makes and wires all parts.
 * {@link io.howdah.proxy.Main} is the command line.
 */
@NullMarked
package io.howdah.proxy;

import org.jspecify.annotations.NullMarked;
