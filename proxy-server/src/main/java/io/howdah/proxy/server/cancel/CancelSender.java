package io.howdah.proxy.server.cancel;

import io.howdah.config.TlsMode;
import io.howdah.protocol.frontend.CancelRequest;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.CancelProgress;
import io.howdah.proxy.server.ConnectionIds;
import io.howdah.proxy.server.ServerConnection;
import io.howdah.proxy.server.ServerEncryption;
import io.howdah.proxy.server.ServerState;
import io.howdah.proxy.server.login.ServerConnector;
import io.howdah.proxy.stats.PoolStats;
import io.howdah.proxy.tls.TlsFacts;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a cancel request over a connection of its own. The server gets no other client until PostgreSQL has closed that
 * connection: only then has the signal surely been sent, and cannot hit the next client.
 */
public final class CancelSender {

    private static final Logger LOG = LoggerFactory.getLogger(CancelSender.class);

    /**
     * A cancel request that has a connection.
     *
     * @param id unique among server connections
     */
    public record UnderWay(int id, Channel channel, long sinceNanos) {}

    private final ServerConnector connector;
    private final ConcurrentHashMap<ServerConnection, UnderWay> underWay = new ConcurrentHashMap<>();

    /** @param connector makes the connections */
    public CancelSender(ServerConnector connector) {
        this.connector = connector;
    }

    /**
     * Cancels what the server runs, unless a cancel request for this server is under way. Called on the server's loop.
     *
     * @param timeout cancel_wait_timeout: after this time the pooler gives the request up
     */
    public void cancel(ServerConnection server, Duration timeout) {
        cancel(server, timeout, CancelProgress.UNHEARD);
    }

    /** Like {@link #cancel(ServerConnection, Duration)}, with a listener for the request's progress. */
    public void cancel(ServerConnection server, Duration timeout, CancelProgress progress) {
        if (!server.isOpen()) {
            progress.ended();
            return;
        }
        server.cancels().hear(progress);
        if (server.cancels().isUnderWay()) {
            return;
        }
        Loop loop = server.loop();
        PoolStats stats = server.stats();
        server.cancels().started();
        stats.serverMoved(-1, ServerState.ACTIVE_CANCEL.ordinal());
        // The header is that of the server's connection, so that a load balancer between takes the same way.
        CompletableFuture<Channel> connected = connector.connect(loop, server.host(), server.target().announcement(),
                encryption(server), timeout);
        connected.whenComplete((channel, problem) -> loop.run(() -> {
            if (problem != null) {
                LOG.warn("{} cancel request failed: {}", server, problem.getMessage());
                ended(server, stats);
                return;
            }
            underWay.put(server, new UnderWay(ConnectionIds.next(), channel, System.nanoTime()));
            channel.closeFuture().addListener(closed -> ended(server, stats));
            if (!timeout.isZero()) {
                var deadline = loop.eventLoop().schedule(() -> channel.close(), timeout.toMillis(), TimeUnit.MILLISECONDS);
                channel.closeFuture().addListener(closed -> deadline.cancel(false));
            }
            send(channel, server);
            server.cancels().sent();
        }));
    }

    /** The cancel request for this server that is under way. Any thread may ask. */
    public Optional<UnderWay> underWay(ServerConnection server) {
        return Optional.ofNullable(underWay.get(server));
    }

    /** The key in the request is a secret, so the request is encrypted if the connection is. */
    private static ServerEncryption encryption(ServerConnection server) {
        ServerEncryption of = server.target().encryption();
        if (TlsFacts.of(server.channel()) == null) {
            return ServerEncryption.NONE;
        }
        return of.settings().mode().isVerifying() ? of : of.with(TlsMode.REQUIRE);
    }

    private static void send(Channel channel, ServerConnection server) {
        ByteBuf out = channel.alloc().directBuffer();
        new CancelRequest(server.processId(), server.cancelSecret()).write(out);
        channel.writeAndFlush(out);
    }

    private void ended(ServerConnection server, PoolStats stats) {
        underWay.remove(server);
        stats.serverMoved(ServerState.ACTIVE_CANCEL.ordinal(), -1);
        server.cancels().ended();
    }
}
