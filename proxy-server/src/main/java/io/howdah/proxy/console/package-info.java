/**
 * The running pooler as its readers see it, and the console's clients. Start at {@link io.howdah.proxy.console.LivePoolerView} for what is
 * shown, at {@link io.howdah.proxy.console.ConsoleLogin} for who looks; used by the root alone.
 */
package io.howdah.proxy.console;
