package io.howdah.proxy.cache;

import io.howdah.config.CacheSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How old answers may get: the settings' rules, and hints in statements. */
final class Lifetimes {

    private Lifetimes() {}

    /**
     * How old an answer may get; zero if it is not kept. The most special rule says. A hint may say less, and where no rule says anything,
     * up to max_ttl.
     *
     * @param of the statement's text
     * @param empty whether the answer has no rows
     */
    static Duration ttl(CacheSettings now, KnownStatement statement, StatementText of, boolean empty) {
        String text = of.text();
        Scope scope = statement.scope();
        List<String> tables = statement.tables();
        if (!now.statements().admits(text) || tables.stream().anyMatch(table -> !now.tables().admits(table))) {
            return Duration.ZERO;
        }
        Optional<Duration> rule = now.statements().ttl(text)
                .or(() -> tables.stream().flatMap(table -> now.tables().ttl(table).stream()).min(Duration::compareTo))
                .or(() -> now.users().ttl(scope.user()))
                .or(() -> now.databases().ttl(scope.database()));
        Duration hint = of.hints().ttl().orElse(rule.orElse(now.ttl()));
        Duration most = shorter(hint, shorter(rule.orElse(now.maxTtl()), now.maxTtl()));
        return empty ? now.emptyTtl().map(ttl -> shorter(ttl, most)).orElse(most) : most;
    }

    /** How long an answer may be given after its time while somebody asks anew. Who says in a hint how old it may get means that. */
    static Duration stale(CacheSettings now, CacheHints hints, Duration ttl) {
        return hints.ttl().isPresent() ? Duration.ZERO : shorter(now.staleWhileRevalidate(), now.maxTtl().minus(ttl));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
