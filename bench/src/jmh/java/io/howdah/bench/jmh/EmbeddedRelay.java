package io.howdah.bench.jmh;

import io.howdah.config.ConfigException;
import io.howdah.config.ConfigFormat;
import io.howdah.config.ConfigLoader;
import io.howdah.config.DatabaseConfig;
import io.howdah.config.PoolerConfig;
import io.howdah.protocol.ProtocolVersion;
import io.howdah.protocol.frontend.StartupMessage;
import io.howdah.proxy.auth.ClientOrigin;
import io.howdah.proxy.cache.ResultCache;
import io.howdah.proxy.client.LoopClients;
import io.howdah.proxy.client.login.CancelKeys;
import io.howdah.proxy.client.login.ClientStartup;
import io.howdah.proxy.client.login.NewClient;
import io.howdah.proxy.client.login.SessionStart;
import io.howdah.proxy.ledger.Ledger;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.loop.Transport;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.PoolConfig;
import io.howdah.proxy.pool.PoolKey;
import io.howdah.proxy.pool.Pools;
import io.howdah.proxy.prepared.StatementRegistry;
import io.howdah.proxy.proxied.Announcement;
import io.howdah.proxy.server.EmbeddedServers;
import io.howdah.proxy.server.ServerCredentials;
import io.howdah.proxy.server.ServerEncryption;
import io.howdah.proxy.server.ServerTarget;
import io.howdah.proxy.server.login.HostResolver;
import io.howdah.proxy.server.login.ServerConnector;
import io.howdah.proxy.tls.ServerTls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pooler's whole path of a request and its answer, without sockets: a client's session, a pool with one server, Netty's
 * pipelines and write buffers. The relay hands received bytes to the pipelines, and counts and drops sent bytes. It ends with the
 * JVM that JMH forked.
 */
final class EmbeddedRelay {

    private static final String CONFIG = """
            listen:
              port: 0
            databases:
              shop:
                host: 127.0.0.1
                port: 5432
            users:
              webapp:
                password: secret
            """;

    /** The ParameterStatus messages of PostgreSQL 18. */
    private static final Map<String, String> REPORTED = Map.ofEntries(Map.entry("server_version", "18.0"),
            Map.entry("server_encoding", "UTF8"), Map.entry("client_encoding", "UTF8"), Map.entry("DateStyle", "ISO, MDY"),
            Map.entry("TimeZone", "Etc/UTC"), Map.entry("IntervalStyle", "postgres"), Map.entry("application_name", ""),
            Map.entry("standard_conforming_strings", "on"), Map.entry("integer_datetimes", "on"),
            Map.entry("is_superuser", "off"), Map.entry("session_authorization", "webapp"),
            Map.entry("default_transaction_read_only", "off"), Map.entry("in_hot_standby", "off"),
            Map.entry("search_path", "\"$user\", public"), Map.entry("scram_iterations", "4096"));

    private final EmbeddedChannel client = channel();
    private final EmbeddedChannel server = channel();

    EmbeddedRelay() {
        try {
            PoolerConfig config = ConfigLoader.load(CONFIG, ConfigFormat.YAML, Path.of("").toAbsolutePath(), Map.of());
            Loop loop = new Loop(0, client.eventLoop());
            // The pool never asks this connector for a connection: there is one client, and one server is connected already.
            ServerConnector connector = new ServerConnector(Transport.NIO, new HostResolver(Runnable::run, 0),
                    new ServerTls(Runnable::run), Runnable::run, config.listen().tcp());
            Pool pool = new Pools(List.of(loop), connector).pool(new PoolKey("shop", "webapp"), () -> poolConfig(config));
            EmbeddedServers.loggedIn(server, loop, pool.opening(), pool.config().target(),
                    pool.config().database().hosts().get(0), pool.stats(), REPORTED);
            LoopClients sessions = new LoopClients(loop, config::log, new ResultCache(config.cache(), statement -> {}));
            client.pipeline().addLast("startup", new ChannelInboundHandlerAdapter());
            ClientStartup startup = new ClientStartup(
                    new StartupMessage(ProtocolVersion.V3_0, Map.of("user", "webapp", "database", "shop")));
            new SessionStart(new CancelKeys(null), List.of(sessions), new StatementRegistry(), Ledger.ofThisProcess(),
                    config.protocol())
                    .begin(new NewClient(client, loop, ClientOrigin.of(client), startup, "webapp"), pool, Map.of());
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
        taken(client);
    }

    private static EmbeddedChannel channel() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setAllocator(PooledByteBufAllocator.DEFAULT);
        return channel;
    }

    private static PoolConfig poolConfig(PoolerConfig config) {
        DatabaseConfig database = config.database("shop").orElseThrow();
        ServerCredentials credentials = new ServerCredentials("webapp", Optional.of("secret"), Optional::empty, Optional::empty,
                () -> {});
        ServerTarget target = new ServerTarget("shop/webapp", "shop", credentials, Map.of(), Optional.empty(),
                ServerEncryption.NONE, Announcement.NONE);
        return new PoolConfig(database, config.poolSettings(database, "webapp"), config.serverSettings(database),
                config.timeouts(database, "webapp"), target);
    }

    /**
     * Receives these bytes from the client, in one read.
     *
     * @return how many bytes the pooler sends to the server
     */
    int request(ByteBuf bytes) {
        arrive(client, copy(bytes));
        return taken(server);
    }

    /**
     * Receives these bytes from the server, in one read.
     *
     * @return how many bytes the pooler sends to the client
     */
    int answer(ByteBuf bytes) {
        arrive(server, copy(bytes));
        return taken(client);
    }

    /** Like {@link #answer}, but does not copy the buffer: for answers so large that copying would take most of the time. */
    int answerUncopied(ByteBuf bytes) {
        arrive(server, bytes.setIndex(0, bytes.capacity()).retain());
        return taken(client);
    }

    /** Copies the bytes into a buffer from the allocator's pool, as a read of the socket does. */
    private static ByteBuf copy(ByteBuf bytes) {
        int length = bytes.readableBytes();
        return PooledByteBufAllocator.DEFAULT.directBuffer(length).writeBytes(bytes, bytes.readerIndex(), length);
    }

    private static void arrive(Channel channel, ByteBuf bytes) {
        channel.pipeline().fireChannelRead(bytes).fireChannelReadComplete();
    }

    private static int taken(EmbeddedChannel channel) {
        int length = 0;
        for (ByteBuf sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
            length += sent.readableBytes();
            sent.release();
        }
        return length;
    }

    /** Checks a benchmark's first exchange, so that no benchmark times the path of an error. */
    static void expect(String what, int expected, int met) {
        if (met != expected) {
            throw new IllegalStateException(what + ": " + met + " bytes (expected: " + expected + ")");
        }
    }
}
