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

/**
 * The way in of one connection by epoll. Nearly every event says that there is something to read and nothing else, and nearly every read
 * takes all there is: that one goes from the kernel straight to an {@link InletHandler}. Everything else (the end of a stream, an error,
 * more than a buffer's worth, a socket that is not to be read, other handlers) is left to Netty's own handle.
 */
final class Inlet implements EpollIoHandle {

    private final Inlets inlets;
    private final EpollIoHandle netty;
    /** Null while Netty does everything. */
    private InletHandler handler;
    private Channel channel;
    private Socket socket;
    /** Null unless it waits until others have been served. */
    private IoRegistration waitingRegistration;
    private IoEvent waitingEvent;

    Inlet(Inlets inlets, EpollIoHandle netty) {
        this.inlets = inlets;
        this.netty = netty;
    }

    /** From now on to this handler, the first of the channel's. */
    void attach(Channel channel, InletHandler handler) {
        if (netty.fd() instanceof Socket of) {
            this.channel = channel;
            this.socket = of;
            this.handler = handler;
        }
    }

    /** No longer to this one, unless it has a successor already. */
    void detach(InletHandler leaving) {
        if (handler == leaving) {
            handler = null;
        }
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        int ops = ((EpollIoEvent) event).ops().value();
        if (handler == null || ops != EpollIoOps.EPOLLIN.value()) {
            if (handler != null && (ops & EpollIoOps.EPOLLRDHUP.value()) != 0 && !isClosed() && handler.takes() == 0) {
                tellHungUp();
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

    /** Others have been served. One of them may have closed this one's socket, or had its handler leave. */
    void handleWaiting() {
        IoRegistration registration = waitingRegistration;
        waitingRegistration = null;
        if (registration.isValid()) {
            try {
                readable(registration, waitingEvent);
            } catch (Throwable failure) {
                channel.pipeline().fireExceptionCaught(failure); // Netty no longer guards its loop here.
            }
        }
    }

    private void tellHungUp() {
        try {
            handler.hungUp();
        } catch (Throwable failure) {
            channel.pipeline().fireExceptionCaught(failure);
        }
    }

    private void readable(IoRegistration registration, IoEvent event) {
        InletHandler to = handler;
        if (to == null || !mayBeRead() || !read(to)) {
            netty.handle(registration, event);
        }
    }

    private boolean mayBeRead() {
        return !isClosed() && channel.config().isAutoRead();
    }

    /** Then its descriptor may be another's already. */
    private boolean isClosed() {
        return socket.isInputShutdown();
    }

    /** @return false where Netty is to go on */
    private boolean read(InletHandler to) {
        int most = to.takes();
        if (most == 0) {
            channel.config().setAutoRead(false);
            return true;
        }
        ByteBuf buffer;
        try {
            buffer = ReceiveBuffers.next(channel.alloc());
        } catch (OutOfMemoryError shortage) {
            channel.pipeline().fireExceptionCaught(shortage); // Its matter alone: thrown on, it would stop the loop for a while.
            return true;
        }
        int bytes;
        try {
            bytes = socket.recvAddress(buffer.memoryAddress(), 0, Math.min(most, buffer.capacity()));
        } catch (IOException | NotYetConnectedException broken) {
            buffer.release();
            channel.pipeline().fireExceptionCaught(broken);
            return isClosed(); // The error is told once; Netty then finds the end.
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
            channel.pipeline().fireExceptionCaught(failure);
        }
        boolean closed = isClosed();
        if (handler != to || (more && !closed && to.takes() > 0)) {
            return closed;
        }
        try {
            to.readComplete();
        } catch (Throwable failure) {
            channel.pipeline().fireExceptionCaught(failure);
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
