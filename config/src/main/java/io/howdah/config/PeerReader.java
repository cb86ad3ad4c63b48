package io.howdah.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the peers section into {@link PeerConfig}s. */
final class PeerReader {

    private static final ValueType<Integer> ID = ValueTypes.count(1, 16383);

    private final ConfigProblems problems;
    private final List<ConfigWarning> warnings;

    PeerReader(ConfigProblems problems, List<ConfigWarning> warnings) {
        this.problems = problems;
        this.warnings = warnings;
    }

    Map<Integer, PeerConfig> read(Map<String, RawSection> sections) {
        Map<Integer, PeerConfig> peers = new LinkedHashMap<>();
        for (RawSection section : sections.values()) {
            int id = id(section);
            PeerConfig peer = peer(id, section);
            if (peer != null) {
                peers.put(id, peer);
            }
        }
        return peers;
    }

    private int id(RawSection section) {
        try {
            return ID.read(section.name());
        } catch (InvalidValueException wrong) {
            problems.add(section.origin(), "peers", wrong.getMessage(), wrong.expected());
            return 0;
        }
    }

    private @Nullable PeerConfig peer(int id, RawSection section) {
        SectionReader keys = new SectionReader("peers", section, problems);
        keys.checkKeys(SectionKeys.PEERS, warnings);
        int port = keys.get(SectionKeys.PEER_PORT).orElse(PeerConfig.STANDARD_PORT);
        String host = keys.text(SectionKeys.PEER_HOST).orElse(null);
        if (host == null) {
            problems.add(section.origin(), keys.shownAs("host"), "missing", "where the peer listens");
            return null;
        }
        try {
            return new PeerConfig(id, HostParser.parse(host, port), keys.count(SectionKeys.PEER_POOL_SIZE));
        } catch (InvalidValueException wrong) {
            problems.add(keys.origin(SectionKeys.PEER_HOST), keys.shownAs("host"), wrong.getMessage(), wrong.expected());
            return null;
        }
    }
}
