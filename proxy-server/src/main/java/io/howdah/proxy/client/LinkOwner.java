package io.howdah.proxy.client;

import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.server.ServerConnection;
import org.jspecify.annotations.Nullable;

/** The owner of a {@link ServerLink}: hears of the events that the link cannot decide on. */
interface LinkOwner {

    /** The client, as an operator sees it. */
    Client client();

    /** The client's socket may have to be read again, or no longer. */
    void adjustReading();

    // ---- the client's words

    /** The client has sent Terminate. */
    void terminated();

    /** The client has broken the protocol. */
    void violated(ProtocolViolationException violation);

    /** Whether the client has said farewell: it ends when the server has answered its requests. */
    boolean isLeaving();

    /** A client that has said farewell has got an answer. */
    void endAfterFarewell();

    // ---- the server's answers

    /** The client has got all answers of one read. */
    void answersDelivered();

    /** A query has ended, and its transaction goes on. */
    void inTransaction();

    /** The transaction has ended, and all its changes are accounted for. This is the only place between two transactions. */
    void boundary();

    /** The transaction has ended, and the pooler asks the server about changed values; {@link #settled} follows. */
    void settling();

    /** The server has answered the question about changed values. */
    void settled();

    /** The server prepares a statement anew, and the client's bytes wait; {@link #mayGoOn} follows. */
    void retrying();

    /** The server has taken the client's values, or has prepared the statement: the client's bytes may follow. */
    void mayGoOn();

    /** The server has refused the client's values. */
    void valuesRefused(ErrorResponse error);

    /** The client has broken the protocol in a COPY, and has got FATAL for it. */
    void synchronizationLost();

    /**
     * The server's connection has closed, and the link has ended.
     *
     * @param from the server
     * @param requestSent whether a request of the client had been sent
     * @param lastError the server's last error, already delivered if a request had been sent; null if there was none
     */
    void lost(ServerConnection from, boolean requestSent, @Nullable ErrorResponse lastError);
}
