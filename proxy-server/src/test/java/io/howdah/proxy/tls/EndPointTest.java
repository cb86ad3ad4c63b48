package io.howdah.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndPointTest {

    /** RFC 5929, 4.1: the hash of the signature; PostgreSQL offers no channel binding if there is none. */
    @ParameterizedTest
    @CsvSource({"rsa2048,SHA-256", "ecp256,SHA-256", "ecp384,SHA-384", "ed25519,"})
    void hash(Algorithm algorithm, String digest) throws Exception {
        X509Certificate certificate = new CertificateBuilder().algorithm(algorithm).subject("CN=x")
                .setIsCertificateAuthority(true)
                .buildSelfSigned().getCertificate();
        if (digest == null) {
            assertThat(EndPoint.of(certificate)).isEmpty();
        } else {
            assertThat(EndPoint.of(certificate)).hasValue(MessageDigest.getInstance(digest).digest(certificate.getEncoded()));
        }
    }
}
