package io.howdah.proxy.client.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Directory;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server has refused a user so often that the pool leaves the server alone for seconds. As soon as the pooler knows another
 * secret of the user, the pool asks again.
 */
@WholePooler
@Timeout(60)
class ChangedSecretTest {

    /** Refusals that follow each other in 1.5 s. After the last the server is left alone for 1.6 s. */
    private static final int REFUSALS = 5;

    private final FakePostgres postgres = FakePostgres.start();
    private final AtomicInteger attempts = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        postgres.close();
    }

    private void accepts(String password) {
        postgres.login((server, peer) -> {
            attempts.incrementAndGet();
            peer.send(Frames.authenticationCleartextPassword());
            if (new String(peer.read().body(), StandardCharsets.UTF_8).equals(password + "\0")) {
                return FakePostgres.ACCEPT.run(server, peer);
            }
            peer.send(Frames.error("FATAL", "28P01", "password authentication failed"));
            return false;
        });
    }

    private String[] lines(String... more) {
        String[] lines = new String[more.length + 3];
        lines[0] = "databases: {db: {host: 127.0.0.1, port: " + postgres.port() + "}}";
        lines[1] = "server_cleartext_password: true";
        lines[2] = "server_login_retry: 60";
        System.arraycopy(more, 0, lines, 3, more.length);
        return lines;
    }

    /** Asks by one client after another until the server has refused the user often enough. */
    private void refusedOften(TestPooler pooler, String password) throws IOException {
        while (attempts.get() < REFUSALS) {
            assertThat(outcome(pooler.unconnected(), password)).isEqualTo("28P01 password authentication failed");
        }
    }

    /** @return "in", or the SQLSTATE and text of the error */
    private static String outcome(ScriptedClient client, String password) throws IOException {
        client.startup("alice", "db");
        Frame frame = client.read();
        if (frame.type() == 'R' && frame.body()[3] == 3) {
            client.send(Frames.password(password));
            frame = client.read();
        }
        if (frame.type() == 'E') {
            ErrorResponse error = ErrorResponse.read(Unpooled.wrappedBuffer(frame.body()));
            return error.sqlState() + " " + error.message();
        }
        client.readUntil((byte) 'Z');
        return "in";
    }

    @Test
    @DisplayName("a password that the user has proved, as one that auth_query has found")
    void proved() throws Exception {
        try (Directory people = Directory.start().with("alice", "first");
                TestPooler pooler = TestPooler.start(lines("auth_type: ldap", "auth_ldap_options: 'ldapserver=127.0.0.1 ldapport="
                        + people.port() + " ldapprefix=\"uid=\" ldapsuffix=\",ou=people,dc=example\"'"))) {
            accepts("second");
            refusedOften(pooler, "first");
            people.changes("alice", "second");
            assertThat(outcome(pooler.unconnected(), "second")).isEqualTo("in");
        }
    }

    @Test
    @DisplayName("a password of the configuration, after a reload")
    void configured() throws Exception {
        try (TestPooler pooler = TestPooler.start(lines("users: {alice: {password: first}}", "auth_type: trust"))) {
            accepts("second");
            refusedOften(pooler, "first");
            pooler.reload(lines("users: {alice: {password: second}}", "auth_type: trust"));
            assertThat(outcome(pooler.unconnected(), "")).isEqualTo("in");
        }
    }

    @Test
    @DisplayName("RECONNECT has the server asked again with the same password")
    void reconnected() throws Exception {
        try (TestPooler pooler = TestPooler.start(lines("users: {alice: {password: first}}", "auth_type: trust"))) {
            accepts("second");
            refusedOften(pooler, "first");
            accepts("first");
            pooler.pooler().control().reconnect(Optional.of("db"));
            assertThat(outcome(pooler.unconnected(), "")).isEqualTo("in");
        }
    }
}
