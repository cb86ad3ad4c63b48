package io.howdah.proxy.auth.oauth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.SignedJWT;
import io.howdah.config.OAuthSettings;
import io.howdah.proxy.tls.OutwardTrust;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Tells whom a bearer token names, by the settings in force. Any thread; no caller waits. */
public final class BearerTokens {

    /** For one question to the issuer. Clients wait for so long, if their tokens name a new key. */
    private static final Duration FETCH_LIMIT = Duration.ofSeconds(5);

    private final Executor work;
    private volatile @Nullable InForce inForce;

    /**
     * What a token says.
     *
     * @param identity the name in it; null if the token is not good
     * @param problem why it is not good, for the log; null if it is good
     */
    public record Answer(@Nullable String identity, @Nullable String problem) {}

    /** The settings of a configuration with what their files say. */
    public static final class Prepared {
        private final @Nullable OAuthSettings settings;
        private final List<JWK> keys;
        private final @Nullable SSLContext trust;

        private Prepared(@Nullable OAuthSettings settings, List<JWK> keys, @Nullable SSLContext trust) {
            this.settings = settings;
            this.keys = keys;
            this.trust = trust;
        }
    }

    private record InForce(OAuthSettings settings, IssuerKeys keys) {}

    /** No token is good before {@link #use}. @param work checks signatures */
    public BearerTokens(Executor work) {
        this.work = work;
    }

    /** Reads the files. @throws UncheckedIOException with words for an operator, if a file cannot be used */
    public static Prepared prepare(Optional<OAuthSettings> settings) {
        if (settings.isEmpty()) {
            return new Prepared(null, List.of(), null);
        }
        List<JWK> keys = settings.get().keyFile().map(BearerTokens::keys).orElse(List.of());
        return new Prepared(settings.get(), keys,
                settings.get().keyUrl().isPresent() ? OutwardTrust.context(settings.get().authorities()) : null);
    }

    private static List<JWK> keys(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // Reading a device may never end, and opening a pipe waits for a writer.
            throw new UncheckedIOException(new IOException(file + ": not a regular file"));
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(KeySets.LARGEST + 1);
            if (bytes.length > KeySets.LARGEST) {
                throw new IOException("larger than " + (KeySets.LARGEST >> 10) + " kB");
            }
            return KeySets.read(new String(bytes, StandardCharsets.UTF_8));
        } catch (ParseException | IOException e) {
            boolean said = e instanceof ParseException || e.getClass() == IOException.class;
            throw new UncheckedIOException(new IOException(file + ": " + (said ? e.getMessage() : "cannot be read")));
        }
    }

    /** Puts settings in force. The keys of a URL are asked for at once, so that the first client need not wait. */
    public void use(Prepared prepared) {
        OAuthSettings settings = prepared.settings;
        InForce before = inForce;
        if (settings == null) {
            inForce = null;
            return;
        }
        if (settings.keyUrl().isEmpty()) {
            inForce = new InForce(settings, IssuerKeys.of(prepared.keys));
            return;
        }
        assert prepared.trust != null : "a URL has been prepared with whom to trust";
        KeyFetch issuer = new KeyFetch(settings.keyUrl().get(), prepared.trust, work, FETCH_LIMIT);
        IssuerKeys keys = before != null && before.settings.keyUrl().equals(settings.keyUrl())
                ? before.keys.asking(issuer)
                : IssuerKeys.from(issuer, System::nanoTime);
        inForce = new InForce(settings, keys);
        keys.newer();
    }

    /** Whom the token names. @param scope that it needs; null for that of the settings */
    public CompletionStage<Answer> ask(String token, @Nullable String scope) {
        InForce now = inForce;
        if (now == null) {
            return CompletableFuture.completedFuture(new Answer(null, "oauth has no settings any more"));
        }
        TokenChecks checks = new TokenChecks(now.settings, Clock.systemUTC());
        String needed = scope == null ? now.settings.scope() : scope;
        return CompletableFuture.supplyAsync(() -> read(token), work)
                .thenCompose(read -> now.keys.current()
                        .thenCompose(keys -> TokenChecks.candidates(read, keys).isEmpty() ? now.keys.newer()
                                : CompletableFuture.completedFuture(keys))
                        .thenApplyAsync(keys -> checked(checks, read, keys, needed), work))
                .exceptionally(BearerTokens::refusal);
    }

    private static SignedJWT read(String token) {
        try {
            return TokenChecks.read(token);
        } catch (RefusedToken e) {
            throw new CompletionException(e);
        }
    }

    private static Answer checked(TokenChecks checks, SignedJWT token, List<JWK> keys, String scope) {
        try {
            return new Answer(checks.identity(token, TokenChecks.candidates(token, keys), scope), null);
        } catch (RefusedToken e) {
            throw new CompletionException(e);
        }
    }

    private static Answer refusal(Throwable problem) {
        if (problem.getCause() instanceof RefusedToken refused) {
            return new Answer(null, refused.getMessage());
        }
        throw problem instanceof CompletionException wrapped ? wrapped : new CompletionException(problem);
    }
}
