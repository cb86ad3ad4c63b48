package io.howdah.proxy.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.BackendType;
import io.howdah.protocol.ProtocolVersion;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.NegotiateProtocolVersion;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The first packets of a connection, with all the oddities of clients. */
@Timeout(120)
@ExtendWith(LeakWatch.class)
class StartupIT {

    private final TestPostgres postgres = PostgresVersion.V18.server();

    private static ErrorResponse refusal(TestPooler pooler, byte[] packet) throws Exception {
        try (ScriptedClient client = pooler.unconnected()) {
            client.send(packet);
            ErrorResponse error = client.expectError();
            assertThat(error.severity()).isEqualTo("FATAL");
            client.expectClosed();
            return error;
        }
    }

    @Test
    @DisplayName("2: SSLRequest and GSSENCRequest in either order are answered 'N', and the login goes on in plain text")
    void trap2_encryptionRequests() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start()) {
            byte[][][] orders = {{Frames.sslRequest()}, {Frames.gssencRequest()},
                {Frames.sslRequest(), Frames.gssencRequest()}, {Frames.gssencRequest(), Frames.sslRequest()}};
            for (byte[][] order : orders) {
                try (ScriptedClient client = pooler.unconnected()) {
                    for (byte[] request : order) {
                        client.send(request);
                        assertThat((char) client.readByte()).isEqualTo('N');
                    }
                    client.login("app", "howdah");
                    assertThat(Replies.value(client.query("SELECT 1"))).isEqualTo("1");
                }
            }
        }
    }

    @Test
    @DisplayName("4, 5: a newer minor version and unknown _pq_ options are negotiated down, once")
    void trap4_negotiation() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.unconnected()) {
            int grease = 3 << 16 | 9999;
            client.send(Frames.startup(grease, "app", "howdah", "_pq_.test_protocol_negotiation", ""));
            List<Frame> login = client.finishLogin("app", null);
            List<Frame> answers = login.stream()
                    .filter(frame -> frame.type() == BackendType.NEGOTIATE_PROTOCOL_VERSION).toList();
            assertThat(answers).hasSize(1);
            assertThat(login.get(0)).isEqualTo(answers.get(0));
            NegotiateProtocolVersion answer = NegotiateProtocolVersion.read(answers.get(0).buffer());
            assertThat(answer.newestMinor()).isEqualTo(ProtocolVersion.V3_2);
            assertThat(answer.unrecognised()).containsExactly("_pq_.test_protocol_negotiation");
            assertThat(Replies.value(client.query("SELECT 1"))).isEqualTo("1");
        }
    }

    @Test
    @DisplayName("4: no negotiation where nothing needs it")
    void trap4_noNegotiation() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start()) {
            for (int version : new int[] {ProtocolVersion.V3_0, ProtocolVersion.V3_2}) {
                try (ScriptedClient client = pooler.unconnected()) {
                    client.send(Frames.startup(version, "app", "howdah"));
                    assertThat(client.finishLogin("app", null))
                            .noneMatch(frame -> frame.type() == BackendType.NEGOTIATE_PROTOCOL_VERSION);
                }
            }
        }
    }

    @Test
    @DisplayName("4: another major version is refused with 0A000")
    void trap4_majorVersion() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start()) {
            assertThat(refusal(pooler, Frames.startup(4 << 16, "app", "howdah")).sqlState()).isEqualTo("0A000");
            // Protocol 2 had errors of another form, and no client reads either form any more.
            try (ScriptedClient client = pooler.unconnected()) {
                client.send(Frames.startup(2 << 16, "app", "howdah"));
                while (!client.atEnd()) {
                    client.readByte();
                }
            }
        }
    }

    @Test
    @DisplayName("11: no user is 28000; a packet without its terminator, too long or too short is refused")
    void trap11_startupPacket() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient bystander = pooler.client()) {
            byte[] version = Frames.int4(ProtocolVersion.V3_0);
            byte[] noUser = Frames.untyped(version, Frames.cstring("database"), Frames.cstring("howdah"), Frames.int1(0));
            assertThat(refusal(pooler, noUser).sqlState()).isEqualTo("28000");
            byte[] noTerminator = Frames.untyped(version, Frames.cstring("user"), Frames.cstring("app"));
            assertThat(refusal(pooler, noTerminator).sqlState()).isEqualTo("08P01");
            for (int length : new int[] {0, 7, 10_005, Integer.MAX_VALUE, -1}) {
                try (ScriptedClient client = pooler.unconnected()) {
                    client.send(Frames.int4(length), version);
                    // PostgreSQL closes the connection without an error here, because the client may not speak this protocol at
                    // all.
                    while (!client.atEnd()) {
                        assertThat(client.read().type()).isEqualTo(BackendType.ERROR_RESPONSE);
                    }
                }
            }
            assertThat(Replies.value(bystander.query("SELECT 1"))).isEqualTo("1");
        }
    }

    @Test
    @DisplayName("11: the database defaults to the user's name")
    void trap11_databaseDefaultsToUser() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).database("app", "dbname: howdah").start();
                ScriptedClient client = pooler.unconnected()) {
            client.send(Frames.untyped(Frames.int4(ProtocolVersion.V3_0), Frames.cstring("user"), Frames.cstring("app"),
                    Frames.int1(0)));
            client.finishLogin("app", null);
            assertThat(Replies.value(client.query("SELECT current_database()"))).isEqualTo("howdah");
        }
    }

    @Test
    @DisplayName("3: TLS from the first byte is turned away while there is no TLS, without harm")
    void trap3_directTls() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.unconnected()) {
            client.send(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});
            while (!client.atEnd()) {
                client.readByte();
            }
        }
    }

    @Test
    @DisplayName("89: a database name of any length and content is refused, and the process goes on")
    void trap89_hostileNames() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start()) {
            for (String name : new String[] {"x".repeat(9_000), "..%n%s", "\u0001\u0002", "'; DROP TABLE track; --"}) {
                try (ScriptedClient client = pooler.unconnected()) {
                    client.startup("app", name);
                    while (!client.atEnd()) {
                        client.read();
                    }
                }
            }
            try (ScriptedClient client = pooler.client()) {
                assertThat(Replies.value(client.query("SELECT 1"))).isEqualTo("1");
            }
        }
    }

    @Test
    @DisplayName("90: a password or a query before the start-up packet ends the connection")
    void trap90_outOfOrder() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).set("auth_type", "scram-sha-256")
                .user("app_scram", "password: x").start()) {
            for (byte[] message : new byte[][] {Frames.password("x"), Frames.query("SELECT 1"), Frames.sync()}) {
                try (ScriptedClient client = pooler.unconnected()) {
                    client.send(message);
                    client.shutdownOutput();
                    while (!client.atEnd()) {
                        client.readByte();
                    }
                }
                try (ScriptedClient client = pooler.unconnected()) {
                    client.startup("app_scram", "howdah");
                    client.expect(BackendType.AUTHENTICATION);
                    client.send(Frames.query("SELECT 1"));
                    assertThat(client.expectError().sqlState()).isEqualTo("08P01");
                    client.expectClosed();
                }
            }
        }
    }

    @Test
    @DisplayName("the start-up packet byte by byte")
    void startupInPieces() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.unconnected()) {
            byte[] packet = Frames.startup("app", "howdah");
            int[] sizes = new int[packet.length];
            java.util.Arrays.fill(sizes, 1);
            client.sendSplit(packet, sizes);
            client.finishLogin("app", null);
            assertThat(Replies.value(client.query("SELECT 1"))).isEqualTo("1");
        }
    }

    @Test
    @DisplayName("a client that sends its first query together with the start-up packet is served")
    void queryWithoutWaitingForLogin() throws Exception {
        try (TestPooler pooler = PoolerFile.before(postgres).start(); ScriptedClient client = pooler.unconnected()) {
            client.send(Frames.startup("app", "howdah"), Frames.query("SELECT 'early'"));
            client.finishLogin("app", null);
            assertThat(Replies.value(client.readUntil(BackendType.READY_FOR_QUERY))).isEqualTo("early");
        }
    }
}
