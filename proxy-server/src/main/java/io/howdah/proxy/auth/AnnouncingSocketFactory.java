package io.howdah.proxy.auth;

import io.howdah.config.ProxyProtocol;
import io.howdah.proxy.proxied.Announcement;
import io.howdah.proxy.proxied.ProxyHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/**
 * Makes sockets that send a PROXY header as soon as they are connected, before the driver says anything. No client has asked for
 * these connections. The driver makes this object by the class name.
 */
public final class AnnouncingSocketFactory extends SocketFactory {

    private final Announcement announcement;
    private final String path;

    /** @param text the name of a {@link ProxyProtocol}, a blank, and the path of a unix socket; no path for TCP */
    public AnnouncingSocketFactory(String text) {
        int blank = text.indexOf(' ');
        announcement = Announcement.of(ProxyProtocol.valueOf(text.substring(0, blank)));
        path = text.substring(blank + 1);
    }

    private void announce(Socket connected) throws IOException {
        ByteBuf header = Unpooled.buffer();
        SocketAddress near = connected.getLocalSocketAddress();
        announcement.write(path.isEmpty() ? ProxyHeader.of(near, connected.getRemoteSocketAddress()) : ProxyHeader.LOCAL, header);
        connected.getOutputStream().write(ByteBufUtil.getBytes(header));
    }

    /** The driver connects a socket of TCP by itself. */
    @Override
    public Socket createSocket() throws IOException {
        if (path.isEmpty()) {
            return new Announcing(this);
        }
        Socket connected = UnixSocket.connect(path);
        announce(connected);
        return connected;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket(InetAddress.getByName(host), port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        Socket socket = createSocket();
        if (!socket.isConnected()) {
            socket.connect(new InetSocketAddress(host, port));
        }
        return socket;
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) throws IOException {
        return createSocket(address, port);
    }

    private static final class Announcing extends Socket {
        private final AnnouncingSocketFactory factory;

        Announcing(AnnouncingSocketFactory factory) {
            this.factory = factory;
        }

        @Override
        public void connect(SocketAddress endpoint) throws IOException {
            connect(endpoint, 0);
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            super.connect(endpoint, timeout);
            try {
                factory.announce(this);
            } catch (IOException e) {
                close();
                throw e;
            }
        }
    }
}
