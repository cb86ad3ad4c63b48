/**
 * What a person or a monitor may see of a running pooler: {@link io.howdah.console.view.PoolerView} and the immutable snapshots it
 * returns. Start at {@code PoolerView}; the pooler implements it, the consoles, pages and the demo read it.
 */
package io.howdah.console.view;
