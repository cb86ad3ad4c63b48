package io.howdah.proxy.server;

import io.howdah.proxy.prepared.Booking;
import io.howdah.proxy.prepared.ClientStatements;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The bytes of one batch that runs a prepared statement, kept until the server's first answer to it. If that is "cached plan must not
 * change result type", nothing has been done yet: the statement is prepared anew and the batch sent again, and the client never hears
 * of it. One object a server, used again for each batch; what it keeps is copied, for a read buffer held
 * until an answer comes could not be used for the next read.
 */
final class HeldBatch {

    private byte[] bytes = {};
    private int length;
    private ClientStatements.Registration registration;

    private byte[] types;
    private ResponseAction[] actions;
    private Booking[] bookings;

    /** Keeps what lies readable in the buffer. */
    void hold(ByteBuf batch, ClientStatements.Registration used) {
        release();
        length = batch.readableBytes();
        if (bytes.length < length) {
            bytes = new byte[Math.max(256, length)];
        }
        batch.getBytes(batch.readerIndex(), bytes, 0, length);
        registration = used;
    }

    boolean isHeld() {
        return registration != null;
    }

    ClientStatements.Registration registration() {
        return registration;
    }

    /** Notes what the batch asks, for it will leave the ring and come back; the batch must be all there is. */
    void remember(OutstandingRequests outstanding) {
        int count = outstanding.size();
        types = new byte[count];
        actions = new ResponseAction[count];
        bookings = new Booking[count];
        for (int i = 0; i < count; i++) {
            outstanding.copyEntry(i, types, actions, bookings);
        }
    }

    /** Enters the batch's requests again and returns its bytes, which the caller then owns. */
    ByteBuf again(OutstandingRequests outstanding, ByteBufAllocator allocator) {
        for (int i = 0; i < types.length; i++) {
            outstanding.add(types[i], actions[i], bookings[i]);
        }
        ByteBuf batch = allocator.directBuffer(length).writeBytes(bytes, 0, length);
        release();
        return batch;
    }

    void release() {
        registration = null;
        types = null;
        actions = null;
        bookings = null;
    }
}
