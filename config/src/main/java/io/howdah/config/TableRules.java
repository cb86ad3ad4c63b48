package io.howdah.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the rule for a table. */
final class TableRules {

    private final Map<TableName, CacheRules.Rule> byName = new HashMap<>();

    TableRules(List<CacheRules.Rule> rules) {
        rules.forEach(rule -> byName.put(TableName.of(rule.name()), rule));
    }

    Optional<CacheRules.Rule> find(String table) {
        return TableName.read(table).flatMap(name -> named(name).or(() -> named(name.withoutSchema())));
    }

    private Optional<CacheRules.Rule> named(TableName name) {
        return Optional.ofNullable(byName.get(name));
    }
}
