/**
 * The PROXY protocol: a header in front of a connection's bytes, in which a load balancer or a pooler tells for whom it has made
 * the connection (HAProxy's {@code proxy-protocol.txt}, versions 1 and 2). Start at {@link io.howdah.proxy.proxied.ProxyHeader}.
 */
@NullMarked
package io.howdah.proxy.proxied;

import org.jspecify.annotations.NullMarked;
