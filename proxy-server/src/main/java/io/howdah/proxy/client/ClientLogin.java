package io.howdah.proxy.client;

import io.howdah.protocol.ProtocolVersion;
import io.howdah.protocol.TransactionStatus;
import io.howdah.protocol.backend.Authentication;
import io.howdah.protocol.backend.BackendKeyData;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.protocol.backend.ParameterStatus;
import io.howdah.protocol.backend.ReadyForQuery;
import io.howdah.protocol.frontend.StartupMessage;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.parameters.CanonicalValues;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.parameters.TrackedParameters;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.RefusalReason;
import io.howdah.proxy.pool.WaitTicket;
import io.howdah.proxy.pool.Waiter;
import io.howdah.proxy.prepared.StatementRegistry;
import io.howdah.proxy.server.ServerConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last step of a client's login: what its servers report becomes what it is told, with its own start-up values put in; then its
 * session begins. The first client of a pool waits until a server has been reached, for drivers read server_version before anything else.
 */
public final class ClientLogin {

    private static final Logger LOG = LoggerFactory.getLogger(ClientLogin.class);

    private static final int SHORT_KEY = 4;
    private static final int LONG_KEY = 32;

    private final CancelKeys cancelKeys;
    private final List<LoopSessions> sessions;
    private final StatementRegistry statements;
    private final BooleanSupplier logsConnections;
    private volatile SessionSettings settings;

    /** @param sessions each loop's */
    public ClientLogin(CancelKeys cancelKeys, List<LoopSessions> sessions, StatementRegistry statements, BooleanSupplier logsConnections,
            int maxPacketSize, boolean simpleQueryRefused) {
        this.cancelKeys = cancelKeys;
        this.sessions = List.copyOf(sessions);
        this.statements = statements;
        this.logsConnections = logsConnections;
        configure(maxPacketSize, simpleQueryRefused);
    }

    /** Puts other settings in force, for those who come from now on. */
    public void configure(int maxPacketSize, boolean simpleQueryRefused) {
        settings = new SessionSettings(statements, maxPacketSize, simpleQueryRefused);
    }

    /** Starts the session of a client with a pool behind it, or tells it why not. On the client's loop. */
    public void begin(ChannelHandlerContext context, Loop loop, StartupMessage startup, String user, Pool pool, Map<String, String> parameters) {
        if (pool.welcome() != null) {
            start(context, loop, startup, user, pool, parameters);
        } else {
            new FirstOfPool(context, loop, startup, user, pool, parameters).begin();
        }
    }

    private void start(ChannelHandlerContext context, Loop loop, StartupMessage startup, String user, Pool pool, Map<String, String> given) {
        ParameterSet welcome = pool.welcome();
        ParameterSet settable = TrackedParameters.settable(welcome);
        ParameterSet initial = settable;
        for (Map.Entry<String, String> parameter : given.entrySet()) {
            String value = CanonicalValues.of(parameter.getKey(), parameter.getValue(), welcome.get(parameter.getKey()));
            initial = initial.withAll(Map.of(parameter.getKey(), value));
        }
        initial = initial.sameAs(settable) ? settable : initial;

        ParameterSync sync = new ParameterSync(pool, initial);
        boolean longKey = startup.version() >= ProtocolVersion.V3_2;
        ClientSession[] made = new ClientSession[1];
        BackendKeyData key = cancelKeys.register(() -> made[0], longKey ? LONG_KEY : SHORT_KEY);
        ClientIdentity identity = new ClientIdentity(key.processId(), pool.key().database(), user, ClientIdentity.addressOf(context.channel()));
        ClientSession session = new ClientSession(identity, loop, context.channel(), pool, sync, settings, sessions.get(loop.index()));
        made[0] = session;
        context.channel().closeFuture().addListener(closed -> cancelKeys.remove(key.processId()));

        ByteBuf out = context.alloc().directBuffer(1024);
        Authentication.Ok.INSTANCE.write(out);
        welcome.withAll(reportedOf(initial, welcome)).forEach((name, value) -> new ParameterStatus(name, value).write(out));
        key.write(out);
        new ReadyForQuery(TransactionStatus.IDLE).write(out);
        if (logsConnections.getAsBoolean()) {
            LOG.info("{} login attempt: db={} user={} tls=no", session, pool.key().database(), user);
        }
        context.pipeline().replace(context.handler(), "client", new ClientHandler(session));
        session.begin();
        context.channel().writeAndFlush(out, context.channel().voidPromise());
    }

    /** Of the client's values, those that servers report: a client is told nothing PostgreSQL would not tell it. */
    private static ParameterSet reportedOf(ParameterSet initial, ParameterSet welcome) {
        ParameterSet reported = initial;
        for (String name : TrackedParameters.surplus(welcome, initial)) {
            reported = reported.without(name);
        }
        return reported;
    }

    /** Waits for the first server of a pool, and gives it back at once. */
    private final class FirstOfPool implements Waiter {
        private final ChannelHandlerContext context;
        private final Loop loop;
        private final StartupMessage startup;
        private final String user;
        private final Pool pool;
        private final Map<String, String> parameters;
        private final WaitTicket ticket = new WaitTicket(this);
        private ScheduledFuture<?> deadline;

        FirstOfPool(ChannelHandlerContext context, Loop loop, StartupMessage startup, String user, Pool pool, Map<String, String> parameters) {
            this.context = context;
            this.loop = loop;
            this.startup = startup;
            this.user = user;
            this.pool = pool;
            this.parameters = parameters;
        }

        void begin() {
            long millis = pool.config().timeouts().queryWait().toMillis();
            if (millis > 0) {
                deadline = loop.eventLoop().schedule(() -> {
                    if (pool.leave(this)) {
                        Replies.fail(context.channel(), pool.waitedTooLong());
                    }
                }, millis, TimeUnit.MILLISECONDS);
            }
            context.channel().closeFuture().addListener(closed -> {
                pool.leave(this);
                cancelDeadline();
            });
            ServerConnection free = pool.checkout(this);
            if (free != null) {
                pool.putBack(free);
                go();
            }
        }

        private void go() {
            cancelDeadline();
            if (context.channel().isActive()) {
                start(context, loop, startup, user, pool, parameters);
            }
        }

        private void cancelDeadline() {
            if (deadline != null) {
                deadline.cancel(false);
            }
        }

        @Override
        public Loop loop() {
            return loop;
        }

        @Override
        public WaitTicket ticket() {
            return ticket;
        }

        @Override
        public boolean isWaiting() {
            return context.channel().isActive();
        }

        @Override
        public boolean granted(ServerConnection server) {
            go();
            return false; // the server itself is not needed yet
        }

        @Override
        public void refused(RefusalReason reason, ErrorResponse error) {
            cancelDeadline();
            Replies.fail(context.channel(), error.withSeverity("FATAL"));
        }
    }
}
