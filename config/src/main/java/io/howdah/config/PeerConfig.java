package io.howdah.config;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * Another pooler process for the same databases. A cancel request that arrives here may be for a client of that process.
 *
 * @param id the peer's peer_id, 1 to 16383
 * @param address the peer's port
 * @param poolSize cancel requests on their way to the peer at one time; absent means default_pool_size, 0 no limit
 */
public record PeerConfig(int id, HostAddress address, OptionalInt poolSize) {

    /** The port of a peer without a port setting. */
    static final int STANDARD_PORT = 6432;

    public PeerConfig {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(poolSize, "poolSize");
    }
}
