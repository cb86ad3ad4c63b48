package io.howdah.config;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * Another process before the same databases: it may have the client whose cancel request comes here.
 *
 * @param id its peer_id, 1 to 16383
 * @param address where it listens
 * @param poolSize cancel requests on their way to it at one time; absent means default_pool_size, 0 no limit
 */
public record PeerConfig(int id, HostAddress address, OptionalInt poolSize) {

    /** Where a peer listens that names no port. */
    static final int STANDARD_PORT = 6432;

    public PeerConfig {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(poolSize, "poolSize");
    }
}
