package io.howdah.proxy.client.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.console.view.MemorySnapshot;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Console;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that have not proved anything yet, in numbers. */
@WholePooler
@Timeout(60)
class LimitsOnStrangersTest {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    private final FakePostgres postgres = FakePostgres.start();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(postgres));

    private Console console;

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private TestPooler start(String... lines) {
        TestPooler pooler = TestPooler.start(withDatabase(lines));
        open.add(pooler);
        return pooler;
    }

    private String[] withDatabase(String... lines) {
        String[] all = Arrays.copyOf(lines, lines.length + 1);
        all[lines.length] = "databases: {db: {host: 127.0.0.1, port: " + postgres.port() + "}}";
        return all;
    }

    private ScriptedClient from(String address, TestPooler pooler) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), pooler.port()));
        socket.setSoTimeout(20_000);
        ScriptedClient client = ScriptedClient.over(socket);
        open.add(client);
        return client;
    }

    private void awaitLogins(int count) {
        Await.until(count + " logins to be under way", () -> console.row("SHOW LISTS", "list", "login_clients").get("items")
                .equals(Integer.toString(count)));
    }

    private static String refusal(ScriptedClient client, String password) throws IOException {
        client.startup("u", "db");
        if (password != null) {
            assertThat(client.read().type()).isEqualTo((byte) 'R');
            client.send(Frames.password(password));
        }
        ErrorResponse error = client.expectError();
        client.expectClosed();
        return error.sqlState() + " " + error.message();
    }

    @Test
    @DisplayName("max_login_conn: strangers who say nothing keep nobody out; the oldest of them goes, and nobody who is in")
    void silentStrangers() throws Exception {
        TestPooler pooler = start("max_login_conn: 3", "tcp_defer_accept: 0", "client_login_timeout: 0",
                "admin_users: [v]", "users: {u: {}, v: {}}");
        console = pooler.console("v");
        ScriptedClient inside = from("127.0.0.1", pooler);
        inside.login("u", "db");
        List<ScriptedClient> silent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ScriptedClient stranger = from("127.0.0.1", pooler);
            stranger.send(new byte[] {0, 0, 0}); // The beginning of a start-up packet.
            awaitLogins(i + 1);
            silent.add(stranger);
        }
        for (int i = 0; i < 3; i++) {
            ScriptedClient next = from("127.0.0.1", pooler);
            ErrorResponse error = silent.get(i).expectError();
            assertThat(error.sqlState()).isEqualTo("53300");
            assertThat(error.message()).contains("max_login_conn");
            silent.get(i).expectClosed();
            next.login("u", "db");
            assertThat(Replies.types(next.query("select 1"))).isEqualTo("T D C Z");
            ScriptedClient stranger = from("127.0.0.1", pooler);
            stranger.send(new byte[] {0, 0, 0});
            awaitLogins(3);
        }
        assertThat(Replies.types(inside.query("select 1"))).isEqualTo("T D C Z");
        assertThat(pooler.log()).filteredOn(line -> line.contains("max_login_conn")).as("once a minute").hasSize(1);
    }

    private static long loginKilobytes(TestPooler pooler) {
        return pooler.pooler().view().memory().stream().filter(row -> row.name().equals("login_bytes"))
                .mapToLong(MemorySnapshot::used).sum();
    }

    @Test
    @DisplayName("strangers that send half a password message each keep nobody out, and what they hold goes with them")
    void halfPasswords() throws Exception {
        TestPooler pooler = start("auth_type: plain", "users: {u: {password: right}}", "client_login_timeout: 0");
        byte[] half = Arrays.copyOf(Frames.password("x".repeat(400)), 200);
        List<ScriptedClient> strangers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ScriptedClient stranger = from("127.0.0.1", pooler);
            stranger.startup("u", "db");
            assertThat(stranger.read().type()).isEqualTo((byte) 'R');
            stranger.send(half);
            strangers.add(stranger);
        }
        Await.until("all halves to be held", () -> loginKilobytes(pooler) >= 100 * half.length / 1024);
        for (int i = 0; i < 20; i++) {
            try (ScriptedClient good = from("127.0.0.1", pooler)) {
                good.loginWithPassword("u", "db", "right");
                assertThat(Replies.types(good.query("select 1"))).isEqualTo("T D C Z");
            }
        }
        assertThat(loginKilobytes(pooler)).as("KB held").isBetween(100L * half.length / 1024, 1_000L);
        for (ScriptedClient stranger : strangers) {
            stranger.close();
        }
        Await.until("nothing held", () -> loginKilobytes(pooler) == 0);
    }

    @Test
    @DisplayName("max_login_failures: an address that guesses is refused for a while, before a server or a secret is looked at; others are not")
    void guesses() throws Exception {
        TestPooler pooler = start("max_login_failures: 3", "auth_type: plain", "users: {u: {password: right}}");
        from("127.0.0.1", pooler).loginWithPassword("u", "db", "right");
        for (int i = 0; i < 3; i++) {
            assertThat(refusal(from("127.0.0.1", pooler), "wrong")).startsWith("28P01");
        }
        assertThat(refusal(from("127.0.0.1", pooler), null)).isEqualTo(
                "53300 too many failed logins from this address (max_login_failures)");
        from("127.0.0.2", pooler).loginWithPassword("u", "db", "right");
        pooler.awaitLog("127.0.0.1: 3 failed logins in a minute (max_login_failures)");
        pooler.reload(withDatabase("auth_type: plain", "users: {u: {password: right}}"));
        from("127.0.0.1", pooler).loginWithPassword("u", "db", "right");
    }
}
