/**
 * The bytes of one direction of one connection: read as frames, written as runs of frames. Start at {@link
 * io.howdah.proxy.stream.FrameStream}. Both relays use this package, which knows neither.
 */
@NullMarked
package io.howdah.proxy.stream;

import org.jspecify.annotations.NullMarked;
