package io.howdah.proxy.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the certificates that one of a file's authorities has signed. Says of others, in the alert to the peer, that their
 * authority is unknown, as OpenSSL does; BoringSSL by itself would call them an internal error.
 */
final class TrustedAuthorities extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager java;

    private TrustedAuthorities(X509ExtendedTrustManager java) {
        this.java = java;
    }

    /** @throws IllegalArgumentException if Java cannot trust these certificates at all */
    static TrustManager of(List<X509Certificate> authorities) {
        return new TrustedAuthorities(java(authorities));
    }

    /** The same in Java's own words, for connections of Java's own TLS. @throws IllegalArgumentException as {@link #of} */
    static X509ExtendedTrustManager java(List<X509Certificate> authorities) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority " + i, authorities.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager java) {
                    return java;
                }
            }
            throw new IllegalArgumentException("Java has no trust manager for X.509");
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private interface Check {
        void make() throws CertificateException;
    }

    private static void check(Check check) throws CertificateException {
        try {
            check.make();
        } catch (CertificateException refusal) {
            if (refusal.getCause() instanceof CertPathValidatorException path
                    && path.getReason() instanceof CertPathValidatorException.BasicReason reason
                    && reason != CertPathValidatorException.BasicReason.UNSPECIFIED) {
                throw refusal; // Netty knows the alert for one that has expired.
            }
            if (!TlsLibrary.isNative()) {
                throw refusal; // Java finds the alert itself, and Netty's codes are the native library's.
            }
            throw new OpenSslCertificateException(refusal.getMessage(), refusal,
                    CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(() -> java.checkClientTrusted(chain, type));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(() -> java.checkClientTrusted(chain, type, socket));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(() -> java.checkClientTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(() -> java.checkServerTrusted(chain, type));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(() -> java.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(() -> java.checkServerTrusted(chain, type, engine));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return java.getAcceptedIssuers();
    }
}
