package io.howdah.proxy.client;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.SocketReport;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.server.CancelProgress;
import io.howdah.proxy.stats.PoolStats;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * A connection that brings a cancel request. It counts with the pool of the client to cancel. It closes once the request has been
 * carried out, for which libpq waits, and never gets an answer. Used on the loop of the client to cancel.
 */
public final class CancelConnection implements CancelProgress, Client {

    private final Channel channel;
    private final int id;
    private final SocketReport socket;
    private final long sinceNanos = System.nanoTime();
    private ClientState state = ClientState.WAITING_CANCEL;
    private @Nullable LoopClients sessions;
    private @Nullable PoolStats stats;
    private String database = "";
    private String user = "";

    /** Made on the channel's own loop. @param id the connection's number */
    public CancelConnection(Channel channel, int id) {
        this.channel = channel;
        this.id = id;
        this.socket = SocketReport.of(channel);
    }

    /** The request is for a client of this pool. */
    void isFor(Pool pool, String itsUser, LoopClients itsSessions) {
        sessions = itsSessions;
        stats = pool.stats(itsSessions.loop());
        database = pool.key().database();
        user = itsUser;
        stats.clientMoved(-1, state.ordinal());
        sessions.addOther(this);
    }

    private void enter(ClientState next) {
        if (!state.mayBecome(next)) {
            return; // The cancel request that this one has joined was sent before, or has ended.
        }
        if (stats != null) {
            stats.clientMoved(state.ordinal(), next == ClientState.CLOSED ? -1 : next.ordinal());
        }
        state = next;
    }

    @Override
    public void sent() {
        enter(ClientState.ACTIVE_CANCEL);
    }

    @Override
    public void ended() {
        enter(ClientState.CLOSED);
        if (sessions != null) {
            sessions.removeOther(this);
        }
        channel.close();
    }

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
        return null;
    }

    @Override
    public ClientState state() {
        return state;
    }

    @Override
    public String database() {
        return database;
    }

    @Override
    public boolean isWaiting() {
        return state == ClientState.WAITING_CANCEL;
    }

    @Override
    public ClientReport report() {
        return ClientReport.of(id, database, user, "none", state, socket, null, sinceNanos, 0, ParameterSet.EMPTY);
    }

    /** Does nothing: the connection has sent its whole request. */
    @Override
    public void suspend(boolean on) {
        // nothing is read from the socket
    }

    @Override
    public void drop(String reason) {
        channel.close();
    }

    /** Closes the socket without the error, since a cancel request gets no answer. */
    @Override
    public void end(ErrorResponse error, @Nullable String reason) {
        channel.close();
    }
}
