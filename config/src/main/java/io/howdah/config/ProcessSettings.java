package io.howdah.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Settings of the process.
 *
 * @param user the system user to become at the start
 * @param terminate what the first SIGTERM does
 * @param peerId the number of this process among its peers; 0 for a process without peers
 * @param peers by peer_id; may contain this process
 */
public record ProcessSettings(Optional<String> user, TerminateMode terminate, int peerId, Map<Integer, PeerConfig> peers) {

    public ProcessSettings {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(terminate, "terminate");
        peers = Collections.unmodifiableMap(new LinkedHashMap<>(peers));
    }
}
