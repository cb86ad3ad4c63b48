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
 * The last step of a client's login: what its servers report becomes what it is told, with its own start-up values put in; then its
 * session begins. The first client of a pool waits until a server has been reached, for drivers read server_version before anything else.
 */
public final class SessionStart {

    /** How long a server may take to say what it reports; then a client is told what is known. */
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

    /** @param sessions each loop's */
    public SessionStart(CancelKeys cancelKeys, List<LoopClients> sessions, StatementRegistry statements, Ledger ledger,
            ProtocolSettings protocol) {
        this.cancelKeys = cancelKeys;
        this.sessions = List.copyOf(sessions);
        this.statements = statements;
        this.ledger = ledger;
        configure(protocol);
    }

    /** Puts other settings in force, for those who come from now on. */
    public void configure(ProtocolSettings protocol) {
        settings = new SessionSettings(statements, protocol.maxPacketSize(), protocol.disablePqexec(), ledger,
                protocol.maxClientPreparedMemory());
        ledger.maxPreparedMemory(protocol.maxPreparedMemory());
        notice = protocol.loginNotifyMessage();
    }

    /** A client on its way to a session. */
    private record Newcomer(NewClient client, Pool pool, Map<String, String> parameters, BackendKeyData key,
            AtomicReference<ClientSession> session) {}

    /** Starts the session of a client with a pool behind it, or tells it why not. On the client's loop. */
    public void begin(NewClient client, Pool pool, Map<String, String> parameters) {
        AtomicReference<ClientSession> session = new AtomicReference<>();
        BackendKeyData key = cancelKeys.register(session::get, client.startup().takesLongKey() ? LONG_KEY : SHORT_KEY);
        client.channel().closeFuture().addListener(closed -> cancelKeys.remove(key.processId()));
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

    /** RECONNECT drops the welcome at any moment, also between the server that brought it and the client that waited for that server. */
    private void greetOrWait(Newcomer newcomer) {
        ParameterSet welcome = newcomer.pool.defaults().welcome();
        if (welcome != null) {
            start(newcomer, welcome);
        } else {
            new WelcomeWait(newcomer.key.processId(), newcomer.client, sessionsOf(newcomer.client), newcomer.pool,
                    newcomer.parameters, () -> greetOrWait(newcomer)).begin();
        }
    }

    /** The same for a client that asks for replication: it gets a server of its own. On the client's loop. */
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
        LoginConnection.goesOn(channel, "client", new ClientHandler(session));
        session.begin();
        session.greet(out);
    }
}
