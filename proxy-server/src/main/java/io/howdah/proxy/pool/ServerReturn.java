package io.howdah.proxy.pool;

import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerState;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Takes servers back from clients. First the cancel requests for the server end, then the {@link Janitor} takes the server. If
 * the client has left a request unfinished, a {@link LeftServer} clears up before both. On the server's loop.
 */
final class ServerReturn {

    private final Janitor janitor;
    private final BiConsumer<ServerConnection, Duration> cancel;
    private final Supplier<PoolConfig> config;

    /** @param cancel sends a cancel request, which may take as long as the given time */
    ServerReturn(Janitor janitor, BiConsumer<ServerConnection, Duration> cancel, Supplier<PoolConfig> config) {
        this.janitor = janitor;
        this.cancel = cancel;
        this.config = config;
    }

    /**
     * Takes back a free server, on its loop.
     *
     * @param reset whether a whole session ends, so that server_reset_query runs
     * @param now System.nanoTime(), of a moment ago
     */
    void release(ServerConnection server, boolean reset, long now) {
        server.peerIs(null);
        server.age().idleSince(now);
        if (!server.isOpen()) {
            return;
        }
        server.session().transactionEnded(); // If its client has not seen to that, nobody waits for the answer.
        server.read(true);
        if (server.cancels().isUnderWay()) {
            // PostgreSQL's late signal could hit any query sent now, even a reset.
            server.cancels().owesReset(reset);
            server.enter(ServerState.BEING_CANCELED);
            return;
        }
        janitor.takeBack(server, reset, now);
    }

    /**
     * Takes back a server whose client has left in mid-request.
     *
     * @param cutFrame whether the client has sent only a part of a message: the server can take no other message after it
     * @param reset as for {@link #release}
     */
    void abandon(ServerConnection server, boolean cutFrame, boolean reset) {
        if (server.isFree() && !cutFrame) {
            release(server, reset, System.nanoTime());
        } else if (cutFrame) {
            server.peerIs(null);
            server.close(DisconnectReason.UNCLEAN);
        } else {
            new LeftServer(server, config.get().timeouts().cancelWait(), cancel, () -> release(server, reset, System.nanoTime()))
                    .begin();
        }
    }

    /** The last cancel request for the server has ended: goes on with the server's return. */
    void cancelsEnded(ServerConnection server) {
        if (server.state() == ServerState.BEING_CANCELED) {
            release(server, server.cancels().isResetOwed(), System.nanoTime());
        } else if (server.peer() instanceof LeftServer waiting) {
            waiting.cancelsEnded();
        }
    }
}
