package io.howdah.proxy.testing;

import io.howdah.protocol.fixtures.Frames;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/** Opens sockets with TLS by Java's own library. Trusts everybody, for the test looks at the certificate itself. */
public final class TlsClient {

    private static final int TIMEOUT_MILLIS = 20_000;

    /** Bytes before a record's content. */
    private static final int HEADER = 5;

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private String serverName;
    private String[] protocols = {};
    private String[] versions = {};
    private KeyManager[] keys;
    private boolean drips;
    private boolean remembers;
    private SSLContext context;
    private byte[] before = {};
    private Socket raw;

    /** Asks for this host (SNI). */
    public TlsClient named(String host) {
        serverName = host;
        return this;
    }

    /** Says which protocols it speaks (ALPN). */
    public TlsClient speaking(String... alpn) {
        protocols = alpn;
        return this;
    }

    /** Knows these versions of TLS alone. */
    public TlsClient with(String... tlsVersions) {
        versions = tlsVersions;
        return this;
    }

    /** Resumes the session of its last connection if the server lets it. */
    public TlsClient remembering() {
        remembers = true;
        return this;
    }

    /** Sends every byte by itself. */
    public TlsClient dripping() {
        drips = true;
        return this;
    }

    /** Sends these bytes in front of everything: a PROXY header, for example. */
    public TlsClient after(byte[] first) {
        before = first;
        return this;
    }

    /** Shows this certificate if it is asked for one. */
    public TlsClient showing(Certificates.Pem certificate) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        PrivateKey key = certificate.bundle().getKeyPair().getPrivate();
        store.setKeyEntry("key", key, new char[0], certificate.bundle().getCertificatePath());
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        keys = factory.getKeyManagers();
        return this;
    }

    /** Shows its certificate also to a server that did not name its authority. */
    public TlsClient insisting() {
        X509KeyManager java = (X509KeyManager) keys[0];
        keys = new KeyManager[] {new Insisting(java)};
        return this;
    }

    /** A socket after an SSLRequest and the handshake. */
    public SSLSocket connect(int port) throws IOException, GeneralSecurityException {
        Socket plain = plain(port);
        plain.getOutputStream().write(Frames.sslRequest());
        int answer = plain.getInputStream().read();
        if (answer != 'S') {
            plain.close();
            throw new IOException("the answer to the SSLRequest is " + answer);
        }
        return handshake(plain);
    }

    /** A socket with TLS from the first byte on. */
    public SSLSocket connectDirectly(int port) throws IOException, GeneralSecurityException {
        return handshake(plain(port));
    }

    private Socket plain(int port) throws IOException {
        Socket socket = new Tapped(received, drips);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.getOutputStream().write(before);
        raw = socket;
        return socket;
    }

    /** The last socket without its TLS. */
    public Socket raw() {
        return raw;
    }

    /** The lengths of the records that the last socket has received. */
    public List<Integer> records() {
        ByteBuffer bytes = ByteBuffer.wrap(received.toByteArray());
        if (bytes.hasRemaining() && bytes.get(0) == 'S') {
            bytes.get();
        }
        List<Integer> lengths = new ArrayList<>();
        while (bytes.remaining() >= HEADER) {
            int length = bytes.getShort(bytes.position() + HEADER - 2) & 0xffff;
            lengths.add(length);
            bytes.position(Math.min(bytes.limit(), bytes.position() + HEADER + length));
        }
        return lengths;
    }

    /** A socket that keeps a copy of what it receives. */
    private static final class Tapped extends Socket {
        private final ByteArrayOutputStream copy;
        private final boolean drips;

        Tapped(ByteArrayOutputStream copy, boolean drips) {
            this.copy = copy;
            this.drips = drips;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            OutputStream out = super.getOutputStream();
            if (!drips) {
                return out;
            }
            setTcpNoDelay(true);
            return new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    out.write(one);
                }
            };
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    int one = super.read();
                    if (one >= 0) {
                        copy.write(one);
                    }
                    return one;
                }

                @Override
                public int read(byte[] bytes, int from, int length) throws IOException {
                    int count = super.read(bytes, from, length);
                    copy.write(bytes, from, Math.max(0, count));
                    return count;
                }
            };
        }
    }

    private SSLSocket handshake(Socket plain) throws IOException, GeneralSecurityException {
        if (context == null || !remembers) {
            context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {new Trusting()}, null);
        }
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "127.0.0.1", plain.getPort(), true);
        try {
            SSLParameters parameters = socket.getSSLParameters();
            if (serverName != null) {
                parameters.setServerNames(List.of(new SNIHostName(serverName)));
            }
            parameters.setApplicationProtocols(protocols);
            if (versions.length > 0) {
                parameters.setProtocols(versions);
            }
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The certificate that the other side has shown. */
    public static X509Certificate certificate(SSLSocket socket) throws IOException {
        Certificate[] chain = socket.getSession().getPeerCertificates();
        return (X509Certificate) chain[0];
    }

    private static final class Insisting implements X509KeyManager {
        private final X509KeyManager java;

        Insisting(X509KeyManager java) {
            this.java = java;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return "key";
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"key"};
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return java.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return java.getPrivateKey(alias);
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // Everybody is trusted.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
