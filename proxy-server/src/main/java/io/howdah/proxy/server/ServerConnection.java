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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to PostgreSQL: its identity, its state, its outstanding requests and its session. All methods are called on the
 * connection's loop, unless their Javadoc says otherwise.
 */
public final class ServerConnection implements PooledServer {

    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);

    /** PostgreSQL's backend has this long to end after Terminate; it should never need so long. */
    private static final long BACKEND_END_MILLIS = 1_000;

    /** Why the pooler does not read from the socket. */
    private enum Pause {
        /** SUSPEND is in force. */
        SUSPENDED,
        /** The peer does not take the answers. */
        PEER
    }

    private final int id = ConnectionIds.next();
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

    private @Nullable ServerPeer peer;
    private byte status = 'I';
    private int processId;
    private byte[] secret = new byte[4];
    // Why the connection is to be closed when free; null if it is not. A reload sets this field from another thread.
    private volatile @Nullable DisconnectReason whenFree;
    private @Nullable ErrorResponse lastFatal;
    private @Nullable DisconnectReason closing;

    /**
     * A connection that is about to log in.
     *
     * @param statsByLoop the pool's numbers, by loop index; the connection counts on its loop
     * @param lifetimeNanos how long the connection may live; 0 for no limit
     */
    public ServerConnection(
            ServerOwner owner, ServerTarget target, HostAddress host, Channel channel, Loop loop, PoolStats[] statsByLoop,
            long lifetimeNanos) {
        this.owner = owner;
        this.target = target;
        this.session = new ServerSession(target.connectQuery().isPresent());
        this.host = host;
        this.channel = channel;
        this.progress = new ServerProgress(this, session::transactionEnded, loop, statsByLoop);
        this.age = new ServerAge(lifetimeNanos);
        this.gate = new ReadGate<>(channel);
        this.cancels = new CancelGuard(() -> owner.cancelsEnded(this));
        this.out = Outlet.of(channel);
        Backend backend = new AsBackend();
        this.retry = new StalePlanRetry(backend, outstanding, statements, out, channel.alloc());
        this.relay = new ResponseRelay(backend, progress, outstanding, statements, session, retry, channel.alloc());
        this.requests = new ServerRequests(backend, progress, outstanding, statements, relay.inStep(), out, channel.alloc());
    }

    // ---- identity

    /** The connection's loop. Any thread may ask. */
    @Override
    public Loop loop() {
        return progress.loop();
    }

    /** The target for which the connection was opened. */
    public ServerTarget target() {
        return target;
    }

    /** The host of the server. */
    public HostAddress host() {
        return host;
    }

    /** PostgreSQL's process id, for cancel requests and SHOW SERVERS. */
    public int processId() {
        return processId;
    }

    /** The socket. */
    public Channel channel() {
        return channel;
    }

    /** The owner, for which the connection was opened. */
    public ServerOwner owner() {
        return owner;
    }

    /** The requests that the server has yet to answer. */
    public OutstandingRequests outstanding() {
        return outstanding;
    }

    /** The part that sends the pooler's own requests. */
    public ServerRequests requests() {
        return requests;
    }

    /** The part that keeps a batch to send again. */
    public StalePlanRetry retry() {
        return retry;
    }

    /** The cancel requests on their way to this server. */
    public CancelGuard cancels() {
        return cancels;
    }

    ResponseRelay relay() {
        return relay;
    }

    /** The statements that the server has prepared. */
    public ServerStatements statements() {
        return statements;
    }

    /** The numbers of the connection's pool on the connection's loop. */
    public PoolStats stats() {
        return progress.stats();
    }

    /** The connection as an operator sees it. */
    public ServerReport report() {
        return new ServerReport(id, host, state(), SocketReport.of(channel), age.connectedNanos(), age.requestNanos(),
                closeNeeded(), processId, isFree(), isDrained(), status, relay.commands().last(),
                session.reported().withAll(session.set().parameters()), statements.size(), relay.frameBytes());
    }

    /** A number unique in this process. */
    public int id() {
        return id;
    }

    // ---- state

    /** The connection's state. */
    public ServerState state() {
        return progress.state();
    }

    @Override
    public void enter(ServerState next) {
        progress.enter(next);
    }

    /** The connection leaves its loop for another. Called on the old loop, without the channel; {@link #arrived} follows. */
    public void movingTo(Loop next) {
        progress.movingTo(next);
    }

    /** The connection has arrived on its new loop. */
    public void arrived() {
        progress.arrived();
    }

    /** Whether the connection can be used: the socket is open, no close has begun, and no FATAL error has come. */
    @Override
    public boolean isOpen() {
        return channel.isActive() && closing == null && lastFatal == null;
    }

    /** Whether the connection will be closed as soon as it is free. */
    public boolean closeNeeded() {
        return whenFree != null;
    }

    /** Whether the server has completed a command since the last call. */
    public boolean takeCompleted() {
        return relay.commands().takeSome();
    }

    /** Whether the server has completed a COMMIT since the last call. */
    public boolean takeCommitted() {
        return relay.commands().takeCommitted();
    }

    /** Has the connection closed as soon as it is free. An earlier reason remains. Any thread may call. */
    @Override
    public void closeWhenFree(DisconnectReason reason) {
        if (whenFree == null) {
            whenFree = reason;
        }
    }

    /** Closes the connection, which must be free, if {@link #closeWhenFree} was called. @return whether that was so */
    public boolean closeIfNeeded() {
        DisconnectReason reason = whenFree;
        if (reason != null) {
            close(reason);
        }
        return reason != null;
    }

    /** Age, idle time and time of the last request. */
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

    /** Whether the server owes no answer. */
    public boolean isDrained() {
        return outstanding.isEmpty();
    }

    /** Whether the server could serve another client now: it is in no transaction and owes no answer. */
    public boolean isFree() {
        return status == 'I' && outstanding.isEmpty() && !outstanding.isUnsynced();
    }

    /** The state of the server's session. */
    public ServerSession session() {
        return session;
    }

    /** PostgreSQL has sent BackendKeyData. */
    public void keyIs(int pid, byte[] cancelSecret) {
        processId = pid;
        secret = cancelSecret;
    }

    // ---- link

    /** The peer that gets the server's answers, or null. */
    public @Nullable ServerPeer peer() {
        return peer;
    }

    /** Links the connection to a peer, which gets the answers from now on. */
    public void link(ServerPeer newPeer) {
        peer = newPeer;
        relay.commands().forget();
        enter(ServerState.ACTIVE);
    }

    /** Gives the answers to another peer, or to none if null, without a change of state. */
    public void peerIs(@Nullable ServerPeer newPeer) {
        peer = newPeer;
    }

    /** Whether a command of the present peer may have advanced a sequence, by the command's tag. */
    public boolean mayHaveAdvancedSequence() {
        return outstanding.runsSomething() || relay.commands().mayHaveAdvancedSequence();
    }

    /** Whether the peer has got a part of a message and needs the rest before any other message. */
    public boolean isMidAnswer() {
        return relay.midAnswer();
    }

    /** Sends bytes; takes ownership. The bytes leave at the next {@link #flush}. */
    public void send(ByteBuf bytes) {
        out.write(bytes);
    }

    /** Flushes to the socket what {@link #send} wrote. */
    public void flush() {
        out.flush();
    }

    /** Whether the socket takes more bytes. */
    public boolean isWritable() {
        return channel.isWritable();
    }

    /** SUSPEND: stops reading whatever the peer asks for, or ends the stop. */
    public void suspend(boolean on) {
        gate.set(Pause.SUSPENDED, on).apply();
    }

    /** Reads on, or stops: back-pressure from a peer that does not take the answers. */
    public void read(boolean on) {
        if (gate.stands(Pause.PEER) == on) {
            gate.set(Pause.PEER, !on).apply();
        }
    }

    // ---- end

    /** Closes the connection. Says Terminate first if the server owes nothing, so that PostgreSQL logs no lost connection. */
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

    /** Terminate has been sent. An evicted connection keeps its slot until PostgreSQL closes it, for max_connections counts it. */
    private void said(DisconnectReason reason) {
        if (reason == DisconnectReason.EVICTED) {
            channel.eventLoop().schedule(() -> channel.close(), BACKEND_END_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            channel.close();
        }
    }

    /** Closes the connection without an entry in the log. */
    public void closeSilently() {
        closing = DisconnectReason.CLIENT_GONE;
        channel.close();
    }

    /** The secret of the cancel key. */
    public byte[] cancelSecret() {
        return secret.clone();
    }

    /** Joins this connection byte for byte with a client on the same loop. Both sockets close together. */
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
        session.closed(processId, host, closing.mayBringAnother());
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

    /** Why the connection was closed; null while it is open. */
    public @Nullable DisconnectReason closeReason() {
        return closing;
    }

    @Override
    public String toString() {
        return "S-" + (processId == 0 ? "0x" + channel.id().asShortText() : processId) + ": " + target.name() + "@" + host;
    }

    /** The view of the connection for the classes that send its requests and read its answers. */
    private final class AsBackend implements Backend {

        @Override
        public @Nullable ServerPeer peer() {
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
                // The server's end of the socket may still be open: no client must get this server meanwhile.
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
