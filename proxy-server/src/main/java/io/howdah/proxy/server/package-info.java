/**
 * One backend connection: its state and the way of its answers. Start at {@link io.howdah.proxy.server.ServerConnection}, then
 * {@link io.howdah.proxy.server.ResponseRelay}. Knows nothing of pools and clients: it calls up through
 * {@link io.howdah.proxy.server.ServerPeer} and {@link io.howdah.proxy.server.ServerOwner}.
 */
package io.howdah.proxy.server;
