package io.howdah.proxy.client;

import io.howdah.protocol.backend.BackendMessage;
import io.howdah.protocol.backend.ErrorResponse;
import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.stats.Counter;
import io.howdah.proxy.stats.PoolStats;
import io.howdah.proxy.stream.Outlet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;

/** All that is said to one client, in order: the answers of servers, and the pooler's own between them. Used on the client's loop. */
final class ClientOutput {

    private final Channel channel;
    private final Outlet out;
    private final PoolStats stats;
    private ByteBuf own;
    /** The socket has closed: nobody hears anything. */
    private boolean closed;

    /**
     * @param unsent counts what the socket does not take
     * @param drained called when all of that has left
     */
    ClientOutput(Channel channel, Account unsent, PoolStats stats, Runnable drained) {
        this.channel = channel;
        this.out = Outlet.of(channel, unsent, drained);
        this.stats = stats;
    }

    /** Answers of a server; owns them. */
    void deliver(ByteBuf bytes) {
        if (closed) {
            bytes.release();
            return;
        }
        stats.add(Counter.SENT, bytes.readableBytes());
        writeOwn();
        out.write(bytes);
    }

    /** The pooler's own answers of one turn go out together: thousands of small ones would take many times their size. */
    void reply(BackendMessage message) {
        if (closed) {
            return;
        }
        if (own == null) {
            own = channel.alloc().directBuffer();
        }
        message.write(own);
    }

    /** An error of the pooler's own: counted by its SQLSTATE. */
    void fail(ErrorResponse error) {
        stats.poolerSaid(error.sqlState());
        reply(error);
    }

    /** Bytes of the pooler's own, before everything else; owns them. */
    void greet(ByteBuf messages) {
        out.write(messages);
        flush();
    }

    /** Lets leave what has been said. */
    void flush() {
        writeOwn();
        out.flush();
    }

    private void writeOwn() {
        if (own != null) {
            ByteBuf answers = own;
            own = null;
            out.write(answers);
        }
    }

    /** Whether the client reads what it is told, as far as that can be seen; also where it has gone, for nobody has to wait then. */
    boolean isTaken() {
        return closed || (channel.isWritable() && !out.isShortOfMemory());
    }

    /** Closes the socket when all has left that has been said. */
    void close() {
        flush();
        if (out.isEmpty()) {
            channel.close();
        } else {
            // A write of nothing is done when everything before it is.
            LastWords.closeAfter(channel, channel.writeAndFlush(Unpooled.EMPTY_BUFFER));
        }
    }

    /** Whether the socket has closed. */
    boolean isClosed() {
        return closed;
    }

    /** The socket has closed: what has not left is dropped, and so is whatever comes. */
    void closed() {
        closed = true;
        release();
    }

    /** Drops what has not left. */
    void release() {
        if (own != null) {
            own.release();
            own = null;
        }
        out.release();
    }
}
