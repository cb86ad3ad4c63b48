package io.howdah.proxy.auth;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Makes sockets to one path, whatever address the driver asks for: pgjdbc knows only TCP. The driver makes this object by the
 * class name.
 */
public final class UnixSocketFactory extends SocketFactory {

    private final String path;

    /** @param path of the socket, not of its directory */
    public UnixSocketFactory(String path) {
        this.path = path;
    }

    /** The socket is connected already, so the driver looks no address up. */
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
