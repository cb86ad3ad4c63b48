package io.howdah.proxy.client.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PgBouncer once fell for, before a client has proved anything: the connection ends, and nobody else notices. */
@WholePooler
@Timeout(60)
class KnownHolesTest {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    private final FakePostgres postgres = FakePostgres.start();
    private final TestPooler pooler = TestPooler.start("auth_type: scram-sha-256", "max_packet_size: 2147483647",
            "ignore_startup_parameters: \"options, extra_float_digits\"", "users: {u: {password: secret}, v: {password: other}}",
            "databases: {db: {host: 127.0.0.1, port: " + postgres.port() + "}, \"*\": {host: 127.0.0.1, port: "
                    + postgres.port() + "}}");
    private final List<AutoCloseable> open = new ArrayList<>(List.of(postgres, pooler));

    @AfterEach
    void closeAll() throws Exception {
        try (ScriptedClient neighbour = pooler.unconnected()) {
            neighbour.loginWithPassword("u", "db", "secret");
            assertThat(Replies.types(neighbour.query("select 1"))).isEqualTo("T D C Z");
        }
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private ScriptedClient client() throws IOException {
        ScriptedClient client = pooler.unconnected();
        open.add(client);
        return client;
    }

    /** A client that has been asked for a SCRAM message. */
    private ScriptedClient asked(String user, String database) throws IOException {
        ScriptedClient client = client();
        client.startup(user, database);
        assertThat(client.read().type()).isEqualTo((byte) 'R');
        return client;
    }

    private static void assertEnds(ScriptedClient client, String... states) throws IOException {
        assertThat(client.expectError().sqlState()).isIn((Object[]) states);
        client.expectClosed();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, Integer.MAX_VALUE - 4, Integer.MIN_VALUE, -1, -5, 0, 3, 7})
    @DisplayName("CVE-2026-6664, 6668, 107348: lengths near 2^31 and 2^32, of a start-up packet and of a password message")
    void lengths(int length) throws Exception {
        ScriptedClient first = client();
        first.send(Frames.concat(Frames.int4(length), Frames.int4(196_608)));
        assertEnds(first, "08P01");
        ScriptedClient second = asked("u", "db");
        second.send(Frames.concat(new byte[] {'p'}, Frames.int4(length), new byte[8]));
        assertEnds(second, "08P01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"db", "nowhere"})
    @DisplayName("CVE-2026-107350: a second start-up packet in the middle of SCRAM makes nobody another user")
    void secondStartup(String database) throws Exception {
        ScriptedClient client = asked("u", database);
        client.send(Frames.startup("v", "db"));
        assertEnds(client, "08P01");
        ScriptedClient later = asked("u", database);
        later.send(Frames.saslInitialResponse("SCRAM-SHA-256", "n,,n=,r=abcdefghijklmnop".getBytes(StandardCharsets.US_ASCII)));
        assertThat(later.read().type()).isEqualTo((byte) 'R');
        later.send(Frames.startup("v", "db"));
        assertEnds(later, "08P01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-c=", "-c", "--", "-c =", "--=", "-", "\\", "-c a\\", "-c a=\\", " ", "-c\t=\t-c="})
    @DisplayName("CVE-2026-107349: options without a name end somewhere")
    void options(String options) throws Exception {
        ScriptedClient client = client();
        client.startup("u", "db", "options", options);
        Frame answer = client.read();
        if (answer.type() == 'E') {
            assertThat(ErrorResponse.read(Unpooled.wrappedBuffer(answer.body())).sqlState()).isIn("42601", "08P01", "42704",
                    "22023");
            client.expectClosed();
        } else {
            assertThat(answer.type()).isEqualTo((byte) 'R');
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "c=biws", "c=biws,r=%", "r=%,p=AAAA", "c=biws,p=AAAA", "p=AAAA", "r=%,c=biws,p=AAAA", "c=biws,r=%,p=",
                "c=biws,r=%,p=!", "c=,r=%,p=AAAA", "c=biws,r=,p=AAAA", "c=biws,r=%,x=1,p=AAAA", "c=biws,r=%,p=AAAA,z=1", ",,,",
                "c=biws,r=%,,p=AAAA"})
    @DisplayName("CVE-2026-19888: a last SCRAM message without an attribute, or with them in another order")
    void attributes(String last) throws Exception {
        ScriptedClient client = asked("u", "db");
        client.send(Frames.saslInitialResponse("SCRAM-SHA-256", "n,,n=,r=abcdefghijklmnop".getBytes(StandardCharsets.US_ASCII)));
        String first = new String(client.read().body(), StandardCharsets.US_ASCII);
        String nonce = first.substring(first.indexOf("r=") + 2, first.indexOf(",s="));
        client.send(Frames.saslResponse(last.replace("%", nonce).getBytes(StandardCharsets.US_ASCII)));
        assertEnds(client, "28P01", "08P01");
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 1_000, 9_000})
    @DisplayName("CVE-2012-4575: an over-long name of a database that any name makes")
    void longNames(int length) throws Exception {
        try (ScriptedClient client = client()) {
            client.startup("u", "d".repeat(length));
            assertThat(client.read().type()).isIn((byte) 'R', (byte) 'E');
        }
    }
}
