package io.howdah.proxy.auth.oauth;

import com.nimbusds.jose.jwk.JWK;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of an issuer, as it published them last. Asks the issuer again when the keys are old, and when a token names an unknown
 * key, but never more often than once in {@link #PAUSE_SECONDS}: strangers can name as many keys as they like. If the issuer does
 * not answer, its old keys stay. Any thread; no caller waits.
 */
final class IssuerKeys {

    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);

    /** The time after which keys are asked for again: for so long a key that the issuer has withdrawn is still good. */
    static final long OLD_SECONDS = 600;
    /** From one question to the next. */
    static final long PAUSE_SECONDS = 30;

    private final @Nullable Supplier<CompletableFuture<List<JWK>>> issuer;
    private final LongSupplier nanoTime;
    private List<JWK> known;
    private @Nullable CompletableFuture<List<JWK>> asking;
    private long askedNanos;
    private long knownNanos;
    private boolean everAsked;
    private boolean everKnown;

    private IssuerKeys(List<JWK> known, @Nullable Supplier<CompletableFuture<List<JWK>>> issuer, LongSupplier nanoTime) {
        this.known = known;
        this.issuer = issuer;
        this.nanoTime = nanoTime;
    }

    /** Keys of a file, which are all that there are. */
    static IssuerKeys of(List<JWK> keys) {
        return new IssuerKeys(keys, null, System::nanoTime);
    }

    /** Keys that the issuer tells when asked. @param issuer begins one question */
    static IssuerKeys from(Supplier<CompletableFuture<List<JWK>>> issuer, LongSupplier nanoTime) {
        return new IssuerKeys(List.of(), issuer, nanoTime);
    }

    /** The same keys, for whose next version another question is asked. */
    synchronized IssuerKeys asking(Supplier<CompletableFuture<List<JWK>>> other) {
        IssuerKeys next = new IssuerKeys(known, other, nanoTime);
        next.askedNanos = askedNanos;
        next.knownNanos = knownNanos;
        next.everAsked = everAsked;
        next.everKnown = everKnown;
        return next;
    }

    /** The keys, no older than {@link #OLD_SECONDS} unless the issuer does not answer; empty if it never has. Never fails. */
    synchronized CompletableFuture<List<JWK>> current() {
        return everKnown && nanoTime.getAsLong() - knownNanos < TimeUnit.SECONDS.toNanos(OLD_SECONDS)
                ? CompletableFuture.completedFuture(known)
                : newer();
    }

    /** The keys after a question, unless the issuer has been asked a moment ago. Never fails. */
    synchronized CompletableFuture<List<JWK>> newer() {
        if (asking != null) {
            return asking;
        }
        long now = nanoTime.getAsLong();
        if (issuer == null || everAsked && now - askedNanos < TimeUnit.SECONDS.toNanos(PAUSE_SECONDS)) {
            return CompletableFuture.completedFuture(known);
        }
        everAsked = true;
        askedNanos = now;
        CompletableFuture<List<JWK>> result = new CompletableFuture<>();
        asking = result;
        begun(issuer).whenComplete((keys, problem) -> result.complete(answered(keys, problem)));
        return result;
    }

    private static CompletableFuture<List<JWK>> begun(Supplier<CompletableFuture<List<JWK>>> issuer) {
        try {
            return issuer.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized List<JWK> answered(@Nullable List<JWK> keys, @Nullable Throwable problem) {
        asking = null;
        if (keys != null) {
            known = keys;
            everKnown = true;
            knownNanos = nanoTime.getAsLong();
        } else {
            Throwable cause = problem != null && problem.getCause() != null ? problem.getCause() : problem;
            LOG.warn("oauth_jwks: {}; {}", KeyFetch.words(cause), everKnown ? "the keys of before stay in force"
                    : "no token can be checked");
        }
        return known;
    }
}
