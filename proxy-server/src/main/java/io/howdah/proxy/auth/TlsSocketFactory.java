package io.howdah.proxy.auth;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;

/** The driver makes its socket factory by the name of a class and a text: this one finds the factory that is registered under the text. */
public final class TlsSocketFactory extends SSLSocketFactory {

    private static final ConcurrentHashMap<String, SSLSocketFactory> REGISTERED = new ConcurrentHashMap<>();
    private static final AtomicInteger LAST = new AtomicInteger();

    private final SSLSocketFactory factory;

    /** @param text from {@link #register} */
    public TlsSocketFactory(String text) {
        factory = Objects.requireNonNull(REGISTERED.get(text), "the TLS settings are no longer in force");
    }

    /** Registers a factory. @return the text for the driver */
    static String register(SSLSocketFactory factory) {
        String text = String.valueOf(LAST.incrementAndGet());
        REGISTERED.put(text, factory);
        return text;
    }

    /** Forgets the factory. */
    static void forget(String text) {
        REGISTERED.remove(text);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return factory.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return factory.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
        return factory.createSocket(plain, host, port, autoClose);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return factory.createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return factory.createSocket(host, port, localHost, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return factory.createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) throws IOException {
        return factory.createSocket(address, port, localAddress, localPort);
    }
}
