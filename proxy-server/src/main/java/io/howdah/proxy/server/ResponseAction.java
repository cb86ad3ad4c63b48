package io.howdah.proxy.server;

import io.howdah.protocol.FrontendType;
import io.howdah.protocol.backend.BindComplete;
import io.howdah.protocol.backend.CloseComplete;
import io.howdah.protocol.backend.ParseComplete;
import io.netty.buffer.ByteBuf;

/** The pooler's treatment of the answer to a request; PgBouncer's {@code ResponseAction}. */
public enum ResponseAction {
    /** The peer gets the answer. */
    FORWARD,
    /**
     * The pooler sent the request itself: the answer is left out. Only an error that fails the peer's own request goes to the
     * peer.
     */
    SKIP,
    /** The pooler did not send the request to the server: it makes the answer itself, at the request's turn. */
    FAKE;

    /** Writes the answer that the pooler itself makes to a request of this type: a Parse, a Close or else a Bind. */
    static void writeFake(byte request, ByteBuf out) {
        if (request == FrontendType.PARSE) {
            ParseComplete.INSTANCE.write(out);
        } else if (request == FrontendType.CLOSE) {
            CloseComplete.INSTANCE.write(out);
        } else {
            BindComplete.INSTANCE.write(out);
        }
    }
}
