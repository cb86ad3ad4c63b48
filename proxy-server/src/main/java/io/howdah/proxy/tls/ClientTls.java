package io.howdah.proxy.tls;

import io.howdah.config.TlsMode;
import io.howdah.config.TlsSettings;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS towards clients: the certificates in force, and the handlers that speak TLS with them. A reload replaces the certificates
 * for new connections; connections that stand keep what they have. Any thread.
 */
public final class ClientTls {

    private static final Logger LOG = LoggerFactory.getLogger(ClientTls.class);

    /**
     * Bytes of plain text in a record, as PostgreSQL sends at most. With larger records libpq in its asynchronous mode waits for
     * a socket that has nothing more to give: it leaves a part of the record unread.
     */
    static final int RECORD = 8 << 10;

    /** The tls-server-end-point hash of the certificate that the client was shown. */
    private static final AttributeKey<byte[]> END_POINT = AttributeKey.valueOf(ClientTls.class, "endPoint");

    /** One certificate with the library's context for it. */
    private record Shown(X509Certificate certificate, Optional<byte[]> endPoint, SslContext context) {}

    /** Certificates ready for use. */
    public static final class Prepared {
        private final TlsSettings settings;
        private final String fingerprint;
        private final List<Shown> shown;

        private Prepared(TlsSettings settings, String fingerprint, List<Shown> shown) {
            this.settings = settings;
            this.fingerprint = fingerprint;
            this.shown = shown;
        }

        /** Gives the contexts back if they are not to be used. */
        public void release() {
            ClientTls.release(shown);
        }
    }

    private final Executor work;
    private volatile TlsMode mode = TlsMode.DISABLE;
    private @Nullable Prepared current;

    /** @param work runs the computations of a handshake, which take milliseconds */
    public ClientTls(Executor work) {
        this.work = work;
    }

    /**
     * Reads the files and makes the contexts, without putting them in force.
     *
     * @throws UncheckedIOException with words for an operator, if they cannot be used
     */
    public static Prepared prepare(TlsSettings settings) {
        List<Shown> shown = new ArrayList<>();
        if (!settings.isOn()) {
            return new Prepared(settings, "", shown);
        }
        TlsMaterial material = TlsMaterial.read(settings);
        try {
            for (TlsMaterial.Own own : material.own()) {
                SslContextBuilder builder = SslContextBuilder.forServer(own.key(), own.chain().toArray(X509Certificate[]::new));
                if (!material.authorities().isEmpty()) {
                    builder.trustManager(TrustedAuthorities.of(material.authorities()))
                            .clientAuth(settings.mode().isVerifying() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
                }
                SslContext context = TlsLibrary.build(builder, settings);
                shown.add(new Shown(own.certificate(), EndPoint.of(own.certificate()), context));
                if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
                    sessions.setTicketKeys(ticketKey());
                }
            }
        } catch (UncheckedIOException e) {
            release(shown);
            throw e;
        }
        return new Prepared(settings, material.fingerprint(), shown);
    }

    /** A key for tickets: with a ticket a client resumes its session, and neither side computes with its certificate's key. */
    private static OpenSslSessionTicketKey ticketKey() {
        byte[] random = new byte[OpenSslSessionTicketKey.TICKET_KEY_SIZE];
        new SecureRandom().nextBytes(random);
        byte[] name = new byte[OpenSslSessionTicketKey.NAME_SIZE];
        byte[] hmac = new byte[OpenSslSessionTicketKey.HMAC_KEY_SIZE];
        byte[] aes = new byte[OpenSslSessionTicketKey.AES_KEY_SIZE];
        System.arraycopy(random, 0, name, 0, name.length);
        System.arraycopy(random, name.length, hmac, 0, hmac.length);
        System.arraycopy(random, name.length + hmac.length, aes, 0, aes.length);
        return new OpenSslSessionTicketKey(name, hmac, aes);
    }

    /** Puts certificates in force. If nothing has changed the old contexts stay, and with them the sessions of clients. */
    public synchronized void use(Prepared next) {
        Prepared before = current;
        if (before != null && before.settings.equals(next.settings) && before.fingerprint.equals(next.fingerprint)) {
            release(next.shown);
            return;
        }
        current = next;
        mode = next.settings.mode();
        if (next.settings.isOn()) {
            LOG.info("TLS for clients: sslmode={} certificates={} library={}", mode.spelling(),
                    next.shown.stream().map(shown -> shown.certificate.getSubjectX500Principal().getName()).toList(),
                    TlsLibrary.name(next.settings));
        }
        if (before != null) {
            release(before.shown);
        }
    }

    private static void release(List<Shown> shown) {
        shown.forEach(each -> ReferenceCountUtil.release(each.context));
    }

    /** Gives the contexts back, for the pooler ends. */
    public synchronized void close() {
        if (current != null) {
            release(current.shown);
            current = null;
        }
        mode = TlsMode.DISABLE;
    }

    /** Whether a client that asks for TLS gets it. */
    public boolean isOffered() {
        return mode != TlsMode.DISABLE;
    }

    /** Whether a client must use TLS. */
    public boolean isRequired() {
        return mode.isRequired();
    }

    /**
     * The handler that goes in front of all others when a client begins TLS.
     *
     * @param direct whether the client began without an SSLRequest, and therefore must say that it speaks PostgreSQL's protocol
     */
    public ChannelHandler opening(boolean direct) {
        return new TlsOpening(this, direct);
    }

    /** The handler for a client that asks for this host; null if TLS has been turned off meanwhile. */
    synchronized @Nullable SslHandler handler(Channel channel, @Nullable String serverName) {
        Prepared in = current;
        if (in == null || in.shown.isEmpty()) {
            return null;
        }
        Shown chosen = in.shown.get(0);
        if (serverName != null && in.shown.size() > 1) {
            chosen = in.shown.stream().filter(each -> PeerName.matches(each.certificate, serverName)).findFirst().orElse(chosen);
        }
        SslHandler handler = chosen.context.newHandler(channel.alloc(), work);
        handler.setHandshakeTimeoutMillis(0); // client_login_timeout counts for the whole login.
        handler.setWrapDataSize(RECORD);
        chosen.endPoint.ifPresent(hash -> channel.attr(END_POINT).set(hash));
        return handler;
    }

    /** The hash for channel binding; empty for a connection without TLS, or with a certificate that has none. */
    static Optional<byte[]> endPoint(Channel channel) {
        return Optional.ofNullable(channel.attr(END_POINT).get());
    }
}
