/**
 * The SQL console. Start at {@link io.howdah.console.ConsoleSession}, one client's session, and
 * {@link io.howdah.console.AdminConsole}, which runs the commands on the interfaces of {@code view}. The package has no channel
 * and no thread; the pooler provides both.
 */
@NullMarked
package io.howdah.console;

import org.jspecify.annotations.NullMarked;
