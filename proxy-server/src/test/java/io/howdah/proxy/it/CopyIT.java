package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** COPY in both directions, with failures of client and server. */
@OnEachPostgres
class CopyIT {

    private static final byte READY = BackendType.READY_FOR_QUERY;

    private final TestPostgres postgres;

    CopyIT(PostgresVersion version) {
        postgres = version.server();
    }

    @Test
    @DisplayName("51: 40 MB in and out again through the driver, while others query")
    void trap51_largeCopy() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); Connection connection = pooler.connect()) {
            connection.setAutoCommit(false);
            Sql.run(connection, "CREATE TABLE copied (line text)");
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            int rows = 400_000;
            assertThat(copy.copyIn("COPY copied FROM STDIN", new Lines(rows), 1 << 16)).isEqualTo(rows);
            try (Connection other = pooler.connect()) {
                assertThat(Sql.ask(other, "SELECT 1")).isEqualTo("1");
            }
            CountingStream out = new CountingStream();
            assertThat(copy.copyOut("COPY copied TO STDOUT", out)).isEqualTo(rows);
            assertThat(out.lines).isEqualTo(rows);
            connection.rollback();
        }
    }

    @Test
    @DisplayName("51: the client gives up with CopyFail")
    void trap51_clientFails() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient client = pooler.client();
                ScriptedClient other = pooler.client()) {
            client.send(Frames.query("COPY track (note) FROM STDIN"));
            client.expect(BackendType.COPY_IN_RESPONSE);
            client.send(Frames.copyData("never\n"), Frames.copyFail("changed my mind"));
            List<Frame> answer = client.readUntil(READY);
            assertThat(Replies.error(answer).sqlState()).isEqualTo("57014");
            assertThat(Replies.error(answer).message()).contains("changed my mind");
            assertThat(Replies.status(answer)).isEqualTo('I');
            assertThat(Replies.value(other.query("SELECT count(*) FROM track WHERE note = 'never'"))).isEqualTo("0");
        }
    }

    @Test
    @DisplayName("51, 52: the server fails in the middle; the client's further CopyData and CopyDone are ignored")
    void trap52_serverFailsSimple() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient client = pooler.client();
                ScriptedClient other = pooler.client()) {
            for (int round = 0; round < 3; round++) {
                client.send(Frames.query("COPY track (id, note) FROM STDIN"));
                client.expect(BackendType.COPY_IN_RESPONSE);
                client.send(Frames.copyData("not a number\tx\n"), Frames.copyData("1\ty\n"));
                List<Frame> answer = client.readUntil(READY);
                assertThat(Replies.error(answer).sqlState()).isEqualTo("22P02");
                // By now the client has no server any more, so the pooler drops the rest of its COPY.
                client.send(Frames.copyData("2\tz\n"), Frames.copyDone());
                assertThat(Replies.value(other.query("SELECT 'undisturbed'"))).isEqualTo("undisturbed");
                assertThat(Replies.value(client.query("SELECT 'goes on'"))).isEqualTo("goes on");
            }
            pooler.awaitUnused();
        }
    }

    @Test
    @DisplayName("51: the server fails in the middle of a COPY of the extended protocol: all is discarded up to Sync")
    void trap51_serverFailsExtended() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient client = pooler.client();
                ScriptedClient other = pooler.client()) {
            client.send(Frames.parse("", "COPY track (id, note) FROM STDIN"), Frames.bind("", ""), Frames.execute("", 0),
                    Frames.flush());
            client.readUntil(BackendType.COPY_IN_RESPONSE);
            client.send(Frames.copyData("not a number\tx\n"), Frames.flush());
            assertThat(Replies.error(client.readUntil(BackendType.ERROR_RESPONSE)).sqlState()).isEqualTo("22P02");
            client.send(Frames.copyData("2\tz\n"), Frames.copyDone(), Frames.sync());
            assertThat(Replies.types(client.readUntil(READY))).isEqualTo("Z");
            assertThat(Replies.value(other.query("SELECT 'undisturbed'"))).isEqualTo("undisturbed");
            assertThat(Replies.value(client.query("SELECT 'goes on'"))).isEqualTo("goes on");
        }
    }

    @Test
    @DisplayName("51: COPY of the extended protocol with data, CopyDone and Sync in one packet")
    void trap51_extendedCopyIn() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            client.send(Frames.parse("", "COPY track (note) FROM STDIN"), Frames.bind("", ""), Frames.execute("", 0),
                    Frames.copyData("extended copy\n"), Frames.copyDone(), Frames.sync());
            List<Frame> answer = client.readUntil(READY);
            assertThat(Replies.types(answer)).isEqualTo("1 2 G C Z");
            assertThat(Replies.tags(answer)).containsExactly("COPY 1");
            assertThat(Replies.value(client.query("SELECT 'goes on'"))).isEqualTo("goes on");
        }
    }

    @Test
    @DisplayName("53: COPY in the middle of several statements: the server goes on after it")
    void trap53_copyInMultiStatement() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            client.send(Frames.query("SELECT 'before'; COPY track (note) FROM STDIN; COPY (SELECT 'x') TO STDOUT;"
                    + " SELECT 'after'"));
            assertThat(Replies.types(client.readUntil(BackendType.COPY_IN_RESPONSE))).isEqualTo("T D C G");
            client.send(Frames.copyData("middle\n"), Frames.copyDone());
            List<Frame> rest = client.readUntil(READY);
            assertThat(Replies.types(rest)).isEqualTo("C H d c C T D C Z");
            assertThat(Replies.value(rest)).isEqualTo("after");
        }
    }

    @Test
    @DisplayName("COPY OUT cancelled by a client that has stopped reading: the answer ends, and the server is free")
    void cancelledWhileNotReading() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("default_pool_size", 1).start();
                ScriptedClient client = pooler.client();
                ScriptedClient other = pooler.client()) {
            client.send(Frames.query("COPY (SELECT repeat('x', 1000) FROM generate_series(1, 200000)) TO STDOUT"));
            client.expect(BackendType.COPY_OUT_RESPONSE);
            try (ScriptedClient request = pooler.unconnected()) {
                request.send(Frames.cancelRequest(client.key().processId(), client.key().secret()));
                List<Frame> rest = client.readUntil(READY);
                Frame end = rest.get(rest.size() - 2);
                assertThat(end.type()).isIn(BackendType.ERROR_RESPONSE, BackendType.COMMAND_COMPLETE);
                assertThat(Replies.value(other.query("SELECT 'served'"))).isEqualTo("served");
                request.expectClosed();
            }
            assertThat(Replies.value(client.query("SELECT 'goes on'"))).isEqualTo("goes on");
        }
    }

    @Test
    @DisplayName("a client whose input fails during COPY IN: the driver sends CopyFail and goes on")
    void clientInputFails() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); Connection connection = pooler.connect()) {
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            Reader failing = new StringReader("x") {
                @Override
                public int read(char[] buffer, int from, int length) throws IOException {
                    throw new IOException("disk full");
                }
            };
            assertThatThrownBy(() -> copy.copyIn("COPY track (note) FROM STDIN", failing))
                    .isInstanceOfAny(IOException.class, SQLException.class);
            assertThat(Sql.ask(connection, "SELECT 'goes on'")).isEqualTo("goes on");
        }
    }

    /** Lines of 100 bytes, made while they are read. */
    private static final class Lines extends InputStream {
        private static final byte[] LINE = ("y".repeat(99) + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        private long left;

        Lines(int count) {
            left = (long) count * LINE.length;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("read in blocks");
        }

        @Override
        public int read(byte[] buffer, int from, int length) {
            if (left == 0) {
                return -1;
            }
            int offset = (int) ((LINE.length - left % LINE.length) % LINE.length);
            int count = (int) Math.min(Math.min(length, LINE.length - offset), left);
            System.arraycopy(LINE, offset, buffer, from, count);
            left -= count;
            return count;
        }
    }

    private static final class CountingStream extends ByteArrayOutputStream {
        private long lines;

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            for (int i = from; i < from + length; i++) {
                if (bytes[i] == '\n') {
                    lines++;
                }
            }
        }
    }
}
