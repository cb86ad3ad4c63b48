package io.howdah.proxy.pool;

import io.howdah.config.HostAddress;
import io.howdah.proxy.loop.Loop;
import org.jspecify.annotations.Nullable;

/**
 * A connection to be opened. Its slots are taken already.
 *
 * @param loop the connection's loop
 * @param host the server's address
 * @param client for whom the connection is opened; null if no client waits for it
 */
record Opening(Loop loop, HostAddress host, @Nullable Waiter client) {}
