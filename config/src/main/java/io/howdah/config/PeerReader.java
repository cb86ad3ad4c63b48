package io.howdah.config;

import java.util.List;

/** Checks the peers section, which is known but changes nothing yet. */
final class PeerReader {

    private static final ValueType<Integer> ID = ValueTypes.count(1, 16383);

    private final ConfigProblems problems;
    private final List<ConfigWarning> warnings;

    PeerReader(ConfigProblems problems, List<ConfigWarning> warnings) {
        this.problems = problems;
        this.warnings = warnings;
    }

    void check(RawSection section) {
        SectionReader keys = new SectionReader("peers", section, problems);
        keys.checkKeys(SectionKeys.PEERS, warnings);
        SectionKeys.PEERS.forEach(keys::get);
        try {
            ID.read(section.name());
        } catch (InvalidValueException wrong) {
            problems.add(section.origin(), "peers", wrong.getMessage(), wrong.expected());
        }
        if (!section.values().containsKey("host")) {
            problems.add(section.origin(), keys.shownAs("host"), "missing", "where the peer listens");
        }
    }
}
