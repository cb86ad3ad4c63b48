package io.howdah.proxy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.howdah.protocol.fixtures.Frames;
import io.howdah.protocol.fixtures.ScriptedClient;
import io.howdah.proxy.testing.Await;
import io.howdah.proxy.testing.FakePostgres;
import io.howdah.proxy.testing.MainProcess;
import io.howdah.proxy.testing.WholePooler;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The test plays systemd. */
@WholePooler
@Timeout(120)
class ServiceManagerTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void needsLinux() {
        assumeTrue(Epoll.isAvailable(), "needs Linux");
    }

    private Path ini(FakePostgres server) throws Exception {
        Files.writeString(folder.resolve("users.txt"), "\"u\" \"\"\n");
        return Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                db = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = 0
                admin_listen_addr =
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                """.formatted(server.port(), folder.resolve("users.txt")));
    }

    /** Receives the messages to NOTIFY_SOCKET. */
    private static final class Notices implements AutoCloseable {
        private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        private final List<String> received = new CopyOnWriteArrayList<>();
        private final Channel channel;

        Notices(String address) {
            channel = new Bootstrap().group(group).channel(EpollDomainDatagramChannel.class)
                    .handler(new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                        @Override
                        protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
                            received.add(packet.content().toString(StandardCharsets.UTF_8));
                        }
                    })
                    .bind(new DomainSocketAddress(address.replace('@', '\0'))).syncUninterruptibly().channel();
        }

        void await(String... beginnings) {
            Await.until(List.of(beginnings) + " of " + received, () -> received.size() >= beginnings.length);
            for (int i = 0; i < beginnings.length; i++) {
                assertThat(received.get(i)).startsWith(beginnings[i]);
            }
        }

        @Override
        public void close() {
            channel.close().syncUninterruptibly();
            group.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("It hears READY=1 when clients are taken, RELOADING=1 with the time and READY=1 at HUP, STOPPING=1 at TERM; by a path or an abstract name")
    void notified() throws Exception {
        for (String address : new String[] {folder.resolve("notify").toString(),
            "@howdah-notify-" + ProcessHandle.current().pid()}) {
            try (FakePostgres server = FakePostgres.start(); Notices notices = new Notices(address)) {
                Map<String, String> environment = Map.of("NOTIFY_SOCKET", address);
                try (MainProcess howdah = MainProcess.start(folder, List.of(), environment, ini(server).toString())) {
                    notices.await("READY=1");
                    assertThat(howdah.log()).contains("process up");
                    long before = System.nanoTime() / 1000;
                    howdah.signal("HUP");
                    notices.await("READY=1", "RELOADING=1\nMONOTONIC_USEC=", "READY=1");
                    long said = Long.parseLong(notices.received.get(1).replaceAll("(?s).*USEC=", ""));
                    assertThat(said).as("the clock is the system's, not the process's").isBetween(before,
                            System.nanoTime() / 1000);
                    howdah.signal("TERM");
                    notices.await("READY=1", "RELOADING=1", "READY=1", "STOPPING=1");
                    assertThat(howdah.status()).isZero();
                }
            }
        }
    }

    @Test
    @DisplayName("A service manager that does not listen is no reason not to run")
    void nobodyListens() throws Exception {
        try (FakePostgres server = FakePostgres.start();
                MainProcess howdah = MainProcess.start(
                        folder, List.of(), Map.of("NOTIFY_SOCKET", folder.resolve("none").toString()), ini(server).toString())) {
            howdah.port();
            howdah.awaitLog("cannot be told READY=1");
        }
    }

    /**
     * Like systemd for a .socket unit: binds a TCP and a unix socket as descriptors 3 and 4, and executes the given command in
     * its own process.
     */
    private static final String ACTIVATE = """
            import fcntl, os, socket, sys
            tcp = socket.socket(socket.AF_INET); tcp.bind(("127.0.0.1", 0)); tcp.listen(5)
            unix = socket.socket(socket.AF_UNIX); unix.bind(sys.argv[1]); unix.listen(5)
            spare = [os.dup(s.fileno()) for s in (tcp, unix)]
            high = [fcntl.fcntl(f, fcntl.F_DUPFD, 50) for f in spare]
            os.closerange(3, 50)
            for i, f in enumerate(high):
                os.dup2(f, 3 + i)
                os.close(f)
            os.environ["LISTEN_FDS"] = "2"
            os.environ["LISTEN_PID"] = str(os.getpid() + int(sys.argv[2]))
            os.execv(sys.argv[3], sys.argv[3:])
            """;

    private MainProcess activated(FakePostgres server, String socket, int another) throws Exception {
        return MainProcess.start(folder, List.of("python3", "-c", ACTIVATE, socket, Integer.toString(another)), Map.of(),
                ini(server).toString());
    }

    @Test
    @DisplayName("Sockets that listen already are used instead of the configured addresses; a client that came before the pooler is served")
    void activated() throws Exception {
        assumeTrue(hasPython(), "needs python3");
        String socket = folder.resolve("activated").toString();
        try (FakePostgres server = FakePostgres.start(); MainProcess howdah = activated(server, socket, 0)) {
            howdah.awaitLog("process up");
            assertThat(howdah.log()).contains("listening on 127.0.0.1:").contains("listening on unix:" + socket)
                    .contains("(given by the service manager)");
            assertThat(howdah.log().lines().filter(line -> line.contains("listening on"))).hasSize(2);
            try (ScriptedClient one = ScriptedClient.connect(howdah.port());
                    ScriptedClient two = ScriptedClient.connect(howdah.port())) {
                one.login("u", "db");
                two.login("u", "db");
                one.query("select 1");
            }
            try (SocketChannel local = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                local.connect(UnixDomainSocketAddress.of(socket));
                local.write(ByteBuffer.wrap(Frames.startup("u", "db")));
                ByteBuffer answer = ByteBuffer.allocate(1);
                assertThat(local.read(answer)).isEqualTo(1);
                assertThat(answer.get(0)).isEqualTo((byte) 'R');
            }
            howdah.signal("TERM");
            assertThat(howdah.status()).isZero();
            assertThat(Path.of(socket)).as("is the service manager's").exists();
        }
    }

    @Test
    @DisplayName("Sockets meant for another process are left alone")
    void notMeant() throws Exception {
        assumeTrue(hasPython(), "needs python3");
        try (FakePostgres server = FakePostgres.start();
                MainProcess howdah = activated(server, folder.resolve("other").toString(), 1)) {
            howdah.port();
            assertThat(howdah.log()).doesNotContain("given by the service manager");
        }
    }

    private static boolean hasPython() throws Exception {
        try {
            return new ProcessBuilder("python3", "-c", "").start().waitFor() == 0;
        } catch (java.io.IOException absent) {
            return false;
        }
    }
}
