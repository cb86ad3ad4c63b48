package io.howdah.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Rules of the result cache for databases, users, tables or statements: names in the order of the file, with or without a ttl.
 * Immutable.
 */
public final class CacheRules {

    /**
     * One rule.
     *
     * @param name as written: a database, a user, a table's name in SQL, or a statement in which {@code *} stands for any text
     * @param ttl how old an answer may be, at most {@code max_ttl}; zero means that the cache keeps no such answer; absent for
     *     no ttl of its own
     */
    public record Rule(String name, Optional<Duration> ttl) {

        public Rule {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(ttl, "ttl");
        }

        /** Whether the cache keeps no answer to which this rule applies. */
        public boolean isNever() {
            return ttl.filter(Duration::isZero).isPresent();
        }
    }

    private enum Kind { NAMES, TABLES, STATEMENTS }

    private static final String LIST_OR_TTLS = "names alone, and then only these are cached, or a ttl for each";

    private final Kind kind;
    private final List<Rule> rules;
    private final boolean onlyThese;
    private final Function<String, Optional<Rule>> finder;

    private CacheRules(Kind kind, List<Rule> rules, boolean onlyThese, Function<String, Optional<Rule>> finder) {
        this.kind = kind;
        this.rules = List.copyOf(rules);
        this.onlyThese = onlyThese;
        this.finder = finder;
    }

    /** Rules for databases or users. With a ttl or without, the cache is for these names only. */
    static CacheRules names(List<Rule> rules) {
        for (Rule rule : rules) {
            if (rule.name().equals("*")) {
                throw new InvalidValueException("\"*\" is no name", "names; without any name all are cached");
            }
        }
        requireDistinct(rules, Function.identity());
        Map<String, Rule> byName = rules.stream().collect(Collectors.toMap(Rule::name, Function.identity()));
        return new CacheRules(Kind.NAMES, rules, !rules.isEmpty(), text -> Optional.ofNullable(byName.get(text)));
    }

    /** Rules for tables. */
    static CacheRules tables(List<Rule> rules) {
        requireDistinct(rules, TableName::of);
        return new CacheRules(Kind.TABLES, rules, isPlainList(rules), new TableRules(rules)::find);
    }

    /** Rules for statements. */
    static CacheRules statements(List<Rule> rules) {
        requireDistinct(rules, StatementText::normal);
        return new CacheRules(Kind.STATEMENTS, rules, isPlainList(rules), new StatementRules(rules)::find);
    }

    private static <T> void requireDistinct(List<Rule> rules, Function<String, T> meaning) {
        Set<T> met = new HashSet<>();
        for (Rule rule : rules) {
            if (!met.add(meaning.apply(rule.name()))) {
                throw new InvalidValueException(ValueTypes.quoted(rule.name()) + " is given twice", "each name once");
            }
        }
    }

    /**
     * One more ttl in a plain list would open the cache to everything that the list kept out, so a list with some ttls is
     * refused.
     */
    private static boolean isPlainList(List<Rule> rules) {
        long timed = rules.stream().filter(rule -> rule.ttl().isPresent()).count();
        if (timed > 0 && timed < rules.size()) {
            throw new InvalidValueException("some names have a ttl and some have none", LIST_OR_TTLS);
        }
        return timed == 0 && !rules.isEmpty();
    }

    /** All rules, in the order of the file. */
    public List<Rule> rules() {
        return rules;
    }

    /** Whether the cache keeps only answers to which a rule applies. */
    public boolean onlyThese() {
        return onlyThese;
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /**
     * The rule that applies. For a table a rule with the schema goes before a rule without. For a statement the first rule whose
     * text matches applies: white space counts as one blank, upper and lower case are the same, and {@code *} stands for any
     * text. The time is proportional to the length of the text.
     *
     * @param text a database, a user, a table's name as PostgreSQL's {@code regclass} writes it, or a statement
     */
    public Optional<Rule> match(String text) {
        return rules.isEmpty() ? Optional.empty() : finder.apply(text);
    }

    /** Whether these rules let the cache keep such an answer. For {@code text} see {@link #match}. */
    public boolean admits(String text) {
        return match(text).map(rule -> !rule.isNever()).orElse(!onlyThese);
    }

    /**
     * The ttl of the rule that applies: zero if the cache keeps no such answer, empty if no rule applies or the rule has no ttl.
     * For {@code text} see {@link #match}.
     */
    public Optional<Duration> ttl(String text) {
        return match(text).flatMap(Rule::ttl);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CacheRules that && kind == that.kind && rules.equals(that.rules);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, rules);
    }

    @Override
    public String toString() {
        return RuleText.write(rules, ConfigFormat.YAML);
    }
}
