package io.howdah.proxy.console;

import io.howdah.config.LogSettings;
import io.howdah.config.PoolerConfig;
import io.howdah.console.ConsoleClient;
import io.howdah.console.ConsoleOutput;
import io.howdah.console.ConsoleSession;
import io.howdah.console.Role;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.client.CancelConnection;
import io.howdah.proxy.client.Cancelable;
import io.howdah.proxy.client.ClientIdentity;
import io.howdah.proxy.client.LastWords;
import io.howdah.proxy.loop.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection to the console: the client's identity, and the channel of its {@link ConsoleSession}. Used on the
 * client's loop.
 */
public final class ConsoleConnection implements ConsoleClient, ConsoleOutput, Cancelable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleConnection.class);

    private final Loop loop;
    private final Channel channel;
    private final String user;
    private final String version;
    private final Supplier<Optional<Role>> role;
    private final ConsoleClients clients;
    private final Supplier<LogSettings> logs;
    private final long connectedNanos = System.nanoTime();
    private @Nullable ConsoleSession session;
    private int processId;
    /** Why the connection ends, once known. */
    private @Nullable String reason;
    private long requestNanos = connectedNanos;
    private volatile String applicationName;

    ConsoleConnection(Loop loop, Channel channel, String user, String applicationName, String version,
            Supplier<Optional<Role>> role, ConsoleClients clients, Supplier<LogSettings> logs) {
        this.loop = loop;
        this.channel = channel;
        this.user = user;
        this.applicationName = applicationName;
        this.version = version;
        this.role = role;
        this.clients = clients;
        this.logs = logs;
    }

    /** Begins the session. @param processId of the client's cancel key */
    void begin(ConsoleSession itsSession, int itsProcessId) {
        session = itsSession;
        processId = itsProcessId;
        clients.add(this);
    }

    private ConsoleSession session() {
        assert session != null : "a connection begins with its session";
        return session;
    }

    /** The client's channel. */
    public Channel channel() {
        return channel;
    }

    /** When the client logged in; {@link System#nanoTime}. */
    public long connectedNanos() {
        return connectedNanos;
    }

    /** When the client last sent a request; {@link System#nanoTime}. */
    public long requestNanos() {
        return requestNanos;
    }

    void received(ByteBuf bytes) {
        requestNanos = System.nanoTime();
        session().received(bytes);
    }

    void closed() {
        if (logs.get().disconnections()) {
            LOG.info("{} closing because: {} (age={}s)", this, reason == null ? "client unexpected eof" : reason,
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - connectedNanos));
        }
        session().closed();
        clients.remove(this);
    }

    @Override
    public String toString() {
        return "C-" + processId + ": " + PoolerConfig.CONSOLE_DATABASE + "/" + user + "@" + ClientIdentity.addressOf(channel);
    }

    /** Sends the client this error and closes the connection. On the client's loop. */
    public void end(ErrorResponse error) {
        reason = error.message();
        session().fail(error);
    }

    // ---- ConsoleClient

    @Override
    public String user() {
        return user;
    }

    @Override
    public String database() {
        return PoolerConfig.CONSOLE_DATABASE;
    }

    @Override
    public int processId() {
        return processId;
    }

    @Override
    public Optional<Role> role() {
        return role.get();
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public String applicationName() {
        return applicationName;
    }

    @Override
    public void applicationNameIs(String name) {
        applicationName = name;
    }

    @Override
    public void refused(ErrorResponse error) {
        if (logs.get().poolerErrors()) {
            // The message may quote the client's text, but is always on one line.
            LOG.warn("{} pooler error: {}", this, error.message());
        }
    }

    @Override
    public void asks() {
        clients.asks(this);
    }

    // ---- ConsoleOutput

    @Override
    public ByteBuf allocate() {
        return channel.alloc().buffer();
    }

    @Override
    public void send(ByteBuf bytes) {
        channel.writeAndFlush(bytes, channel.voidPromise());
    }

    @Override
    public void close() {
        reason = reason == null ? "client close request" : reason;
        LastWords.closeAfter(channel, channel.writeAndFlush(Unpooled.EMPTY_BUFFER));
    }

    @Override
    public void read(boolean on) {
        channel.config().setAutoRead(on);
    }

    @Override
    public void execute(Runnable task) {
        loop.eventLoop().execute(task);
    }

    // ---- cancel

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void cancel(CancelConnection request) {
        session().cancel();
        request.ended();
    }
}
