package io.howdah.proxy.cache.redis;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that admits everybody and then answers what a test wants. */
final class FakeRedis implements AutoCloseable {

    static final String INFO = "run_id:fake\r\nrole:master\r\nloading:0\r\n";

    final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket listener;
    private final Map<String, String> answers = new ConcurrentHashMap<>(Map.of(
            "HELLO", "%1\r\n+proto\r\n:3\r\n", "INFO", bulk(INFO), "PTTL", ":-2\r\n", "PUBLISH", ":1\r\n", "SET", "+OK\r\n",
            "SUBSCRIBE", ">3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n>3\r\n$9\r\nsubscribe\r\n$1\r\nb\r\n:2\r\n"));
    private final Map<Socket, Thread> open = new ConcurrentHashMap<>();
    private volatile Socket subscriber;

    FakeRedis() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The bytes to answer this command with; none for no answer. */
    FakeRedis answer(String command, String answer) {
        answers.put(command, answer);
        return this;
    }

    /** Sends what nobody has asked for on the connection that has subscribed. */
    void say(String text) throws IOException {
        subscriber.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "fake-redis");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                open.put(socket, daemon(() -> serve(socket)));
            }
        } catch (IOException e) {
            // The end of the test.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (List<String> command = read(in); !command.isEmpty(); command = read(in)) {
                String name = command.get(0).toUpperCase(Locale.ROOT);
                if (name.equals("SUBSCRIBE")) {
                    subscriber = socket;
                }
                String answer = answers.getOrDefault(name, "-ERR unknown\r\n");
                if (answer.equals("close")) {
                    return;
                }
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            // The link has closed it.
        }
    }

    private static List<String> read(InputStream in) throws IOException {
        List<String> words = new ArrayList<>();
        String line = line(in);
        for (int i = line.isEmpty() ? 0 : Integer.parseInt(line.substring(1)); i > 0; i--) {
            int length = Integer.parseInt(line(in).substring(1));
            words.add(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
            in.readNBytes(2);
        }
        return words;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : new HashMap<>(open).keySet()) {
            socket.close();
        }
    }
}
