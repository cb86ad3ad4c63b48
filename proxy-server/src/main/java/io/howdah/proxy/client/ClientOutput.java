package io.howdah.proxy.client;

import io.howdah.protocol.backend.BackendMessage;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.cache.Settlement;
import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.proxied.Announced;
import io.howdah.proxy.proxied.ProxyHeader;
import io.howdah.proxy.stats.Counter;
import io.howdah.proxy.stats.PoolStats;
import io.howdah.proxy.stream.Outlet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the pooler sends to one client, in order: a server's answers, and the pooler's own between them. Used on the
 * client's loop.
 */
final class ClientOutput {

    /** Bytes of cached answers in one buffer, and of kept answers with which a server need not go on. */
    private static final int MUCH = 64 << 10;

    private final Channel channel;
    private final Outlet out;
    private final PoolStats stats;
    private final Runnable drained;
    private @Nullable ByteBuf own;
    /** Null before the first answer that has to wait. */
    private @Nullable HeldAnswers held;
    /** The client's socket has closed: nobody reads anything. */
    private boolean closed;

    /**
     * @param unsent counts the bytes that wait for the socket
     * @param drained called when all these bytes have left
     */
    ClientOutput(Channel channel, Account unsent, PoolStats stats, Runnable drained) {
        this.channel = channel;
        this.out = Outlet.of(channel, unsent, drained);
        this.stats = stats;
        this.drained = drained;
    }

    /** What servers are told about the client that gets all this. Any thread. */
    ProxyHeader announced() {
        return Announced.onwards(channel);
    }

    /** Sends answers of a server; owns them. */
    void deliver(ByteBuf bytes) {
        if (closed) {
            bytes.release();
            return;
        }
        stats.add(Counter.SENT, bytes.readableBytes());
        writeOwn();
        write(bytes);
    }

    private void write(ByteBuf bytes) {
        if (held == null || !held.isHolding()) {
            out.write(bytes);
        } else {
            held.add(bytes);
        }
    }

    // ---- answers that must wait

    /** Like {@link #deliver}, but the bytes do not leave before the next {@link #flush}. */
    void keep(ByteBuf bytes) {
        if (closed) {
            bytes.release();
            return;
        }
        stats.add(Counter.SENT, bytes.readableBytes());
        writeOwn();
        held().add(bytes);
    }

    private HeldAnswers held() {
        if (held == null) {
            held = new HeldAnswers();
        }
        return held;
    }

    /**
     * Nothing leaves before the transaction has been settled: the client must not hear of its end while another Howdah gives answers that
     * are older.
     */
    void holdFor(@Nullable Settlement settlement) {
        if (settlement != null && settlement.mustBeAwaited() && settlement.await(this::settledElsewhere)) {
            held().shut();
        }
    }

    private void settledElsewhere() {
        try {
            channel.eventLoop().execute(this::settled);
        } catch (RejectedExecutionException e) {
            // The pooler has ended, and the client with it.
        }
    }

    private void settled() {
        HeldAnswers answers = held();
        if (answers.open() && !closed) {
            flush();
            if (answers.isClosing()) {
                close();
            } else {
                drained.run();
            }
        }
    }

    /**
     * Sends a message of the pooler's own. All messages of one turn share a buffer: thousands of small buffers would take many
     * times the memory.
     */
    void reply(BackendMessage message) {
        if (closed) {
            return;
        }
        message.write(own());
    }

    /** The buffer of the pooler's own messages, for bytes of a cached answer. */
    ByteBuf own() {
        if (own == null) {
            own = channel.alloc().directBuffer();
        }
        return own;
    }

    /** Counts bytes of a cached answer, which have been written into {@link #own}. Many of them leave at once, to be counted as unsent. */
    void answered(int bytes) {
        stats.add(Counter.SENT, bytes);
        if (own != null && own.readableBytes() >= MUCH) {
            flush();
        }
    }

    /** Sends an error of the pooler's own, and counts it by its SQLSTATE. */
    void fail(ErrorResponse error) {
        stats.poolerSaid(error.sqlState());
        reply(error);
    }

    /** Sends bytes of the pooler's own, before everything else; owns them. */
    void greet(ByteBuf messages) {
        out.write(messages);
        flush();
    }

    /** Flushes everything to the socket. */
    void flush() {
        writeOwn();
        if (held != null) {
            if (held.isShut()) {
                return;
            }
            held.drain(out::write);
        }
        out.flush();
    }

    private void writeOwn() {
        if (own != null) {
            ByteBuf answers = own;
            own = null;
            write(answers);
        }
    }

    /**
     * Whether the client reads its answers, as far as the pooler can see; also true if the client has gone, since nobody need
     * wait then.
     */
    boolean isTaken() {
        return closed || (channel.isWritable() && !out.isShortOfMemory() && (held == null || held.bytes() < MUCH));
    }

    /** Closes the socket when everything has left. */
    void close() {
        close(false);
    }

    /**
     * Closes the socket when everything has left.
     *
     * @param isSending whether the client may be in the middle of a message, for the socket to be read on for a moment
     */
    void close(boolean isSending) {
        flush();
        if (held != null && held.isShut()) {
            held.closeThen();
        } else if (isSending) {
            LastWords.lingerAfter(channel, channel.writeAndFlush(Unpooled.EMPTY_BUFFER));
        } else if (out.isEmpty()) {
            channel.close();
        } else {
            // An empty write completes after everything before it.
            LastWords.closeAfter(channel, channel.writeAndFlush(Unpooled.EMPTY_BUFFER));
        }
    }

    /** Whether the socket has closed. */
    boolean isClosed() {
        return closed;
    }

    /** The socket has closed: drops the unsent bytes, and all later ones. */
    void closed() {
        closed = true;
        release();
    }

    /** Drops the unsent bytes. */
    void release() {
        if (own != null) {
            own.release();
            own = null;
        }
        if (held != null) {
            held.drain(ByteBuf::release);
        }
        out.release();
    }
}
