package io.howdah.proxy.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.config.HostAddress;
import io.howdah.config.LdapLogins;
import io.howdah.config.LdapSettings;
import io.howdah.proxy.auth.ldap.LdapBinds.Outcome;
import io.howdah.proxy.testing.Certificates;
import io.howdah.proxy.testing.Directory;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Questions to an LDAP server. */
@Timeout(120)
class LdapBindsTest {

    @TempDir
    Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Directory people;

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private Directory people(Directory started) {
        open.add(started);
        people = started.with("alice", "wonder").with("bob", "builder").with("uid=two\\, dc\\=x", "odd",
                Map.of("uid", "two, dc=x"));
        return people;
    }

    private LdapBinds binds(LdapSettings settings, Optional<Path> authorities, int threads, int waiting, Duration limit) {
        LdapBinds binds = new LdapBinds(threads, waiting, limit);
        open.add(binds);
        binds.use(LdapBinds.prepare(new LdapLogins(Optional.of(settings), Map.of(), authorities)));
        return binds;
    }

    private LdapBinds.Answer ask(LdapSettings settings, String user, String password) throws Exception {
        return ask(settings, Optional.empty(), user, password);
    }

    private LdapBinds.Answer ask(LdapSettings settings, Optional<Path> authorities, String user, String password)
            throws Exception {
        return binds(settings, authorities, 1, 1, Duration.ofSeconds(20)).ask(settings, user, password).toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    private LdapSettings simple() {
        return on(new HostAddress("127.0.0.1", people.port()), false, false);
    }

    private static LdapSettings on(HostAddress server, boolean ldaps, boolean startTls) {
        return new LdapSettings(List.of(server), ldaps, startTls, "uid=", ",ou=people,dc=example", Optional.empty());
    }

    private LdapSettings search(String bindDn, String password, String filter) {
        return new LdapSettings(List.of(new HostAddress("127.0.0.1", people.port())), false, false, "", "",
                Optional.of(new LdapSettings.Search("dc=example", LdapSettings.Scope.SUB, bindDn, password, filter)));
    }

    private static final LdapBinds.Answer RIGHT = new LdapBinds.Answer(Outcome.RIGHT, "");

    private static LdapBinds.Answer wrong(String why) {
        return new LdapBinds.Answer(Outcome.WRONG, why);
    }

    @Test
    @DisplayName("A simple bind as the user, whose name stays a name")
    void simpleBind() throws Exception {
        people(Directory.start());
        assertThat(ask(simple(), "alice", "wonder")).isEqualTo(RIGHT);
        assertThat(ask(simple(), "alice", "builder"))
                .isEqualTo(wrong("LDAP login failed for \"uid=alice,ou=people,dc=example\""));
        assertThat(ask(simple(), "nobody", "wonder").outcome()).isEqualTo(Outcome.WRONG);
        assertThat(ask(simple(), "two, dc=x", "odd")).isEqualTo(RIGHT);
        assertThat(ask(simple(), "alice,ou=people,dc=example", "wonder").outcome()).isEqualTo(Outcome.WRONG);
        assertThat(people.binds()).contains("uid=two\\, dc\\=x,ou=people,dc=example");
    }

    @Test
    @DisplayName("A search as an account of its own, and then the bind")
    void searchAndBind() throws Exception {
        people(Directory.start()).with("cn=1", "a", Map.of("mail", "twin@example"))
                .with("cn=2", "a", Map.of("mail", "twin@example"))
                .with("cn=3", "a", Map.of("mail", "triple@example")).with("cn=4", "a", Map.of("mail", "triple@example"))
                .with("cn=5", "a", Map.of("mail", "triple@example")).with("cn=6", "six", Map.of("mail", "six@example"));
        LdapSettings byName = search(Directory.SEARCHER, Directory.SEARCH_PASSWORD, "(uid=$username)");
        assertThat(ask(byName, "alice", "wonder")).isEqualTo(RIGHT);
        assertThat(people.binds()).containsExactly(Directory.SEARCHER, "uid=alice,ou=people,dc=example");
        assertThat(ask(byName, "alice", "builder")).isEqualTo(wrong("LDAP login failed for \"uid=alice,ou=people,dc=example\""));
        assertThat(ask(byName, "nobody", "wonder")).isEqualTo(wrong("LDAP user does not exist"));
        LdapSettings byMail = search(Directory.SEARCHER, Directory.SEARCH_PASSWORD, "(|(uid=$username)(mail=$username))");
        assertThat(ask(byMail, "six@example", "six")).isEqualTo(RIGHT);
        assertThat(ask(byMail, "bob", "builder")).isEqualTo(RIGHT);
        assertThat(ask(byMail, "twin@example", "a")).isEqualTo(wrong("LDAP user is not unique"));
        assertThat(ask(byMail, "triple@example", "a")).isEqualTo(wrong("LDAP user is not unique"));
        int before = people.binds().size();
        for (String user : List.of("*", "a*", "alice)(uid=*", "a\\2a", "(", "a/b")) {
            assertThat(ask(byName, user, "wonder")).isEqualTo(wrong("invalid character in user name for LDAP authentication"));
        }
        assertThat(people.binds()).as("nobody has been asked").hasSize(before);
        assertThat(ask(search(Directory.SEARCHER, "no", "(uid=$username)"), "alice", "wonder").why())
                .startsWith("could not perform initial LDAP bind for ldapbinddn \"" + Directory.SEARCHER + "\": ")
                .doesNotContain("\"no\"");
        assertThat(ask(search("", "", "(uid=$username)"), "alice", "wonder").outcome())
                .as("this server lets nobody search unnamed")
                .isEqualTo(Outcome.WRONG);
    }

    @Test
    @DisplayName("The server's certificate is verified, with its name, by StartTLS and by ldaps; otherwise no password is sent")
    void tls() throws Exception {
        Certificates authority = new Certificates(directory, "authority");
        Certificates stranger = new Certificates(Files.createDirectory(directory.resolve("s")), "stranger");
        people(Directory.start(authority.issue("localhost", "localhost")));
        HostAddress plain = new HostAddress("localhost", people.port());
        HostAddress tls = new HostAddress("localhost", people.tlsPort());
        Optional<Path> trusted = Optional.of(authority.authority());
        for (LdapSettings good : List.of(on(plain, false, true), on(tls, true, false))) {
            assertThat(ask(good, trusted, "alice", "wonder")).isEqualTo(RIGHT);
            assertThat(ask(good, trusted, "alice", "no").outcome()).isEqualTo(Outcome.WRONG);
        }
        int before = people.binds().size();
        for (LdapSettings settings : List.of(on(plain, false, true), on(tls, true, false))) {
            assertThat(ask(settings, Optional.of(stranger.authority()), "alice", "wonder").outcome()).isEqualTo(Outcome.WRONG);
            assertThat(ask(settings, Optional.empty(), "alice", "wonder").outcome()).isEqualTo(Outcome.WRONG);
        }
        // The certificate is for another name.
        assertThat(ask(on(new HostAddress("127.0.0.1", people.port()), false, true), trusted, "alice", "wonder").outcome())
                .isEqualTo(Outcome.WRONG);
        assertThat(ask(on(new HostAddress("127.0.0.1", people.tlsPort()), true, false), trusted, "alice", "wonder").outcome())
                .isEqualTo(Outcome.WRONG);
        assertThat(people.binds()).hasSize(before);
    }

    @Test
    @DisplayName("A server without TLS gets no password if StartTLS is wanted")
    void noTls() throws Exception {
        people(Directory.start());
        assertThat(ask(on(new HostAddress("127.0.0.1", people.port()), false, true), "alice", "wonder").outcome())
                .isEqualTo(Outcome.WRONG);
        assertThat(people.binds()).isEmpty();
    }

    @Test
    @DisplayName("The next server is asked if one cannot be reached")
    void severalServers() throws Exception {
        people(Directory.start());
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        LdapSettings both = new LdapSettings(
                List.of(new HostAddress("127.0.0.1", nobody), new HostAddress("127.0.0.1", people.port())),
                false, false, "uid=", ",ou=people,dc=example", Optional.empty());
        assertThat(ask(both, "alice", "wonder")).isEqualTo(RIGHT);
        assertThat(ask(on(new HostAddress("127.0.0.1", nobody), false, false), "alice", "wonder").outcome())
                .isEqualTo(Outcome.WRONG);
    }

    @Test
    @DisplayName("A server that says nothing: each step has its time, in clear, with StartTLS and with ldaps")
    void silence() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            HostAddress address = new HostAddress("127.0.0.1", silent.getLocalPort());
            for (LdapSettings settings : List.of(on(address, false, false), on(address, false, true), on(address, true, false))) {
                LdapBinds binds = binds(settings, Optional.empty(), 1, 1, Duration.ofMillis(300));
                assertThat(binds.ask(settings, "alice", "wonder").toCompletableFuture().get(20, TimeUnit.SECONDS).outcome())
                        .isEqualTo(Outcome.WRONG);
            }
        }
    }

    @Test
    @DisplayName("A full queue refuses at once; the questions before are answered")
    void full() throws Exception {
        people(Directory.start());
        CountDownLatch go = new CountDownLatch(1);
        people.beforeBind(() -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        LdapBinds binds = binds(simple(), Optional.empty(), 1, 2, Duration.ofSeconds(60));
        List<CompletableFuture<LdapBinds.Answer>> asked = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            asked.add(binds.ask(simple(), "alice", "wonder").toCompletableFuture());
        }
        CompletableFuture<LdapBinds.Answer> refused = binds.ask(simple(), "alice", "wonder").toCompletableFuture();
        assertThat(refused).isCompletedWithValue(new LdapBinds.Answer(Outcome.BUSY, ""));
        assertThat(asked).noneMatch(CompletableFuture::isDone);
        go.countDown();
        for (CompletableFuture<LdapBinds.Answer> one : asked) {
            assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo(RIGHT);
        }
    }

    @Test
    @DisplayName("A filter or a file of authorities that cannot be used is refused")
    void prepared() {
        LdapSettings broken = new LdapSettings(List.of(new HostAddress("h", 1)), false, false, "", "", Optional.of(
                new LdapSettings.Search("dc=x", LdapSettings.Scope.SUB, "", "", "(uid=$username")));
        assertThatThrownBy(() -> LdapBinds.prepare(new LdapLogins(Optional.empty(), Map.of(3, broken), Optional.empty())))
                .isInstanceOf(UncheckedIOException.class).hasMessageContaining("is no filter of LDAP");
        LdapSettings good = on(new HostAddress("h", 1), false, false);
        assertThatThrownBy(() -> LdapBinds.prepare(
                new LdapLogins(Optional.of(good), Map.of(), Optional.of(directory.resolve("missing")))))
                .isInstanceOf(UncheckedIOException.class).hasMessageContaining("missing: cannot be read");
        LdapBinds.prepare(new LdapLogins(Optional.empty(), Map.of(), Optional.of(directory.resolve("missing"))));
    }
}
