package io.howdah.bench.conversations;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A link between the pooler and PostgreSQL that delivers bytes in pieces, and some pieces late. A server often sends two messages
 * together; on this link the pooler often meets events between the two.
 */
final class CuttingLink implements AutoCloseable {

    private static final int LONGEST_PAUSE_NANOS = 300_000;

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Random seeds;
    private volatile boolean closed;

    /**
     * Opens the link on a free port of the loopback address.
     *
     * @param target port of PostgreSQL
     * @param seed decides where the link cuts, as far as the threads' timing allows
     */
    CuttingLink(int target, long seed) throws IOException {
        this.target = target;
        this.seeds = new Random(seed);
        this.listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        start(this::accept, "cutting link");
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!closed) {
            Socket near = null;
            try {
                near = listener.accept();
                open.add(near);
                join(near);
            } catch (IOException refused) {
                if (near != null) {
                    end(near); // PostgreSQL does not accept, so the pooler sees its own connection end.
                }
            }
        }
    }

    private void join(Socket near) throws IOException {
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(far);
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        Random there = new Random(seeds.nextLong());
        Random back = new Random(seeds.nextLong());
        AtomicInteger ways = new AtomicInteger(2);
        start(() -> carry(near, far, there, ways), "cutting link, to PostgreSQL");
        start(() -> carry(far, near, back, ways), "cutting link, from PostgreSQL");
    }

    /**
     * Carries one direction. The bytes of the other direction arrive even after this direction has ended, so a server's last
     * error is not lost.
     */
    private void carry(Socket from, Socket to, Random pieces, AtomicInteger ways) {
        byte[] buffer = new byte[1 << 14];
        boolean taken = true;
        try {
            InputStream in = from.getInputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                taken = taken && cut(buffer, length, to, pieces);
            }
        } catch (IOException reset) {
            // A reset ends this direction, like end of file.
        }
        try {
            to.shutdownOutput();
        } catch (IOException gone) {
            // The far end has gone and cannot see the end.
        }
        if (ways.decrementAndGet() == 0) {
            end(from);
            end(to);
        }
    }

    /** @return false if the far end no longer takes bytes */
    private static boolean cut(byte[] buffer, int length, Socket to, Random pieces) {
        int most = switch (pieces.nextInt(3)) {
            case 0 -> 7;
            case 1 -> 60;
            default -> length;
        };
        try {
            OutputStream out = to.getOutputStream();
            for (int at = 0; at < length;) {
                int piece = Math.min(most == length ? length : 1 + pieces.nextInt(most), length - at);
                out.write(buffer, at, piece);
                at += piece;
                switch (pieces.nextInt(16)) {
                    case 0 -> LockSupport.parkNanos(pieces.nextInt(LONGEST_PAUSE_NANOS));
                    case 1, 2, 3 -> Thread.yield();
                    default -> {}
                }
            }
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    private void end(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException gone) {
            // The socket is closed even so.
        }
    }

    private static void start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        listener.close();
        open.forEach(this::end);
    }
}
