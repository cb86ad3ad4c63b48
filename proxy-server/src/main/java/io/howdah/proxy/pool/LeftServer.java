package io.howdah.proxy.pool;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerPeer;
import io.howdah.proxy.sql.CommandTag;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Clears up after a client that left in mid-request. LeftServer ends the client's COPY, sends the missing Sync, cancels the
 * running query, has the server pass a barrier, rolls back, and frees the server. At the deadline, or on an error, LeftServer
 * closes the server instead.
 */
final class LeftServer implements ServerPeer {

    private final ServerConnection server;
    private final Duration patience;
    private final BiConsumer<ServerConnection, Duration> cancel;
    private final Runnable free;
    private @Nullable ScheduledFuture<?> deadline;
    private boolean unproved;

    /**
     * @param patience cancel_wait_timeout
     * @param cancel sends a cancel request, which may take as long as the given time
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

    /** Sends the barrier once all cancel requests have ended, for PostgreSQL's late signal must not hit the barrier. */
    private void prove() {
        if (!server.cancels().isUnderWay()) {
            unproved = false;
            server.requests().sendBarrier(error -> rollBack());
            server.flush();
        }
    }

    @Override
    public void synchronizationLost() {
        // No client is left that could be told.
    }

    @Override
    public void readyForQuery(byte status, boolean drained) {
        // The server answers only the pooler's own requests now.
    }

    /** The last cancel request has ended: goes on with the barrier or the ROLLBACK. */
    void cancelsEnded() {
        if (unproved) {
            prove();
        } else if (server.isDrained()) {
            rollBack();
        }
    }

    private void rollBack() {
        if (server.cancels().isUnderWay()) {
            return; // PostgreSQL's late signal must not hit the ROLLBACK.
        }
        if (server.status() == 'I') {
            finish();
            return;
        }
        server.requests().query("ROLLBACK", error -> {
            if (error != null || server.status() != 'I') {
                endDeadline();
                server.close(DisconnectReason.UNCLEAN);
            } else {
                finish();
            }
        });
        server.flush();
    }

    private void endDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    private void finish() {
        endDeadline();
        free.run();
    }

    @Override
    public void deliver(ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public void lost(@Nullable ErrorResponse lastError) {
        endDeadline();
    }

    @Override
    public void endOfRead() {
        // There is no client to flush to.
    }

    @Override
    public void commandCompleted(CommandTag tag) {
        // The effects of the client's last requests were noted when these were sent.
    }

    @Override
    public boolean parameterReported(String name, String value) {
        return false; // The server's ServerSession keeps the value.
    }

    @Override
    public void busy(boolean busy) {
        // LeftServer sends nothing on behalf of a client.
    }

    @Override
    public void writable(boolean writable) {
        // LeftServer sends only a few bytes.
    }
}
