package io.howdah.proxy.client;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Answers of one client that must not leave yet: the client must not hear of its write while another Howdah may give older rows from
 * its cache.
 */
final class HeldAnswers {

    private final Deque<ByteBuf> waiting = new ArrayDeque<>();
    private long bytes;
    private int reasons;
    private boolean closing;

    /** Keeps bytes behind all others; owns them. */
    void add(ByteBuf answer) {
        waiting.add(answer);
        bytes += answer.readableBytes();
    }

    /** Whether bytes wait, or would have to. */
    boolean isHolding() {
        return reasons > 0 || !waiting.isEmpty();
    }

    /** Whether nothing may leave. */
    boolean isShut() {
        return reasons > 0;
    }

    /** How many bytes wait. */
    long bytes() {
        return bytes;
    }

    /** There is one more reason to wait. */
    void shut() {
        reasons++;
    }

    /** A reason has gone. @return whether it was the last one */
    boolean open() {
        return --reasons == 0;
    }

    /** Everything may leave, in order. */
    void drain(Consumer<ByteBuf> to) {
        for (ByteBuf next = waiting.poll(); next != null; next = waiting.poll()) {
            to.accept(next);
        }
        bytes = 0;
    }

    /** The socket is to be closed when everything has left. */
    void closeThen() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }
}
