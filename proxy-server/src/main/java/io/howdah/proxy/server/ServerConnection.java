package io.howdah.proxy.server;

import io.howdah.config.HostAddress;
import io.howdah.protocol.FrameWriter;
import io.howdah.protocol.FrontendType;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.loop.SocketReport;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.ServerStatements;
import io.howdah.proxy.session.ServerSession;
import io.howdah.proxy.stats.PoolStats;
import io.howdah.proxy.stream.Outlet;
import io.howdah.proxy.stream.ReadGate;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to PostgreSQL: who it is, what it is doing, what it still has to answer, what stands in its session. All methods are
 * called on its loop, except where they say otherwise.
 */
public final class ServerConnection implements PooledServer {

    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);

    /** How long PostgreSQL's backend may take to end; longer than it ever should. */
    private static final long BACKEND_END_MILLIS = 1_000;

    /** Why its socket is left alone. */
    private enum Pause {
        /** SUSPEND has been said. */
        SUSPENDED,
        /** The peer does not take its answers. */
        PEER
    }

    private static final AtomicInteger IDS = new AtomicInteger();

    private final int id = newId();
    private final ServerOwner owner;
    private final ServerTarget target;
    private final HostAddress host;
    private final Channel channel;
    private final Outlet out;
    private final ServerProgress progress;
    private final OutstandingRequests outstanding = new OutstandingRequests();
    private final ServerStatements statements = new ServerStatements();
    private final ServerSession session;
    private final StalePlanRetry retry;
    private final ResponseRelay relay;
    private final ServerRequests requests;
    private final CancelGuard cancels;
    private final ReadGate<Pause> gate;
    private final ServerAge age;

    private ServerPeer peer;
    private byte status = 'I';
    private int processId;
    private byte[] secret = new byte[4];
    // Why it is to be closed when free; null where it is not. A reload sets it from another thread.
    private volatile DisconnectReason whenFree;
    private ErrorResponse lastFatal;
    private DisconnectReason closing;

    /**
     * A connection that is about to log in.
     *
     * @param statsByLoop where it counts, by the number of the loop it is on
     * @param lifetimeNanos how long it may live; 0 for any length
     */
    public ServerConnection(
            ServerOwner owner, ServerTarget target, HostAddress host, Channel channel, Loop loop, PoolStats[] statsByLoop, long lifetimeNanos) {
        this.owner = owner;
        this.target = target;
        this.session = new ServerSession(target.connectQuery().isPresent());
        this.host = host;
        this.channel = channel;
        this.progress = new ServerProgress(this, loop, statsByLoop);
        this.age = new ServerAge(lifetimeNanos);
        this.gate = new ReadGate<>(channel);
        this.cancels = new CancelGuard(() -> owner.cancelsEnded(this));
        this.out = new Outlet(channel);
        Backend backend = new AsBackend();
        this.retry = new StalePlanRetry(backend, outstanding, statements, out, channel.alloc());
        this.relay = new ResponseRelay(backend, progress, outstanding, statements, session, retry, channel.alloc());
        this.requests = new ServerRequests(backend, progress, outstanding, statements, relay.inStep(), out, channel.alloc());
    }

    // ---- who it is

    /** The loop it lives on. Any thread. */
    @Override
    public Loop loop() {
        return progress.loop();
    }

    /** What it was opened for. */
    public ServerTarget target() {
        return target;
    }

    /** The host it is connected to. */
    public HostAddress host() {
        return host;
    }

    /** PostgreSQL's process id, for cancel requests and SHOW SERVERS. */
    public int processId() {
        return processId;
    }

    /** Its socket. */
    public Channel channel() {
        return channel;
    }

    /** Who had the connection opened. */
    public ServerOwner owner() {
        return owner;
    }

    /** What it still has to answer. */
    public OutstandingRequests outstanding() {
        return outstanding;
    }

    /** What the pooler asks it on its own account. */
    public ServerRequests requests() {
        return requests;
    }

    /** The batch that may be sent to it once more. */
    public StalePlanRetry retry() {
        return retry;
    }

    /** Cancel requests on their way to it. */
    public CancelGuard cancels() {
        return cancels;
    }

    ResponseRelay relay() {
        return relay;
    }

    /** What it has prepared. */
    public ServerStatements statements() {
        return statements;
    }

    /** The numbers of its pool on its loop. */
    public PoolStats stats() {
        return progress.stats();
    }

    /** What there is to tell of it. */
    public ServerReport report() {
        return new ServerReport(id, host, state(), SocketReport.of(channel), age.connectedNanos(), age.requestNanos(), closeNeeded(), processId, isFree(),
                isDrained(), status, relay.commands().last(), session.reported().withAll(session.set().parameters()), statements.size(), relay.frameBytes());
    }

    /** A number for a connection to a server, unique in this process. */
    public static int newId() {
        return IDS.incrementAndGet();
    }

    /** Unique in this process. Any thread. */
    public int id() {
        return id;
    }

    // ---- its state

    /** What it is doing. */
    public ServerState state() {
        return progress.state();
    }

    @Override
    public void enter(ServerState next) {
        progress.enter(next);
    }

    /** Leaves its loop for another: called there, with it taken off; {@link #arrived} follows on the other. */
    public void movingTo(Loop next) {
        progress.movingTo(next);
    }

    /** It has come to its new loop. */
    public void arrived() {
        progress.arrived();
    }

    /** Whether the socket is open. */
    @Override
    public boolean isOpen() {
        return channel.isActive() && closing == null && lastFatal == null;
    }

    /** Whether it is to be closed when free. */
    public boolean closeNeeded() {
        return whenFree != null;
    }

    /** Has it closed as soon as it is free. Any thread. Where there is a reason already, that one stands. */
    @Override
    public void closeWhenFree(DisconnectReason reason) {
        if (whenFree == null) {
            whenFree = reason;
        }
    }

    /** Closes it, which is free, if {@link #closeWhenFree} has been said. @return whether it has */
    public boolean closeIfNeeded() {
        DisconnectReason reason = whenFree;
        if (reason == null) {
            return false;
        }
        close(reason);
        return true;
    }

    /** Since when it has lived, been idle and been asked something. */
    public ServerAge age() {
        return age;
    }

    @Override
    public long idleSinceNanos() {
        return age.idleSinceNanos();
    }

    /** Status byte of the last ReadyForQuery: I, T or E. */
    public byte status() {
        return status;
    }

    /** Whether it owes no answer. */
    public boolean isDrained() {
        return outstanding.isEmpty();
    }

    /** Whether it could serve another session as it stands: no transaction, no answer owed. */
    public boolean isFree() {
        return status == 'I' && outstanding.isEmpty() && !outstanding.isUnsynced();
    }

    /** What stands in its session. */
    public ServerSession session() {
        return session;
    }

    /** PostgreSQL has sent BackendKeyData. */
    public void keyIs(int pid, byte[] cancelSecret) {
        processId = pid;
        secret = cancelSecret;
    }

    // ---- link

    /** Who gets its answers, or null. */
    public ServerPeer peer() {
        return peer;
    }

    /** Links it: its answers go to the peer from now on. */
    public void link(ServerPeer newPeer) {
        peer = newPeer;
        relay.commands().forget();
        enter(ServerState.ACTIVE);
    }

    /** Gives its answers to somebody else without a change of state, or to nobody. */
    public void peerIs(ServerPeer newPeer) {
        peer = newPeer;
    }

    /** Whether a command of its present peer may have advanced a sequence: one that inserts, or calls something. */
    public boolean mayHaveAdvancedSequence() {
        return outstanding.runsSomething() || relay.commands().mayHaveAdvancedSequence();
    }

    /** Whether its peer has a part of a message and waits for the rest: nothing else can be said to the peer. */
    public boolean isMidAnswer() {
        return relay.midAnswer();
    }

    /** Sends bytes; takes ownership. They leave at the next {@link #flush}. */
    public void send(ByteBuf bytes) {
        out.write(bytes);
    }

    /** Lets what was sent leave. */
    public void flush() {
        out.flush();
    }

    /** Whether its socket takes more. */
    public boolean isWritable() {
        return channel.isWritable();
    }

    /** Reads nothing whatever its peer says, or goes on (SUSPEND). */
    public void suspend(boolean on) {
        gate.set(Pause.SUSPENDED, on).apply();
    }

    /** Reads on, or not: back-pressure of a peer that does not take its answers. */
    public void read(boolean on) {
        if (gate.stands(Pause.PEER) == on) {
            gate.set(Pause.PEER, !on).apply();
        }
    }

    // ---- end

    /** Ends it; PostgreSQL is told, so that its log stays quiet. */
    public void close(DisconnectReason reason) {
        if (closing != null) {
            return;
        }
        closing = reason;
        out.flush();
        if (channel.isActive()) {
            LOG.info("{} closing because: {} (age={}s)", this, reason.text(), age.seconds());
            if (outstanding.isEmpty() && channel.isWritable()) {
                ByteBuf terminate = channel.alloc().directBuffer(8);
                FrameWriter.writeEmpty(terminate, FrontendType.TERMINATE);
                channel.writeAndFlush(terminate).addListener((ChannelFuture sent) -> said(reason));
                return;
            }
        }
        channel.close();
    }

    /**
     * Terminate has left. One that makes room for another keeps its place until PostgreSQL's backend is gone, and with it its place under
     * the server's own limits; the end of the connection tells that.
     */
    private void said(DisconnectReason reason) {
        if (reason == DisconnectReason.EVICTED) {
            channel.eventLoop().schedule(() -> channel.close(), BACKEND_END_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            channel.close();
        }
    }

    /** Ends it without a word in the log. */
    public void closeSilently() {
        closing = DisconnectReason.CLIENT_GONE;
        channel.close();
    }

    /** The secret of its cancel key. */
    public byte[] cancelSecret() {
        return secret.clone();
    }

    /** Joins it byte for byte with a client of its own loop, whose handler is replaced; both end together. */
    public void splice(Channel client) {
        enter(ServerState.ACTIVE);
        out.flush();
        Splice.join(channel, client, () -> {
            enter(ServerState.CLOSED);
            owner.closed(this);
        });
    }

    /** The socket has closed. */
    public void closed() {
        if (state() == ServerState.CLOSED) {
            return;
        }
        if (closing == null) {
            closing = lastFatal != null ? DisconnectReason.SERVER_ENDED : DisconnectReason.LOST;
            LOG.info("{} closing because: {} (age={}s){}", this, closing.text(), age.seconds(),
                    lastFatal == null ? "" : " error=\"" + lastFatal.message() + "\"");
        }
        out.release();
        retry.forget();
        relay.release();
        statements.clear();
        outstanding.clear();
        if (state() != ServerState.LOGIN) {
            stats().serverClosed(closing.ordinal());
        }
        enter(ServerState.CLOSED);
        ServerPeer linked = peer;
        peer = null;
        if (linked != null) {
            linked.lost(lastFatal);
        }
        owner.closed(this);
    }

    /** Why it was closed; null while it is open. */
    public DisconnectReason closeReason() {
        return closing;
    }

    @Override
    public String toString() {
        return "S-" + (processId == 0 ? "0x" + channel.id().asShortText() : processId) + ": " + target.name() + "@" + host;
    }

    /** What the classes may do with it that send its requests and read its answers. */
    private final class AsBackend implements Backend {

        @Override
        public ServerPeer peer() {
            return peer;
        }

        @Override
        public byte status() {
            return status;
        }

        @Override
        public void statusIs(byte next) {
            status = next;
        }

        @Override
        public void fatal(ErrorResponse error) {
            lastFatal = error;
            if (peer == null) {
                // Its end of the socket may not have closed yet: nobody must get it meanwhile.
                channel.close();
            }
        }

        @Override
        public void closeWhenFree(DisconnectReason reason) {
            ServerConnection.this.closeWhenFree(reason);
        }

        @Override
        public void prepare(ClientStatements.Registration registration, ByteBuf to) {
            requests.prepare(registration, to, Integer.MAX_VALUE);
        }
    }
}
