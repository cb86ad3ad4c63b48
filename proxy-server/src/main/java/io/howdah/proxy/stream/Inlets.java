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

/**
 * What serves the sockets of one loop, with an {@link Inlet} for each that epoll serves.
 *
 * <p>Of what a turn of the loop finds, those that {@linkplain InletHandler#waitsForOthers wait for others} come last: with requests first
 * and answers after them, servers are at work while answers go out, and a client process with several connections wakes up once for
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
    /** By their sockets' descriptors. */
    private final IntObjectMap<Inlet> inlets = new IntObjectHashMap<>();
    /** Of this turn; empty between turns. */
    private final ArrayDeque<Inlet> waiting = new ArrayDeque<>();

    private Inlets(IoHandler netty) {
        this.netty = netty;
    }

    /** Loops served by Netty's own handlers, with inlets. */
    public static IoHandlerFactory with(IoHandlerFactory netty) {
        return loop -> new Inlets(netty.newHandler(loop));
    }

    /** Its channel's bytes go straight to this handler, where its loop has inlets at all. On its loop. */
    static void attach(Channel channel, InletHandler handler) {
        Inlet inlet = of(channel);
        if (inlet != null) {
            inlet.attach(channel, handler);
        }
    }

    /** Its channel goes on without this handler. On its loop. */
    static void detach(Channel channel, InletHandler handler) {
        Inlet inlet = of(channel);
        if (inlet != null) {
            inlet.detach(handler);
        }
    }

    private static Inlet of(Channel channel) {
        Inlets ofLoop = OF_LOOP.getIfExists();
        if (ofLoop == null || !(channel instanceof AbstractEpollStreamChannel stream)) {
            return null;
        }
        Inlet inlet = ofLoop.inlets.get(stream.fd().intValue());
        return inlet != null && inlet.fd() == stream.fd() ? inlet : null;
    }

    /** How many sockets the calling loop has. */
    static int count() {
        return OF_LOOP.get().inlets.size();
    }

    void add(Inlet inlet) {
        inlets.put(inlet.fd().intValue(), inlet);
    }

    /** Leaves a newer one of the same descriptor where it is. */
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

    @Override
    public int run(IoHandlerContext context) {
        int handled = netty.run(context);
        if (waiting.isEmpty()) {
            return handled;
        }
        handled += netty.run(LOOK_ONLY); // More may have come for those who do not wait.
        for (Inlet next = waiting.poll(); next != null; next = waiting.poll()) {
            next.handleWaiting();
        }
        return handled;
    }

    /** When all others of this turn have been served. */
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
