package io.howdah.proxy.stream;

import io.howdah.proxy.ledger.Account;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/**
 * The way out of one connection. Most of a pooler's writes are one small buffer to a socket that takes it at once: such a buffer goes
 * straight to the kernel. Everything else (several buffers before one flush, bytes the socket does not take, other transports) goes
 * through Netty's outbound buffer, which gathers, waits for the socket and tells when it is full. Order is kept: nothing goes straight
 * while anything waits there.
 *
 * <p>Used on the channel's loop only. Whoever writes to the channel itself calls {@link #flush} first. Not for a channel whose
 * pipeline changes the bytes on their way out.
 */
public final class Outlet {

    /** From this many bytes on, a buffer leaves when the next one comes: its buffer is free for the next read, and still in the cache. */
    private static final int LARGE = ReceiveBuffers.CAPACITY / 2;

    private final Channel channel;
    /** Null where writes go through Netty only. */
    private final Socket socket;
    /** Null where nobody counts. */
    private final Account unsent;
    private final Runnable drained;
    private ByteBuf single;
    private boolean handedOn;
    private long counted;

    /** @param channel where it leads */
    public Outlet(Channel channel) {
        this(channel, null, null);
    }

    /**
     * The same, with account kept of what the socket does not take.
     *
     * @param unsent counts it
     * @param drained called when all of it has left, or will never leave
     */
    public Outlet(Channel channel, Account unsent, Runnable drained) {
        this.channel = channel;
        this.socket = channel instanceof AbstractEpollStreamChannel epoll && epoll.fd() instanceof Socket of ? of : null;
        this.unsent = unsent;
        this.drained = drained;
    }

    /** Takes bytes to be sent; owns them. They leave at the next {@link #flush}, or before. */
    public void write(ByteBuf bytes) {
        if (single != null) {
            if (!handedOn && single.readableBytes() >= LARGE && socket != null && sentStraight(single)) {
                single.release();
            } else {
                handedOn = true;
                channel.write(ReceiveBuffers.compact(channel.alloc(), single), channel.voidPromise());
            }
        }
        single = bytes;
    }

    /** Sends what was written. */
    public void flush() {
        ByteBuf last = single;
        if (last == null) {
            return;
        }
        single = null;
        if (!handedOn && socket != null && sentStraight(last)) {
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

    /** Whether the socket leaves something of what was flushed, and everybody's sockets together leave too much. */
    public boolean isShortOfMemory() {
        return counted > 0 && unsent.isFull();
    }

    private void count() {
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

    /** Whether everything written has left. */
    public boolean isEmpty() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return single == null && (waiting == null || waiting.totalPendingWriteBytes() == 0);
    }

    /** Drops what was written and not flushed: the channel has closed. */
    public void release() {
        if (single != null) {
            single.release();
            single = null;
        }
        if (counted > 0) {
            unsent.giveBack(counted);
            counted = 0;
        }
    }

    /** @return whether all of it has left; what is readable has not */
    private boolean sentStraight(ByteBuf bytes) {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        if (waiting == null || waiting.totalPendingWriteBytes() > 0 || !bytes.hasMemoryAddress()) {
            return false;
        }
        try {
            int sent = socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
            bytes.skipBytes(Math.max(0, sent));
            return !bytes.isReadable();
        } catch (IOException | NotYetConnectedException broken) {
            // Netty meets the same error when it tries, and ends the channel as it ends any.
            return false;
        }
    }
}
