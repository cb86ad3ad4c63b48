/**
 * Bytes on their way through, in one direction of one connection: frames to look at on one side, runs of them on the other. Start at
 * {@link io.howdah.proxy.stream.FrameStream}; both relays are built on it, and it knows nothing of either.
 */
package io.howdah.proxy.stream;
