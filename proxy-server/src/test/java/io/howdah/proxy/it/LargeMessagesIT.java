package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Clients;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.sql.Connection;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Messages far larger than any buffer, and impossible lengths. */
@Timeout(120)
@ExtendWith(LeakWatch.class)
class LargeMessagesIT {

    private final TestPostgres postgres = PostgresVersion.V18.server();

    @Test
    @DisplayName("55: a value of 64 MB in a Bind, and back in a DataRow")
    void trap55_largeBindAndRow() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); Connection connection = pooler.connect()) {
            byte[] value = new byte[64 << 20];
            Arrays.fill(value, (byte) 7);
            value[value.length - 1] = 9;
            for (int prepareThreshold : new int[] {0, -1}) {
                connection.unwrap(org.postgresql.PGConnection.class).setPrepareThreshold(prepareThreshold);
                try (var statement = connection.prepareStatement("SELECT $1::bytea, length($1::bytea)".replace("$1", "?"))) {
                    statement.setBytes(1, value);
                    statement.setBytes(2, new byte[3]);
                    try (var rows = statement.executeQuery()) {
                        rows.next();
                        assertThat(rows.getBytes(1)).isEqualTo(value);
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("55: a simple Query of 20 MB, and a row of 20 MB in text")
    void trap55_largeSimpleQuery() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            String text = "x".repeat(20_000_000);
            assertThat(Replies.value(client.query("SELECT '" + text + "'"))).isEqualTo(text);
            assertThat(Replies.value(client.query("SELECT 1"))).isEqualTo("1");
        }
    }

    @Test
    @DisplayName("50: a client that sends a long pipeline before it reads anything, and answers larger than all buffers")
    void trap50_bothSidesSendWithoutReading() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start();
                ScriptedClient client = pooler.client();
                ScriptedClient other = pooler.client();
                Clients reader = new Clients()) {
            int queries = 100;
            var reading = reader.start(() -> {
                int length = 0;
                for (int i = 0; i < queries; i++) {
                    length += Replies.value(client.readUntil(BackendType.READY_FOR_QUERY)).length();
                }
                return length;
            });
            for (int i = 0; i < queries; i++) {
                client.send(Frames.parse("", "SELECT repeat($1::text, 10)"), Frames.bind("", "", "z".repeat(100_000)),
                        Frames.execute("", 0), Frames.sync());
            }
            assertThat(Replies.value(other.query("SELECT 'not held up'"))).isEqualTo("not held up");
            assertThat(Clients.result(reading)).isEqualTo(queries * 1_000_000);
        }
    }

    @Test
    @DisplayName("50: a client that does not read holds up only itself")
    void trap50_slowReader() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start();
                ScriptedClient slow = pooler.client();
                ScriptedClient other = pooler.client()) {
            slow.send(Frames.query("SELECT repeat('x', 1000) FROM generate_series(1, 100000)"));
            for (int i = 0; i < 50; i++) {
                assertThat(Replies.value(other.query("SELECT " + i))).isEqualTo(Integer.toString(i));
            }
            assertThat(Replies.values(slow.readUntil(BackendType.READY_FOR_QUERY))).hasSize(100_000);
        }
    }

    @Test
    @DisplayName("a named Parse of 30 MB, which has to be gathered, takes time by its length")
    void largeNamedParse() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.client()) {
            String text = "x".repeat(30_000_000);
            client.send(Frames.parse("long", "SELECT length('" + text + "')"), Frames.bind("", "long"), Frames.execute("", 0),
                    Frames.sync());
            assertThat(Replies.value(client.readUntil(BackendType.READY_FOR_QUERY))).isEqualTo("30000000");
        }
    }

    @Test
    @DisplayName("messages that carry no data have PostgreSQL's limit of 10,000 bytes, names one of the pooler's")
    void endlessNames() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient other = pooler.client()) {
            for (byte[] message : new byte[][] {Frames.closeStatement("n".repeat(10_000)),
                Frames.describeStatement("n".repeat(10_000)),
                Frames.execute("n".repeat(10_000), 0)}) {
                try (ScriptedClient direct = ScriptedClient.connect(postgres.port()); ScriptedClient client = pooler.client()) {
                    direct.login(TestPostgres.APP, TestPostgres.DATABASE);
                    direct.send(message);
                    direct.expectClosed(); // PostgreSQL writes the error only to its log.
                    client.send(message);
                    assertThat(Replies.error(client.readUntil(BackendType.ERROR_RESPONSE)).sqlState()).isEqualTo("08P01");
                    client.expectClosed();
                }
            }
            try (ScriptedClient client = pooler.client()) {
                client.send(Frames.bind("n".repeat(2 << 20), "s"));
                assertThat(Replies.error(client.readUntil(BackendType.ERROR_RESPONSE)).sqlState()).isEqualTo("54000");
            }
            assertThat(Replies.value(other.query("SELECT 1"))).isEqualTo("1");
        }
    }

    @Test
    @DisplayName("56: a length below 4 or above the limit is refused with 08P01, and nobody else notices")
    void trap56_impossibleLength() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("max_packet_size", 1_000_000).start();
                ScriptedClient other = pooler.client()) {
            byte[] type = Frames.int1(FrontendType.QUERY);
            for (int length : new int[] {3, 0, -1, Integer.MIN_VALUE, 1_000_001, Integer.MAX_VALUE}) {
                try (ScriptedClient client = pooler.client()) {
                    client.send(type, Frames.int4(length), Frames.utf8("abc"));
                    var error = Replies.error(client.readUntil(BackendType.ERROR_RESPONSE));
                    assertThat(error.sqlState()).as("length " + length).isEqualTo("08P01");
                    assertThat(error.severity()).isEqualTo("FATAL");
                    client.expectClosed();
                }
                assertThat(Replies.value(other.query("SELECT 1"))).isEqualTo("1");
            }
        }
    }

    @Test
    @DisplayName("90: a type that no client may send is refused with 08P01")
    void trap90_unknownType() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start()) {
            for (char type : new char[] {'p', 'Z', '?'}) {
                try (ScriptedClient client = pooler.client()) {
                    client.send(Frames.frame(type, Frames.cstring("x")));
                    assertThat(Replies.error(client.readUntil(BackendType.ERROR_RESPONSE)).sqlState())
                            .as("type " + type).isEqualTo("08P01");
                    client.expectClosed();
                }
            }
        }
    }
}
