package io.howdah.proxy.auth;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Sockets to one path, whatever address is asked for: the driver knows TCP alone. Made by the driver, by its name. */
public final class UnixSocketFactory extends SocketFactory {

    private final String path;

    /** @param path of the socket, not of its directory */
    public UnixSocketFactory(String path) {
        this.path = path;
    }

    /** Connected: the driver then has no address to look up. */
    @Override
    public Socket createSocket() throws IOException {
        return UnixSocket.connect(path);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) throws IOException {
        return createSocket();
    }
}
