package io.howdah.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The process among others.
 *
 * @param user the system user to become at the start
 * @param terminate what the first SIGTERM does
 * @param peerId this process among its peers; 0 for none
 * @param peers the others, and perhaps itself, by peer_id
 */
public record ProcessSettings(Optional<String> user, TerminateMode terminate, int peerId, Map<Integer, PeerConfig> peers) {

    public ProcessSettings {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(terminate, "terminate");
        peers = Collections.unmodifiableMap(new LinkedHashMap<>(peers));
    }
}
