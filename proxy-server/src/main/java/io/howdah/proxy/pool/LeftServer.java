package io.howdah.proxy.pool;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.sql.CommandTag;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerPeer;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Clears up after a client that left in the middle of something: ends its COPY, sends the Sync it owed, cancels what runs, has the
 * server pass a barrier, rolls back, and gives the server back. Past a deadline, or on any surprise, the server is closed instead.
 */
final class LeftServer implements ServerPeer {

    private final ServerConnection server;
    private final Duration patience;
    private final BiConsumer<ServerConnection, Duration> cancel;
    private final Runnable free;
    private ScheduledFuture<?> deadline;
    private boolean unproved;

    /**
     * @param patience cancel_wait_timeout
     * @param cancel sends a cancel request, which may take so long
     * @param free takes the server when it is free
     */
    LeftServer(ServerConnection server, Duration patience, BiConsumer<ServerConnection, Duration> cancel, Runnable free) {
        this.server = server;
        this.patience = patience;
        this.cancel = cancel;
        this.free = free;
    }

    void begin() {
        server.peerIs(this);
        server.read(true);
        long millis = patience.isZero() ? 10_000 : patience.toMillis();
        deadline = server.loop().eventLoop().schedule(
                () -> server.close(DisconnectReason.UNCLEAN), millis, TimeUnit.MILLISECONDS);
        boolean working = !server.isDrained();
        if (!working && !server.outstanding().isUnsynced() && !server.outstanding().isSuspect()) {
            rollBack();
            return;
        }
        unproved = true;
        server.requests().endAll();
        server.flush();
        if (working) {
            cancel.accept(server, patience);
        }
        prove();
    }

    /** A late signal must not hit the barrier: it is sent when the cancel requests have ended. */
    private void prove() {
        if (!server.cancels().isUnderWay()) {
            unproved = false;
            server.requests().sendBarrier(error -> rollBack());
            server.flush();
        }
    }

    @Override
    public void synchronizationLost() {
        // The client has gone.
    }

    @Override
    public void readyForQuery(byte status, boolean drained) {
        // Only the pooler's own requests are answered any more.
    }

    /** The last cancel request has ended: what waited for that goes on. */
    void cancelsEnded() {
        if (unproved) {
            prove();
        } else if (server.isDrained()) {
            rollBack();
        }
    }

    private void rollBack() {
        if (server.cancels().isUnderWay()) {
            return; // a late signal must not hit the ROLLBACK
        }
        if (server.status() == 'I') {
            finish();
            return;
        }
        server.requests().query("ROLLBACK", error -> {
            if (error != null || server.status() != 'I') {
                deadline.cancel(false);
                server.close(DisconnectReason.UNCLEAN);
            } else {
                finish();
            }
        });
        server.flush();
    }

    private void finish() {
        deadline.cancel(false);
        free.run();
    }

    @Override
    public void deliver(ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public void lost(ErrorResponse lastError) {
        deadline.cancel(false);
    }

    @Override
    public void endOfRead() {
        // Nobody to flush to.
    }

    @Override
    public void commandCompleted(CommandTag tag) {
        // What the client's last requests may leave behind was noted when they were sent.
    }

    @Override
    public boolean parameterReported(String name, String value) {
        return false; // The server keeps its own account.
    }

    @Override
    public void busy(boolean busy) {
        // Nothing more is sent.
    }

    @Override
    public void writable(boolean writable) {
        // Next to nothing is sent.
    }
}
