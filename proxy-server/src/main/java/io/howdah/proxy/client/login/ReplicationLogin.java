package io.howdah.proxy.client.login;

import io.howdah.config.HostAddress;
import io.howdah.config.Timeouts;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.TransactionStatus;
import io.howdah.protocol.backend.Authentication;
import io.howdah.protocol.backend.BackendKeyData;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.ParameterStatus;
import io.howdah.protocol.backend.ReadyForQuery;
import io.howdah.proxy.client.Client;
import io.howdah.proxy.client.ClientReport;
import io.howdah.proxy.client.ClientState;
import io.howdah.proxy.client.LoopClients;
import io.howdah.proxy.client.SessionClock;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.loop.SocketReport;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.PoolConfig;
import io.howdah.proxy.pool.PoolLimits;
import io.howdah.proxy.proxied.Announced;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerTarget;
import io.howdah.proxy.server.login.LoginFailure;
import io.howdah.proxy.server.login.ServerConnector;
import io.howdah.proxy.server.login.ServerOpening;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client that has asked for replication. It gets a server connection of its own, opened with its start-up parameters. The two
 * stay joined to the end: the pooler neither pools nor resets this connection, and does not look at its messages.
 */
final class ReplicationLogin implements ServerOpening, Client {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicationLogin.class);

    private final Channel channel;
    private final Loop loop;
    private final ServerConnector connector;
    private final Pool pool;
    private final PoolConfig config;
    private final PoolLimits limits;
    private final LoopClients sessions;
    private final ServerTarget target;
    private final Deque<HostAddress> hosts;
    private final String address;
    private final int id;
    private final String user;
    private final String replication;
    private final ParameterSet parameters;
    private final long connectedNanos = System.nanoTime();
    private ClientState state = ClientState.WAITING;
    private @Nullable ServerConnection server;
    private boolean slotTaken;
    private boolean refused;

    /**
     * @param id the client's number
     * @param pool the pool of the client's database and user, whose counts include this connection
     * @param parameters the client's start-up parameters without {@code replication}
     */
    ReplicationLogin(int id, NewClient client, LoopClients sessions, ServerConnector connector, Pool pool, PoolLimits limits,
            Map<String, String> parameters) {
        String replication = client.startup().parameter("replication", "");
        this.id = id;
        this.user = client.user();
        this.channel = client.channel();
        this.loop = client.loop();
        this.sessions = sessions;
        this.connector = connector;
        this.pool = pool;
        this.config = pool.config();
        this.limits = limits;
        this.replication = replication.equalsIgnoreCase("database") ? "logical" : "physical";
        this.parameters = ParameterSet.EMPTY.withAll(parameters);
        this.address = client.origin().toString();
        Map<String, String> startup = new LinkedHashMap<>(config.target().startupParameters());
        startup.putAll(parameters);
        startup.put("replication", replication);
        ServerTarget pooled = config.target();
        this.target = new ServerTarget(pooled.name(), pooled.database(), pooled.credentials(), startup, Optional.empty(),
                pooled.encryption(), pooled.announcement()).announcing(Announced.onwards(channel));
        this.hosts = new ArrayDeque<>(config.database().hosts());
    }

    /** Opens the server connection. */
    void begin() {
        int ofDatabase = config.pool().maxDbConnections();
        if (!limits.tryTake(PoolLimits.Kind.SERVERS_OF_DATABASE, config.database().name(), ofDatabase)) {
            LoginReplies.fail(channel, ErrorResponse.of("FATAL", SqlState.TOO_MANY_CONNECTIONS,
                    "no server connection left for replication (max_db_connections)"));
            return;
        }
        int ofUser = config.pool().maxUserConnections();
        if (!limits.tryTake(PoolLimits.Kind.SERVERS_OF_USER, target.credentials().user(), ofUser)) {
            limits.giveBack(PoolLimits.Kind.SERVERS_OF_DATABASE, config.database().name());
            LoginReplies.fail(channel, ErrorResponse.of("FATAL", SqlState.TOO_MANY_CONNECTIONS,
                    "no server connection left for replication (max_user_connections)"));
            return;
        }
        slotTaken = true;
        pool.stats(loop).clientMoved(-1, state.ordinal());
        sessions.addOther(this);
        channel.closeFuture().addListener(closed -> {
            enter(ClientState.CLOSED);
            sessions.removeOther(this);
        });
        openNext();
    }

    private void enter(ClientState next) {
        pool.stats(loop).clientMoved(state.ordinal(), next == ClientState.CLOSED ? -1 : next.ordinal());
        state = next;
    }

    private void openNext() {
        connector.open(loop, hosts.poll(), target, this, pool.stats(), config.server().connectTimeout(), Duration.ZERO);
    }

    @Override
    public void opened(ServerConnection opened) {
        if (!channel.isActive() || refused) {
            opened.closeSilently();
            return;
        }
        server = opened;
        enter(ClientState.ACTIVE);
        ByteBuf out = channel.alloc().directBuffer(1024);
        Authentication.Ok.INSTANCE.write(out);
        opened.session().reported().forEach((name, value) -> new ParameterStatus(name, value).write(out));
        new BackendKeyData(opened.processId(), opened.cancelSecret()).write(out);
        new ReadyForQuery(TransactionStatus.IDLE).write(out);
        channel.writeAndFlush(out, channel.voidPromise());
        opened.splice(channel);
        LOG.info("C: {}@{} replication begins on {}", target.name(), address, opened);
    }

    @Override
    public void openFailed(LoginFailure failure) {
        if (!failure.reached() && !hosts.isEmpty() && !refused) {
            openNext();
            return;
        }
        giveSlotBack();
        if (!refused) {
            refuse(failure.error().withSeverity("FATAL"));
        }
    }

    @Override
    public void closed(ServerConnection ended) {
        LOG.info("C: {}@{} replication has ended on {}", target.name(), address, ended);
        giveSlotBack();
    }

    @Override
    public void cancelsEnded(ServerConnection uncancelled) {
        // The pooler sends no cancel request for a replication connection.
    }

    // ---- who it is

    @Override
    public int id() {
        return id;
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public @Nullable String applicationName() {
        return parameters.get("application_name");
    }

    @Override
    public ClientState state() {
        return state;
    }

    @Override
    public String database() {
        return config.database().name();
    }

    @Override
    public boolean isWaiting() {
        return state == ClientState.WAITING;
    }

    @Override
    public @Nullable ServerConnection server() {
        return server;
    }

    @Override
    public ClientReport report() {
        return ClientReport.of(id, database(), user, replication, state, SocketReport.of(channel), server, connectedNanos,
                state == ClientState.WAITING ? connectedNanos : 0, parameters);
    }

    @Override
    public void checkTimeouts(long now) {
        Timeouts limits = pool.config().timeouts();
        if (!isWaiting() || refused) {
            return;
        }
        if (SessionClock.isOver(now - connectedNanos, limits.query())) {
            refuse(SessionClock.queryTimeout());
        } else if (SessionClock.isOver(now - connectedNanos, limits.queryWait())) {
            refuse(pool.waitedTooLong());
        }
    }

    private void refuse(ErrorResponse error) {
        refused = true;
        LoginReplies.fail(channel, error);
    }

    @Override
    public void suspend(boolean on) {
        channel.config().setAutoRead(!on);
        if (server != null) {
            server.suspend(on);
        }
    }

    @Override
    public void drop(String reason) {
        channel.close();
    }

    /** Once the connections are joined, an error cannot be put into the stream, so the client gets none. */
    @Override
    public void end(ErrorResponse error, @Nullable String reason) {
        if (server == null) {
            LoginReplies.fail(channel, error);
        } else {
            channel.close();
        }
    }

    private void giveSlotBack() {
        if (slotTaken) {
            slotTaken = false;
            limits.giveBack(PoolLimits.Kind.SERVERS_OF_USER, target.credentials().user());
            limits.giveBack(PoolLimits.Kind.SERVERS_OF_DATABASE, config.database().name());
        }
    }
}
