/**
 * Writes a load client's requests and scans the server's answers, without channel and clock. Start at
 * {@link io.howdah.bench.load.wire.QueryProtocol}.
 */
@NullMarked
package io.howdah.bench.load.wire;

import org.jspecify.annotations.NullMarked;
