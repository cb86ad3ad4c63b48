/**
 * From an address to a server connection that has logged in: resolves names, connects sockets, proves passwords. Start at
 * {@link io.howdah.proxy.server.login.ServerConnector}.
 */
package io.howdah.proxy.server.login;
