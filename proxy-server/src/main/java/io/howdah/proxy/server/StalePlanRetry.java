package io.howdah.proxy.server;

import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ClientStatements;
import io.howdah.proxy.prepared.ServerStatements;
import io.howdah.proxy.stream.Outlet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the bytes of one batch that runs a prepared statement until the server's first answer. If this answer is "cached plan
 * must not change result type", no part of the batch has run: the pooler prepares the statement anew and sends the batch again,
 * and the client does not notice.
 *
 * <p>Each server has one StalePlanRetry, which serves one batch after the other. The bytes are copied, because a read buffer that
 * is kept until an answer comes cannot serve the next read.
 */
public final class StalePlanRetry {

    private final Backend backend;
    private final OutstandingRequests outstanding;
    private final ServerStatements statements;
    private final Outlet out;
    private final ByteBufAllocator allocator;

    private byte[] bytes = {};
    private int length;
    private ClientStatements.@Nullable Registration registration;

    /** The batch's entries while the statement is prepared anew; null before. */
    private @Nullable Entries entries;

    private record Entries(byte[] types, ResponseAction[] actions, Booking[] bookings) {}

    StalePlanRetry(Backend backend, OutstandingRequests outstanding, ServerStatements statements, Outlet out,
            ByteBufAllocator allocator) {
        this.backend = backend;
        this.outstanding = outstanding;
        this.statements = statements;
        this.out = out;
        this.allocator = allocator;
    }

    /** Keeps a copy of the buffer's readable bytes: a batch that runs this client's statement. */
    public void keep(ByteBuf batch, ClientStatements.Registration used) {
        forget();
        length = batch.readableBytes();
        if (bytes.length < length) {
            bytes = new byte[Math.max(256, length)];
        }
        batch.getBytes(batch.readerIndex(), bytes, 0, length);
        registration = used;
    }

    /** Forgets the batch: the server has answered. */
    void forget() {
        registration = null;
        entries = null;
    }

    /**
     * The server has reported that the plan of the statement is out of date. Prepares the statement anew and sends the batch
     * again if that is safe: the client has been told no shape of the statement, whose columns may have changed; the server is in
     * no transaction, has answered no part of the batch, and has been sent nothing behind it. Otherwise the statement is closed
     * before its next use, and the client gets the error.
     *
     * @return whether the batch will be sent again
     */
    boolean begin() {
        ServerPeer peer = backend.peer();
        if (registration == null || registration.mayBeTold() || peer == null || backend.status() != 'I'
                || !outstanding.isOneBatch()) {
            outstanding.booking().planIsOutdated(statements);
            return false;
        }
        remember();
        outstanding.keepLast();
        outstanding.skipHead((OwnQuery) error -> sendAgain());
        peer.busy(true);
        return true;
    }

    /** Notes the batch's entries, which leave the ring and are entered again. */
    private void remember() {
        int count = outstanding.size();
        Entries noted = new Entries(new byte[count], new ResponseAction[count], new Booking[count]);
        for (int i = 0; i < count; i++) {
            outstanding.copyEntry(i, noted.types, noted.actions, noted.bookings);
        }
        entries = noted;
    }

    private void sendAgain() {
        ClientStatements.Registration stale = registration;
        Entries noted = entries;
        if (stale == null || noted == null) {
            return;
        }
        ByteBuf batch = allocator.directBuffer(stale.statement().length() + 128 + length);
        statements.markStale(stale.statement());
        backend.prepare(stale, batch);
        for (int i = 0; i < noted.types.length; i++) {
            outstanding.add(noted.types[i], noted.actions[i], noted.bookings[i]);
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
