/**
 * The bytes a load client sends and the ones it scans in return; no channel and no clock. Start at
 * {@link io.howdah.bench.load.wire.QueryProtocol}.
 */
package io.howdah.bench.load.wire;
