package io.howdah.proxy.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers about users that still count: those that found somebody for auth_query_ttl, the others for auth_query_negative_ttl.
 * Logins of one user that come while the server is being asked share its answer. With auth_query_ttl 0 AuthAnswers keeps and
 * shares nothing. Any thread.
 *
 * @param <T> the kind of answer
 */
final class AuthAnswers<T> {

    /** Most answers kept of each sort. Names are chosen by strangers, so the unknown ones have a place of their own. */
    private static final int MOST = 10_000;

    /** A login that fails does not replace an answer younger than this: guessing must not become a query for each guess. */
    private static final Duration DOUBTED_AT = Duration.ofSeconds(1);

    private record Key(AuthTarget target, String user) {}

    private record Kept<T>(T answer, long sinceNanos) {}

    private final Predicate<T> finds;
    private final Ticker clock;
    private final Cache<Key, Kept<T>> found;
    private final Cache<Key, Kept<T>> missing;
    private final ConcurrentHashMap<Key, CompletableFuture<T>> underWay = new ConcurrentHashMap<>();

    /** @param finds whether an answer has found somebody */
    AuthAnswers(Predicate<T> finds, Ticker clock) {
        this.finds = finds;
        this.clock = clock;
        found = cache(AuthTarget::ttl, clock);
        missing = cache(AuthTarget::negativeTtl, clock);
    }

    private static <T> Cache<Key, Kept<T>> cache(Function<AuthTarget, Duration> ttl, Ticker clock) {
        // The scheduler lets secrets go when their time is over, and not only when somebody asks.
        return Caffeine.newBuilder().maximumSize(MOST).ticker(clock).scheduler(Scheduler.systemScheduler())
                .expireAfter(Expiry.<Key, Kept<T>>creating((key, kept) -> ttl.apply(key.target))).build();
    }

    /** The answer that counts now; null if the server must be asked. */
    @Nullable
    T known(AuthTarget target, String user) {
        return known(new Key(target, user));
    }

    private @Nullable T known(Key key) {
        Kept<T> kept = found.getIfPresent(key);
        if (kept == null) {
            kept = missing.getIfPresent(key);
        }
        return kept == null ? null : kept.answer;
    }

    /** Asks the server, unless somebody does so already. @param question begins to ask */
    CompletableFuture<T> ask(AuthTarget target, String user, Supplier<CompletableFuture<T>> question) {
        if (target.ttl().isZero()) {
            return question.get();
        }
        Key key = new Key(target, user);
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletableFuture<T> others = underWay.putIfAbsent(key, mine);
        if (others != null) {
            return others;
        }
        T meanwhile = known(key);
        if (meanwhile != null) {
            underWay.remove(key, mine);
            mine.complete(meanwhile);
            return mine;
        }
        question.get().whenComplete((answer, problem) -> {
            // After forget() an answer from before must not be kept.
            underWay.computeIfPresent(key, (same, current) -> {
                if (current != mine) {
                    return current;
                }
                if (problem == null) {
                    (finds.test(answer) ? found : missing).put(key, new Kept<>(answer, clock.read()));
                }
                return null;
            });
            if (problem == null) {
                mine.complete(answer);
            } else {
                mine.completeExceptionally(problem);
            }
        });
        return mine;
    }

    /** A login with this answer has failed: the next one asks the server, for the user may have changed there. */
    void doubted(AuthTarget target, String user) {
        found.asMap().computeIfPresent(new Key(target, user),
                (key, kept) -> clock.read() - kept.sinceNanos < DOUBTED_AT.toNanos() ? kept : null);
    }

    /** A server has refused this user of any target. */
    void doubted(String user) {
        found.asMap().keySet().removeIf(key -> key.user.equals(user));
    }

    /** Keeps nothing of what has been asked so far. */
    void forget() {
        underWay.clear();
        found.invalidateAll();
        missing.invalidateAll();
    }
}
