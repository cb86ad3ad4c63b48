package io.howdah.proxy.client.login;

import io.howdah.config.ProtocolSettings;
import io.howdah.protocol.SqlState;
import io.howdah.protocol.TransactionStatus;
import io.howdah.protocol.backend.BackendKeyData;
import io.howdah.protocol.backend.NoticeResponse;
import io.howdah.protocol.backend.ReadyForQuery;
import io.howdah.proxy.client.ClientHandler;
import io.howdah.proxy.client.ClientIdentity;
import io.howdah.proxy.client.ClientSession;
import io.howdah.proxy.client.LoopClients;
import io.howdah.proxy.client.SessionSettings;
import io.howdah.proxy.ledger.Ledger;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.pool.PoolLimits;
import io.howdah.proxy.prepared.StatementRegistry;
import io.howdah.proxy.server.login.ServerConnector;
import io.howdah.proxy.session.ClientParameters;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The last step of a login: tells the client the values that its servers report, with the client's start-up values put in, and
 * begins the session. The first client of a pool waits for a server, since drivers read server_version before anything else.
 */
public final class SessionStart {

    /** How long a server may take to report its values anew; after that the client gets the known values. */
    private static final long FRESHEN_MILLIS = 1_000;

    private static final int SHORT_KEY = 4;
    private static final int LONG_KEY = 32;

    private final CancelKeys cancelKeys;
    private final List<LoopClients> sessions;
    private final StatementRegistry statements;
    private final Ledger ledger;
    private final WelcomeMessages greetings = new WelcomeMessages();
    private volatile SessionSettings settings;
    private volatile String notice;

    /** @param sessions the clients of each loop */
    public SessionStart(CancelKeys cancelKeys, List<LoopClients> sessions, StatementRegistry statements, Ledger ledger,
            ProtocolSettings protocol) {
        this.cancelKeys = cancelKeys;
        this.sessions = List.copyOf(sessions);
        this.statements = statements;
        this.ledger = ledger;
        configure(protocol);
    }

    /** Puts other settings in force, for later clients. */
    public void configure(ProtocolSettings protocol) {
        settings = new SessionSettings(statements, protocol.maxPacketSize(), protocol.disablePqexec(), ledger,
                protocol.maxClientPreparedMemory());
        ledger.maxPreparedMemory(protocol.maxPreparedMemory());
        notice = protocol.loginNotifyMessage();
    }

    /** A client whose session is about to begin. */
    private record Newcomer(NewClient client, Pool pool, Map<String, String> parameters, BackendKeyData key,
            AtomicReference<ClientSession> session) {}

    /** Starts the session of a client with a pool, or refuses the client with an error. Called on the client's loop. */
    public void begin(NewClient client, Pool pool, Map<String, String> parameters) {
        AtomicReference<ClientSession> session = new AtomicReference<>();
        BackendKeyData key = cancelKeys.register(session::get, client.startup().takesLongKey() ? LONG_KEY : SHORT_KEY);
        int processId = key.processId();
        client.channel().closeFuture().addListener(closed -> cancelKeys.remove(processId));
        Newcomer newcomer = new Newcomer(client, pool, parameters, key, session);
        AtomicBoolean done = new AtomicBoolean();
        Runnable goOn = () -> {
            if (done.compareAndSet(false, true) && client.channel().isActive()) {
                greetOrWait(newcomer);
            }
        };
        if (pool.freshen(System.nanoTime(), () -> client.loop().run(goOn))) {
            client.loop().eventLoop().schedule(goOn, FRESHEN_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            goOn.run();
        }
    }

    /**
     * RECONNECT may drop the welcome at any moment, even after the awaited server has brought it: then the client waits again.
     */
    private void greetOrWait(Newcomer newcomer) {
        ParameterSet welcome = newcomer.pool.defaults().welcome();
        if (welcome != null) {
            start(newcomer, welcome);
        } else {
            new WelcomeWait(newcomer.key.processId(), newcomer.client, sessionsOf(newcomer.client), newcomer.pool,
                    newcomer.parameters, () -> greetOrWait(newcomer)).begin();
        }
    }

    /** Joins a client that has asked for replication to a server of its own. Called on the client's loop. */
    public void beginReplication(NewClient client, Pool pool, ServerConnector connector, PoolLimits limits,
            Map<String, String> parameters) {
        int id = cancelKeys.reserve(client.channel());
        new ReplicationLogin(id, client, sessionsOf(client), connector, pool, limits, parameters).begin();
    }

    private LoopClients sessionsOf(NewClient client) {
        return sessions.get(client.loop().index());
    }

    private void start(Newcomer newcomer, ParameterSet welcome) {
        NewClient client = newcomer.client;
        Channel channel = client.channel();
        Pool pool = newcomer.pool;
        WelcomeMessages.Greeting greeting = greetings.of(welcome, pool.defaults().base(), newcomer.parameters);
        ClientParameters parameters = new ClientParameters(pool.key(), pool.defaults(), greeting.parameters(), greeting.told());
        ClientIdentity identity = new ClientIdentity(
                newcomer.key.processId(), pool.key().database(), client.user(), client.origin().address());
        ClientSession session = new ClientSession(
                identity, channel, pool, parameters, settings, sessionsOf(client));
        newcomer.session.set(session);

        ByteBuf out = channel.alloc().directBuffer(1024);
        out.writeBytes(greeting.messages());
        newcomer.key.write(out);
        if (!notice.isEmpty()) {
            NoticeResponse.of("NOTICE", SqlState.SUCCESSFUL_COMPLETION, notice).write(out);
        }
        new ReadyForQuery(TransactionStatus.IDLE).write(out);
        LoginLog.end(channel);
        LoginConnection.goesOn(channel, "client", new ClientHandler(session));
        session.begin();
        session.greet(out);
    }
}
