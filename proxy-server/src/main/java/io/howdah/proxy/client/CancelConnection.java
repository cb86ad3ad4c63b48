package io.howdah.proxy.client;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.loop.SocketReport;
import io.howdah.proxy.parameters.ParameterSet;
import io.howdah.proxy.pool.Pool;
import io.howdah.proxy.server.CancelProgress;
import io.howdah.proxy.stats.PoolStats;
import io.netty.channel.Channel;

/**
 * A connection that brings a cancel request: counted with the pool of the client it is for until the request has been carried out, and
 * closed then. libpq waits for that. It is never answered. Used on the loop of the client it is for.
 */
public final class CancelConnection implements CancelProgress, Client {

    private final Channel channel;
    private final int id;
    private final SocketReport socket;
    private final long sinceNanos = System.nanoTime();
    private ClientState state = ClientState.WAITING_CANCEL;
    private LoopClients sessions;
    private PoolStats stats;
    private String database = "";
    private String user = "";

    /** @param id of this connection; on the channel's own loop */
    public CancelConnection(Channel channel, int id) {
        this.channel = channel;
        this.id = id;
        this.socket = SocketReport.of(channel);
    }

    /** It is for a client of this pool. */
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
            return; // the request it has joined was sent before, or has ended
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
    public String applicationName() {
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

    /** It has said all it has to say. */
    @Override
    public void suspend(boolean on) {
        // nothing is read from it
    }

    @Override
    public void drop(String reason) {
        channel.close();
    }

    /** A cancel request is never answered, an operator's word included. */
    @Override
    public void end(ErrorResponse error, String reason) {
        channel.close();
    }
}
