package io.howdah.proxy.auth.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.howdah.config.OAuthSettings;
import io.howdah.protocol.Printable;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks one token: a JWT (RFC 7519) with a signature by one of the issuer's keys, for this audience, at this time, with this scope.
 * Reads a claim only when the signature is right.
 */
final class TokenChecks {

    /** Signatures that only the issuer can make. Whoever has the key of an HMAC could make tokens. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.RS512,
            JWSAlgorithm.PS256, JWSAlgorithm.PS384, JWSAlgorithm.PS512,
            JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512,
            JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

    /** Access tokens (RFC 9068) and others; never logout tokens, or proofs of possession. */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/jwt", "application/at+jwt");

    /** What stands before the 32 bytes of a key of Ed25519 in its X.509 form (RFC 8410). */
    private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

    /** Keys of a set that a token without a key's name is tried with. */
    private static final int MOST_TRIES = 8;

    private static final int LONGEST_SHOWN = 200;

    private final OAuthSettings settings;
    private final Clock clock;

    TokenChecks(OAuthSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Reads a token's header. */
    static SignedJWT read(String token) throws RefusedToken {
        SignedJWT read;
        try {
            read = SignedJWT.parse(token);
        } catch (ParseException | RuntimeException e) {
            // The library does not say which exceptions a stranger's text may cause.
            throw new RefusedToken("it is no signed JWT");
        }
        JWSHeader header = read.getHeader();
        if (!ALGORITHMS.contains(header.getAlgorithm())) {
            throw new RefusedToken("its algorithm is none of RS, PS, ES and EdDSA");
        }
        if (header.getType() != null && !TYPES.contains(header.getType().getType().toLowerCase(Locale.ROOT))) {
            throw new RefusedToken("its typ is not that of an access token");
        }
        if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
            throw new RefusedToken("its header has crit, and no extension is understood");
        }
        return read;
    }

    /** The keys that may have signed a token. */
    static List<JWK> candidates(SignedJWT token, Collection<JWK> keys) {
        JWKMatcher matcher = JWKMatcher.forJWSHeader(token.getHeader());
        return keys.stream().filter(matcher::matches).limit(MOST_TRIES).toList();
    }

    /**
     * Whom the token names.
     *
     * @param keys of the issuer that may have signed it
     * @param scope that it needs; empty for none
     */
    String identity(SignedJWT token, List<JWK> keys, String scope) throws RefusedToken {
        if (keys.isEmpty()) {
            throw new RefusedToken("it is signed with a key that the issuer does not have");
        }
        boolean signed = false;
        for (JWK key : keys) {
            signed = signed || isSigned(token, key);
        }
        if (!signed) {
            throw new RefusedToken("its signature is wrong");
        }
        try {
            return identity(token.getJWTClaimsSet(), scope);
        } catch (ParseException e) {
            throw new RefusedToken("its claims are not understood");
        }
    }

    private static boolean isSigned(SignedJWT token, JWK key) {
        try {
            if (key instanceof OctetKeyPair pair) {
                return isSignedByEd25519(token, pair);
            }
            JWSVerifier verifier = key instanceof RSAKey rsa ? new RSASSAVerifier(rsa) : new ECDSAVerifier((ECKey) key);
            return token.verify(verifier);
        } catch (JOSEException | GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    /** Java does it; Nimbus would need another library. */
    private static boolean isSignedByEd25519(SignedJWT token, OctetKeyPair key) throws GeneralSecurityException {
        byte[] point = key.getDecodedX();
        byte[] encoded = new byte[ED25519.length + point.length];
        System.arraycopy(ED25519, 0, encoded, 0, ED25519.length);
        System.arraycopy(point, 0, encoded, ED25519.length, point.length);
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        verifier.update(token.getSigningInput());
        return verifier.verify(token.getSignature().decode());
    }

    private String identity(JWTClaimsSet claims, String scope) throws RefusedToken, ParseException {
        if (!settings.issuer().equals(claims.getIssuer())) {
            throw new RefusedToken("it is from another issuer, " + shown(claims.getIssuer()));
        }
        if (claims.getAudience().stream().noneMatch(settings.audiences()::contains)) {
            throw new RefusedToken("it is for another audience, " + shown(claims.getAudience().toString()));
        }
        checkTime(claims);
        if (claims.getClaim("cnf") != null) {
            throw new RefusedToken("it is no bearer token: it is bound to a key by cnf");
        }
        Set<String> missing = new HashSet<>(OAuthSettings.words(scope));
        missing.removeAll(scope(claims));
        if (!missing.isEmpty()) {
            throw new RefusedToken("it lacks the scope " + shown(String.join(" ", missing)));
        }
        Object identity = claims.getClaim(settings.userClaim());
        if (!(identity instanceof String name) || name.isEmpty()) {
            throw new RefusedToken("it has no claim " + settings.userClaim() + " with a name");
        }
        return name;
    }

    private void checkTime(JWTClaimsSet claims) throws RefusedToken {
        Instant now = clock.instant();
        Date end = claims.getExpirationTime();
        if (end == null) {
            throw new RefusedToken("it has no end: exp is missing");
        }
        if (!now.isBefore(end.toInstant().plus(settings.clockSkew()))) {
            throw new RefusedToken("it has expired at " + end.toInstant());
        }
        Instant latest = now.plus(settings.clockSkew());
        if (isAfter(claims.getNotBeforeTime(), latest)) {
            throw new RefusedToken("it is not good before " + claims.getNotBeforeTime().toInstant());
        }
        if (isAfter(claims.getIssueTime(), latest)) {
            throw new RefusedToken("it has been issued in the future, at " + claims.getIssueTime().toInstant());
        }
    }

    private static boolean isAfter(@Nullable Date date, Instant latest) {
        return date != null && date.toInstant().isAfter(latest);
    }

    /** RFC 9068's {@code scope}, or {@code scp} as other issuers say; a text or a list. */
    private static Set<String> scope(JWTClaimsSet claims) {
        Object scope = claims.getClaim("scope") != null ? claims.getClaim("scope") : claims.getClaim("scp");
        Set<String> words = new HashSet<>();
        if (scope instanceof String text) {
            words.addAll(OAuthSettings.words(text));
        } else if (scope instanceof List<?> list) {
            list.forEach(word -> words.add(String.valueOf(word)));
        }
        return words;
    }

    private static String shown(@Nullable String text) {
        String line = Printable.of(String.valueOf(text));
        return line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) + "..." : line;
    }
}
