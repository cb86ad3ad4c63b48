/**
 * The running pooler as its readers see it: a reader class for each part that SHOW, the metrics and the live page show. Start at
 * {@link io.howdah.proxy.live.LivePoolerView}. Nothing here changes the pooler.
 */
@NullMarked
package io.howdah.proxy.live;

import org.jspecify.annotations.NullMarked;
