package io.howdah.proxy.server;

import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.ServerStatements;
import io.howdah.proxy.stream.Outlet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Keeps the bytes of one batch that runs a prepared statement until the server's first answer to it. If that is "cached plan must not change
 * result type", nothing has been done yet: the statement is prepared anew and the batch sent again, and the client never hears of it.
 *
 * <p>One object a server, used again for each batch. What it keeps is copied: a read buffer held until an answer comes could not be used for
 * the next read.
 */
public final class StalePlanRetry {

    private final Backend backend;
    private final OutstandingRequests outstanding;
    private final ServerStatements statements;
    private final Outlet out;
    private final ByteBufAllocator allocator;

    private byte[] bytes = {};
    private int length;
    private ClientStatements.Registration registration;

    private byte[] types;
    private ResponseAction[] actions;
    private Booking[] bookings;

    StalePlanRetry(Backend backend, OutstandingRequests outstanding, ServerStatements statements, Outlet out, ByteBufAllocator allocator) {
        this.backend = backend;
        this.outstanding = outstanding;
        this.statements = statements;
        this.out = out;
        this.allocator = allocator;
    }

    /** Keeps what lies readable in the buffer, a batch that runs this client's statement. */
    public void keep(ByteBuf batch, ClientStatements.Registration used) {
        forget();
        length = batch.readableBytes();
        if (bytes.length < length) {
            bytes = new byte[Math.max(256, length)];
        }
        batch.getBytes(batch.readerIndex(), bytes, 0, length);
        registration = used;
    }

    /** Forgets the batch: it has been answered. */
    void forget() {
        registration = null;
        types = null;
        actions = null;
        bookings = null;
    }

    /**
     * The server has said that the plan of the statement is out of date. Prepares the statement anew and sends the batch again, where that is
     * safe: the client has been told nothing of the statement, which may have other columns now; outside a transaction, nothing of the batch
     * answered yet, and nothing sent behind it. Elsewhere the statement is closed before its next use, and the client gets the error.
     *
     * @return whether the batch will be sent again
     */
    boolean begin() {
        ServerPeer peer = backend.peer();
        if (registration == null || registration.mayBeTold() || peer == null || backend.status() != 'I' || !outstanding.isOneBatch()) {
            outstanding.booking().planIsOutdated(statements);
            return false;
        }
        remember();
        outstanding.keepLast();
        outstanding.skipHead((OwnQuery) error -> sendAgain());
        peer.busy(true);
        return true;
    }

    /** Notes what the batch asks, for its entries leave the ring and come back. */
    private void remember() {
        int count = outstanding.size();
        types = new byte[count];
        actions = new ResponseAction[count];
        bookings = new Booking[count];
        for (int i = 0; i < count; i++) {
            outstanding.copyEntry(i, types, actions, bookings);
        }
    }

    private void sendAgain() {
        if (registration == null) {
            return;
        }
        ByteBuf batch = allocator.directBuffer(registration.statement().length() + 128 + length);
        statements.markStale(registration.statement());
        backend.prepare(registration, batch);
        for (int i = 0; i < types.length; i++) {
            outstanding.add(types[i], actions[i], bookings[i]);
        }
        batch.writeBytes(bytes, 0, length);
        forget();
        out.write(batch);
        out.flush();
        if (backend.peer() != null) {
            backend.peer().busy(false);
        }
    }
}
