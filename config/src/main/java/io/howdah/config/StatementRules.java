package io.howdah.config;

import java.util.List;
import java.util.Optional;

/** Finds the first rule whose text matches a statement. */
final class StatementRules {

    private final List<CacheRules.Rule> rules;
    private final List<Wildcard> wildcards;

    StatementRules(List<CacheRules.Rule> rules) {
        this.rules = List.copyOf(rules);
        this.wildcards = rules.stream().map(rule -> Wildcard.of(StatementText.normal(rule.name()))).toList();
    }

    Optional<CacheRules.Rule> find(String statement) {
        String text = StatementText.normal(statement);
        for (int i = 0; i < wildcards.size(); i++) {
            if (wildcards.get(i).matches(text)) {
                return Optional.of(rules.get(i));
            }
        }
        return Optional.empty();
    }
}
