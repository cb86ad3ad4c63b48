/** Clients of the console: their login and their connections. Start at {@link io.howdah.proxy.console.ConsoleLogin}. */
package io.howdah.proxy.console;
