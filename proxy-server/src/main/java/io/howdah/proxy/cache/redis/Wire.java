package io.howdah.proxy.cache.redis;

import io.howdah.config.HostAddress;
import io.howdah.config.RedisSettings;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.epoll.Epoll;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One connection by Lettuce, without reconnection, time-outs and threads of Lettuce. Belongs to the link's thread: whatever is sent
 * in one turn of the thread leaves with one system call.
 */
final class Wire implements NettyCustomizer {

    /** Gets what the server sends unasked. */
    interface Owner {

        /** The server has confirmed one channel. */
        void subscribed();

        void message(byte[] channel, byte[] message);

        /** Once, before all commands without an answer fail. */
        void ending(String why);

        /** Once, after they have failed. */
        void ended();
    }

    /** What a connection is for. */
    enum Use {
        /** All commands and messages. */
        DATA,
        /** One question to a server of a cluster. */
        CLUSTER,
        /** One question to a sentinel. Old sentinels do not know RESP3, and a sentinel has a password of its own. */
        SENTINEL
    }

    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(1500);
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(3);

    private final LinkThread thread;
    private Owner owner;
    private @Nullable WireHandler handler;
    private @Nullable StatefulRedisConnection<byte[], byte[]> connection;
    private boolean isFlushComing;

    Wire(LinkThread thread, Owner owner) {
        this.thread = thread;
        this.owner = owner;
    }

    /** To be called once. @return fails if there is no connection, or none that the server admits */
    CompletionStage<Wire> open(HostAddress address, RedisSettings settings, Use use) {
        RedisURI uri = RedisURI.create(address.host(), address.port());
        uri.setSsl(settings.tls());
        uri.setTimeout(HANDSHAKE_TIMEOUT);
        // Old servers do not know CLIENT SETINFO, and would count it as an error.
        uri.setLibraryName("");
        uri.setLibraryVersion("");
        if (use != Use.SENTINEL) {
            settings.password().ifPresent(password -> uri.setCredentialsProvider(
                    new StaticCredentialsProvider(settings.user().orElse(null), password.toCharArray())));
            uri.setDatabase(use == Use.DATA ? settings.database() : 0);
        }
        // A client for each connection, for this connection's handler.
        RedisClient client = RedisClient.create(thread.with(this));
        client.setOptions(options(use));
        CompletableFuture<Wire> opened = new CompletableFuture<>();
        client.connectAsync(ByteArrayCodec.INSTANCE, uri).whenComplete((connected, failure) -> {
            if (failure != null) {
                opened.completeExceptionally(failure);
            } else {
                connected(connected);
                opened.complete(this);
            }
        });
        return opened;
    }

    private static ClientOptions options(Use use) {
        SocketOptions.Builder socket = SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).tcpNoDelay(true)
                .keepAlive(SocketOptions.KeepAliveOptions.builder().enable().idle(Duration.ofSeconds(5))
                        .interval(Duration.ofSeconds(1)).count(5).build());
        if (Epoll.isAvailable()) {
            // Keep-alive says nothing while bytes are on the way.
            socket.tcpUserTimeout(SocketOptions.TcpUserTimeoutOptions.builder().enable().tcpUserTimeout(Duration.ofSeconds(10))
                    .build());
        }
        return ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .protocolVersion(use == Use.SENTINEL ? ProtocolVersion.RESP2 : ProtocolVersion.RESP3)
                // A sentinel with a password would refuse it.
                .pingBeforeActivateConnection(use != Use.SENTINEL)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .timeoutOptions(TimeoutOptions.create())
                .socketOptions(socket.build())
                .useHashIndexQueue(false)
                .build();
    }

    /** Puts the link's handler in the place of Lettuce's. */
    @Override
    public void afterChannelInitialized(Channel channel) {
        CommandHandler of = channel.pipeline().get(CommandHandler.class);
        WireHandler mine = new WireHandler(options(Use.DATA), thread, of.getEndpoint(), this);
        channel.pipeline().replace(of, "howdah", mine);
        handler = mine;
    }

    private void connected(StatefulRedisConnection<byte[], byte[]> now) {
        now.setAutoFlushCommands(false);
        connection = now;
    }

    void registered() {
        thread.opened();
    }

    void unregistered() {
        thread.closed();
    }

    Owner owner() {
        return owner;
    }

    void owner(Owner now) {
        owner = now;
    }

    /** Commands, each of which leaves soon. */
    RedisAsyncCommands<byte[], byte[]> commands() {
        flushSoon();
        return Objects.requireNonNull(connection, "not connected").async();
    }

    /** A command that Lettuce has no method for. */
    <T> RedisFuture<T> send(CommandType type, CommandOutput<byte[], byte[], T> output, CommandArgs<byte[], byte[]> arguments) {
        return commands().dispatch(type, output, arguments);
    }

    private void flushSoon() {
        if (!isFlushComing) {
            isFlushComing = true;
            thread.loop().execute(() -> {
                isFlushComing = false;
                Objects.requireNonNull(connection, "not connected").flushCommands();
            });
        }
    }

    /** The owner hears of it, unless the connection has never been there. */
    void close(String why) {
        if (handler != null) {
            handler.close(why);
        }
    }

    void ending(String why) {
        owner.ending(why);
    }

    void ended() {
        owner.ended();
    }
}
