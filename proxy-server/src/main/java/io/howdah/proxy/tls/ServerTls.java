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
import java.util.concurrent.CompletableFuture;
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

    /** A context, which is made at once or when it is first needed. */
    private static final class Entry {
        private final TlsSettings settings;
        private final String fingerprint;
        private @Nullable TlsMaterial material;
        /** Event loops read it without the lock, which a thread holds for as long as it makes the context. */
        private volatile @Nullable SslContext context;
        private boolean released;

        private Entry(TlsSettings settings) {
            this.settings = settings;
            this.material = TlsMaterial.read(settings);
            this.fingerprint = material.fingerprint();
        }

        /** Makes the context if there is none. @throws UncheckedIOException with words for an operator, if it cannot be used */
        synchronized void make() {
            if (material != null && !released) {
                context = TlsLibrary.build(builder(settings, material), settings);
                material = null; // The heap need not keep the key.
            }
        }

        boolean isReady() {
            return context != null;
        }

        synchronized void release() {
            released = true;
            ReferenceCountUtil.release(context);
            context = null;
        }
    }

    /** Contexts ready for use. */
    public static final class Prepared {
        private final Map<TlsSettings, Entry> entries;

        private Prepared(Map<TlsSettings, Entry> entries) {
            this.entries = entries;
        }

        /** Gives the contexts back if they are not to be used. */
        public void release() {
            entries.values().forEach(Entry::release);
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
     * Reads the files and makes the contexts, without putting them in force. Where nothing can be wrong with the settings and no
     * server has to speak TLS, the context waits for the first server that does: its classes and the native library take 9 MB.
     *
     * @throws UncheckedIOException with words for an operator, if they cannot be used
     */
    public static Prepared prepare(Collection<TlsSettings> settings) {
        Prepared prepared = new Prepared(new HashMap<>());
        try {
            for (TlsSettings each : Set.copyOf(settings)) {
                if (each.isOn()) {
                    Entry entry = prepared.entries.computeIfAbsent(key(each), Entry::new);
                    if (each.mode().isRequired() || !isPlain(each)) {
                        entry.make();
                    }
                }
            }
        } catch (UncheckedIOException e) {
            prepared.release();
            throw e;
        }
        return prepared;
    }

    /** Whether the settings name no file and no choice of the library's. */
    private static boolean isPlain(TlsSettings settings) {
        return settings.authorities().isEmpty() && settings.own().isEmpty() && settings.ciphers().isEmpty()
                && settings.tls13Ciphers().isEmpty() && settings.groups().isEmpty();
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

    private synchronized @Nullable Entry entry(TlsSettings settings) {
        Entry entry = current.entries.get(key(settings));
        return entry == null ? previous.entries.get(key(settings)) : entry;
    }

    /** Makes the context of these settings if there is none yet, which an event loop has no time for. */
    public CompletableFuture<Void> ready(TlsSettings settings) {
        Entry entry = entry(settings);
        return entry == null || entry.isReady() ? CompletableFuture.completedFuture(null)
                : CompletableFuture.runAsync(entry::make, work);
    }

    /**
     * The handler that speaks TLS with a server; null if these settings are no longer in force. Their context must be
     * {@link #ready}.
     *
     * @param host the server's name, sent to it (SNI), or its address, which is not
     */
    public synchronized @Nullable SslHandler handler(Channel channel, TlsSettings settings, String host, int port) {
        Entry entry = entry(settings);
        SslContext context = entry == null ? null : entry.context;
        if (context == null) {
            return null;
        }
        SslHandler handler = context.newHandler(channel.alloc(), host, port, work);
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
