package io.howdah.proxy.stream;

import io.howdah.proxy.ledger.Account;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The way out of one connection. Most writes of a pooler are one small buffer for a socket that takes it at once: Outlet sends
 * such a buffer straight to the kernel. Everything else (several buffers before one flush, bytes that the socket does not take,
 * other transports) goes through Netty's outbound buffer, which gathers, waits for the socket and tells when it is full. Bytes
 * keep their order: nothing goes straight to the kernel while bytes wait in Netty's buffer.
 *
 * <p>Used on the channel's loop only. Code that writes to the channel itself has to call {@link #flush} first.
 */
public final class Outlet {

    /**
     * From this many bytes on, a buffer leaves when the next one comes. So the loop can reuse it for the next read while it is in
     * the cache.
     */
    private static final int LARGE = ReceiveBuffers.CAPACITY / 2;

    private final Channel channel;
    /** Null if all writes go through Netty. */
    private final @Nullable Socket socket;
    /** Null if nothing is counted. */
    private final @Nullable Account unsent;
    private final @Nullable Runnable drained;
    private @Nullable ByteBuf single;
    private boolean handedOn;
    private long counted;

    /**
     * The way out of a channel: straight to the kernel if the transport allows that and no handler of the pipeline sees written
     * bytes. A handler that changes bytes (TLS) must be in the pipeline before this call.
     */
    public static Outlet of(Channel channel) {
        return of(channel, null, null);
    }

    /**
     * Like {@link #of(Channel)}, with an account for bytes that the socket does not take.
     *
     * @param unsent counts these bytes
     * @param drained called when all of them have left, or will never leave
     */
    public static Outlet of(Channel channel, @Nullable Account unsent, @Nullable Runnable drained) {
        boolean unseen = true;
        for (Map.Entry<String, ChannelHandler> handler : channel.pipeline()) {
            unseen &= !(handler.getValue() instanceof ChannelOutboundHandler);
        }
        Socket socket = unseen && channel instanceof AbstractEpollStreamChannel epoll && epoll.fd() instanceof Socket of ? of
                : null;
        return new Outlet(channel, socket, unsent, drained);
    }

    private Outlet(Channel channel, @Nullable Socket socket, @Nullable Account unsent, @Nullable Runnable drained) {
        this.channel = channel;
        this.socket = socket;
        this.unsent = unsent;
        this.drained = drained;
    }

    /** Takes bytes to send; owns them. They leave at the next {@link #flush} or earlier. */
    public void write(ByteBuf bytes) {
        if (single != null) {
            if (!handedOn && single.readableBytes() >= LARGE && socket != null && sentStraight(single, socket)) {
                single.release();
            } else {
                handedOn = true;
                channel.write(ReceiveBuffers.compact(channel.alloc(), single), channel.voidPromise());
            }
        }
        single = bytes;
    }

    /** Sends the bytes written so far. */
    public void flush() {
        ByteBuf last = single;
        if (last == null) {
            return;
        }
        single = null;
        if (!handedOn && socket != null && sentStraight(last, socket)) {
            last.release();
            return;
        }
        handedOn = false;
        last = ReceiveBuffers.compact(channel.alloc(), last);
        if (unsent == null) {
            channel.writeAndFlush(last, channel.voidPromise());
            return;
        }
        ChannelFuture sent = channel.writeAndFlush(last);
        if (!sent.isDone()) {
            count();
            sent.addListener(done -> count());
        }
    }

    /** Whether bytes of this socket wait while the sockets of all clients together hold too much. */
    public boolean isShortOfMemory() {
        return counted > 0 && unsent != null && unsent.isFull();
    }

    private void count() {
        assert unsent != null && drained != null : "flush counts for an account only";
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        long now = waiting == null ? 0 : waiting.totalPendingWriteBytes();
        if (now != counted) {
            unsent.add(now - counted);
            counted = now;
            if (now == 0) {
                drained.run();
            }
        }
    }

    /** Whether all bytes written have left. */
    public boolean isEmpty() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return single == null && (waiting == null || waiting.totalPendingWriteBytes() == 0);
    }

    /** Drops bytes that were not flushed, for the channel has closed. */
    public void release() {
        if (single != null) {
            single.release();
            single = null;
        }
        if (counted > 0 && unsent != null) {
            unsent.giveBack(counted);
            counted = 0;
        }
    }

    /** @return whether all bytes have left; the rest stays readable */
    private boolean sentStraight(ByteBuf bytes, Socket to) {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        if (waiting == null || waiting.totalPendingWriteBytes() > 0 || !bytes.hasMemoryAddress()) {
            return false;
        }
        try {
            int sent = to.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
            bytes.skipBytes(Math.max(0, sent));
            return !bytes.isReadable();
        } catch (IOException | NotYetConnectedException broken) {
            // Netty gets the same error when it writes, and closes the channel as usual.
            return false;
        }
    }
}
