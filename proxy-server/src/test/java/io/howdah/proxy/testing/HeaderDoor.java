package io.howdah.proxy.testing;

import io.howdah.proxy.proxied.ProxyHeader;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A load balancer: takes the PROXY header that each connection must begin with, or puts one in front of it, and passes the rest
 * on. A connection without a header where one must be is closed.
 */
public final class HeaderDoor implements AutoCloseable {

    private final ServerSocket listener;
    private final int target;
    private final byte[] own;
    private final List<byte[]> headers = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    private HeaderDoor(int target, byte[] own) throws IOException {
        this.target = target;
        this.own = own;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    /** A door to this port of 127.0.0.1, which takes the headers. */
    public static HeaderDoor to(int port) throws IOException {
        return new HeaderDoor(port, new byte[0]);
    }

    /** A door to this port of 127.0.0.1, which announces each client by this header. */
    public static HeaderDoor announcing(int port, byte[] header) throws IOException {
        return new HeaderDoor(port, header);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The bytes of all headers so far. */
    public List<byte[]> headers() {
        return List.copyOf(headers);
    }

    /** What the headers so far tell. */
    public List<ProxyHeader> announced() {
        return headers.stream().map(bytes -> ProxyHeader.read(Unpooled.wrappedBuffer(bytes))).toList();
    }

    private void accept() {
        try {
            while (true) {
                Socket from = listener.accept();
                sockets.add(from);
                daemon(() -> serve(from));
            }
        } catch (IOException closed) {
            // The test has ended.
        }
    }

    private void serve(Socket from) {
        try (from) {
            if (own.length == 0 && !takeHeader(from)) {
                return;
            }
            try (Socket to = new Socket(InetAddress.getLoopbackAddress(), target)) {
                sockets.add(to);
                to.getOutputStream().write(own);
                daemon(() -> pass(to, from));
                pass(from, to);
            }
        } catch (IOException | RuntimeException e) {
            // The connection ends.
        }
    }

    /** @return false if the connection ends before */
    private boolean takeHeader(Socket from) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        do {
            int one = from.getInputStream().read();
            if (one < 0) {
                return false;
            }
            bytes.write(one);
        } while (ProxyHeader.read(Unpooled.wrappedBuffer(bytes.toByteArray())) == null);
        headers.add(bytes.toByteArray());
        return true;
    }

    private static void pass(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            byte[] bytes = new byte[32 << 10];
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                to.getOutputStream().write(bytes, 0, n);
            }
            to.shutdownOutput();
        } catch (IOException closed) {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed.
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "header-door");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        sockets.forEach(HeaderDoor::close);
    }
}
