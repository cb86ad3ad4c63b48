package io.howdah.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures what a scrape and the live page cost with 1,000 pools and 10,000 clients. Runs on demand:
 * {@code -Dhowdah.measure=true}.
 */
@EnabledIfSystemProperty(named = "howdah.measure", matches = "true", disabledReason = "measures, and takes its time")
class ScrapeCostTest {

    private static final int POOLS = 1_000;
    private static final int CLIENTS_EACH = 10;
    private static final Pattern HTTP = Pattern.compile("HTTP on 127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");

    /** A client that takes a socket of this process, but no thread. */
    private record Client(Socket socket, DataInputStream in) {
        void ask(byte[] frames) throws IOException {
            socket.getOutputStream().write(frames);
            byte type;
            do {
                type = in.readByte();
                in.skipNBytes(in.readInt() - 4);
            } while (type != 'Z');
        }
    }

    @Test
    void aThousandPoolsAndTenThousandClients(@TempDir Path folder) throws Exception {
        List<Client> clients = new ArrayList<>();
        try (FakePostgres server = FakePostgres.start()) {
            StringBuilder yaml = new StringBuilder(
                    "listen: {addresses: 127.0.0.1, port: 0, max_client_conn: 20000, backlog: 1024}\n"
                            + "admin: {listen_addr: '', http_listen_port: 0}\nauth_type: trust\npool: {size: 1}\nlog: {connections: false}\n"
                            + "databases: {db: {host: 127.0.0.1, port: " + server.port() + "}}\nusers:\n");
            for (int i = 0; i < POOLS; i++) {
                yaml.append("  u").append(i).append(": {}\n");
            }
            Path file = Files.writeString(folder.resolve("howdah.yaml"), yaml);
            Process howdah = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
                    "-cp", System.getProperty("java.class.path"), "io.howdah.proxy.Main", file.toString())
                    .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
            try {
                int port = port(folder, LISTENING);
                int http = port(folder, HTTP);
                for (int i = 0; i < POOLS * CLIENTS_EACH; i++) {
                    Socket socket = new Socket("127.0.0.1", port);
                    Client client = new Client(socket, new DataInputStream(socket.getInputStream()));
                    client.ask(Frames.startup("u" + i % POOLS, "db", "application_name", "app" + i % 7));
                    if (i < POOLS) {
                        client.ask(Frames.query("select 1"));
                    }
                    clients.add(client);
                }
                measure(http, clients.get(0));
            } finally {
                howdah.destroyForcibly().waitFor();
                for (Client client : clients) {
                    client.socket.close();
                }
            }
        }
    }

    private static int port(Path folder, Pattern line) {
        int[] port = new int[1];
        Await.until(line.pattern(), () -> {
            try {
                Matcher matcher = line.matcher(Files.readString(folder.resolve("log")));
                port[0] = matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
                return port[0] > 0;
            } catch (IOException e) {
                return false;
            }
        });
        return port[0];
    }

    private static void measure(int http, Client client) throws Exception {
        HttpClient reader = HttpClient.newHttpClient();
        HttpRequest plain = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/metrics")).build();
        HttpRequest zipped = HttpRequest.newBuilder(plain.uri()).header("Accept-Encoding", "gzip").build();
        for (int i = 0; i < 20; i++) {
            reader.send(plain, HttpResponse.BodyHandlers.ofByteArray());
        }
        for (HttpRequest request : List.of(plain, zipped)) {
            long[] nanos = new long[20];
            int bytes = 0;
            for (int i = 0; i < nanos.length; i++) {
                long begun = System.nanoTime();
                HttpResponse<byte[]> response = reader.send(request, HttpResponse.BodyHandlers.ofByteArray());
                nanos[i] = System.nanoTime() - begun;
                bytes = response.body().length;
                assertThat(response.statusCode()).isEqualTo(200);
            }
            Arrays.sort(nanos);
            System.out.printf("scrape%s: %d bytes, median %.0f ms, longest %.0f ms%n", request == plain ? "" : " gzip", bytes,
                    nanos[nanos.length / 2] / 1e6, nanos[nanos.length - 1] / 1e6);
        }
        System.out.println("queries alone:          " + queries(client, 4_000));
        boolean[] over = new boolean[1];
        Thread scraper = new Thread(() -> {
            while (!over[0]) {
                try {
                    reader.send(plain, HttpResponse.BodyHandlers.ofByteArray());
                    Thread.sleep(500);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        scraper.start();
        System.out.println("queries, two scrapes/s: " + queries(client, 4_000));
        over[0] = true;
        scraper.join();
        look(http, client);
    }

    /** Four browsers that show the live page. */
    private static void look(int http, Client client) throws Exception {
        HttpRequest events = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/events")).build();
        List<Stream<String>> open = new ArrayList<>();
        AtomicInteger snapshots = new AtomicInteger();
        AtomicInteger bytes = new AtomicInteger();
        for (int i = 0; i < 4; i++) {
            Stream<String> lines = HttpClient.newHttpClient().send(events, HttpResponse.BodyHandlers.ofLines()).body();
            open.add(lines);
            Thread reader = new Thread(() -> lines.filter(line -> line.startsWith("data: {\"time")).forEach(line -> {
                snapshots.incrementAndGet();
                bytes.set(line.length());
            }));
            reader.setDaemon(true);
            reader.start();
        }
        long begun = System.nanoTime();
        System.out.println("queries, live page:     " + queries(client, 40_000));
        System.out.printf("%.1f snapshots/s for each of four, %d bytes%n",
                snapshots.get() / 4.0 / ((System.nanoTime() - begun) / 1e9), bytes.get());
        open.forEach(Stream::close);
    }

    private static String queries(Client client, int count) throws IOException {
        long[] nanos = new long[count];
        byte[] query = Frames.query("select 1");
        for (int i = 0; i < count; i++) {
            long begun = System.nanoTime();
            client.ask(query);
            nanos[i] = System.nanoTime() - begun;
        }
        Arrays.sort(nanos);
        return String.format("p50 %.2f ms, p99 %.2f ms, longest %.1f ms", nanos[count / 2] / 1e6, nanos[count * 99 / 100] / 1e6,
                nanos[count - 1] / 1e6);
    }
}
