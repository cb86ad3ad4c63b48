package io.howdah.proxy.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;

/** An issuer of bearer tokens with a key of each kind. */
public final class Issuer {

    public static final String NAME = "https://issuer.example/a";
    public static final String AUDIENCE = "db";

    private final RSAKey rsa;
    private final ECKey ec;
    private final OctetKeyPair ed;
    private final KeyPair edPair;

    /** @param suffix of the names of its keys: {@code rsa}, {@code ec} and {@code ed} */
    public Issuer(String suffix) {
        try {
            rsa = new RSAKeyGenerator(2048).keyID("rsa" + suffix).generate();
            ec = new ECKeyGenerator(Curve.P_256).keyID("ec" + suffix).generate();
            edPair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] encoded = edPair.getPublic().getEncoded();
            ed = new OctetKeyPair.Builder(Curve.Ed25519,
                    Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)))
                    .keyID("ed" + suffix).build();
        } catch (JOSEException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its keys, the private parts too, which a careless operator may publish. */
    public List<JWK> keys() {
        return List.of(rsa, ec, ed);
    }

    /** Its public keys as a set. */
    public String keySet() {
        return new JWKSet(keys()).toString(true);
    }

    /** A good token for a user. */
    public String token(String user) {
        return token(JWSAlgorithm.ES256, claims(user).build());
    }

    /** The claims of a good token. */
    public static JWTClaimsSet.Builder claims(String user) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder().issuer(NAME).audience(AUDIENCE).subject(user).issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
    }

    public String token(JWSAlgorithm algorithm, JWTClaimsSet claims) {
        return token(header(algorithm).build(), claims);
    }

    /** A header that names the key. */
    public JWSHeader.Builder header(JWSAlgorithm algorithm) {
        String key = JWSAlgorithm.Family.RSA.contains(algorithm) ? rsa.getKeyID()
                : JWSAlgorithm.Family.EC.contains(algorithm) ? ec.getKeyID() : ed.getKeyID();
        return new JWSHeader.Builder(algorithm).keyID(key);
    }

    /** A token with this header, signed by the key that fits. An HMAC has the text of the public RSA key for its key. */
    public String token(JWSHeader header, JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(header, claims);
            JWSAlgorithm algorithm = header.getAlgorithm();
            if (JWSAlgorithm.Family.ED.contains(algorithm)) {
                Signature signature = Signature.getInstance("Ed25519");
                signature.initSign(edPair.getPrivate());
                signature.update(token.getSigningInput());
                return new String(token.getSigningInput(), StandardCharsets.US_ASCII) + "."
                        + Base64URL.encode(signature.sign());
            }
            JWSSigner signer = JWSAlgorithm.Family.RSA.contains(algorithm) ? new RSASSASigner(rsa)
                    : JWSAlgorithm.Family.EC.contains(algorithm) ? new ECDSASigner(ec)
                            : new MACSigner(rsa.toRSAPublicKey().getEncoded());
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token without a signature ({@code alg} {@code none}), or with any other text for a header. */
    public static String unsigned(Map<String, Object> header, JWTClaimsSet claims, String signature) {
        return Base64URL.encode(JSONObjectUtils.toJSONString(header)) + "."
                + Base64URL.encode(claims.toString()) + "." + signature;
    }
}
