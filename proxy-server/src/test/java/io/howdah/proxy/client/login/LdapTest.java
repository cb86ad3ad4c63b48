package io.howdah.proxy.client.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frame;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Certificates;
import io.howdah.proxy.testing.Directory;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestConfig;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Logins with passwords that an LDAP server knows. */
@WholePooler
@Timeout(120)
class LdapTest {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    private static final String ALICE = "wonder \"land\"";

    @TempDir
    Path directory;

    private final FakePostgres postgres = FakePostgres.start();
    private final Directory people = Directory.start().with("alice", ALICE).with("bob", "builder").with("dave", "stranger");
    private final List<AutoCloseable> open = new ArrayList<>(List.of(postgres, people));

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private String options() {
        return "ldapserver=127.0.0.1 ldapport=" + people.port() + " ldapprefix=\"uid=\" ldapsuffix=\",ou=people,dc=example\"";
    }

    private String[] lines(String... more) {
        List<String> lines = new ArrayList<>(List.of(
                "databases: {db: {host: 127.0.0.1, port: " + postgres.port()
                        + "}, forced: {host: 127.0.0.1, dbname: db, user: owner, "
                        + "password: of the owner, port: " + postgres.port() + "}}",
                "users: {bob: {password: of the server}}", "admin_users: alice"));
        lines.addAll(List.of(more));
        if (lines.stream().noneMatch(line -> line.startsWith("auth_type"))) {
            lines.add("auth_type: ldap");
        }
        if (lines.stream().noneMatch(line -> line.startsWith("auth_ldap_options"))) {
            lines.add("auth_ldap_options: '" + options() + "'");
        }
        return lines.toArray(String[]::new);
    }

    private TestPooler start(String... more) {
        TestPooler pooler = TestPooler.start(lines(more));
        open.add(pooler);
        return pooler;
    }

    private static String outcome(ScriptedClient client, String user, String database, String password) throws IOException {
        client.startup(user, database);
        assertThat(client.read().body()).isEqualTo(Frames.int4(3));
        client.send(Frames.password(password));
        return result(client);
    }

    private static String result(ScriptedClient client) throws IOException {
        Frame frame = client.read();
        if (frame.type() == 'E') {
            ErrorResponse error = ErrorResponse.read(Unpooled.wrappedBuffer(frame.body()));
            return error.sqlState() + " " + error.message();
        }
        assertThat(ByteBuffer.wrap(frame.body()).getInt()).isZero();
        client.readUntil((byte) 'Z');
        return "in";
    }

    private static String failed(String user) {
        return "28000 LDAP authentication failed for user \"" + user + "\"";
    }

    @Test
    @DisplayName("The LDAP server alone decides who may log in; the client hears no reason, and no password is logged")
    void decides() throws Exception {
        TestPooler pooler = start();
        assertThat(outcome(pooler.unconnected(), "alice", "db", ALICE)).isEqualTo("in");
        assertThat(outcome(pooler.unconnected(), "alice", "db", "wrong-one")).isEqualTo(failed("alice"));
        pooler.awaitLog("INFO LDAP authentication failed for user \"alice\": LDAP login failed for \"uid=alice,");
        assertThat(outcome(pooler.unconnected(), "nobody", "db", "wrong-one")).isEqualTo(failed("nobody"));
        assertThat(outcome(pooler.unconnected(), "bob", "db", "of the server")).as("the configured password is for servers")
                .isEqualTo(failed("bob"));
        int before = people.binds().size();
        assertThat(outcome(pooler.unconnected(), "alice", "db", "")).isEqualTo("28P01 empty password returned by client");
        assertThat(people.binds()).as("no bind without a password").hasSize(before);
        assertThat(outcome(pooler.unconnected(), "alice,ou=people,dc=example", "db", ALICE))
                .isEqualTo(failed("alice,ou=people,dc=example"));
        assertThat(pooler.log()).noneMatch(line -> line.contains("wonder") || line.contains("wrong-one"));
        assertThat(outcome(pooler.unconnected(), "alice", "pgbouncer", ALICE)).as("the console").isEqualTo("in");
        assertThat(outcome(pooler.unconnected(), "alice", "pgbouncer", "wrong-one")).isEqualTo(failed("alice"));
    }

    @Test
    @DisplayName("Servers get the configured password, or that of the database's user, or the one that the client has proved")
    void servers() throws Exception {
        List<String> given = new CopyOnWriteArrayList<>();
        postgres.login((server, peer) -> {
            peer.send(Frames.authenticationCleartextPassword());
            given.add(new String(peer.read().body(), StandardCharsets.UTF_8).replace("\0", ""));
            return FakePostgres.ACCEPT.run(server, peer);
        });
        TestPooler pooler = start("server_cleartext_password: true");
        for (String[] login : new String[][] {{"bob", "db", "builder"}, {"bob", "forced", "builder"}, {"alice", "db", ALICE}}) {
            ScriptedClient client = pooler.unconnected();
            assertThat(outcome(client, login[0], login[1], login[2])).isEqualTo("in");
            assertThat(Replies.types(client.query("select 1"))).isEqualTo("T D C Z");
        }
        assertThat(given).containsExactly("of the server", "of the owner", ALICE);
    }

    @Test
    @DisplayName("Without server_cleartext_password the client's password goes to no server in clear")
    void notInClear() throws Exception {
        postgres.login((server, peer) -> {
            peer.send(Frames.authenticationCleartextPassword());
            assertThat(peer.atEnd()).as("no password").isTrue();
            return false;
        });
        TestPooler pooler = start();
        ScriptedClient client = pooler.unconnected();
        client.startup("alice", "db");
        client.read();
        client.send(Frames.password(ALICE));
        assertThat(result(client)).contains("clear text");
    }

    @Test
    @DisplayName("Lines of the HBA file, with a server of their own or that of the settings")
    void linesOfHba() throws Exception {
        Path hba = Files.writeString(directory.resolve("hba.conf"),
                "host db alice all ldap ldapserver=127.0.0.1 ldapport=" + people.port()
                        + " ldapbasedn=\"dc=example\" ldapbinddn=\"" + Directory.SEARCHER + "\" ldapbindpasswd=\""
                        + Directory.SEARCH_PASSWORD
                        + "\" ldapsearchattribute=uid\nhost db bob all ldap\nhost db dave all reject\n");
        TestPooler pooler = start("auth_type: hba", "auth_hba_file: " + hba);
        assertThat(outcome(pooler.unconnected(), "alice", "db", ALICE)).isEqualTo("in");
        assertThat(people.binds()).containsExactly(Directory.SEARCHER, "uid=alice,ou=people,dc=example");
        assertThat(outcome(pooler.unconnected(), "alice", "db", "builder")).isEqualTo(failed("alice"));
        assertThat(outcome(pooler.unconnected(), "bob", "db", "builder")).isEqualTo("in");
        ScriptedClient dave = pooler.unconnected();
        dave.startup("dave", "db");
        assertThat(result(dave)).startsWith("28000 pg_hba.conf rejects");
    }

    @Test
    @DisplayName("An LDAP server that hangs delays logins by LDAP alone, and those beyond the queue are refused at once")
    void hanging() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        people.beforeBind(() -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Path hba = Files.writeString(directory.resolve("hba.conf"), "host db alice all ldap\nhost all all all trust\n");
        TestPooler pooler = start("auth_type: hba", "auth_hba_file: " + hba);
        // The server lets go of some after a time, so nobody knows which client will find the queue full.
        for (int i = 0; i < 1_000 && !pooler.logged("pooler error: too many logins at a time (ldap)"); i++) {
            ScriptedClient client = pooler.unconnected();
            client.startup("alice", "db");
            client.read();
            client.send(Frames.password(ALICE));
        }
        pooler.awaitLog("pooler error: too many logins at a time (ldap)");
        assertThat(pooler.log())
                .anyMatch(line -> line.contains("LDAP authentication of user \"alice\" refused: too many passwords wait"));
        ScriptedClient bob = pooler.unconnected();
        bob.login("bob", "db");
        assertThat(Replies.types(bob.query("select 1"))).isEqualTo("T D C Z");
        go.countDown();
    }

    @Test
    @DisplayName("An LDAP server that is gone: the login fails, and the log says why")
    void gone() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        TestPooler pooler = start("auth_ldap_options: 'ldapserver=127.0.0.1 ldapport=" + nobody + " ldapsuffix=x'");
        assertThat(outcome(pooler.unconnected(), "alice", "db", ALICE)).isEqualTo(failed("alice"));
        pooler.awaitLog("INFO LDAP authentication failed for user \"alice\": connect error: ");
    }

    @Test
    @DisplayName("StartTLS with an authority from a file, which a reload reads again")
    void startTls() throws Exception {
        Certificates authority = new Certificates(directory, "authority");
        Directory tls = Directory.start(authority.issue("localhost", "localhost")).with("alice", ALICE);
        open.add(tls);
        String options = "auth_ldap_options: 'ldapserver=localhost ldaptls=1 ldapport=" + tls.port()
                + " ldapprefix=\"uid=\" ldapsuffix=\",ou=people,dc=example\"'";
        TestPooler pooler = start(options);
        assertThat(outcome(pooler.unconnected(), "alice", "db", ALICE)).isEqualTo(failed("alice"));
        pooler.reload(lines(options, "auth_ldap_ca_file: " + authority.authority()));
        assertThat(outcome(pooler.unconnected(), "alice", "db", ALICE)).isEqualTo("in");
        assertThat(tls.binds()).hasSize(1);
        try {
            pooler.reload(TestConfig.of(lines(options, "auth_ldap_ca_file: " + directory.resolve("missing"))));
            throw new AssertionError("the file was taken");
        } catch (UncheckedIOException refused) {
            assertThat(refused).hasMessageContaining("missing: cannot be read");
        }
        assertThat(outcome(pooler.unconnected(), "alice", "db", ALICE)).isEqualTo("in");
    }
}
