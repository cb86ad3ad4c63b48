package io.howdah.proxy.auth.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.util.ssl.SSLSocketVerifier;
import io.howdah.proxy.tls.PeerName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.SocketFactory;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/** Sockets to LDAP servers that wait for each byte for a limited time, in a handshake too, which the library does not limit. */
final class LdapSockets extends SocketFactory {

    private final SocketFactory plain;
    private final int millis;

    LdapSockets(SocketFactory plain, int millis) {
        this.plain = plain;
        this.millis = millis;
    }

    private Socket limited(Socket socket) throws IOException {
        socket.setSoTimeout(millis);
        return socket;
    }

    @Override
    public Socket createSocket() throws IOException {
        return limited(plain.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return limited(plain.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return limited(plain.createSocket(host, port, from, fromPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return limited(plain.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return limited(plain.createSocket(host, port, from, fromPort));
    }

    /**
     * Compares a certificate with the name in the configuration, as for servers. The library's own comparison takes a certificate of
     * localhost for one of 127.0.0.1.
     */
    static final class Verifier extends SSLSocketVerifier {
        @Override
        public void verifySSLSocket(String host, int port, SSLSocket socket) throws LDAPException {
            try {
                Certificate[] chain = socket.getSession().getPeerCertificates();
                if (chain.length > 0 && chain[0] instanceof X509Certificate certificate && PeerName.matches(certificate, host)) {
                    return;
                }
            } catch (SSLPeerUnverifiedException e) {
                throw new LDAPException(ResultCode.CONNECT_ERROR, "the certificate of the LDAP server \"" + host
                        + "\" is not trusted, or the handshake has failed", e);
            }
            throw new LDAPException(ResultCode.CONNECT_ERROR, "the certificate of the LDAP server \"" + host
                    + "\" is for another name");
        }
    }
}
