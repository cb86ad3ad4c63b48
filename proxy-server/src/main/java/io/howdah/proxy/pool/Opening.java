package io.howdah.proxy.pool;

import io.howdah.config.HostAddress;
import io.howdah.proxy.loop.Loop;

/**
 * A connection that is to be opened; its slots are taken.
 *
 * @param loop where it will live
 * @param host whom it is opened to
 */
record Opening(Loop loop, HostAddress host) {}
