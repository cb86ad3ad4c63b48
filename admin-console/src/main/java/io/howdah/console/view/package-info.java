/**
 * The running pooler as people and monitors may see it: {@link io.howdah.console.view.PoolerView} and the immutable snapshots it
 * returns, and {@link io.howdah.console.view.PoolerControl} for orders. Start at {@code PoolerView}. The pooler implements both;
 * the console, the HTTP endpoint and the demo use them.
 */
@NullMarked
package io.howdah.console.view;

import org.jspecify.annotations.NullMarked;
