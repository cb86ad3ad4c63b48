/** Clients of the console: their login and their connections. Start at {@link io.howdah.proxy.console.ConsoleLogin}. */
@NullMarked
package io.howdah.proxy.console;

import org.jspecify.annotations.NullMarked;
