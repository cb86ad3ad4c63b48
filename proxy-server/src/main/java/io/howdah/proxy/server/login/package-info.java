/**
 * From an address to a server connection that has logged in: resolves names, connects sockets, proves passwords. Start at
 * {@link io.howdah.proxy.server.login.ServerConnector}.
 */
@NullMarked
package io.howdah.proxy.server.login;

import org.jspecify.annotations.NullMarked;
