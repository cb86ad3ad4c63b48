package io.howdah.proxy.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A unix socket before a server that listens on TCP alone, like the embedded servers. */
final class UnixDoor implements AutoCloseable {

    private final ServerSocketChannel listener;
    private final int port;
    private final List<Channel> open = new CopyOnWriteArrayList<>();

    UnixDoor(Path path, int port) throws IOException {
        this.port = port;
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
        start(this::accept);
    }

    /** The number of connections so far. */
    int connections() {
        return open.size() / 2;
    }

    private void accept() throws IOException {
        while (true) {
            SocketChannel client = listener.accept();
            SocketChannel server = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            open.addAll(List.of(client, server));
            start(() -> copy(client, server));
            start(() -> copy(server, client));
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        try (from; to) {
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
        }
    }

    /** Work that ends with an IOException when a channel is closed. */
    private interface Task {
        void run() throws IOException;
    }

    private static void start(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                // A channel was closed, which ends the task.
            }
        }, "unix-door");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Channel channel : open) {
            channel.close();
        }
    }
}
