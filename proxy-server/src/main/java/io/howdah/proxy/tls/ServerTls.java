package io.howdah.proxy.tls;

import io.howdah.config.TlsMode;
import io.howdah.config.TlsSettings;
import io.netty.channel.Channel;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards servers: a context for each different setting of the databases. A reload replaces contexts for new connections. Any
 * thread.
 */
public final class ServerTls {

    private record Entry(SslContext context, String fingerprint) {}

    /** Contexts ready for use. */
    public static final class Prepared {
        private final Map<TlsSettings, Entry> entries;

        private Prepared(Map<TlsSettings, Entry> entries) {
            this.entries = entries;
        }

        /** Gives the contexts back if they are not to be used. */
        public void release() {
            entries.values().forEach(entry -> ReferenceCountUtil.release(entry.context));
        }
    }

    private final Executor work;
    private Prepared current = new Prepared(Map.of());
    /** Those before the last reload: connections of that time may still need a cancel request. */
    private Prepared previous = new Prepared(Map.of());

    /** @param work runs the computations of a handshake, which take milliseconds */
    public ServerTls(Executor work) {
        this.work = work;
    }

    /**
     * Reads the files and makes the contexts, without putting them in force.
     *
     * @throws UncheckedIOException with words for an operator, if they cannot be used
     */
    public static Prepared prepare(Collection<TlsSettings> settings) {
        Prepared prepared = new Prepared(new HashMap<>());
        try {
            for (TlsSettings each : Set.copyOf(settings)) {
                if (each.isOn()) {
                    prepared.entries.computeIfAbsent(key(each), ServerTls::entry);
                }
            }
        } catch (UncheckedIOException e) {
            prepared.release();
            throw e;
        }
        return prepared;
    }

    /** The modes that verify nothing share a context. */
    private static TlsSettings key(TlsSettings settings) {
        return settings.mode().isVerifying() ? settings : settings.with(TlsMode.REQUIRE);
    }

    /**
     * TLS for a driver that makes its own connections.
     *
     * @throws UncheckedIOException with words for an operator, if the files cannot be used
     */
    public static SSLSocketFactory socketFactory(TlsSettings settings) {
        try {
            SslContext context = builder(settings, TlsMaterial.read(settings)).sslProvider(SslProvider.JDK).build();
            return ((JdkSslContext) context).context().getSocketFactory();
        } catch (SSLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(TlsSettings settings) {
        TlsMaterial material = TlsMaterial.read(settings);
        return new Entry(TlsLibrary.build(builder(settings, material), settings), material.fingerprint());
    }

    private static SslContextBuilder builder(TlsSettings settings, TlsMaterial material) {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .endpointIdentificationAlgorithm(null); // PeerName looks at the name, by libpq's rules.
        if (!settings.mode().isVerifying()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (!material.authorities().isEmpty()) {
            builder.trustManager(TrustedAuthorities.of(material.authorities()));
        }
        if (!material.own().isEmpty()) {
            TlsMaterial.Own own = material.own().get(0);
            builder.keyManager(own.key(), own.chain().toArray(X509Certificate[]::new));
        }
        return builder;
    }

    /** Puts contexts in force. */
    public synchronized void use(Prepared next) {
        previous.release();
        previous = current;
        current = next;
    }

    /** Gives the contexts back, for the pooler ends. */
    public void close() {
        use(new Prepared(Map.of()));
        use(new Prepared(Map.of()));
    }

    /** What is in the files of these settings, as a text that changes with them; empty without TLS. */
    public synchronized String fingerprint(TlsSettings settings) {
        Entry entry = current.entries.get(key(settings));
        return entry == null ? "" : entry.fingerprint;
    }

    /**
     * The handler that speaks TLS with a server; null if these settings are no longer in force.
     *
     * @param host the server's name, sent to it (SNI), or its address, which is not
     */
    public synchronized @Nullable SslHandler handler(Channel channel, TlsSettings settings, String host, int port) {
        Entry entry = current.entries.get(key(settings));
        if (entry == null) {
            entry = previous.entries.get(key(settings));
        }
        if (entry == null) {
            return null;
        }
        SslHandler handler = entry.context.newHandler(channel.alloc(), host, port, work);
        handler.setHandshakeTimeoutMillis(0); // server_connect_timeout counts for the whole login.
        return handler;
    }

    /**
     * Why a server is not to be trusted although its handshake has succeeded, in words for an operator; null if it is.
     *
     * @param direct whether TLS began without an SSLRequest; the server must then have agreed on PostgreSQL's protocol
     */
    public static @Nullable String mistrust(SslHandler handler, TlsSettings settings, boolean direct, String host) {
        if (direct && !TlsLibrary.POSTGRESQL.equals(handler.applicationProtocol())) {
            return "direct TLS, but the server did not agree on the protocol " + TlsLibrary.POSTGRESQL;
        }
        if (settings.mode() != TlsMode.VERIFY_FULL) {
            return null;
        }
        try {
            X509Certificate certificate = (X509Certificate) handler.engine().getSession().getPeerCertificates()[0];
            return PeerName.matches(certificate, host) ? null
                    : "the server's certificate (" + certificate.getSubjectX500Principal().getName() + ") is not for host \""
                            + host
                            + "\"";
        } catch (SSLPeerUnverifiedException e) {
            return "the server showed no certificate";
        }
    }
}
