package io.howdah.proxy.auth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.howdah.config.OAuthSettings;
import io.howdah.proxy.testing.Issuer;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens are good. */
class TokenChecksTest {

    private static final Issuer ISSUER = new Issuer("1");
    private static final Issuer STRANGER = new Issuer("1");
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final List<JWK> KEYS = keys(ISSUER.keySet());

    private static List<JWK> keys(String set) {
        try {
            return KeySets.read(set);
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OAuthSettings settings(String claim) {
        return new OAuthSettings(Issuer.NAME, Optional.empty(), Optional.empty(), Set.of(Issuer.AUDIENCE, "another"), claim, "",
                Duration.ofSeconds(30), Optional.empty());
    }

    private static String identity(String token, String scope) throws RefusedToken {
        return identity(token, scope, "sub", KEYS);
    }

    private static String identity(String token, String scope, String claim, List<JWK> keys) throws RefusedToken {
        SignedJWT read = TokenChecks.read(token);
        return new TokenChecks(settings(claim), Clock.fixed(NOW, ZoneOffset.UTC)).identity(read,
                TokenChecks.candidates(read, keys), scope);
    }

    private static JWTClaimsSet.Builder claims() {
        return Issuer.claims("alice").issueTime(Date.from(NOW)).expirationTime(Date.from(NOW.plusSeconds(300)));
    }

    private static String refusal(String token) {
        return refusal(token, "");
    }

    private static String refusal(String token, String scope) {
        try {
            identity(token, scope);
            return "good";
        } catch (RefusedToken e) {
            return e.getMessage();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "EdDSA", "Ed25519"})
    @DisplayName("Signatures by an issuer's key, and none by a stranger's key of the same name")
    void algorithms(String name) throws Exception {
        JWSAlgorithm algorithm = JWSAlgorithm.parse(name);
        String token = ISSUER.token(algorithm, claims().build());
        assertThat(identity(token, "")).isEqualTo("alice");
        assertThat(refusal(STRANGER.token(algorithm, claims().build()))).isEqualTo("its signature is wrong");
        // Each byte of the signature counts, and each of what is signed.
        for (int at = token.indexOf('.') + 1; at < token.length() - 1; at += 7) {
            char other = token.charAt(at) == 'A' ? 'B' : 'A';
            if (token.charAt(at) != '.') {
                assertThat(refusal(token.substring(0, at) + other + token.substring(at + 1))).isEqualTo("its signature is wrong");
            }
        }
    }

    @Test
    @DisplayName("No HMAC with the public key for its key, no alg none, no other algorithm")
    void otherAlgorithms() {
        for (JWSAlgorithm hmac : List.of(JWSAlgorithm.HS256, JWSAlgorithm.HS384, JWSAlgorithm.HS512)) {
            assertThat(refusal(ISSUER.token(new JWSHeader.Builder(hmac).keyID("rsa1").build(), claims().build())))
                    .contains("algorithm");
        }
        for (String alg : List.of("none", "None", "nOnE", "HS256", "ES256K", "Ed448", "dir", "")) {
            for (String signature : List.of("", "AAAA")) {
                assertThat(refusal(Issuer.unsigned(Map.of("alg", alg, "kid", "rsa1"), claims().build(), signature)))
                        .matches("it is no signed JWT|its algorithm is none of .*");
            }
        }
        assertThat(refusal(Issuer.unsigned(Map.of("alg", "ES256", "kid", "ec1"), claims().build(), "A".repeat(86))))
                .as("r and s are zero").isEqualTo("its signature is wrong");
    }

    @Test
    @DisplayName("A key that the token brings itself means nothing")
    void ownKeys() {
        RSAKey own = ((RSAKey) STRANGER.keys().get(0)).toPublicJWK();
        assertThat(refusal(STRANGER.token(STRANGER.header(JWSAlgorithm.RS256).jwk(own).build(), claims().build())))
                .isEqualTo("its signature is wrong");
        assertThat(refusal(STRANGER.token(STRANGER.header(JWSAlgorithm.RS256).keyID("other").jwk(own)
                .jwkURL(URI.create("https://stranger/keys")).build(), claims().build())))
                .isEqualTo("it is signed with a key that the issuer does not have");
    }

    @Test
    @DisplayName("A token that names no key is tried with all that fit; a key for another algorithm does not fit")
    void namelessKeys() throws Exception {
        String token = ISSUER.token(new JWSHeader(JWSAlgorithm.RS256), claims().build());
        List<JWK> many = new ArrayList<>(keys(STRANGER.keySet()));
        many.addAll(KEYS);
        assertThat(identity(token, "", "sub", many)).isEqualTo("alice");
        assertThat(refusal(ISSUER.token(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("ec1").build(), claims().build())))
                .isEqualTo("it is signed with a key that the issuer does not have");
        JWK bound = new RSAKey.Builder((RSAKey) KEYS.get(0)).algorithm(JWSAlgorithm.RS512).build();
        assertThatThrownBy(() -> identity(token, "", "sub", List.of(bound)))
                .hasMessage("it is signed with a key that the issuer does not have");
    }

    @ParameterizedTest
    @CsvSource({"JWT,good", "jwt,good", "at+jwt,good", "application/at+JWT,good", ",good",
        "logout+jwt,its typ is not that of an access token", "dpop+jwt,its typ is not that of an access token",
        "JOSE,its typ is not that of an access token"})
    @DisplayName("typ")
    void types(String type, String outcome) {
        JWSHeader.Builder header = ISSUER.header(JWSAlgorithm.ES256);
        if (type != null) {
            header.type(new JOSEObjectType(type));
        }
        assertThat(refusal(ISSUER.token(header.build(), claims().build()))).isEqualTo(outcome);
    }

    @Test
    @DisplayName("crit, whatever it names")
    void crit() {
        for (String name : List.of("exp", "b64", "https://example/x")) {
            JWSHeader header = ISSUER.header(JWSAlgorithm.ES256).criticalParams(Set.of(name)).build();
            assertThat(refusal(ISSUER.token(header, claims().build()))).isEqualTo(
                    "its header has crit, and no extension is understood");
        }
    }

    static Stream<Arguments> claimsAndOutcomes() {
        return Stream.of(
                outcome("it is from another issuer, .*other", c -> c.issuer("https://issuer.example/other")),
                outcome("it is from another issuer, .*/a/", c -> c.issuer(Issuer.NAME + "/")),
                outcome("it is from another issuer, null", c -> c.issuer(null)),
                outcome("it is for another audience, \\[web\\]", c -> c.audience("web")),
                outcome("it is for another audience, \\[DB\\]", c -> c.audience("DB")),
                outcome("it is for another audience, \\[\\]", c -> c.audience((String) null)),
                outcome("good", c -> c.audience(List.of("web", "another"))),
                outcome("it has no end: exp is missing", c -> c.expirationTime(null)),
                outcome("it has expired at .*", c -> c.expirationTime(Date.from(NOW.minusSeconds(30)))),
                outcome("good", c -> c.expirationTime(Date.from(NOW.minusSeconds(29)))),
                outcome("it is not good before .*", c -> c.notBeforeTime(Date.from(NOW.plusSeconds(31)))),
                outcome("good", c -> c.notBeforeTime(Date.from(NOW.plusSeconds(30)))),
                outcome("it has been issued in the future, .*", c -> c.issueTime(Date.from(NOW.plusSeconds(31)))),
                outcome("good", c -> c.issueTime(null)),
                outcome("it has no claim sub with a name", c -> c.subject(null)),
                outcome("it has no claim sub with a name", c -> c.subject("")),
                outcome("its claims are not understood", c -> c.claim("sub", List.of("alice"))),
                outcome("its claims are not understood", c -> c.claim("exp", "tomorrow")),
                outcome("it is no bearer token: .*", c -> c.claim("cnf", Map.of("jkt", "x"))));
    }

    private static Arguments outcome(String outcome, UnaryOperator<JWTClaimsSet.Builder> change) {
        return Arguments.of(outcome, change.apply(claims()).build());
    }

    @ParameterizedTest
    @MethodSource("claimsAndOutcomes")
    @DisplayName("Claims")
    void claims(String outcome, JWTClaimsSet claims) {
        assertThat(refusal(ISSUER.token(JWSAlgorithm.ES256, claims))).matches(outcome);
    }

    @Test
    @DisplayName("Scope: all words, by scope or scp, as a text or a list")
    void scope() {
        for (Object given : List.of("openid db", List.of("db", "openid"))) {
            for (String claim : List.of("scope", "scp")) {
                String token = ISSUER.token(JWSAlgorithm.ES256, claims().claim(claim, given).build());
                assertThat(refusal(token, "")).isEqualTo("good");
                assertThat(refusal(token, "db")).isEqualTo("good");
                assertThat(refusal(token, "openid db")).isEqualTo("good");
                assertThat(refusal(token, "db admin")).isEqualTo("it lacks the scope admin");
                assertThat(refusal(token, "d")).isEqualTo("it lacks the scope d");
            }
        }
        assertThat(refusal(ISSUER.token(JWSAlgorithm.ES256, claims().build()), "db")).isEqualTo("it lacks the scope db");
        assertThat(refusal(ISSUER.token(JWSAlgorithm.ES256, claims().claim("scope", "").claim("scp", "db").build()), "db"))
                .as("scope is there").isEqualTo("it lacks the scope db");
    }

    @Test
    @DisplayName("Another claim names the user")
    void userClaim() throws Exception {
        String token = ISSUER.token(JWSAlgorithm.ES256, claims().claim("email", "a@example").build());
        assertThat(identity(token, "", "email", KEYS)).isEqualTo("a@example");
        assertThatThrownBy(() -> identity(token, "", "upn", KEYS)).hasMessage("it has no claim upn with a name");
        for (Object noName : List.of(7, true, List.of("a"), Map.of("a", "b"), "")) {
            String wrong = ISSUER.token(JWSAlgorithm.ES256, claims().claim("upn", noName).build());
            assertThatThrownBy(() -> identity(wrong, "", "upn", KEYS)).hasMessage("it has no claim upn with a name");
        }
    }

    @Test
    @DisplayName("What is no JWT, cut at every byte among others")
    void garbage() {
        String token = ISSUER.token(JWSAlgorithm.ES256, claims().build());
        for (int length = 0; length < token.length(); length++) {
            assertThat(refusal(token.substring(0, length))).matches("it is no signed JWT|its signature is wrong");
        }
        for (String text : List.of("a", "a.b.c", "..", "....", token + ".x", "[".repeat(40_000) + "..",
                Base64URL.encode("[".repeat(30_000)) + ".e30.AA",
                Base64URL.encode("{\"a\":".repeat(8_000)) + ".e30.AA",
                Base64URL.encode("{\"alg\":\"RS256\",\"x\":" + "[".repeat(30_000)) + ".e30.AA")) {
            assertThat(refusal(text)).isEqualTo("it is no signed JWT");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "1", "{\"alg\":null}", "{\"alg\":1}", "{\"alg\":[]}", "{\"alg\":\"RS256\",\"kid\":5}",
        "{\"alg\":\"RS256\",\"typ\":5}", "{\"alg\":\"RS256\",\"crit\":[1]}", "{\"alg\":\"RS256\",\"crit\":[]}",
        "{\"alg\":\"RS256\",\"crit\":\"x\"}", "{\"alg\":\"RS256\",\"jwk\":{}}", "{\"alg\":\"RS256\",\"jwk\":1}",
        "{\"alg\":\"RS256\",\"x5c\":[1]}", "{\"alg\":\"RS256\",\"x5c\":[null]}", "{\"alg\":\"RS256\",\"jku\":\"::\"}",
        "{\"alg\":\"RS256\",\"b64\":false}", "{\"alg\":\"RS256\",\"b64\":\"no\"}", "{\"alg\":\"RS256\",\"enc\":\"x\"}",
        "{\"alg\":\"RS256\",\"x5t#S256\":\"x\"}", "{\"alg\":\"RS256\",\"x5t#S256\":{}}", "{\"alg\":\"RS256\",\"alg\":\"none\"}",
        "{\"alg\":\"ES256\",\"kid\":\"\"}", "{\"alg\":\"EdDSA\",\"kid\":null}"})
    @DisplayName("Headers of all kinds are refused, and cause no other exception")
    void headers(String json) {
        for (String signature : List.of("", "AA", "A".repeat(86), "A".repeat(342))) {
            assertThat(refusal(Base64URL.encode(json) + ".e30." + signature)).isNotEqualTo("good");
        }
    }

    @Test
    @DisplayName("Sets of keys: only keys that may sign tokens, without private parts")
    void sets() throws Exception {
        assertThat(keys(new JWKSet(ISSUER.keys()).toString(false))).containsExactlyElementsOf(KEYS).noneMatch(JWK::isPrivate);
        String secret = "{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"x\"}";
        String unknown = "{\"kty\":\"new\",\"kid\":\"y\"}";
        String shortKey = new RSAKeyGenerator(1024, true).generate().toPublicJWK().toJSONString();
        String encrypting = new RSAKey.Builder((RSAKey) KEYS.get(0)).keyUse(KeyUse.ENCRYPTION).build()
                .toJSONString();
        String good = KEYS.get(1).toJSONString();
        assertThat(keys("{\"keys\":[" + String.join(",", secret, unknown, shortKey, encrypting, good) + "]}"))
                .containsExactly(KEYS.get(1));
        for (String none : Arrays.asList(secret, unknown, shortKey, encrypting)) {
            assertThatThrownBy(() -> KeySets.read("{\"keys\":[" + none + "]}")).hasMessageContaining("there is no key");
        }
        for (String text : List.of("", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[1]}", "<html>", "[".repeat(100_000))) {
            assertThatThrownBy(() -> KeySets.read(text)).as(text.substring(0, Math.min(9, text.length())))
                    .isInstanceOf(ParseException.class);
        }
    }
}
