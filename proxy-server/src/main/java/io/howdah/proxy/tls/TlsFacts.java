package io.howdah.proxy.tls;

import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What TLS tells about a connection whose handshake is over.
 *
 * @param protocol {@code TLSv1.3} for example
 * @param cipher Java's name
 * @param peer the other side's certificate, signed by a known authority if any was asked for
 * @param endPoint the hash for channel binding, of the pooler's own certificate
 */
public record TlsFacts(String protocol, String cipher, Optional<X509Certificate> peer, Optional<byte[]> endPoint) {

    /** The facts of a client's or a server's connection; null without TLS, or before the end of its handshake. */
    public static @Nullable TlsFacts of(Channel channel) {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (handler == null || !handler.handshakeFuture().isSuccess()) {
            return null;
        }
        SSLSession session = handler.engine().getSession();
        return new TlsFacts(session.getProtocol(), session.getCipherSuite(), peer(session), ClientTls.endPoint(channel));
    }

    /** Whether TLS has caused this exception, which may be wrapped by the pipeline. */
    public static boolean isFailure(Throwable problem) {
        return problem instanceof SSLException
                || problem instanceof DecoderException && problem.getCause() instanceof SSLException;
    }

    /** Why TLS has failed: the first text that says more than that something has failed. */
    public static String failure(Throwable problem) {
        Throwable deepest = problem;
        while (deepest.getCause() != null && deepest.getCause().getMessage() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
    }

    private static Optional<X509Certificate> peer(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate first ? Optional.of(first) : Optional.empty();
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }

    /** Protocol and cipher, for SHOW CLIENTS and SHOW SERVERS. */
    @Override
    public String toString() {
        return protocol + "/" + cipher;
    }
}
