package io.howdah.proxy.stream;

import io.netty.channel.Channel;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Serves the sockets of one loop, each epoll socket through an {@link Inlet}.
 *
 * <p>In each turn of the loop, handlers that {@linkplain InletHandler#waitsForOthers wait for others} come last: requests first,
 * answers after them. So servers work while answers go out, and a client process with several connections wakes up once for
 * several answers. Measured in {@code bench/README.md}.
 */
public final class Inlets implements IoHandler {

    private static final FastThreadLocal<Inlets> OF_LOOP = new FastThreadLocal<>();

    private static final IoHandlerContext LOOK_ONLY = new IoHandlerContext() {
        @Override
        public boolean canBlock() {
            return false;
        }

        @Override
        public long delayNanos(long now) {
            return 0;
        }

        @Override
        public long deadlineNanos() {
            return -1;
        }
    };

    private final IoHandler netty;
    /** Inlets by file descriptor. */
    private final IntObjectMap<Inlet> inlets = new IntObjectHashMap<>();
    /** Inlets that wait in this turn; empty between turns. */
    private final ArrayDeque<Inlet> waiting = new ArrayDeque<>();

    /** Odd while Netty serves the events that it has got from the kernel. */
    private long turn;

    private Inlets(IoHandler netty) {
        this.netty = netty;
    }

    /** Adds inlets to Netty's handlers of a loop. */
    public static IoHandlerFactory with(IoHandlerFactory netty) {
        return loop -> new Inlets(netty.newHandler(loop));
    }

    /** Takes the channel's bytes straight to this handler, if the loop has inlets. On the channel's loop. */
    static void attach(Channel channel, InletHandler handler) {
        Inlet inlet = of(channel);
        if (inlet != null) {
            inlet.attach(channel, handler);
        }
    }

    /** Takes no more bytes to this handler. On the channel's loop. */
    static void detach(Channel channel, InletHandler handler) {
        Inlet inlet = of(channel);
        if (inlet != null) {
            inlet.detach(handler);
        }
    }

    @SuppressWarnings("ReferenceEquality") // A descriptor's number is used again; the object says whose it is.
    private static @Nullable Inlet of(Channel channel) {
        Inlets ofLoop = OF_LOOP.getIfExists();
        if (ofLoop == null || !(channel instanceof AbstractEpollStreamChannel stream)) {
            return null;
        }
        Inlet inlet = ofLoop.inlets.get(stream.fd().intValue());
        return inlet != null && inlet.fd() == stream.fd() ? inlet : null;
    }

    /** Number of the calling loop's sockets. */
    static int count() {
        return OF_LOOP.get().inlets.size();
    }

    void add(Inlet inlet) {
        inlets.put(inlet.fd().intValue(), inlet);
    }

    /** Leaves a newer inlet with the same descriptor in place. */
    void remove(Inlet inlet) {
        if (inlets.get(inlet.fd().intValue()) == inlet) {
            inlets.remove(inlet.fd().intValue());
        }
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return netty.register(handle instanceof EpollIoHandle socket ? new Inlet(this, socket) : handle);
    }

    @Override
    public void initialize() {
        OF_LOOP.set(this);
        netty.initialize();
    }

    /** The number of this turn: an inlet that is registered in a turn gets no event before the next. */
    long turn() {
        return turn;
    }

    private int serve(IoHandlerContext context) {
        turn++;
        try {
            return netty.run(context);
        } finally {
            turn++;
        }
    }

    @Override
    public int run(IoHandlerContext context) {
        int handled = serve(context);
        if (waiting.isEmpty()) {
            return handled;
        }
        handled += serve(LOOK_ONLY); // More requests may have come meanwhile.
        for (Inlet next = waiting.poll(); next != null; next = waiting.poll()) {
            next.handleWaiting();
        }
        return handled;
    }

    /** Serves the inlet after all other sockets of this turn. */
    void serveLater(Inlet inlet) {
        waiting.add(inlet);
    }

    @Override
    public void wakeup() {
        netty.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return netty.isCompatible(handleType);
    }

    @Override
    public void prepareToDestroy() {
        netty.prepareToDestroy();
    }

    @Override
    public void destroy() {
        netty.destroy();
        OF_LOOP.remove();
    }
}
