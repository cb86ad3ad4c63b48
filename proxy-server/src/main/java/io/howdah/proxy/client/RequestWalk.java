package io.howdah.proxy.client;

import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.stream.FrameStream;

/**
 * The walk over one client's requests: the message at hand, the server it goes to, and whether the walk has stopped at it. Shared by the
 * classes that deal with messages.
 */
final class RequestWalk {

    private final FrameStream stream;
    private final RequestBatch batch = new RequestBatch();
    private ServerConnection server;
    private byte stalledType;
    private SlowStatements slow;

    /** @param stream at whose frame the message lies */
    RequestWalk(FrameStream stream) {
        this.stream = stream;
    }

    /** A buffer of this many bytes goes to this server. */
    void begin(ServerConnection to, int length) {
        server = to;
        stalledType = 0;
        batch.begin(length, to.isFree());
    }

    /** Forgets the server: the next walk begins with another. */
    void end() {
        server = null;
    }

    /** Where the message lies. */
    FrameStream stream() {
        return stream;
    }

    /** Where the message goes. */
    ServerConnection server() {
        return server;
    }

    /** The requests of the buffer at hand. */
    RequestBatch batch() {
        return batch;
    }

    /** What is remembered for the log; asked for only while statements that take long are logged. */
    SlowStatements slow() {
        slow = slow == null ? new SlowStatements() : slow;
        return slow;
    }

    /** Enters the message with the server. @return false where the server passes over it: then it is not sent at all */
    boolean expectOrDrop() {
        if (server.outstanding().add(stream.type())) {
            return true;
        }
        stream.leaveOut();
        return false;
    }

    /** Keeps the message until the server's next ReadyForQuery. @return false, to end the walk with */
    boolean stall() {
        stalledType = stream.type();
        return stream.await();
    }

    /** Whether the walk has stopped at a message that waits for the server's word on an earlier one. */
    boolean isStalled() {
        return stalledType != 0;
    }

    /** Type of the message that waits; 0 where none does. */
    byte stalledType() {
        return stalledType;
    }
}
