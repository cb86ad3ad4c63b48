package io.howdah.proxy.tls;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Optional;

/** The channel binding {@code tls-server-end-point} (RFC 5929, 4): a hash of the server's certificate. */
public final class EndPoint {

    private EndPoint() {}

    /**
     * The hash by the certificate's own signature algorithm; SHA-256 in place of MD5 and SHA-1. Empty for an algorithm without a
     * hash of its own (Ed25519) or one that Java does not name: PostgreSQL offers no channel binding then either
     * ({@code be_tls_get_certificate_hash}).
     */
    public static Optional<byte[]> of(X509Certificate certificate) {
        return hash(certificate.getSigAlgName(), certificate).map(name -> {
            try {
                return MessageDigest.getInstance(name).digest(certificate.getEncoded());
            } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Optional<String> hash(String signature, X509Certificate certificate) {
        String name = signature.toUpperCase(Locale.ROOT);
        if (name.equals("RSASSA-PSS")) {
            return hashOfPss(certificate);
        }
        int with = name.indexOf("WITH");
        if (with < 0) {
            return Optional.empty();
        }
        return switch (name.substring(0, with)) {
            case "MD5", "SHA1", "SHA256" -> Optional.of("SHA-256");
            case "SHA224" -> Optional.of("SHA-224");
            case "SHA384" -> Optional.of("SHA-384");
            case "SHA512" -> Optional.of("SHA-512");
            default -> Optional.empty();
        };
    }

    private static Optional<String> hashOfPss(X509Certificate certificate) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(certificate.getSigAlgParams());
            String digest = parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
            return hash(digest.replace("-", "") + "with", certificate);
        } catch (GeneralSecurityException | IOException | RuntimeException unknown) {
            return Optional.empty();
        }
    }
}
