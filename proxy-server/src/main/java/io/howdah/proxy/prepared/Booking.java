package io.howdah.proxy.prepared;

import io.howdah.protocol.backend.ErrorResponse;
import io.netty.buffer.ByteBuf;

/**
 * What a request on its way to a server has booked in advance. A client's name stands for a statement, and the pooler takes a server to
 * have the statement, from the moment the Parse is sent, for requests behind the Parse in the same flight use both. The booking knows
 * itself how it is kept when the server answers, and how it is taken back when the server does not.
 *
 * <p>All methods are called on the server's loop, which is the client's too. A request that books nothing has {@link #NONE}.
 */
public interface Booking {

    /** Of a request that books nothing. */
    Booking NONE = new Booking() {
        @Override
        public String toString() {
            return "nothing";
        }
    };

    // ---- what it is of

    /** The statement that a Parse prepares; null where the request is no Parse of a named statement. */
    default PreparedStatement statement() {
        return null;
    }

    /** The client's name that the request gives or takes away, without the NUL; null where the request does neither. */
    default byte[] name() {
        return null;
    }

    /** Whether the request is the client's own Parse of its unnamed statement. */
    default boolean isUnnamed() {
        return false;
    }

    // ---- the server's answer

    /** The server has answered the Parse or the Close with ParseComplete or CloseComplete. */
    default void confirmed(ServerStatements on) {
        // Nothing was in doubt.
    }

    /**
     * The server has answered a Describe with ParameterDescription.
     *
     * @param in holds the body from {@code body} on, {@code length} bytes of it
     * @throws io.howdah.protocol.ProtocolViolationException if only another request could be answered so
     */
    default void parametersDescribed(ByteBuf in, int body, int length) {
        // The client alone reads that.
    }

    /**
     * The server has answered a Describe with RowDescription.
     *
     * @param in holds the body from {@code body} on
     */
    default void columnsDescribed(ByteBuf in, int body, ServerStatements on) {
        // The client alone reads that.
    }

    /** The server has answered a Describe with NoData. */
    default void describedWithoutColumns(ServerStatements on) {
        // The client alone reads that.
    }

    // ---- no answer

    /**
     * The server has refused the request, or has passed over the request after an error. Not called for a Close or an unnamed Parse while
     * another of the same name is outstanding, which decides then.
     *
     * @param type the request's type byte
     */
    default void skipped(byte type, ServerStatements on) {
        // Nothing is to be taken back.
    }

    /** The server has said that the plan of the statement which the request uses is out of date. */
    default void planIsOutdated(ServerStatements on) {
        // The request uses none.
    }

    /**
     * Nobody will hear whether the server has carried out the request.
     *
     * @param type the request's type byte
     * @return whether the server's session may now hold something that the pooler knows nothing of
     */
    default boolean unheard(byte type, ServerStatements on) {
        return false;
    }

    /**
     * The server has answered a DEALLOCATE ALL or DISCARD ALL, and the request comes behind that: what the request books is not gone.
     *
     * @param type the request's type byte
     */
    default void outlivesDiscard(byte type, ServerStatements on) {
        // Nothing is booked.
    }

    // ---- the server's error

    /** The error as the client must hear it: a statement has another name on servers than with its client. */
    default ErrorResponse reworded(ErrorResponse error) {
        return error;
    }

    /** Whether the pooler asks on its own account alone, so that the client must not hear of an error. */
    default boolean keepsError() {
        return false;
    }
}
