package io.howdah.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;

/**
 * The way in of one connection with epoll. Nearly every event says only that bytes can be read, and nearly every read gets all of
 * them. Inlet takes such a read from the kernel straight to an {@link InletHandler}. It leaves everything else (the end of a
 * stream, an error, more than a buffer's worth, a socket that must not be read, other handlers) to Netty's own handle.
 */
final class Inlet implements EpollIoHandle {

    private final Inlets inlets;
    private final EpollIoHandle netty;
    private final long registeredIn;
    /** Null while Netty serves the socket alone. */
    private @Nullable InletHandler handler;
    private @Nullable Channel channel;
    private @Nullable Socket socket;
    /** Null unless the inlet waits until other sockets have been served. */
    private @Nullable IoRegistration waitingRegistration;
    private @Nullable IoEvent waitingEvent;

    Inlet(Inlets inlets, EpollIoHandle netty) {
        this.inlets = inlets;
        this.netty = netty;
        this.registeredIn = inlets.turn();
    }

    /** Takes reads to this handler from now on; it must be the channel's first. */
    void attach(Channel channel, InletHandler handler) {
        if (netty.fd() instanceof Socket of) {
            this.channel = channel;
            this.socket = of;
            this.handler = handler;
        }
    }

    /** Takes no more reads to this handler, unless it has a successor already. */
    void detach(InletHandler leaving) {
        if (handler == leaving) {
            handler = null;
        }
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        if (registeredIn == inlets.turn()) {
            // Netty finds the handle by the descriptor alone. The event is that of a socket that was closed in this turn, and that
            // had the descriptor before. Netty would close this socket for it.
            return;
        }
        int ops = ((EpollIoEvent) event).ops().value();
        if (handler == null || ops != EpollIoOps.EPOLLIN.value()) {
            if (handler != null && (ops & EpollIoOps.EPOLLRDHUP.value()) != 0 && !isClosed() && handler.takes() == 0) {
                tellHungUp(handler);
            }
            netty.handle(registration, event);
        } else if (handler.waitsForOthers()) {
            if (waitingRegistration == null) {
                inlets.serveLater(this);
            }
            waitingRegistration = registration;
            waitingEvent = event;
        } else {
            readable(registration, event);
        }
    }

    /** The other sockets have been served. One of their handlers may have closed this socket or removed its handler. */
    void handleWaiting() {
        IoRegistration registration = waitingRegistration;
        IoEvent event = waitingEvent;
        assert registration != null && event != null : "an inlet waits with its event";
        waitingRegistration = null;
        if (registration.isValid()) {
            try {
                readable(registration, event);
            } catch (Throwable failure) {
                channel().pipeline().fireExceptionCaught(failure); // Outside Netty's loop no caller catches this.
            }
        }
    }

    private void tellHungUp(InletHandler to) {
        try {
            to.hungUp();
        } catch (Throwable failure) {
            channel().pipeline().fireExceptionCaught(failure);
        }
    }

    private void readable(IoRegistration registration, IoEvent event) {
        InletHandler to = handler;
        if (to == null || !mayBeRead() || !read(to)) {
            netty.handle(registration, event);
        }
    }

    private Channel channel() {
        assert channel != null : "a handler comes with its channel";
        return channel;
    }

    private Socket socket() {
        assert socket != null : "a handler comes with its socket";
        return socket;
    }

    private boolean mayBeRead() {
        return !isClosed() && channel().config().isAutoRead();
    }

    /** After a close the descriptor may be another socket's already. */
    private boolean isClosed() {
        return socket().isInputShutdown();
    }

    /** @return false if Netty has to go on */
    private boolean read(InletHandler to) {
        int most = to.takes();
        if (most == 0) {
            channel().config().setAutoRead(false);
            return true;
        }
        ByteBuf buffer;
        try {
            buffer = ReceiveBuffers.next(channel().alloc());
        } catch (OutOfMemoryError shortage) {
            // The shortage concerns this connection alone: rethrown, it would stop the loop for a while.
            channel().pipeline().fireExceptionCaught(shortage);
            return true;
        }
        int bytes;
        try {
            bytes = socket().recvAddress(buffer.memoryAddress(), 0, Math.min(most, buffer.capacity()));
        } catch (IOException | NotYetConnectedException broken) {
            buffer.release();
            channel().pipeline().fireExceptionCaught(broken);
            return isClosed(); // The handler gets the error once; then Netty finds the end of the stream.
        }
        if (bytes <= 0) {
            buffer.release();
            return bytes == 0;
        }
        boolean more = bytes == buffer.capacity();
        buffer.writerIndex(bytes);
        try {
            to.received(buffer);
        } catch (Throwable failure) {
            channel().pipeline().fireExceptionCaught(failure);
        }
        boolean closed = isClosed();
        if (handler != to || (more && !closed && to.takes() > 0)) {
            return closed;
        }
        try {
            to.readComplete();
        } catch (Throwable failure) {
            channel().pipeline().fireExceptionCaught(failure);
        }
        return true;
    }

    @Override
    public FileDescriptor fd() {
        return netty.fd();
    }

    @Override
    public void registered() {
        inlets.add(this);
        netty.registered();
    }

    @Override
    public void unregistered() {
        inlets.remove(this);
        netty.unregistered();
    }

    @Override
    public void close() throws Exception {
        netty.close();
    }
}
