/**
 * The running pooler as its readers see it: a class for each thing that SHOW, the metrics and the live page ask for. Start at
 * {@link io.howdah.proxy.live.LivePoolerView}. Nothing here changes anything.
 */
package io.howdah.proxy.live;
