package io.howdah.proxy.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates as OpenSSL writes them: {@code CERTIFICATE} blocks with any text around them. */
final class PemCertificates {

    private static final Pattern BLOCK = Pattern
            .compile("-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([^-]*+)-----END (?:X509 |TRUSTED )?CERTIFICATE-----");

    private PemCertificates() {}

    /**
     * All certificates of a text, in its order.
     *
     * @throws CertificateException with words for an operator, if there is none or one of them is damaged
     */
    static List<X509Certificate> read(String pem) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(pem);
        while (blocks.find()) {
            try {
                byte[] encoded = Base64.getMimeDecoder().decode(blocks.group(1));
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded)));
            } catch (CertificateException | IllegalArgumentException e) {
                throw new CertificateException("certificate " + (certificates.size() + 1) + " is damaged", e);
            }
        }
        if (certificates.isEmpty()) {
            throw new CertificateException("there is no certificate");
        }
        return certificates;
    }
}
