/**
 * One backend connection: its state and the path of its answers. Start at {@link io.howdah.proxy.server.ServerConnection}, then
 * {@link io.howdah.proxy.server.ResponseRelay}. The package knows neither pools nor clients: it calls them through
 * {@link io.howdah.proxy.server.ServerPeer} and {@link io.howdah.proxy.server.ServerOwner}.
 */
@NullMarked
package io.howdah.proxy.server;

import org.jspecify.annotations.NullMarked;
