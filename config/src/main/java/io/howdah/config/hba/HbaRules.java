package io.howdah.config.hba;

import java.util.List;
import java.util.Optional;

/** The lines of a pg_hba.conf. The first that is for a client says how the client has to prove who it is. */
public record HbaRules(List<HbaRule> rules) {

    public HbaRules {
        rules = List.copyOf(rules);
    }

    /** The rule for this client. @return empty if no line is for it: then it is refused */
    public Optional<HbaRule> find(HbaClient client) {
        return rules.stream().filter(rule -> rule.isFor(client)).findFirst();
    }

    /** Whether some line asks for the roles that a user is a member of ({@code +group}, {@code samerole}). */
    public boolean askForRoles() {
        return rules.stream().anyMatch(HbaRule::asksForRoles);
    }
}
