package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;

/**
 * {@code tcp_socket_buffer = 4096}: large messages take many small steps, and no step may wait for a timer of the kernel. With
 * 200 ms for each step, a test would exceed its time limit.
 */
@Timeout(120)
@ExtendWith(LeakWatch.class)
class SmallWindowsIT {

    private static final int LENGTH = 2_000_000;

    private final TestPostgres postgres = PostgresVersion.V18.server();
    private TestPooler pooler;

    @BeforeEach
    void start() {
        pooler = PoolerFile.before(postgres).set("tcp_socket_buffer", 4096).start();
    }

    @AfterEach
    void stop() {
        pooler.close();
    }

    @Test
    @DisplayName("a result")
    void result() throws Exception {
        try (ScriptedClient client = pooler.client()) {
            assertThat(Replies.value(client.query("SELECT repeat('x', " + LENGTH + ")"))).hasSize(LENGTH);
        }
    }

    @Test
    @DisplayName("a request")
    void request() throws Exception {
        try (ScriptedClient client = pooler.client()) {
            assertThat(Replies.value(client.query("SELECT length('" + "x".repeat(LENGTH) + "')")))
                    .isEqualTo(Integer.toString(LENGTH));
        }
    }

    @Test
    @DisplayName("COPY in and out")
    void copy() throws Exception {
        try (Connection connection = pooler.connect(); var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("CREATE TEMP TABLE copied (line text) ON COMMIT DROP");
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            byte[] lines = (("y".repeat(99) + "\n").repeat(LENGTH / 100)).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            assertThat(copy.copyIn("COPY copied FROM STDIN", new ByteArrayInputStream(lines))).isEqualTo(LENGTH / 100);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            copy.copyOut("COPY copied TO STDOUT", out);
            assertThat(out.toByteArray()).isEqualTo(lines);
            connection.commit();
        }
    }

    @Test
    @DisplayName("a replication connection, both ways")
    void replication() throws Exception {
        try (ScriptedClient walsender = ScriptedClient.connect(pooler.port())) {
            walsender.login(TestPostgres.SUPERUSER, TestPostgres.DATABASE, "replication", "database");
            assertThat(Replies.value(walsender.query("SELECT repeat('x', " + LENGTH + ")"))).hasSize(LENGTH);
            assertThat(Replies.value(walsender.query("SELECT length('" + "x".repeat(LENGTH) + "')")))
                    .isEqualTo(Integer.toString(LENGTH));
        }
    }

    @Test
    @DisplayName("a client with a small window of its own that reads by sips")
    void sips() throws Exception {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress("127.0.0.1", pooler.port()));
            socket.getOutputStream().write(Frames.concat(Frames.startup(TestPostgres.APP, TestPostgres.DATABASE),
                    Frames.query("SELECT repeat('x', " + LENGTH / 4 + ")")));
            InputStream in = socket.getInputStream();
            byte[] sip = new byte[100];
            int letters = 0;
            while (letters < LENGTH / 4) {
                int length = in.read(sip);
                assertThat(length).as("after " + letters).isPositive();
                for (int i = 0; i < length; i++) {
                    letters += sip[i] == 'x' ? 1 : 0;
                }
            }
        }
    }
}
