package io.howdah.proxy.client;

import io.howdah.config.ProtocolSettings;
import io.howdah.protocol.ProtocolVersion;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.TransactionStatus;
import io.howdah.protocol.backend.Authentication;
import io.howdah.protocol.backend.BackendKeyData;
import io.howdah.protocol.backend.NoticeResponse;
import io.howdah.protocol.backend.ParameterStatus;
import io.howdah.protocol.backend.ReadyForQuery;
import io.howdah.protocol.frontend.StartupMessage;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.parameters.CanonicalValues;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.parameters.TrackedParameters;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.PoolLimits;
import io.howdah.proxy.prepared.StatementRegistry;
import io.howdah.proxy.server.ServerConnector;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The last step of a client's login: what its servers report becomes what it is told, with its own start-up values put in; then its
 * session begins. The first client of a pool waits until a server has been reached, for drivers read server_version before anything else.
 */
public final class ClientLogin {

    private static final int SHORT_KEY = 4;
    private static final int LONG_KEY = 32;

    private final CancelKeys cancelKeys;
    private final List<LoopSessions> sessions;
    private final StatementRegistry statements;
    private volatile SessionSettings settings;
    private volatile String notice;

    /** @param sessions each loop's */
    public ClientLogin(CancelKeys cancelKeys, List<LoopSessions> sessions, StatementRegistry statements, ProtocolSettings protocol) {
        this.cancelKeys = cancelKeys;
        this.sessions = List.copyOf(sessions);
        this.statements = statements;
        configure(protocol);
    }

    /** Puts other settings in force, for those who come from now on. */
    public void configure(ProtocolSettings protocol) {
        settings = new SessionSettings(statements, protocol.maxPacketSize(), protocol.disablePqexec());
        notice = protocol.loginNotifyMessage();
    }

    /** A client on its way to a session. */
    private record Newcomer(ChannelHandlerContext context, Loop loop, String user, Pool pool, Map<String, String> parameters, BackendKeyData key,
            AtomicReference<ClientSession> session) {}

    /** Starts the session of a client with a pool behind it, or tells it why not. On the client's loop. */
    public void begin(ChannelHandlerContext context, Loop loop, StartupMessage startup, String user, Pool pool, Map<String, String> parameters) {
        AtomicReference<ClientSession> session = new AtomicReference<>();
        boolean longKey = startup.version() >= ProtocolVersion.V3_2;
        BackendKeyData key = cancelKeys.register(session::get, longKey ? LONG_KEY : SHORT_KEY);
        context.channel().closeFuture().addListener(closed -> cancelKeys.remove(key.processId()));
        Newcomer newcomer = new Newcomer(context, loop, user, pool, parameters, key, session);
        if (pool.welcome() != null) {
            start(newcomer);
        } else {
            new FirstOfPool(key.processId(), context.channel(), sessions.get(loop.index()), user, pool, parameters, () -> start(newcomer)).begin();
        }
    }

    /** The same for a client that asks for replication: it gets a server of its own. On the client's loop. */
    public void beginReplication(ChannelHandlerContext context, Loop loop, String user, Pool pool, ServerConnector connector, PoolLimits limits,
            String replication, Map<String, String> parameters) {
        int id = cancelKeys.reserve(context.channel());
        new ReplicationLogin(id, user, context, sessions.get(loop.index()), connector, pool, limits, replication, parameters).begin();
    }

    private void start(Newcomer newcomer) {
        ChannelHandlerContext context = newcomer.context;
        Pool pool = newcomer.pool;
        ParameterSet welcome = pool.welcome();
        ParameterSet initial = initial(newcomer.parameters, welcome);
        ParameterSync sync = new ParameterSync(pool, initial);
        ClientIdentity identity = new ClientIdentity(
                newcomer.key.processId(), pool.key().database(), newcomer.user, ClientIdentity.addressOf(context.channel()));
        ClientSession session = new ClientSession(
                identity, newcomer.loop, context.channel(), pool, sync, settings, sessions.get(newcomer.loop.index()));
        newcomer.session.set(session);

        ByteBuf out = context.alloc().directBuffer(1024);
        Authentication.Ok.INSTANCE.write(out);
        welcome.withAll(reportedOf(initial, welcome)).forEach((name, value) -> new ParameterStatus(name, value).write(out));
        newcomer.key.write(out);
        if (!notice.isEmpty()) {
            NoticeResponse.of("NOTICE", SqlState.SUCCESSFUL_COMPLETION, notice).write(out);
        }
        new ReadyForQuery(TransactionStatus.IDLE).write(out);
        context.pipeline().replace(context.handler(), "client", new ClientHandler(session));
        session.begin();
        context.channel().writeAndFlush(out, context.channel().voidPromise());
    }

    /** What servers of the pool report by default, with the client's start-up values put in. */
    private static ParameterSet initial(Map<String, String> given, ParameterSet welcome) {
        ParameterSet settable = TrackedParameters.settable(welcome);
        ParameterSet initial = settable;
        for (Map.Entry<String, String> parameter : given.entrySet()) {
            String value = CanonicalValues.of(parameter.getKey(), parameter.getValue(), welcome.get(parameter.getKey()));
            initial = initial.withAll(Map.of(parameter.getKey(), value));
        }
        return initial.sameAs(settable) ? settable : initial;
    }

    /** Of the client's values, those that servers report: a client is told nothing PostgreSQL would not tell it. */
    private static ParameterSet reportedOf(ParameterSet initial, ParameterSet welcome) {
        ParameterSet reported = initial;
        for (String name : TrackedParameters.surplus(welcome, initial)) {
            reported = reported.without(name);
        }
        return reported;
    }
}
