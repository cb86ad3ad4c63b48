package io.howdah.proxy.server.cancel;

import io.howdah.config.PeerConfig;
import io.howdah.protocol.frontend.CancelRequest;
import io.howdah.proxy.loop.Loop;
import io.howdah.proxy.server.login.ServerConnector;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cancel requests for one peer. A limited number runs at a time, and the others wait. After cancel_wait_timeout a request
 * ends in any case. Any thread may call.
 */
public final class PeerPool {

    private static final Logger LOG = LoggerFactory.getLogger(PeerPool.class);

    /**
     * Numbers of requests.
     *
     * @param waiting requests that wait for their turn
     * @param connecting requests whose connection is being made
     * @param sent requests that the peer has got
     */
    public record Numbers(int waiting, int connecting, int sent) {}

    /** One request. Changed under the pool's lock. */
    private static final class Errand {
        private final Loop loop;
        private final CancelRequest request;
        private final Runnable done;
        private @Nullable ScheduledFuture<?> deadline;
        private @Nullable Channel channel;
        private boolean over;

        Errand(Loop loop, CancelRequest request, Runnable done) {
            this.loop = loop;
            this.request = request;
            this.done = done;
        }
    }

    private final ServerConnector connector;
    private final ArrayDeque<Errand> waiting = new ArrayDeque<>();
    private int connecting;
    private int sent;
    private PeerConfig peer;
    private int size;
    private Duration patience = Duration.ZERO;

    PeerPool(ServerConnector connector, PeerConfig peer) {
        this.connector = connector;
        this.peer = peer;
    }

    /** @param poolSize most requests at a time; 0 for no limit */
    synchronized void configure(PeerConfig config, int poolSize, Duration cancelWaitTimeout) {
        peer = config;
        size = poolSize;
        patience = cancelWaitTimeout;
    }

    /** The peer's configuration. */
    public synchronized PeerConfig peer() {
        return peer;
    }

    /** How many requests may run at a time; 0 for no limit. */
    public synchronized int size() {
        return size;
    }

    /** The numbers of this moment. */
    public synchronized Numbers numbers() {
        return new Numbers(waiting.size(), connecting, sent);
    }

    void send(Loop loop, CancelRequest request, Runnable done) {
        Errand errand = new Errand(loop, request, done);
        synchronized (this) {
            waiting.add(errand);
            if (!patience.isZero()) {
                errand.deadline = loop.eventLoop().schedule(() -> end(errand, "cancel_wait_timeout"), patience.toMillis(),
                        TimeUnit.MILLISECONDS);
            }
        }
        sendNext();
    }

    private void sendNext() {
        Errand next;
        synchronized (this) {
            next = size > 0 && connecting + sent >= size ? null : waiting.poll();
            if (next == null) {
                return;
            }
            connecting++;
        }
        connector.connect(next.loop, peer().address(), patience).whenComplete((channel, problem) -> next.loop.run(() -> {
            if (problem != null) {
                end(next, problem.getMessage());
            } else {
                connected(next, channel);
            }
        }));
    }

    private void connected(Errand errand, Channel channel) {
        synchronized (this) {
            if (errand.over) {
                channel.close();
                return;
            }
            errand.channel = channel;
            connecting--;
            sent++;
        }
        channel.closeFuture().addListener(closed -> end(errand, null));
        ByteBuf out = channel.alloc().directBuffer();
        errand.request.write(out);
        channel.writeAndFlush(out);
    }

    /** @param problem why the request failed, or null */
    private void end(Errand errand, @Nullable String problem) {
        synchronized (this) {
            if (errand.over) {
                return;
            }
            errand.over = true;
            if (errand.deadline != null) {
                errand.deadline.cancel(false);
            }
            if (errand.channel != null) {
                sent--;
            } else if (!waiting.remove(errand)) {
                connecting--;
            }
        }
        if (problem != null) {
            LOG.warn("cancel request for peer {} failed: {}", peer().id(), problem);
        }
        if (errand.channel != null) {
            errand.channel.close();
        }
        errand.done.run();
        sendNext();
    }

    /** The peer has been removed: waiting requests end without being sent. */
    void close() {
        List<Errand> left;
        synchronized (this) {
            left = new ArrayList<>(waiting);
        }
        left.forEach(errand -> end(errand, "peer removed"));
    }
}
