package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
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

    /** The programs refuse a server that is newer than they are, so the tests take PostgreSQL 15. */
    private static PoolerFile beforeWalSenders(TestPostgres server) {
        return PoolerFile.before(server).set("tcp_socket_buffer", 4096).database("replication", "");
    }

    private static String connection(TestPooler pooler) {
        return "host=127.0.0.1 port=" + pooler.port() + " user=" + TestPostgres.SUPERUSER + " sslmode=disable gssencmode=disable";
    }

    @Test
    @DisplayName("pg_basebackup, with the write-ahead log")
    void baseBackup(@TempDir Path folder) throws Exception {
        Program.assume("pg_basebackup");
        TestPostgres server = PostgresVersion.V15.server();
        try (TestPooler small = beforeWalSenders(server).start()) {
            Path backup = folder.resolve("backup");
            // Compressed on the way, for 4096 bytes take about a millisecond.
            Program.run("pg_basebackup", "-d", connection(small), "-D", backup.toString(), "-X", "fetch", "-c", "fast",
                    "--compress", "server-gzip", "--no-sync").orFail();
            Path verify = Path.of("/usr/lib/postgresql/15/bin/pg_verifybackup");
            if (Files.isExecutable(verify)) {
                assertThat(Program.run(verify.toString(), backup.toString()).orFail().output()).contains("successfully verified");
            }
        }
    }

    @Test
    @Timeout(60)
    @DisplayName("pg_receivewal, ended by SIGINT")
    void receiveWal(@TempDir Path folder) throws Exception {
        Program.assume("pg_receivewal");
        TestPostgres server = PostgresVersion.V15.server();
        server.ask("SELECT pg_switch_wal()"); // pg_receivewal begins with the current segment.
        server.ask("SELECT pg_logical_emit_message(true, 'small', repeat('x', " + 2 * LENGTH + "))");
        String written = server.askOne("SELECT pg_current_wal_flush_lsn()");
        try (TestPooler small = beforeWalSenders(server).start()) {
            Process receiver = new ProcessBuilder("pg_receivewal", "-d", connection(small), "-D", folder.toString(), "--no-loop",
                    "--synchronous").redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile()).start();
            try {
                Await.until("the log to arrive", () -> server.ask("SELECT 1 FROM pg_stat_replication WHERE application_name = "
                        + "'pg_receivewal' AND flush_lsn >= '" + written + "'").size() == 1);
                Program.run("kill", "-INT", String.valueOf(receiver.pid())).orFail();
                assertThat(receiver.waitFor(20, TimeUnit.SECONDS)).as("it ends").isTrue();
                assertThat(receiver.exitValue()).as(Files.readString(folder.resolve("output"))).isZero();
            } finally {
                receiver.destroyForcibly();
            }
            Await.until("the walsender to end", () -> server.ask("SELECT 1 FROM pg_stat_replication").isEmpty());
        }
    }
}
