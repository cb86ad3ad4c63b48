package io.howdah.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which bearer tokens let a client in (auth_type {@code oauth}).
 *
 * @param issuer the {@code iss} of the tokens, character by character
 * @param keyFile the JSON Web Key Set with the issuer's keys; either this or {@code keyUrl}
 * @param keyUrl where the issuer publishes its keys
 * @param audiences one of which a token must be for
 * @param userClaim the claim with the user's name
 * @param scope what a token must be good for, words with blanks between them; empty asks for nothing
 * @param clockSkew how far the issuer's clock may be from the pooler's
 * @param authorities that sign the certificate of {@code keyUrl}; absent means those that Java knows
 */
public record OAuthSettings(
        String issuer,
        Optional<Path> keyFile,
        Optional<URI> keyUrl,
        Set<String> audiences,
        String userClaim,
        String scope,
        Duration clockSkew,
        Optional<Path> authorities) {

    public OAuthSettings {
        Objects.requireNonNull(issuer, "issuer");
        Objects.requireNonNull(keyFile, "keyFile");
        Objects.requireNonNull(keyUrl, "keyUrl");
        audiences = Set.copyOf(audiences);
        Objects.requireNonNull(userClaim, "userClaim");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(clockSkew, "clockSkew");
        Objects.requireNonNull(authorities, "authorities");
    }

    /** The words of a scope. */
    public static List<String> words(String scope) {
        return Stream.of(scope.split(" ", -1)).filter(word -> !word.isEmpty()).toList();
    }
}
