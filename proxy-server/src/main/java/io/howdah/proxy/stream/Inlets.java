package io.howdah.proxy.stream;

import io.netty.channel.Channel;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.IdentityHashMap;
import java.util.Map;

/** What serves the sockets of one loop, with an {@link Inlet} for each that epoll serves. */
public final class Inlets implements IoHandler {

    private static final FastThreadLocal<Inlets> OF_LOOP = new FastThreadLocal<>();

    private final IoHandler netty;
    /** By Netty's handle, which is the channel's unsafe(). */
    private final Map<IoHandle, Inlet> inlets = new IdentityHashMap<>();

    private Inlets(IoHandler netty) {
        this.netty = netty;
    }

    /** Loops served by Netty's own handlers, with inlets. */
    public static IoHandlerFactory with(IoHandlerFactory netty) {
        return loop -> new Inlets(netty.newHandler(loop));
    }

    /** The channel's, where its loop has inlets at all. On its loop. */
    static void open(Channel channel, InletHandler handler) {
        Inlet inlet = of(channel);
        if (inlet != null && channel instanceof AbstractEpollStreamChannel stream && stream.fd() instanceof Socket socket) {
            inlet.open(channel, socket, handler);
        }
    }

    /** Its channel goes on without this handler. On its loop. */
    static void close(Channel channel, InletHandler handler) {
        Inlet inlet = of(channel);
        if (inlet != null) {
            inlet.close(handler);
        }
    }

    private static Inlet of(Channel channel) {
        Inlets ofLoop = OF_LOOP.getIfExists();
        return ofLoop == null ? null : ofLoop.inlets.get(channel.unsafe());
    }

    /** How many sockets the calling loop has. */
    static int count() {
        return OF_LOOP.get().inlets.size();
    }

    void add(IoHandle handle, Inlet inlet) {
        inlets.put(handle, inlet);
    }

    void remove(IoHandle handle) {
        inlets.remove(handle);
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
        return netty.run(context);
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
