package io.howdah.proxy.tls;

import io.netty.util.NetUtil;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Compares a certificate with a host's name as libpq does ({@code pq_verify_peer_name_matches_certificate}). */
public final class PeerName {

    // Kinds of alternative names in Java's X509Certificate.
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private PeerName() {}

    /**
     * Whether the certificate is one of this host. Names in the subjectAltName count, with {@code *} for one label in front; the
     * common name counts if there is no alternative name of the host's kind (name or address).
     *
     * @param host a name or a numeric address
     */
    public static boolean matches(X509Certificate certificate, String host) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        boolean commonNameCounts = true;
        for (List<?> alternative : alternatives(certificate)) {
            int kind = (Integer) alternative.get(0);
            String name = String.valueOf(alternative.get(1));
            if (kind == (address != null ? ADDRESS : DNS)) {
                commonNameCounts = false;
            }
            if (kind == DNS && (address == null ? isSameName(name, host) : name.equals(host))
                    || kind == ADDRESS && address != null
                            && Arrays.equals(address, NetUtil.createByteArrayFromIpAddressString(name))) {
                return true;
            }
        }
        return commonNameCounts && commonName(certificate).filter(name -> isSameName(name, host)).isPresent();
    }

    /** The common name of the subject, the first one in the certificate; empty if it has none or holds a zero byte. */
    public static Optional<String> commonName(X509Certificate certificate) {
        try {
            List<Rdn> parts = new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
            // The last part of the text is the first of the certificate; parts() begins with the last part of the text.
            for (int i = parts.size() - 1; i >= 0; i--) {
                if (parts.get(i).getType().equalsIgnoreCase("CN") && parts.get(i).getValue() instanceof String name) {
                    return name.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(name);
                }
            }
        } catch (InvalidNameException damaged) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static Collection<List<?>> alternatives(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException damaged) {
            return List.of();
        }
    }

    /** {@code wildcard_certificate_match}: the asterisk stands for exactly one label, the first, and is the whole label. */
    private static boolean isSameName(String pattern, String host) {
        if (pattern.indexOf('\0') >= 0) {
            return false;
        }
        String wanted = pattern.toLowerCase(Locale.ROOT);
        String given = host.toLowerCase(Locale.ROOT);
        if (wanted.equals(given)) {
            return true;
        }
        int dot = given.indexOf('.');
        return wanted.length() > 3 && wanted.startsWith("*.") && dot > 0 && given.substring(dot).equals(wanted.substring(1));
    }
}
