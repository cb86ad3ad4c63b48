package io.howdah.proxy.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.proxied.ProxyHeader;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.HeaderDoor;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.WholePooler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** server_proxy_protocol: what servers are told in front of their connections. */
@WholePooler
@Timeout(120)
class AnnouncedServersTest {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    private final FakePostgres postgres = FakePostgres.start();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(postgres));
    private HeaderDoor door;

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private TestPooler start(String version, String... lines) throws IOException {
        door = HeaderDoor.to(postgres.port());
        open.add(door);
        List<String> all = new ArrayList<>();
        for (String line : lines) {
            all.add(line.replace("PORT", Integer.toString(door.port())));
        }
        all.add("server_proxy_protocol: " + version);
        all.add("users: {u: {}, v: {}}");
        if (all.stream().noneMatch(line -> line.startsWith("databases:"))) {
            all.add("databases: {db: {host: 127.0.0.1, port: " + door.port() + "}}");
        }
        TestPooler pooler = TestPooler.start(all.toArray(String[]::new));
        open.add(pooler);
        return pooler;
    }

    private ScriptedClient client(Socket socket) throws IOException {
        ScriptedClient client = ScriptedClient.over(socket);
        open.add(client);
        return client;
    }

    private static Socket socket(TestPooler pooler) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), pooler.port());
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    @DisplayName("The first bytes of a server connection tell the address of the client for whom it is opened")
    void firstBytes(String version) throws Exception {
        TestPooler pooler = start(version);
        Socket socket = socket(pooler);
        int own = socket.getLocalPort();
        ScriptedClient client = client(socket);
        client.login("u", "db");
        assertThat(Replies.types(client.query("select 1"))).isEqualTo("T D C Z");
        byte[] expected = version.equals("v1")
                ? ("PROXY TCP4 127.0.0.1 127.0.0.1 " + own + " " + pooler.port() + "\r\n").getBytes(StandardCharsets.US_ASCII)
                : HexFormat.of().parseHex(String.format("0d0a0d0a000d0a515549540a2111000c7f0000017f000001%04x%04x", own,
                        pooler.port()));
        assertThat(door.headers()).hasSize(1);
        assertThat(door.headers().get(0)).isEqualTo(expected);
    }

    @Test
    @DisplayName("Each of several clients that wait is announced once")
    void eachItsOwn() throws Exception {
        TestPooler pooler = start("v2", "default_pool_size: 3");
        ScriptedClient first = client(socket(pooler));
        first.login("u", "db");
        first.query("begin");
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Socket socket = socket(pooler);
            ports.add(socket.getLocalPort());
            ScriptedClient client = client(socket);
            client.login("u", "db");
            client.query("begin");
        }
        assertThat(door.announced().stream().skip(1).map(header -> header.source().getPort()).toList()).isEqualTo(ports);
    }

    @Test
    @DisplayName("An address that has been announced to the pooler is passed on")
    void passedOn() throws Exception {
        TestPooler pooler = start("v1", "proxy_protocol_networks: 127.0.0.1");
        Socket socket = socket(pooler);
        socket.getOutputStream().write("PROXY TCP6 2001:db8::7 2001:db8::1 5 6432\r\n".getBytes(StandardCharsets.US_ASCII));
        ScriptedClient client = client(socket);
        client.login("u", "db");
        client.query("select 1");
        assertThat(new String(door.headers().get(0), StandardCharsets.US_ASCII))
                .isEqualTo("PROXY TCP6 2001:db8::7 2001:db8::1 5 6432\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    @DisplayName("A connection that no client waits for is the pooler's own: LOCAL, or in version 1 its own ends")
    void minimum(String version) throws Exception {
        start(version, "min_pool_size: 1", "databases: {db: {host: 127.0.0.1, port: PORT, user: u}}");
        Await.until("the connection", () -> postgres.open() == 1);
        if (version.equals("v2")) {
            assertThat(door.headers().get(0)).isEqualTo(HexFormat.of().parseHex("0d0a0d0a000d0a515549540a20000000"));
        } else {
            ProxyHeader ends = door.announced().get(0);
            assertThat(ends.destination()).isEqualTo(new InetSocketAddress("127.0.0.1", door.port()));
            assertThat(ends.source().getAddress().isLoopbackAddress()).isTrue();
        }
    }

    @Test
    @DisplayName("A cancel request has the header of the connection that it is for")
    void cancel() throws Exception {
        TestPooler pooler = start("v2");
        ScriptedClient client = client(socket(pooler));
        client.login("u", "db");
        client.send(Frames.query("hold"));
        Await.until("the query to run", () -> postgres.holding() == 1);
        try (Socket socket = socket(pooler)) {
            socket.getOutputStream().write(Frames.cancelRequest(client.key().processId(), client.key().secret()));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(Replies.error(client.readUntil((byte) 'Z')).sqlState()).isEqualTo("57014");
        assertThat(door.headers()).hasSize(2);
        assertThat(door.headers().get(1)).isEqualTo(door.headers().get(0));
    }

    @Test
    @DisplayName("One database may be told and another one not; a reload replaces the connections")
    void perDatabase() throws Exception {
        TestPooler pooler = start("off");
        int port = door.port();
        String users = "users: {u: {}, v: {}}";
        String plain = "databases: {db: {host: 127.0.0.1, port: " + postgres.port() + "}, told: {host: 127.0.0.1, port: " + port
                + ", server_proxy_protocol: v1}}";
        pooler.reload("server_proxy_protocol: off", users, plain);
        ScriptedClient told = pooler.clientOf("u", "told");
        told.query("select 1");
        assertThat(door.headers()).hasSize(1);
        ScriptedClient untold = pooler.client();
        untold.query("select 1");
        assertThat(door.headers()).hasSize(1);
        pooler.reload("server_proxy_protocol: off", users, plain.replace("v1", "v2"));
        Await.until("a connection with the other header", () -> {
            told.query("select 1");
            return door.headers().size() == 2;
        });
        assertThat(door.headers().get(1)[0]).isEqualTo((byte) 0x0d);
    }

    @Test
    @DisplayName("The pooler's look at a host for its health page has a header too")
    void health() throws Exception {
        TestPooler pooler = start("v2", "http_required_databases: db");
        pooler.pooler().view().databaseHealth().toCompletableFuture().get();
        Await.until("the header", () -> door.headers().size() == 1);
        assertThat(door.announced()).containsExactly(ProxyHeader.LOCAL);
    }

    @Test
    @DisplayName("Of a replication connection the client is told as well")
    void replication() throws Exception {
        TestPooler pooler = start("v2");
        Socket socket = socket(pooler);
        ScriptedClient client = client(socket);
        client.login("u", "db", "replication", "true");
        InetSocketAddress source = door.announced().get(0).source();
        assertThat(source.getPort()).isEqualTo(socket.getLocalPort());
    }
}
