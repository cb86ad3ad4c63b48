package io.howdah.proxy.prepared;

import io.howdah.protocol.backend.ErrorResponse;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The effects that a request on its way to a server has booked in advance. As soon as a Parse is sent, the client's name stands
 * for the statement, and the pooler counts the statement as prepared on the server, because requests behind the Parse in the same
 * flight use both. The server's answer keeps these effects, or takes them back; the Booking itself knows how.
 *
 * <p>All methods are called on the server's loop, which is also the client's loop. A request without effects has {@link #NONE}.
 */
public interface Booking {

    /** The Booking of a request without effects. */
    Booking NONE = new Booking() {
        @Override
        public String toString() {
            return "nothing";
        }
    };

    // ---- the request

    /** The statement that a Parse prepares; null unless the request is a Parse of a named statement. */
    default @Nullable PreparedStatement statement() {
        return null;
    }

    /** The client's name that the request gives or takes away, without its NUL; null if the request does neither. */
    default byte @Nullable [] name() {
        return null;
    }

    /** Whether the request is the client's own Parse of its unnamed statement. */
    default boolean isUnnamed() {
        return false;
    }

    // ---- the server's answer

    /** The server has answered with ParseComplete or CloseComplete. */
    default void confirmed(ServerStatements on) {
        // Nothing was in doubt.
    }

    /**
     * The server has answered a Describe with ParameterDescription.
     *
     * @param in holds the body, {@code length} bytes from {@code body} on
     * @throws io.howdah.protocol.ProtocolViolationException if this answer cannot belong to the request
     */
    default void parametersDescribed(ByteBuf in, int body, int length) {
        // Only the client reads the types.
    }

    /**
     * The server has answered a Describe with RowDescription.
     *
     * @param in holds the body from {@code body} on
     */
    default void columnsDescribed(ByteBuf in, int body, ServerStatements on) {
        // Only the client reads the columns.
    }

    /** The server has answered a Describe with NoData. */
    default void describedWithoutColumns(ServerStatements on) {
        // Only the client reads the answer.
    }

    // ---- no answer

    /**
     * The server has refused the request, or skipped it after an error. Not called for a Close or an unnamed Parse while another
     * request of the same name is outstanding, which then decides about the name.
     *
     * @param type the request's type byte
     */
    default void skipped(byte type, ServerStatements on) {
        // There is nothing to take back.
    }

    /** The server has reported that the plan of the request's statement is out of date. */
    default void planIsOutdated(ServerStatements on) {
        // The request uses no plan.
    }

    /**
     * The answer to the request will be discarded, so the pooler will not learn whether the server has carried out the request.
     *
     * @param type the request's type byte
     * @return whether the server's session may now hold state that the pooler does not know of
     */
    default boolean unheard(byte type, ServerStatements on) {
        return false;
    }

    /**
     * The server has answered a DEALLOCATE ALL or DISCARD ALL, and this request comes behind it: the effects of the request
     * remain.
     *
     * @param type the request's type byte
     */
    default void outlivesDiscard(byte type, ServerStatements on) {
        // The request has no effects.
    }

    // ---- the server's error

    /** The error in the client's terms: on servers a statement has another name than the client gave. */
    default ErrorResponse reworded(ErrorResponse error) {
        return error;
    }

    /** Whether the request is the pooler's alone, so that the client must not get its error. */
    default boolean keepsError() {
        return false;
    }
}
