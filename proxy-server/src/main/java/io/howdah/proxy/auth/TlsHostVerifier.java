package io.howdah.proxy.auth;

import io.howdah.proxy.tls.PeerName;
import java.security.cert.X509Certificate;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Verifies the host's name for the driver by the same rules as for all other connections to servers. */
public final class TlsHostVerifier implements HostnameVerifier {

    @Override
    public boolean verify(String host, SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate && PeerName.matches(certificate, host);
        } catch (SSLPeerUnverifiedException e) {
            return false;
        }
    }
}
