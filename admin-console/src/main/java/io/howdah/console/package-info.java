/**
 * The SQL console: start at {@link io.howdah.console.ConsoleSession}, one client's talk, and {@link io.howdah.console.AdminConsole}, which
 * runs its commands on the ports of {@code view}. No channel and no thread of its own; the pooler gives it both.
 */
package io.howdah.console;
