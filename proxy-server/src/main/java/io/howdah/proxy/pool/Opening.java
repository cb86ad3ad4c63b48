package io.howdah.proxy.pool;

import io.howdah.config.HostAddress;
import io.howdah.proxy.loop.Loop;

/**
 * A connection to be opened. Its slots are taken already.
 *
 * @param loop the connection's loop
 * @param host the server's address
 */
record Opening(Loop loop, HostAddress host) {}
