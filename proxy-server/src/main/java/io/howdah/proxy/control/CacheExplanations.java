package io.howdah.proxy.control;

import io.howdah.console.view.CacheVerdict;
import io.howdah.console.view.ControlException;
import io.howdah.proxy.cache.CacheHints;
import io.howdah.proxy.cache.control.EligibilityProbe;
import io.howdah.proxy.cache.probe.Bypass;
import io.howdah.proxy.cache.probe.BypassReason;
import io.howdah.proxy.cache.probe.Eligibility;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.Pools;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Answers CACHE EXPLAIN: finds the pool that is meant, and asks one of the pool's servers. */
final class CacheExplanations {

    private final Pools pools;
    private final Loop loop;

    /** @param loop the loop on which the questions are asked */
    CacheExplanations(Pools pools, Loop loop) {
        this.pools = pools;
        this.loop = loop;
    }

    CompletableFuture<CacheVerdict> explain(String statement, Optional<String> database, Optional<String> user) {
        Pool pool = pool(database, user);
        CacheHints hints = CacheHints.of(new String(statement.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1),
                false);
        return EligibilityProbe.ask(pool, loop, parse(statement), List.of())
                .thenApply(finding -> verdict(pool, finding.eligibilityOf(statement), hints))
                .exceptionally(why -> {
                    Throwable cause = why.getCause() == null ? why : why.getCause();
                    throw new ControlException("cannot ask a server of " + pool.key().database() + ": " + cause.getMessage());
                });
    }

    private static byte[] parse(String statement) {
        byte[] text = statement.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(text, text.length + 3); // NUL, and no types
    }

    private Pool pool(Optional<String> database, Optional<String> user) {
        List<Pool> found = pools.all().stream().filter(pool -> database.isEmpty() || pool.key().database().equals(database.get()))
                .filter(pool -> user.isEmpty() || pool.key().user().equals(user.get())).toList();
        if (found.isEmpty()) {
            throw new ControlException(
                    "no client has connected to " + database.map(name -> "database " + name).orElse("any database")
                            + user.map(name -> " as user " + name).orElse(""));
        }
        if (found.size() > 1) {
            throw new ControlException("there are several pools, name one: " + found.stream().limit(10)
                    .map(pool -> pool.key().database() + " " + pool.key().user()).collect(Collectors.joining(", ")));
        }
        return found.get(0);
    }

    private static CacheVerdict verdict(Pool pool, Eligibility eligibility, CacheHints hints) {
        if (eligibility.isEligible() && hints.off()) {
            return new CacheVerdict(pool.key().database(), pool.key().user(), false, BypassReason.HINT.code(),
                    hints.problem().isEmpty() ? BypassReason.HINT.text() : hints.problem(), eligibility.tables());
        }
        return new CacheVerdict(pool.key().database(), pool.key().user(), eligibility.isEligible(),
                eligibility.bypass().map(bypass -> bypass.reason().code()).orElse(""),
                eligibility.bypass().map(Bypass::toString).orElse(""), eligibility.tables());
    }
}
