package io.howdah.proxy.auth.oauth;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.util.List;
import java.util.Set;

/** Reads JSON Web Key Sets (RFC 7517), and keeps the public keys that may sign tokens. */
final class KeySets {

    /** Bytes; a set has a few kB. */
    static final int LARGEST = 512 << 10;

    /** Bits. What is shorter can be broken (NIST SP 800-131A). */
    private static final int SHORTEST_RSA = 2048;
    /** Bits. What is longer would only take time. */
    private static final int LONGEST_RSA = 16_384;

    private static final Set<Curve> CURVES = Set.of(Curve.P_256, Curve.P_384, Curve.P_521);

    private KeySets() {}

    /** @throws ParseException with words for an operator, if this is no set, or no key in it can be used */
    static List<JWK> read(String json) throws ParseException {
        List<JWK> usable;
        try {
            usable = JWKSet.parse(json).getKeys().stream().filter(KeySets::isUsable).map(JWK::toPublicJWK).toList();
        } catch (ParseException | RuntimeException e) {
            throw new ParseException("this is no JSON Web Key Set", 0);
        }
        if (usable.isEmpty()) {
            throw new ParseException("there is no key that may sign tokens: RSA of " + SHORTEST_RSA
                    + " bits or more, P-256, P-384, P-521 or Ed25519", 0);
        }
        return usable;
    }

    private static boolean isUsable(JWK key) {
        if (key.getKeyUse() != null && !key.getKeyUse().equals(KeyUse.SIGNATURE)
                || key.getKeyOperations() != null && !key.getKeyOperations().contains(KeyOperation.VERIFY)) {
            return false;
        }
        if (key instanceof RSAKey rsa) {
            return rsa.size() >= SHORTEST_RSA && rsa.size() <= LONGEST_RSA;
        }
        if (key instanceof ECKey ec) {
            return CURVES.contains(ec.getCurve());
        }
        return key instanceof OctetKeyPair pair && pair.getCurve().equals(Curve.Ed25519);
    }
}
