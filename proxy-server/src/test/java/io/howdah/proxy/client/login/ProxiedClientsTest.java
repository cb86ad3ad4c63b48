package io.howdah.proxy.client.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.Certificates;
import io.howdah.proxy.testing.Console;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.LeakWatch;
import io.howdah.proxy.testing.Replies;
import io.howdah.proxy.testing.TestPooler;
import io.howdah.proxy.testing.TlsClient;
import io.howdah.proxy.testing.WholePooler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients behind a load balancer that announces them by a PROXY header. */
@WholePooler
@Timeout(120)
class ProxiedClientsTest {

    @RegisterExtension
    static final LeakWatch WATCH = LeakWatch.withLog();

    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    /** Version 1 and version 2 for 203.0.113.7, port 40007, and a connection of the load balancer's own. */
    private static final byte[] LINE = "PROXY TCP4 203.0.113.7 198.51.100.1 40007 6432\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BINARY = HexFormat.of()
            .parseHex(SIGNATURE + "2111000c" + "cb007107" + "c6336401" + "9c47" + "1920");
    private static final byte[] LOCAL = HexFormat.of().parseHex(SIGNATURE + "20000000");

    private static final String FROM_HERE = "proxy_protocol_networks: 127.0.0.0/8";

    @TempDir
    Path directory;

    private final FakePostgres postgres = FakePostgres.start();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(postgres));

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private TestPooler start(String... lines) {
        TestPooler pooler = TestPooler.before(postgres, lines);
        open.add(pooler);
        return pooler;
    }

    private TestPooler startWithTls(String mode, String... lines) {
        Certificates.Pem own = new Certificates(directory, "authority").issue("pooler", "localhost");
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("client_tls_sslmode: " + mode);
        all.add("client_tls_cert_file: " + own.chain());
        all.add("client_tls_key_file: " + own.key());
        return start(all.toArray(String[]::new));
    }

    private static Socket socket(TestPooler pooler, byte[]... first) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), pooler.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(Frames.concat(first));
        return socket;
    }

    private ScriptedClient client(Socket socket) throws IOException {
        ScriptedClient client = ScriptedClient.over(socket);
        open.add(client);
        return client;
    }

    /** Everything until the other side closes. */
    private static String rest(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketException reset) {
            // A close with unread bytes is a reset.
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static String outcome(Socket socket) throws IOException {
        String text = rest(socket);
        return text.replaceAll("(?s).*\0C([0-9A-Z]{5})\0M([^\0]*)\0.*", "$1 $2");
    }

    private static void assertWorks(ScriptedClient client) throws IOException {
        client.login("u", "db");
        assertThat(Replies.types(client.query("select 1"))).isEqualTo("T D C Z");
    }

    private Console console(TestPooler pooler) throws IOException {
        return new Console(client(socket(pooler, LOCAL)), "u", "pgbouncer");
    }

    private static final String ADMIN = "admin_users: u";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("The announced address is the client's: in SHOW CLIENTS, SHOW SOCKETS, the log and application_name")
    void isTheClients(boolean binary) throws Exception {
        TestPooler pooler = start(FROM_HERE, ADMIN, "application_name_add_host: 1");
        ScriptedClient client = client(socket(pooler, binary ? BINARY : LINE));
        assertWorks(client);
        Console console = console(pooler);
        for (String table : List.of("SHOW CLIENTS", "SHOW SOCKETS")) {
            Map<String, String> row = console.row(table, "port", "40007");
            assertThat(row).containsEntry("addr", "203.0.113.7")
                    .containsEntry("local_addr", "127.0.0.1").containsEntry("local_port", Integer.toString(pooler.port()));
        }
        assertThat(console.row("SHOW SERVERS", "database", "db")).containsEntry("application_name", "app - 203.0.113.7:40007");
        assertThat(console.row("SHOW CLIENTS", "database", "pgbouncer")).containsEntry("addr", "127.0.0.1");
        pooler.awaitLog("db/u@203.0.113.7:40007");
        pooler.awaitLog("@203.0.113.7:40007 login attempt: db=db user=u");
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.7/32, 127.0.0.1/32, in", "127.0.0.1/32, 203.0.113.7/32, out"})
    @DisplayName("The rules of HBA are asked for the announced address, and not for the load balancer's")
    void hba(String trusted, String rejected, String outcome) throws Exception {
        Path file = Files.writeString(directory.resolve("hba.conf"),
                "host all all " + trusted + " trust\nhost all all " + rejected + " reject\n");
        TestPooler pooler = start(FROM_HERE, "auth_type: hba", "auth_hba_file: " + file);
        Socket socket = socket(pooler, BINARY, Frames.startup("u", "db"), Frames.terminate());
        String answer = outcome(socket);
        if (outcome.equals("in")) {
            assertThat(answer).startsWith("R").doesNotContain("28000");
        } else {
            assertThat(answer).isEqualTo("28000 pg_hba.conf rejects connection for host \"203.0.113.7\", user \"u\", "
                    + "database \"db\", no encryption");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("Header, start-up packet and query in one piece, and in single bytes")
    void pieces(boolean binary) throws Exception {
        TestPooler pooler = start(FROM_HERE);
        byte[] header = binary ? BINARY : LINE;
        byte[] request = Frames.concat(Frames.startup("u", "db"), Frames.query("select 1"));
        ScriptedClient whole = client(socket(pooler, header, request));
        whole.finishLogin("u", null);
        assertThat(Replies.types(whole.readUntil((byte) 'Z'))).isEqualTo("T D C Z");
        byte[] all = Frames.concat(header, Frames.startup("u", "db"), Frames.terminate());
        try (Socket socket = socket(pooler)) {
            socket.setTcpNoDelay(true);
            for (byte one : all) {
                socket.getOutputStream().write(one);
            }
            assertThat(rest(socket)).startsWith("R");
        }
        pooler.awaitLog("@203.0.113.7:40007 closing because");
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    @DisplayName("TLS behind the header: by SSLRequest and from the first byte on, also in single bytes")
    void tls(boolean direct, boolean drips) throws Exception {
        TestPooler pooler = startWithTls("require", FROM_HERE, ADMIN);
        TlsClient tls = new TlsClient().speaking("postgresql").after(BINARY);
        if (drips) {
            tls.dripping();
        }
        assertWorks(client(direct ? tls.connectDirectly(pooler.port()) : tls.connect(pooler.port())));
        TlsClient own = new TlsClient().after(LOCAL);
        Console console = new Console(client(own.connect(pooler.port())), "u", "pgbouncer");
        assertThat(console.row("SHOW CLIENTS", "database", "db")).containsEntry("addr", "203.0.113.7")
                .hasEntrySatisfying("tls", value -> assertThat(value).startsWith("TLS"));
    }

    @Test
    @DisplayName("Header and SSLRequest in one piece; header and the TLS handshake in one piece")
    void tlsInOnePiece() throws Exception {
        TestPooler pooler = startWithTls("require", FROM_HERE);
        try (Socket socket = socket(pooler, LINE, Frames.sslRequest())) {
            assertThat(socket.getInputStream().read()).isEqualTo('S');
        }
        try (Socket socket = socket(pooler, LINE, new byte[] {0x16, 3, 1, 0, 4, 2, 0, 0, 0})) {
            assertThat(rest(socket)).as("an alert of TLS").startsWith("\25");
        }
        pooler.awaitLog("@203.0.113.7:40007 closing because: TLS handshake failed");
        try (Socket socket = socket(pooler, LINE, Frames.startup("u", "db"))) {
            assertThat(outcome(socket)).isEqualTo("28000 SSL required");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("A header from anywhere else is not believed: it is no start-up packet")
    void notBelieved(boolean off) throws Exception {
        TestPooler pooler = off ? start() : start("proxy_protocol_networks: [192.0.2.0/24, \"::/0\", unix]");
        for (byte[] header : List.of(LINE, BINARY, LOCAL)) {
            try (Socket socket = socket(pooler, header, Frames.startup("u", "db"))) {
                assertThat(outcome(socket)).isEqualTo("08P01 invalid startup packet: a PROXY header, from an address that is "
                        + "not in proxy_protocol_networks");
            }
        }
        pooler.awaitLog("(nodb)/(nouser)@127.0.0.1");
        assertThat(pooler.logged("203.0.113.7")).isFalse();
        assertWorks(client(socket(pooler)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"startup", "ssl", "tls", "cancel", "PROXY TCP9 1\r\n", "PROXY TCP4 1.2.3.4 1.2.3.5 1 66000\r\n",
        "PROXY UNKNOWN\n", "long", "GET / HTTP/1.1\r\n\r\n", SIGNATURE + "3111000c", SIGNATURE + "2111ffff",
        SIGNATURE + "2191000400000000", SIGNATURE + "2111000b7f0000017f0000019c4719",
        SIGNATURE + "21110010cb007107c63364019c47192004000500", SIGNATURE + "21110013cb007107c63364019c47192003000400000000"})
    @DisplayName("A connection from the load balancer without a right header is closed without a word, and logged once")
    void hostile(String bytes) throws Exception {
        TestPooler pooler = startWithTls("allow", FROM_HERE);
        ScriptedClient neighbour = client(socket(pooler, LINE));
        assertWorks(neighbour);
        byte[] sent = switch (bytes) {
            case "startup" -> Frames.startup("u", "db");
            case "ssl" -> Frames.sslRequest();
            case "tls" -> new byte[] {0x16, 3, 1, 1, 0, 1, 0, 0, 1};
            case "cancel" -> Frames.cancelRequest(1, new byte[4]);
            case "long" -> ("PROXY UNKNOWN " + "x".repeat(10_000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            default -> bytes.startsWith(SIGNATURE) ? HexFormat.of().parseHex(bytes) : bytes.getBytes(StandardCharsets.US_ASCII);
        };
        String peer;
        try (Socket socket = socket(pooler, sent)) {
            peer = "(nodb)/(nouser)@127.0.0.1:" + socket.getLocalPort();
            assertThat(rest(socket)).isEmpty();
        }
        Await.until("the reason in the log", () -> pooler.log().stream().anyMatch(line -> line.contains(peer)));
        assertThat(pooler.log().stream().filter(line -> line.contains(peer))).singleElement().asString()
                .contains(" closing because: ").contains("PROXY").contains("WARN");
        assertThat(Replies.types(neighbour.query("select 1"))).isEqualTo("T D C Z");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 16, 27})
    @DisplayName("A header that does not come in time is closed after client_login_timeout without a word")
    void slow(int length) throws Exception {
        TestPooler pooler = start(FROM_HERE, "client_login_timeout: 1s");
        try (Socket socket = socket(pooler, java.util.Arrays.copyOf(BINARY, length))) {
            assertThat(rest(socket)).isEmpty();
        }
        pooler.awaitLog("closing because: client_login_timeout");
        // The limit is one for header and login together.
        try (Socket socket = socket(pooler, BINARY)) {
            assertThat(outcome(socket)).isEqualTo("08P01 client_login_timeout");
        }
    }

    @Test
    @DisplayName("A health check that connects and closes, with or without a header, leaves nothing in the log")
    void healthCheck() throws Exception {
        TestPooler pooler = start(FROM_HERE);
        for (byte[] bytes : List.of(new byte[0], LOCAL, java.util.Arrays.copyOf(LOCAL, 5), LINE)) {
            try (Socket socket = socket(pooler, bytes)) {
                socket.shutdownOutput();
                assertThat(rest(socket)).isEmpty();
            }
        }
        pooler.awaitUnused();
        assertThat(pooler.logged("closing because")).isFalse();
        assertThat(pooler.logged("WARN")).isFalse();
    }

    @Test
    @DisplayName("A cancel request behind a header reaches its query")
    void cancel() throws Exception {
        TestPooler pooler = start(FROM_HERE);
        ScriptedClient client = client(socket(pooler, LINE));
        client.login("u", "db");
        client.send(Frames.query("hold"));
        Await.until("the query to run", () -> postgres.holding() == 1);
        try (Socket socket = socket(pooler, BINARY, Frames.cancelRequest(client.key().processId(), client.key().secret()))) {
            assertThat(rest(socket)).isEmpty();
        }
        assertThat(Replies.error(client.readUntil((byte) 'Z')).sqlState()).isEqualTo("57014");
    }

    @Test
    @DisplayName("After a reload the new networks count for new connections, and sessions stay")
    void reload() throws Exception {
        TestPooler pooler = start();
        ScriptedClient before = client(socket(pooler));
        assertWorks(before);
        pooler.reload(TestPooler.withDatabase(postgres, FROM_HERE));
        assertWorks(client(socket(pooler, LINE)));
        try (Socket socket = socket(pooler, Frames.startup("u", "db"))) {
            assertThat(rest(socket)).isEmpty();
        }
        assertThat(Replies.types(before.query("select 1"))).isEqualTo("T D C Z");
        pooler.reload(TestPooler.withDatabase(postgres));
        assertWorks(client(socket(pooler)));
    }

    @Test
    @DisplayName("No load balancer leads to the console's own port, where a header is never believed")
    void consolePort() throws Exception {
        TestPooler pooler = start(FROM_HERE, ADMIN, "admin_listen_addr: 127.0.0.1", "admin_listen_port: 0");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), pooler.consolePort())) {
            Console console = new Console(ScriptedClient.over(socket), "u", "pgbouncer");
            assertThat(console.row("SHOW CLIENTS", "database", "pgbouncer")).containsEntry("addr", "127.0.0.1");
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), pooler.consolePort())) {
            socket.getOutputStream().write(LINE);
            assertThat(outcome(socket)).startsWith("08P01 invalid startup packet");
        }
    }

    // ---- unix sockets

    private String local(TestPooler pooler, byte[] header, String user, String database) throws IOException {
        Path path = directory.resolve(".s.PGSQL." + pooler.port());
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(path));
            channel.write(ByteBuffer.wrap(Frames.concat(header, Frames.startup(user, database))));
            ByteBuffer in = ByteBuffer.allocate(4096);
            channel.read(in);
            String text = new String(in.array(), 0, in.position(), StandardCharsets.UTF_8);
            return text.startsWith("R") ? "in" : text.replaceAll("(?s).*\0C([0-9A-Z]{5})\0M([^\0]*)\0.*", "$1 $2");
        }
    }

    @Test
    @DisplayName("Over the unix socket the announced client is one of TCP, and the load balancer's account is nobody's")
    void unixSockets() throws Exception {
        String account = System.getProperty("user.name");
        Path hba = Files.writeString(directory.resolve("hba.conf"),
                "local all all peer map=m\nhost all all 203.0.113.7/32 trust\n"
                        + "host all all 127.0.0.1/32 trust\n");
        Path ident = Files.writeString(directory.resolve("ident.conf"), "m " + account + " u\n");
        TestPooler pooler = start("proxy_protocol_networks: unix", "unix_socket_dir: " + directory, "auth_type: hba",
                "auth_hba_file: " + hba, "auth_ident_file: " + ident, "admin_users: v");
        assertThat(local(pooler, LOCAL, "u", "db")).isEqualTo("in");
        assertThat(local(pooler, BINARY, "u", "db")).isEqualTo("in");
        assertThat(local(pooler, LINE, "v", "db")).isEqualTo("in");
        // The account at the other end is the load balancer's, and no client's.
        byte[] unknown = "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] unixStream = HexFormat.of().parseHex(SIGNATURE + "213100d8" + "00".repeat(216));
        for (byte[] header : List.of(unknown, unixStream)) {
            assertThat(local(pooler, header, "u", "db")).isEqualTo("28000 Peer authentication failed for user \"u\"");
            assertThat(local(pooler, header, "pgbouncer", "pgbouncer")).startsWith("28000");
        }
        // The pooler's own account is the console's administrator without a rule.
        assertThat(local(pooler, LOCAL, "pgbouncer", "pgbouncer")).isEqualTo("in");
        assertThat(local(pooler, new byte[0], "u", "db")).isEmpty();
        assertWorks(client(socket(pooler)));
    }

    @ParameterizedTest
    @CsvSource({"true, S", "false, N"})
    @DisplayName("TLS over the unix socket: for an announced client, as over TCP, and not for the load balancer itself")
    void tlsOverUnixSocket(boolean announced, String answer) throws Exception {
        TestPooler pooler = startWithTls("require", "proxy_protocol_networks: unix", "unix_socket_dir: " + directory);
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(directory.resolve(".s.PGSQL." + pooler.port())));
            channel.write(ByteBuffer.wrap(Frames.concat(announced ? BINARY : LOCAL, Frames.sslRequest())));
            ByteBuffer in = ByteBuffer.allocate(1);
            channel.read(in);
            assertThat((char) in.get(0)).isEqualTo(answer.charAt(0));
        }
        assertThat(local(pooler, BINARY, "u", "db")).isEqualTo("28000 SSL required");
        assertThat(local(pooler, LOCAL, "u", "db")).isEqualTo("in");
    }
}
