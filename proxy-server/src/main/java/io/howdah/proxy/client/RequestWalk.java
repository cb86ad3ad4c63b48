package io.howdah.proxy.client;

import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.stream.FrameStream;
import org.jspecify.annotations.Nullable;

/**
 * The state of the walk over one client's requests: the current message, its server, and whether the walk has stopped at the
 * message. The classes that handle messages share it.
 */
final class RequestWalk {

    private final FrameStream stream;
    private final RequestBatch batch = new RequestBatch();
    private @Nullable ServerConnection server;
    private byte stalledType;
    private @Nullable SlowStatements slow;

    /** @param stream its current frame is the message */
    RequestWalk(FrameStream stream) {
        this.stream = stream;
    }

    /** A buffer of this many bytes goes to this server. */
    void begin(ServerConnection to, int length) {
        server = to;
        stalledType = 0;
        batch.begin(length, to.isFree());
    }

    /** Forgets the server: the next walk may have another. */
    void end() {
        server = null;
    }

    /** The stream whose current frame is the message. */
    FrameStream stream() {
        return stream;
    }

    /** The server that gets the message. */
    ServerConnection server() {
        assert server != null : "a walk with a server begins with the server";
        return server;
    }

    /** The requests of the current buffer. */
    RequestBatch batch() {
        return batch;
    }

    /** The unanswered statements, for the log; called only while the log names slow statements. */
    SlowStatements slow() {
        slow = slow == null ? new SlowStatements() : slow;
        return slow;
    }

    /**
     * Enters the message in the server's account.
     *
     * @return false if the server skips the message, which is then not sent at all
     */
    boolean expectOrDrop() {
        if (server().outstanding().add(stream.type())) {
            return true;
        }
        stream.leaveOut();
        return false;
    }

    /** Keeps the message until the server has answered more. @return false, which ends the walk */
    boolean stall() {
        stalledType = stream.type();
        return stream.await();
    }

    /** Whether the walk has stopped at a message that waits for the server's answer to an earlier one. */
    boolean isStalled() {
        return stalledType != 0;
    }

    /** The type of the message that waits; 0 if there is none. */
    byte stalledType() {
        return stalledType;
    }
}
