package io.howdah.proxy.pool;

import io.howdah.proxy.server.DisconnectReason;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerState;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The way back of a server that a client has had. First the cancel requests for the server end, then the {@link Janitor} takes it back. A
 * {@link LeftServer} goes before both where the client has left something unfinished. On the server's loop.
 */
final class ServerReturn {

    private final Janitor janitor;
    private final BiConsumer<ServerConnection, Duration> cancel;
    private final Supplier<PoolConfig> config;

    /** @param cancel sends a cancel request, which may take so long */
    ServerReturn(Janitor janitor, BiConsumer<ServerConnection, Duration> cancel, Supplier<PoolConfig> config) {
        this.janitor = janitor;
        this.cancel = cancel;
        this.config = config;
    }

    /**
     * Takes a server back: free, on its loop.
     *
     * @param reset whether a whole session ends: server_reset_query runs
     * @param now System.nanoTime(), of a moment ago
     */
    void release(ServerConnection server, boolean reset, long now) {
        server.peerIs(null);
        server.age().idleSince(now);
        if (!server.isOpen()) {
            return;
        }
        server.read(true);
        if (server.cancels().isUnderWay()) {
            // Whatever ran now, a reset included, a late signal might hit.
            server.cancels().owesReset(reset);
            server.enter(ServerState.BEING_CANCELED);
            return;
        }
        janitor.takeBack(server, reset, now);
    }

    /**
     * Takes a server back whose client has left in the middle of something.
     *
     * @param cutFrame whether a message was left unfinished: nothing can be sent after it
     * @param reset as for {@link #release}
     */
    void abandon(ServerConnection server, boolean cutFrame, boolean reset) {
        if (server.isFree() && !cutFrame) {
            release(server, reset, System.nanoTime());
        } else if (cutFrame) {
            server.peerIs(null);
            server.close(DisconnectReason.UNCLEAN);
        } else {
            new LeftServer(server, config.get().timeouts().cancelWait(), cancel, () -> release(server, reset, System.nanoTime())).begin();
        }
    }

    /** The last cancel request for the server has ended: what waited for that goes on. */
    void cancelsEnded(ServerConnection server) {
        if (server.state() == ServerState.BEING_CANCELED) {
            release(server, server.cancels().isResetOwed(), System.nanoTime());
        } else if (server.peer() instanceof LeftServer waiting) {
            waiting.cancelsEnded();
        }
    }
}
