package io.howdah.proxy.server;

import io.howdah.protocol.frontend.CancelRequest;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.stats.PoolStats;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a cancel request over a connection of its own. The server is kept from other clients until PostgreSQL has closed that connection:
 * only then is the signal surely sent, and cannot hit whoever comes next.
 */
public final class CancelSender {

    private static final Logger LOG = LoggerFactory.getLogger(CancelSender.class);

    private final ServerConnector connector;

    /** @param connector makes the connections */
    public CancelSender(ServerConnector connector) {
        this.connector = connector;
    }

    /**
     * Cancels what the server is doing, unless a request for it is under way already. On the server's loop.
     *
     * @param timeout cancel_wait_timeout: how long the request may take before it is given up
     */
    public void cancel(ServerConnection server, Duration timeout) {
        cancel(server, timeout, () -> { });
    }

    /** The same, with something to be done when the request has ended. */
    public void cancel(ServerConnection server, Duration timeout, Runnable ended) {
        if (!server.isOpen()) {
            ended.run();
            return;
        }
        server.whenCancelsEnd(ended);
        if (server.isBeingCanceled()) {
            return;
        }
        Loop loop = server.loop();
        PoolStats stats = server.stats();
        server.cancelStarted();
        stats.serverMoved(-1, ServerState.ACTIVE_CANCEL.ordinal());
        connector.connect(loop, server.host(), timeout).whenComplete((channel, problem) -> loop.run(() -> {
            if (problem != null) {
                LOG.warn("{} cancel request failed: {}", server, problem.getMessage());
                ended(server, stats);
                return;
            }
            channel.closeFuture().addListener(closed -> ended(server, stats));
            if (!timeout.isZero()) {
                var deadline = loop.eventLoop().schedule(() -> channel.close(), timeout.toMillis(), TimeUnit.MILLISECONDS);
                channel.closeFuture().addListener(closed -> deadline.cancel(false));
            }
            send(channel, server);
        }));
    }

    private static void send(Channel channel, ServerConnection server) {
        ByteBuf out = channel.alloc().directBuffer();
        new CancelRequest(server.processId(), server.secret()).write(out);
        channel.writeAndFlush(out);
    }

    private static void ended(ServerConnection server, PoolStats stats) {
        stats.serverMoved(ServerState.ACTIVE_CANCEL.ordinal(), -1);
        server.cancelEnded();
    }
}
