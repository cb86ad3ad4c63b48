package io.howdah.proxy.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Passes connections on to a server, and notes the first eight bytes of each. */
final class TcpTap implements AutoCloseable {

    private static final int FIRST = 8;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> firstBytes = new CopyOnWriteArrayList<>();
    private final int target;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile int delayMillis;

    TcpTap(int target) throws IOException {
        this.target = target;
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** In hexadecimal digits, of all connections so far. */
    List<String> firstBytes() {
        return new ArrayList<>(firstBytes);
    }

    /** Passes nothing on until {@link #goOn}. */
    TcpTap holding() {
        gate = new CountDownLatch(1);
        return this;
    }

    void goOn() {
        gate.countDown();
    }

    /** Passes bytes on so much later, as over a long way. */
    TcpTap delaying(int millis) {
        delayMillis = millis;
        return this;
    }

    /** Sends bytes of its own to those who have connected, as if they came from the server. */
    void inject(byte[] bytes) throws IOException {
        for (int i = 0; i < sockets.size(); i += 2) {
            sockets.get(i).getOutputStream().write(bytes);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket from = listener.accept();
                Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(from);
                sockets.add(to);
                daemon(() -> {
                    try {
                        byte[] first = from.getInputStream().readNBytes(FIRST);
                        awaitTurn();
                        firstBytes.add(HexFormat.of().formatHex(first));
                        to.getOutputStream().write(first);
                        pass(from, to);
                    } catch (IOException closed) {
                        close(to);
                    }
                });
                daemon(() -> pass(to, from));
            }
        } catch (IOException closed) {
            // The test has ended.
        }
    }

    private void awaitTurn() {
        try {
            gate.await();
            Thread.sleep(delayMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[32 << 10];
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                awaitTurn();
                out.write(bytes, 0, n);
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
        Thread thread = new Thread(task, "tcp-tap");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        goOn();
        listener.close();
        sockets.forEach(TcpTap::close);
    }
}
