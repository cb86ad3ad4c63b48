package io.howdah.proxy.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that answer an SSLRequest as no PostgreSQL does, or as somebody in between would have it. */
@WholePooler
@Timeout(120)
class TlsNegotiationTest {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    /** Answers each SSLRequest with the same bytes, and keeps what follows. */
    private static final class Answering implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Socket> sockets = new CopyOnWriteArrayList<>();
        private final List<String> heard = new CopyOnWriteArrayList<>();
        private final byte[] answer;

        Answering(byte[] answer) throws IOException {
            this.answer = answer;
            Thread accepting = new Thread(this::accept, "answering");
            accepting.setDaemon(true);
            accepting.start();
        }

        private void accept() {
            try {
                while (true) {
                    Socket socket = listener.accept();
                    sockets.add(socket);
                    serve(socket);
                }
            } catch (IOException closed) {
                // The test has ended.
            }
        }

        private void serve(Socket socket) {
            try {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] request = new byte[8];
                in.readFully(request);
                heard.add(HexFormat.of().formatHex(request));
                if (answer == null) {
                    socket.close();
                    return;
                }
                socket.getOutputStream().write(answer);
                byte[] more = new byte[2000];
                socket.setSoTimeout(10_000);
                for (int n = in.read(more); n > 0; n = in.read(more)) {
                    heard.add(new String(more, 0, n, StandardCharsets.ISO_8859_1));
                }
            } catch (IOException closed) {
                // By the pooler, or by the test.
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static TestPooler before(Answering server, String mode, String... lines) {
        String[] all = Arrays.copyOf(lines, lines.length + 3);
        all[lines.length] = "server_tls_sslmode: " + mode;
        all[lines.length + 1] = "databases: {db: {host: 127.0.0.1, port: " + server.listener.getLocalPort() + "}}";
        all[lines.length + 2] = "users: {u: {}}";
        return TestPooler.start(all);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            require | N             | server login failed: server does not support SSL, but SSL was required
            require | SZ            | server login failed: received unencrypted data after SSL response
            require | NR            | server login failed: received unencrypted data after SSL response
            require | X             | server login failed: server gave no valid answer to the SSL request
            require | E<evil words> | server login failed: server gave no valid answer to the SSL request
            """)
    @DisplayName("1: Nothing but a single S or N is obeyed (CVE-2021-23222), and nothing else is shown to anybody (CVE-2024-10977)")
    void answers(String mode, String answer, String error) throws Exception {
        byte[] bytes = answer.getBytes(StandardCharsets.ISO_8859_1);
        try (Answering server = new Answering(bytes); TestPooler pooler = before(server, mode)) {
            ScriptedClient client = pooler.unconnected();
            client.startup("u", "db");
            ErrorResponse heard = client.expectError();
            assertThat(heard.message()).isEqualTo(error);
            assertThat(heard.sqlState()).isEqualTo("08001");
            assertThat(server.heard.get(0)).isEqualTo("0000000804d2162f");
            assertThat(String.join("", server.heard)).doesNotContain("user");
        }
    }

    @Test
    @DisplayName("With prefer a start-up packet goes on in clear after an N, and on a new connection after a handshake that fails")
    void prefer() throws Exception {
        for (String answer : new String[] {"N", "S"}) {
            // After an S the server says nothing that TLS knows: its echo of the handshake is none.
            try (Answering server = new Answering(answer.getBytes(StandardCharsets.ISO_8859_1));
                    TestPooler pooler = before(server, "prefer", "server_connect_timeout: 2s", "query_wait_timeout: 3s")) {
                ScriptedClient client = pooler.unconnected();
                client.startup("u", "db");
                assertThat(client.expectError().sqlState()).isIn("08001", "53300", "57014", "57P03");
                assertThat(server.heard.get(1).contains("user")).isEqualTo(answer.equals("N"));
            }
        }
    }

    @Test
    @DisplayName("A server that hangs up after its S is tried again, and its error is not taken for final")
    void hangsUpInTheHandshake() throws Exception {
        try (Answering server = new Answering(new byte[] {'S'}); TestPooler pooler = before(server, "require")) {
            pooler.unconnected().startup("u", "db");
            Await.until("the handshake", () -> server.heard.size() > 1);
            server.sockets.get(0).close();
            pooler.awaitLog("closing because: connect failed");
            Await.until("another attempt", () -> server.sockets.size() > 1);
        }
    }

    @Test
    @DisplayName("A server that never answers the SSLRequest is given up after server_connect_timeout, one that hangs up at once")
    void silence() throws Exception {
        try (Answering server = new Answering(new byte[0]);
                TestPooler pooler = before(server, "require",
                        "server_connect_timeout: 1s")) {
            pooler.unconnected().startup("u", "db");
            pooler.awaitLog("closing because: connect failed");
            pooler.awaitLog("error=\"connect timeout\"");
        }
        try (Answering server = new Answering(null); TestPooler pooler = before(server, "require")) {
            pooler.unconnected().startup("u", "db");
            pooler.awaitLog("error=\"server closed the connection unexpectedly\"");
        }
    }
}
