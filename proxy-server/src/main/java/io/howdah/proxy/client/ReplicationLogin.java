package io.howdah.proxy.client;

import io.howdah.config.HostAddress;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.TransactionStatus;
import io.howdah.protocol.backend.Authentication;
import io.howdah.protocol.backend.BackendKeyData;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.ParameterStatus;
import io.howdah.protocol.backend.ReadyForQuery;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.pool.PoolConfig;
import io.howdah.proxy.pool.PoolLimits;
import io.howdah.proxy.server.LoginFailure;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerConnector;
import io.howdah.proxy.server.ServerOwner;
import io.howdah.proxy.server.ServerTarget;
import io.howdah.proxy.stats.PoolStats;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client that asked for replication gets a server connection of its own, opened with its own start-up parameters, and is joined to it
 * for good: nothing of it is pooled, reset or looked at.
 */
public final class ReplicationLogin implements ServerOwner {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicationLogin.class);

    private final ChannelHandlerContext context;
    private final Loop loop;
    private final ServerConnector connector;
    private final PoolConfig config;
    private final PoolLimits limits;
    private final ServerTarget target;
    private final PoolStats[] stats;
    private final Deque<HostAddress> hosts;
    private final String address;
    private boolean slotTaken;

    /**
     * @param replication the value the client gave: true, database, 1, on...
     * @param parameters its other start-up parameters
     */
    public ReplicationLogin(
            ChannelHandlerContext context, Loop loop, ServerConnector connector, PoolConfig config, PoolLimits limits, String replication, Map<String, String> parameters) {
        this.context = context;
        this.loop = loop;
        this.connector = connector;
        this.config = config;
        this.limits = limits;
        this.address = ClientIdentity.addressOf(context.channel());
        Map<String, String> startup = new LinkedHashMap<>(config.target().startupParameters());
        startup.putAll(parameters);
        startup.put("replication", replication);
        ServerTarget pooled = config.target();
        this.target = new ServerTarget(pooled.name(), pooled.database(), pooled.credentials(), startup, java.util.Optional.empty());
        this.stats = new PoolStats[loop.index() + 1];
        this.stats[loop.index()] = new PoolStats();
        this.hosts = new ArrayDeque<>(config.database().hosts());
    }

    /** Opens the connection. */
    public void begin() {
        int ofDatabase = config.pool().maxDbConnections();
        if (!limits.tryTake(PoolLimits.Kind.SERVERS_OF_DATABASE, config.database().name(), ofDatabase)) {
            Replies.fail(context.channel(), ErrorResponse.of("FATAL", SqlState.TOO_MANY_CONNECTIONS,
                    "no server connection left for replication (max_db_connections)"));
            return;
        }
        int ofUser = config.pool().maxUserConnections();
        if (!limits.tryTake(PoolLimits.Kind.SERVERS_OF_USER, target.credentials().user(), ofUser)) {
            limits.giveBack(PoolLimits.Kind.SERVERS_OF_DATABASE, config.database().name());
            Replies.fail(context.channel(), ErrorResponse.of("FATAL", SqlState.TOO_MANY_CONNECTIONS,
                    "no server connection left for replication (max_user_connections)"));
            return;
        }
        slotTaken = true;
        openNext();
    }

    private void openNext() {
        connector.open(loop, hosts.poll(), target, this, stats, config.server().connectTimeout(), Duration.ZERO);
    }

    @Override
    public void opened(ServerConnection server) {
        if (!context.channel().isActive()) {
            server.closeSilently();
            return;
        }
        ByteBuf out = context.alloc().directBuffer(1024);
        Authentication.Ok.INSTANCE.write(out);
        server.session().reported().forEach((name, value) -> new ParameterStatus(name, value).write(out));
        new BackendKeyData(server.processId(), server.cancelSecret()).write(out);
        new ReadyForQuery(TransactionStatus.IDLE).write(out);
        context.channel().writeAndFlush(out, context.channel().voidPromise());
        server.splice(context);
        LOG.info("C: {}@{} replication begins on {}", target.name(), address, server);
    }

    @Override
    public void openFailed(LoginFailure failure) {
        if (!failure.reached() && !hosts.isEmpty()) {
            openNext();
            return;
        }
        giveSlotBack();
        Replies.fail(context.channel(), failure.error().withSeverity("FATAL"));
    }

    @Override
    public void closed(ServerConnection server) {
        LOG.info("C: {}@{} replication has ended on {}", target.name(), address, server);
        giveSlotBack();
    }

    @Override
    public void cancelsEnded(ServerConnection server) {
        // No cancel request is ever sent for it.
    }

    private void giveSlotBack() {
        if (slotTaken) {
            slotTaken = false;
            limits.giveBack(PoolLimits.Kind.SERVERS_OF_USER, target.credentials().user());
            limits.giveBack(PoolLimits.Kind.SERVERS_OF_DATABASE, config.database().name());
        }
    }
}
