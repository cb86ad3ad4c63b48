package io.howdah.proxy.cache.probe;

import java.util.List;
import java.util.Optional;

/**
 * Whether the answer to a statement may be cached, and the tables from which the answer comes.
 *
 * @param bypass the reason against caching; empty if the answer may be cached
 * @param tables names of the tables, qualified where search_path demands it, sorted; known for an eligible statement only
 */
public record Eligibility(Optional<Bypass> bypass, List<String> tables) {

    /** A statement whose answer must not be cached. */
    public static Eligibility refused(BypassReason reason, String detail) {
        return refused(new Bypass(reason, detail));
    }

    static Eligibility refused(Bypass bypass) {
        return new Eligibility(Optional.of(bypass), List.of());
    }

    /** Whether the answer may be cached. */
    public boolean isEligible() {
        return bypass.isEmpty();
    }
}
