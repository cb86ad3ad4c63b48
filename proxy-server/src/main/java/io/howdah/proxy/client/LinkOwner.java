package io.howdah.proxy.client;

import io.howdah.protocol.ProtocolViolationException;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.server.ServerConnection;

/** Whose a {@link ServerLink} is: hears what the link cannot decide. */
interface LinkOwner {

    /** The client, as an operator sees it. */
    Client client();

    /** Something has changed that may have the client's socket read on, or left alone. */
    void adjustReading();

    // ---- the client's words

    /** The client has sent Terminate. */
    void terminated();

    /** The client has sent what no client sends. */
    void violated(ProtocolViolationException violation);

    /** Whether the client has said farewell: it ends when its requests have been answered. */
    boolean isLeaving();

    /** An answer has come to one that leaves. */
    void endAfterFarewell();

    // ---- the server's answers

    /** All that one read brought has been said to the client. */
    void answersDelivered();

    /** A query is over, and its transaction goes on. */
    void inTransaction();

    /** The transaction is over, and all that it has changed is accounted for: the one place between two transactions. */
    void boundary();

    /** The transaction is over, and the server is being asked what it has changed; {@link #settled} follows. */
    void settling();

    /** The server has answered that. */
    void settled();

    /** The server prepares a statement anew, and the client's bytes wait; {@link #mayGoOn} follows. */
    void retrying();

    /** The server stands where the client does, or has what it had to prepare: the client's bytes may go on. */
    void mayGoOn();

    /** The server did not take the client's values. */
    void valuesRefused(ErrorResponse error);

    /** The client has broken the protocol in a COPY, and has been told so with FATAL. */
    void synchronizationLost();

    /**
     * The server is gone, and the link with it.
     *
     * @param from which server
     * @param requestSent whether a request of the client's had been sent
     * @param lastError the server's own last words, already delivered if a request had been sent; null where it had none
     */
    void lost(ServerConnection from, boolean requestSent, ErrorResponse lastError);
}
