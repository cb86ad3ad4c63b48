package io.howdah.proxy.client;

import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.stream.ByteBufs;
import io.howdah.proxy.stream.ReceiveBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of one client that wait for a server, for the server to take the client's values, or for the client's turn. Bytes that
 * wait for more than a moment are compact and counted. The pooler does not read the socket of a client with more than a little
 * waiting.
 */
final class Intake {

    /** Up to this many bytes are not counted and do not pause the socket, for a pause takes a system call. */
    private static final int LITTLE = 2 << 10;

    private final ByteBufAllocator allocator;
    private final Account waiting;
    private @Nullable ByteBuf held;
    private int counted;

    /** @param waiting counts the bytes held for all clients */
    Intake(ByteBufAllocator allocator, Account waiting) {
        this.allocator = allocator;
        this.waiting = waiting;
    }

    /** Whether bytes wait: new bytes must wait behind them. */
    boolean isHolding() {
        return held != null;
    }

    /** How many bytes wait. */
    int bytes() {
        return held == null ? 0 : held.readableBytes();
    }

    /** Whether more than a little waits. */
    boolean isHeavy() {
        return counted > 0;
    }

    /** Whether the bytes held for all clients have reached their limit. */
    boolean isShortOfMemory() {
        return waiting.isFull();
    }

    /** The bytes that wait, still owned by the intake; null if there are none. */
    @Nullable
    ByteBuf peek() {
        return held;
    }

    /** Keeps bytes for a moment, or nothing for null; owns them. The intake must be empty. */
    void put(@Nullable ByteBuf bytes) {
        held = bytes;
    }

    /** Keeps bytes behind those that wait; owns them. The caller must call {@link #settle} next. */
    void add(ByteBuf more) {
        ByteBuf behind = ReceiveBuffers.compact(allocator, more);
        ByteBuf before = held;
        held = null;
        held = ByteBufs.joined(allocator, before, behind);
    }

    /** Makes the bytes compact, for a longer wait. */
    void compact() {
        if (held != null) {
            held = ReceiveBuffers.compact(allocator, held);
        }
    }

    /** Counts the bytes that wait. @return whether the count has changed */
    boolean settle() {
        int bytes = bytes();
        int now = bytes > LITTLE ? bytes : 0;
        if (now == counted) {
            return false;
        }
        waiting.add(now - counted);
        counted = now;
        return true;
    }

    /** Hands over the bytes that wait, which the caller owns; null if there are none. */
    @Nullable
    ByteBuf take() {
        ByteBuf bytes = held;
        held = null;
        if (counted > 0) {
            waiting.giveBack(counted);
            counted = 0;
        }
        return bytes;
    }

    /** Drops the bytes that wait. */
    void release() {
        ByteBuf unserved = take();
        if (unserved != null) {
            unserved.release();
        }
    }
}
