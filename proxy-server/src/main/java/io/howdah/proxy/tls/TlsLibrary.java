package io.howdah.proxy.tls;

import io.howdah.config.TlsSettings;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.CipherSuiteConverter;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * Makes contexts by the native library (BoringSSL, in netty-tcnative), or by Java's own TLS where the native one does not load or
 * lacks a setting.
 */
final class TlsLibrary {

    /** The application protocol's name in ALPN (PostgreSQL's {@code PG_ALPN_PROTOCOL}). */
    static final String POSTGRESQL = "postgresql";

    private static final String TLS13 = "TLSv1.3";
    private static final List<String> TLS13_CIPHERS = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256");

    /** Ciphers up to TLS 1.2 if only those of 1.3 are chosen. */
    private static final List<String> TLS12_CIPHERS = List.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** Set to {@code jdk} it keeps the native library out, for a test or a platform where the library fails. */
    private static final boolean NATIVE = !"jdk".equals(System.getProperty("howdah.tls")) && OpenSsl.isAvailable();

    private TlsLibrary() {}

    /** Whether the native library is there, which some of Netty's classes need. */
    static boolean isNative() {
        return NATIVE;
    }

    /** The library in words, for the log. */
    static String name(TlsSettings settings) {
        return provider(settings) == SslProvider.JDK ? "JDK" : String.valueOf(OpenSsl.versionString());
    }

    /** BoringSSL offers all ciphers of TLS 1.3 or none. */
    private static SslProvider provider(TlsSettings settings) {
        return NATIVE && settings.tls13Ciphers().isEmpty() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
    }

    /**
     * A context by these settings.
     *
     * @param builder has keys and authorities
     * @throws UncheckedIOException with words for an operator, if the library knows no such cipher, protocol or group
     */
    static SslContext build(SslContextBuilder builder, TlsSettings settings) {
        SslProvider provider = provider(settings);
        builder.sslProvider(provider)
                .protocols(settings.protocols())
                // The choice for a client without ALPN, or with another protocol, is made before: see ClientTls.
                .applicationProtocolConfig(new ApplicationProtocolConfig(Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT, POSTGRESQL));
        if (!settings.ciphers().isEmpty() || !settings.tls13Ciphers().isEmpty()) {
            builder.ciphers(ciphers(settings, provider));
        }
        if (!settings.groups().isEmpty() && provider != SslProvider.JDK) {
            builder.option(OpenSslContextOption.GROUPS, settings.groups().toArray(String[]::new));
        }
        try {
            SslContext context = builder.build();
            try {
                ReferenceCountUtil.release(context.newEngine(UnpooledByteBufAllocator.DEFAULT));
            } catch (RuntimeException e) {
                ReferenceCountUtil.release(context);
                throw e;
            }
            return context;
        } catch (SSLException | RuntimeException e) {
            Throwable cause = e.getCause() != null && e.getCause().getMessage() != null ? e.getCause() : e;
            throw new UncheckedIOException(new IOException("TLS settings that " + name(settings) + " cannot use: "
                    + cause.getMessage(), e));
        }
    }

    private static List<String> ciphers(TlsSettings settings, SslProvider provider) {
        List<String> names = new ArrayList<>();
        if (settings.protocols().contains(TLS13)) {
            names.addAll(settings.tls13Ciphers().isEmpty() ? TLS13_CIPHERS : settings.tls13Ciphers());
        }
        if (settings.ciphers().isEmpty()) {
            names.addAll(TLS12_CIPHERS);
        }
        for (String name : settings.ciphers()) {
            String java = provider == SslProvider.JDK ? CipherSuiteConverter.toJava(name, "TLS") : null;
            names.add(java == null ? name : java);
        }
        return names;
    }
}
