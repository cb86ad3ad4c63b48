/**
 * The running pooler as its readers see it. Start at {@link io.howdah.proxy.console.LivePoolerView}; used by the root alone.
 */
package io.howdah.proxy.console;
