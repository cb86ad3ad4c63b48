package io.howdah.proxy.client;

import io.howdah.proxy.prepared.ClientStatements;

/**
 * Whether the requests of one buffer are one whole batch that may be sent twice: Bind, Describe and Execute of a single statement prepared
 * earlier, and a Sync. Such a batch is kept until its first answer, so that a plan out of date can be healed. One object a client, used again
 * for each buffer.
 */
final class RequestBatch {

    /** A batch up to so many bytes is kept. */
    private static final int LONGEST = 4096;

    private ClientStatements.Registration statement;
    private boolean mayBeSentTwice;
    private boolean leaving;

    /**
     * A buffer begins.
     *
     * @param length of the buffer in bytes
     * @param isFirst whether the server owes nothing and is in no transaction
     */
    void begin(int length, boolean isFirst) {
        statement = null;
        mayBeSentTwice = length <= LONGEST && isFirst;
    }

    /** Something in this buffer must not be sent twice. */
    void onlyOnce() {
        mayBeSentTwice = false;
    }

    /** This statement is used, which the server has. */
    void uses(ClientStatements.Registration used) {
        if (statement != null && statement != used) {
            mayBeSentTwice = false;
        } else {
            statement = used;
        }
    }

    /** The one statement of a batch that may be sent twice; null where it may not. */
    ClientStatements.Registration statement() {
        return mayBeSentTwice ? statement : null;
    }

    /** The buffer ends with a Sync, and its bytes leave now. */
    void leaves() {
        leaving = statement() != null;
    }

    /** The statement of the batch whose bytes leave now, if it may be sent twice; null for other bytes. Asked once for each batch. */
    ClientStatements.Registration taken() {
        if (!leaving) {
            return null;
        }
        leaving = false;
        return statement;
    }

    /** The buffer has left, or never will. */
    void end() {
        leaving = false;
    }
}
