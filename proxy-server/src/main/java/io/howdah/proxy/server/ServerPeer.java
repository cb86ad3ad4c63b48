package io.howdah.proxy.server;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.sql.CommandTag;
import io.netty.buffer.ByteBuf;

/**
 * Whoever is linked to a server: gets its answers and hears how they stand. A peer has one server at a time, and is called by no other. All
 * methods are called on the server's loop, which is the peer's too.
 */
public interface ServerPeer {

    /** Bytes of answers, whole frames or parts of them, in order. The peer takes ownership. */
    void deliver(ByteBuf bytes);

    /** All that one read brought has been delivered: time to flush. */
    void endOfRead();

    /**
     * A ReadyForQuery has been delivered.
     *
     * @param status its status byte: I, T or E
     * @param drained whether nothing else is asked of the server: with status I the server is free
     */
    void readyForQuery(byte status, boolean drained);

    /** A command ended whose tag says something about session state. */
    void commandCompleted(CommandTag tag);

    /**
     * The server reported a parameter's new value while working for this peer.
     *
     * @return whether the report is the peer's to get
     */
    boolean parameterReported(String name, String value);

    /** The peer sent what belongs in no COPY while COPY IN was under way. It has been told, with FATAL, that its connection is over. */
    void synchronizationLost();

    /** The server stopped or may go on doing something on its own account, during which nothing may be sent to it for the peer. */
    void busy(boolean busy);

    /** Whether the server's socket takes more. */
    void writable(boolean writable);

    /**
     * The connection is gone.
     *
     * @param lastError the server's own last words of severity FATAL or PANIC, already delivered; null where it had none
     */
    void lost(ErrorResponse lastError);
}
