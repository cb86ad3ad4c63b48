package io.howdah.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;

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
    private ByteBuf single;
    private boolean handedOn;

    /** @param channel where it leads */
    public Outlet(Channel channel) {
        this.channel = channel;
        this.socket = channel instanceof AbstractEpollStreamChannel epoll && epoll.fd() instanceof Socket of ? of : null;
    }

    /** Takes bytes to be sent; owns them. They leave at the next {@link #flush}, or before. */
    public void write(ByteBuf bytes) {
        if (single != null && !handedOn && single.readableBytes() >= LARGE && socket != null && sentStraight(single)) {
            single.release();
            single = null;
        }
        if (single == null && !handedOn) {
            single = bytes;
            return;
        }
        handOn();
        channel.write(ReceiveBuffers.compact(channel.alloc(), bytes), channel.voidPromise());
    }

    /** Sends what was written. */
    public void flush() {
        if (single != null && !handedOn && socket != null && sentStraight(single)) {
            single.release();
            single = null;
        } else if (single != null || handedOn) {
            handOn();
            handedOn = false;
            channel.flush();
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
    }

    private void handOn() {
        ByteBuf bytes = single;
        single = null;
        handedOn = true;
        if (bytes != null) {
            channel.write(ReceiveBuffers.compact(channel.alloc(), bytes), channel.voidPromise());
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
        } catch (IOException broken) {
            // Netty meets the same error when it tries, and ends the channel as it ends any.
            return false;
        }
    }
}
