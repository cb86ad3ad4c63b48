package io.howdah.proxy.server;

import io.howdah.protocol.BackendType;
import io.howdah.proxy.prepared.ServerStatements;
import io.howdah.proxy.sql.CommandTag;
import io.howdah.proxy.stream.FrameStream;
import org.jspecify.annotations.Nullable;

/**
 * Tells from one server's answers whether pooler and server are in step again. The pooler needs this class where it does not know
 * which answers the server owes: in front of a {@link Barrier}, behind a Sync that COPY IN may have passed over, and at the end
 * of a COPY that the pooler has broken off.
 *
 * <p>A ReadyForQuery before the answer to a barrier answers either a doubtful Sync of the peer or the pooler's own Sync behind
 * the doubtful ones. InStep holds such a ReadyForQuery back, and the peer gets it if another ReadyForQuery follows.
 */
final class InStep {

    private final OutstandingRequests outstanding;
    private final ServerStatements statements;
    private final FrameStream stream;

    /** The barrier whose answer has not come; null if no barrier is outstanding or its answer has come. */
    private @Nullable Barrier barrier;
    private @Nullable OwnQuery passed;
    /** Status byte of the ReadyForQuery that is held back; 0 if none is. */
    private byte heldReady;
    /** The message of the CopyFail that the pooler sent for a peer that broke the protocol; else null. */
    private @Nullable String copyBrokenOff;

    /** @param stream positioned at the answer that the methods examine */
    InStep(OutstandingRequests outstanding, ServerStatements statements, FrameStream stream) {
        this.outstanding = outstanding;
        this.statements = statements;
        this.stream = stream;
    }

    // ---- barriers

    /** From now on all answers are discarded until the server has passed this barrier. */
    void awaitBarrier(Barrier next, OwnQuery whenPassed) {
        barrier = next;
        passed = whenPassed;
    }

    /** Forgets what the discarded requests had left to wait for. */
    void believeNothing() {
        heldReady = 0;
        copyBrokenOff = null;
    }

    /** An answer other than ReadyForQuery or an error has come before the barrier. The answer is left out. */
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
     * A ReadyForQuery has come before the barrier, or at the barrier itself. The ReadyForQuery is left out.
     *
     * @return the query to complete, for the server has passed the barrier; null if it has not
     */
    @Nullable
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

    /** Whether the next ReadyForQuery may answer any of several Syncs. */
    boolean isInDoubt() {
        return heldReady != 0 || outstanding.isDoubtful();
    }

    /**
     * A ReadyForQuery has come while several Syncs are doubtful. The last ReadyForQuery before the answer to the barrier answers
     * the pooler's own Sync.
     *
     * @return whether this ReadyForQuery is for the peer
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

    /**
     * An answer other than ReadyForQuery has come. The server answers in order, so no doubtful Sync gets an answer any more; if
     * the pooler's own Sync stood behind the doubtful ones, the ReadyForQuery held back was its answer.
     */
    void doubtsEnd() {
        if (outstanding.isSettling()) {
            heldReady = 0;
            outstanding.doubtsSettled();
        } else {
            outstanding.doubtsEnd();
        }
    }

    // ---- a COPY broken off

    /** The pooler has sent a CopyFail with this message ({@link ServerRequests#breakOffCopy}). */
    void copyBrokenOff(String why) {
        copyBrokenOff = why;
    }

    /**
     * An error has come.
     *
     * @param message null if the error has none
     * @return the CopyFail's message if this error ends the COPY that was broken off; else null
     */
    @Nullable
    String endOfBrokenCopy(@Nullable String message) {
        String why = copyBrokenOff;
        copyBrokenOff = null;
        return why != null && message != null && message.endsWith(why) ? why : null;
    }
}
