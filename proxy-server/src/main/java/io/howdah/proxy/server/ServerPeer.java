package io.howdah.proxy.server;

import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.sql.CommandTag;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The peer linked to a server: gets the server's answers and hears of their progress. A peer has one server at a time, and only
 * this server calls the peer. All methods are called on the server's loop, which is also the peer's loop.
 */
public interface ServerPeer {

    /** Delivers bytes of answers in order, whole frames or parts. The peer takes ownership. */
    void deliver(ByteBuf bytes);

    /** All bytes of one read have been delivered: time to flush. */
    void endOfRead();

    /**
     * A ReadyForQuery has been delivered.
     *
     * @param status its status byte: I, T or E
     * @param drained whether the server owes no further answer; with status I the server is free
     */
    void readyForQuery(byte status, boolean drained);

    /** A command with this tag has ended. Only tags that tell of session state are reported. */
    void commandCompleted(CommandTag tag);

    /**
     * The server reported a parameter's new value while it worked for this peer.
     *
     * @return whether the client gets the report
     */
    boolean parameterReported(String name, String value);

    /**
     * The peer sent a message that belongs in no COPY, with COPY IN under way. The peer has got PostgreSQL's FATAL error for this
     * case and must end.
     */
    void synchronizationLost();

    /** The server begins or ends work of its own, during which the peer must send no request. */
    void busy(boolean busy);

    /** Whether the server's socket takes more bytes. */
    void writable(boolean writable);

    /**
     * The connection has closed.
     *
     * @param lastError the server's FATAL or PANIC error, already delivered unless the peer had asked nothing; null if there was
     *     none
     */
    void lost(@Nullable ErrorResponse lastError);
}
