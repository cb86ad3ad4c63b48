package io.howdah.proxy.server;

import io.howdah.protocol.BackendType;
import io.howdah.proxy.prepared.ServerStatements;
import io.howdah.proxy.sql.CommandTag;
import io.howdah.proxy.stream.FrameStream;

/**
 * Tells by the answers of one server whether pooler and server are in step again, where the pooler does not know what is owed: after a
 * {@link Barrier}, behind Sync that a COPY IN may have passed over, and at the end of a COPY that the pooler has broken off.
 *
 * <p>A ReadyForQuery before the answer to a barrier may be the answer to a doubtful Sync of the peer's or to the pooler's own Sync behind
 * it. Such a ReadyForQuery is held back: the peer gets it if another one follows.
 */
final class InStep {

    private final OutstandingRequests outstanding;
    private final ServerStatements statements;
    private final FrameStream stream;

    /** The barrier the server has not come to yet, while nothing else is believed of it; else null. */
    private Barrier barrier;
    private OwnQuery passed;
    /** Status of a ReadyForQuery that is held back; 0 where there is none. */
    private byte heldReady;
    /** Why the pooler has a COPY IN fail for a peer that broke the protocol; null where it does not. */
    private String copyBrokenOff;

    /** @param stream at whose frame the answers are looked at */
    InStep(OutstandingRequests outstanding, ServerStatements statements, FrameStream stream) {
        this.outstanding = outstanding;
        this.statements = statements;
        this.stream = stream;
    }

    // ---- barriers

    /** From now on nothing is believed of the server until it has come to this barrier. */
    void awaitBarrier(Barrier next, OwnQuery whenPassed) {
        barrier = next;
        passed = whenPassed;
    }

    /** Forgets what was awaited of requests that are no longer believed to be under way. */
    void believeNothing() {
        heldReady = 0;
        copyBrokenOff = null;
    }

    /** Another answer than ReadyForQuery or an error has come before the barrier: nobody gets it. */
    void answerBeforeBarrier() {
        byte type = stream.type();
        if (type == BackendType.PARAMETER_DESCRIPTION && barrier != null && stream.complete()
                && barrier.isAnswer(stream.buffer(), stream.bodyIndex(), stream.bodyLength())) {
            barrier = null;
        } else if (type == BackendType.COMMAND_COMPLETE) {
            CommandTag tag = CommandTag.at(stream.buffer(), stream.bodyIndex(), stream.bodyLength());
            if (tag.endsAllStatements()) {
                statements.allStale();
            }
        }
        stream.leaveOut();
    }

    /**
     * A ReadyForQuery has come before the barrier, or is the barrier's own: nobody gets it.
     *
     * @return whom to tell that the server has passed the barrier; null where it has not
     */
    OwnQuery readyBeforeBarrier() {
        stream.leaveOut();
        if (barrier != null || passed == null) {
            return null;
        }
        OwnQuery told = passed;
        passed = null;
        outstanding.clear();
        return told;
    }

    // ---- doubtful Sync

    /** Whether a ReadyForQuery that comes now may be the answer to one of several Sync. */
    boolean isInDoubt() {
        return heldReady != 0 || outstanding.isDoubtful();
    }

    /**
     * A ReadyForQuery has come: of several, the last before the answer to a barrier is the answer to the pooler's own Sync.
     *
     * @return whether the ReadyForQuery is the peer's
     */
    boolean readyInDoubt(byte status) {
        if (outstanding.isDoubtful() && !outstanding.isSettling()) {
            outstanding.readyInDoubt();
            return true;
        }
        if (heldReady != 0) {
            stream.insertBefore().writeByte(BackendType.READY_FOR_QUERY).writeInt(5).writeByte(heldReady);
            heldReady = 0;
            outstanding.heldReadyDelivered();
        }
        stream.leaveOut();
        if (outstanding.isDoubtful()) {
            heldReady = status;
            outstanding.readyHeld();
        } else {
            outstanding.doubtsSettled();
        }
        return false;
    }

    /** Another answer than a ReadyForQuery has come: where a Sync of the pooler's own was behind the doubtful ones, it has had its answer. */
    void doubtsEnd() {
        if (outstanding.isSettling()) {
            heldReady = 0;
            outstanding.doubtsSettled();
        } else {
            outstanding.doubtsEnd();
        }
    }

    // ---- a COPY broken off

    /** The pooler has a COPY IN fail with these words, see {@link ServerRequests#breakOffCopy}. */
    void copyBrokenOff(String why) {
        copyBrokenOff = why;
    }

    /**
     * An error has come.
     *
     * @param message null where it has none
     * @return with which words the COPY was broken off, if this is the error that ends it; else null
     */
    String endOfBrokenCopy(String message) {
        String why = copyBrokenOff;
        copyBrokenOff = null;
        return why != null && message != null && message.endsWith(why) ? why : null;
    }
}
