/**
 * From an address to a server connection that has logged in: names resolved, sockets connected, passwords proven. Start at
 * {@link io.howdah.proxy.server.login.ServerConnector}.
 */
package io.howdah.proxy.server.login;
