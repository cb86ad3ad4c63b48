package io.howdah.proxy.client;

import io.howdah.proxy.ledger.Account;
import io.howdah.proxy.stream.ByteBufs;
import io.howdah.proxy.stream.ReceiveBuffers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Bytes of one client that wait: for a server, for the server's session to be brought to the client's values, or for the client's turn. Bytes
 * that wait for more than a moment are compact and counted; while more than a little waits, the client's socket is left alone.
 */
final class Intake {

    /** As little is held without being counted, and without a call of the kernel's to have the socket left alone. */
    private static final int LITTLE = 2 << 10;

    private final ByteBufAllocator allocator;
    private final Account waiting;
    private ByteBuf held;
    private int counted;

    /** @param waiting counts the bytes of all clients that wait */
    Intake(ByteBufAllocator allocator, Account waiting) {
        this.allocator = allocator;
        this.waiting = waiting;
    }

    /** Whether bytes wait: what comes now must wait behind them. */
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

    /** Whether the clients that wait hold together as much as they may. */
    boolean isShortOfMemory() {
        return waiting.isFull();
    }

    /** What waits, to be looked at where it lies; null where nothing does. */
    ByteBuf peek() {
        return held;
    }

    /** Keeps bytes for a moment, or nothing for null; owns them. Nothing waits before. */
    void put(ByteBuf bytes) {
        held = bytes;
    }

    /** Keeps bytes behind what waits; owns them. To be followed by {@link #settle}. */
    void add(ByteBuf more) {
        ByteBuf behind = ReceiveBuffers.compact(allocator, more);
        ByteBuf before = held;
        held = null;
        held = ByteBufs.joined(allocator, before, behind);
    }

    /** What waits, if anything does, waits for more than a moment. */
    void compact() {
        if (held != null) {
            held = ReceiveBuffers.compact(allocator, held);
        }
    }

    /** Counts what waits. @return whether it counts for more or less than before */
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

    /** Takes what waits, to be owned; null where nothing does. */
    ByteBuf take() {
        ByteBuf bytes = held;
        held = null;
        if (counted > 0) {
            waiting.giveBack(counted);
            counted = 0;
        }
        return bytes;
    }

    /** Drops what waits. */
    void release() {
        ByteBuf unserved = take();
        if (unserved != null) {
            unserved.release();
        }
    }
}
