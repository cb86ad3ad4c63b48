package io.howdah.proxy.client;

import io.howdah.proxy.prepared.ClientStatements;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether one buffer is a whole batch that the pooler may send twice: Bind, Describe and Execute of one statement that was
 * prepared earlier, and a Sync. The pooler keeps such a batch until its first answer, to send it again if the plan turns out to
 * be out of date. A client has one batch object, which serves for each buffer in turn.
 */
final class RequestBatch {

    /** Largest batch kept, in bytes. */
    private static final int LONGEST = 4096;

    private enum State {
        ONLY_ONCE, MAY_BE_SENT_TWICE,
        /** The bytes of a batch that may be sent twice are about to be sent. */
        LEAVING
    }

    private ClientStatements.@Nullable Registration statement;
    private State state = State.ONLY_ONCE;

    /**
     * A buffer begins.
     *
     * @param length the buffer's length in bytes
     * @param isFirst whether the server owes nothing and is in no transaction
     */
    void begin(int length, boolean isFirst) {
        statement = null;
        state = length <= LONGEST && isFirst ? State.MAY_BE_SENT_TWICE : State.ONLY_ONCE;
    }

    /** The buffer contains a message that must not be sent twice. */
    void onlyOnce() {
        state = State.ONLY_ONCE;
    }

    /** A message uses this statement, which the server has. */
    void uses(ClientStatements.Registration used) {
        if (statement != null && statement != used) {
            state = State.ONLY_ONCE;
        } else {
            statement = used;
        }
    }

    /** The only statement of a batch that may be sent twice; null if the batch may not. */
    ClientStatements.@Nullable Registration statement() {
        return state == State.ONLY_ONCE ? null : statement;
    }

    /** The buffer ends with a Sync, and its bytes are about to be sent. */
    void leaves() {
        if (statement() != null) {
            state = State.LEAVING;
        }
    }

    /** The statement of the batch that is being sent, if it may be sent twice; else null. A batch has one such call. */
    ClientStatements.@Nullable Registration taken() {
        if (state != State.LEAVING) {
            return null;
        }
        end();
        return statement;
    }

    /** The buffer has been sent, or never will be. */
    void end() {
        if (state == State.LEAVING) {
            state = State.MAY_BE_SENT_TWICE;
        }
    }
}
